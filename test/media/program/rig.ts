/** A program in virtual time: items of a real clip arrive by a clock that the test moves; outputs note what they get. */
import { createHash } from 'node:crypto';
import { Packet } from 'node-av/lib';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { type InputItem, type PacketItem } from '../../../src/media/input/source.ts';
import { isPacket } from '../../support/packets.ts';
import { Program, type ProgramEvent, type ProgramOptions } from '../../../src/media/program/program.ts';
import {
  realtimePacer,
  type PacerEvent,
  type RealtimePacer,
  type RealtimePacerOptions,
} from '../../../src/media/program/realtime-pacer.ts';
import type { LiveSink, OutputPacket, OutputStreams } from '../../../src/media/output/sink.ts';
import { fakeClock, type FakeClock } from '../../../src/core/clock.ts';
import { avRescaleQ } from 'node-av/lib';
import { MICROS_BASE } from '../../../src/media/ffmpeg.ts';
import { programFormat } from '../../../src/media/pcm.ts';
import { add, fromSample, ZERO, type Micros } from '../../../src/streams/time.ts';

export interface Written {
  readonly kind: 'video' | 'audio';
  readonly dts: Micros;
  readonly pts: Micros;
  readonly duration: Micros;
  readonly key: boolean;
  /** Wall time at which it came, in ms. */
  readonly at: number;
  readonly hash: string;
  readonly data: Buffer;
}

export class NotingOutput implements LiveSink {
  readonly name = 'test';
  readonly form = { type: 'stream' } as const;
  readonly written: Written[] = [];
  readonly begun: OutputStreams[] = [];
  ends = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  readonly counts = {
    state: 'open',
    packets: 0,
    bytes: 0,
    dropped: 0,
    reconnects: 0,
    queued: { span: ZERO, bytes: 0 },
  } as const;

  begin(program: OutputStreams): void {
    this.begun.push(program);
  }

  write({ kind, packet, dts, pts, duration, key }: OutputPacket): void {
    const data = Buffer.from(packet.data ?? Buffer.alloc(0));
    const hash = createHash('sha1').update(data).digest('hex');
    this.written.push({ kind, dts, pts, duration, key, at: this.#clock.now(), hash, data });
  }

  end(): Promise<void> {
    this.ends += 1;
    return Promise.resolve();
  }

  room(): undefined {
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abort(): Promise<void> {
    return this.close();
  }

  of(kind: Written['kind']): Written[] {
    return this.written.filter((packet) => packet.kind === kind);
  }
}

export interface Rig extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly pacer: RealtimePacer;
  readonly program: Program;
  readonly output: NotingOutput;
  readonly events: (ProgramEvent | PacerEvent)[];
  readonly running: Promise<void>;
  /** Plays a clip from `at` on the media time line: each item arrives when its time has come. Resolves after `length`. */
  play(
    clip: string,
    options: { readonly at: Micros; readonly connection: number; readonly length?: Micros },
  ): Promise<void>;
  /** Lets time pass with nothing arriving. */
  pass(ms: number): Promise<void>;
  lose(): void;
  /** The sender ends its show. */
  end(): void;
}

const STEP_MS = 5;

export type RigOptions = Pick<RealtimePacerOptions, 'delay' | 'burstsAllowed' | 'bounds'> &
  Partial<ProgramOptions>;

export function openRig({ delay, burstsAllowed = false, bounds = {}, ...options }: RigOptions): Rig {
  const hand = fakeClock();
  let resting = 0;
  let over = false;
  /** The program's work (GStreamer's, too) takes no time of this clock: it moves only while the program rests. */
  const clock: FakeClock = {
    ...hand,
    async sleep(ms, signal) {
      resting += 1;
      await hand.sleep(ms, signal);
      resting -= 1;
    },
    async advance(ms) {
      await hand.advance(ms);
      while (resting === 0 && !over) await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const inputClock = new InputClock();
  const output = new NotingOutput(clock);
  const events: (ProgramEvent | PacerEvent)[] = [];
  const onEvent = (event: ProgramEvent | PacerEvent): void => void events.push(event);
  const pacer = realtimePacer({ clock, inputClock, delay, burstsAllowed, bounds, onEvent });
  const program = new Program({
    pacer,
    sinks: [output],
    effects: [],
    gain: 0,
    duck: 0,
    limiter: false,
    onEvent,
    ...options,
  });
  const stop = new AbortController();
  const running = program.run(stop.signal).finally(() => (over = true));
  const owned: RecordedSource[] = [];

  /** Until GStreamer, whose threads know no virtual time, has given back what it was given. */
  const settle = async (): Promise<void> => {
    for (let [quiet, count] = [0, -1]; quiet < 5; quiet += 1) {
      if (output.written.length !== count) [quiet, count] = [0, output.written.length];
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await clock.advance(Math.min(STEP_MS, left));
      if (left % 1000 === 0) await settle();
    }
  };

  return {
    clock,
    pacer,
    program,
    output,
    events,
    running,
    pass,
    end: () => program.put({ type: 'note', note: { type: 'input-ended', at: ZERO } }),
    lose: () =>
      program.put({ type: 'note', note: { type: 'input-lost', reason: 'test', at: ZERO, retryInMs: 0 } }),
    async play(clip, { at, connection, length }) {
      const source = await RecordedSource.open(clip, { pictures: false, speech: false });
      owned.push(source);
      program.put({
        type: 'connection',
        connection: {
          index: connection,
          start: at,
          info: source.input.info,
          format: programFormat(source.input.audioFormat),
          input: source.input,
        },
      });
      for (let items = await source.read(); items !== undefined; items = await source.read())
        for (const item of items) {
          if (!isPacket(item) && item.type !== 'audio') continue;
          const moved = shifted(item, at, source);
          const due = timeOf(moved, source);
          if (length !== undefined && due >= add(at, length)) {
            if (isPacket(moved)) moved.packet.free();
            continue;
          }
          while (clock.now() * 1000 < due) await clock.advance(STEP_MS);
          inputClock.observe(due, clock.now());
          program.put(moved);
        }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await pass(50);
      await running.catch(() => undefined);
      await program[Symbol.asyncDispose]();
      for (const source of owned) await source.close();
    },
  };
}

type Moving = PacketItem | Extract<InputItem, { type: 'audio' }>;

function shifted(item: Moving, by: Micros, source: RecordedSource): Moving {
  const rate = source.input.audioFormat?.rate ?? 48_000;
  if (item.type === 'audio') {
    const start = (item.block.start + Math.round((by * rate) / 1e6)) as typeof item.block.start;
    return { ...item, block: { ...item.block, start } };
  }
  const base = source.input.streams[item.stream]?.timeBase ?? MICROS_BASE;
  const move = avRescaleQ(BigInt(by), MICROS_BASE, base);
  item.packet.pts += move;
  item.packet.dts += move;
  const { dts, pts } = item.time;
  return { ...item, at: add(item.at, by), time: { ...item.time, dts: add(dts, by), pts: add(pts, by) } };
}

const timeOf = (item: Moving, source: RecordedSource): Micros =>
  isPacket(item) ? item.at : fromSample(item.block.start, source.input.audioFormat?.rate ?? 48_000);

export { Packet };
