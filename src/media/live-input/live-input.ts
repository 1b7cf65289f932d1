/**
 * A live input over all its connections: opened, read, lost, opened again; one media time line from the first packet
 * to the last.
 */
import { latest, ZERO, type Micros } from '../../streams/time.ts';
import type { Address } from '../address.ts';
import { MediaError } from '../errors.ts';
import { openPlannedInput, type OpenedInput } from '../ingest/input.ts';
import type { AudioFormat } from '../pcm.ts';
import type { Clock } from '../clock.ts';
import { liveDoor, type DoorWishes, type LiveDoor } from './door.ts';
import { keepHeader } from './header.ts';
import type { InputClock } from './input-clock.ts';
import type { InputCounts, InputNote, Leg, LiveItem } from './items.ts';
import { LegTaps, type LegFacts } from './leg.ts';
import { readLeg } from './read-leg.ts';
import { Reanchor } from './reanchor.ts';

export interface LiveInputOptions {
  readonly address: Address;
  /** A sender comes to us. Also when the address says so (`?listen`, SRT's `mode=listener`). */
  readonly listen?: boolean;
  /** A file, played by the wall clock. */
  readonly realtime?: boolean;
  /** From the end of the file on to its start again. */
  readonly loop?: boolean;
  readonly clock: Clock;
  readonly inputClock: InputClock;
  /** Sample pictures and speech for analysis. Default both. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
  /** Called in order. It must not throw, and never makes the reader wait. */
  readonly onItem: (item: LiveItem) => void;
  readonly signal?: AbortSignal;
}

export interface LiveInput {
  readonly counts: InputCounts;
  /** The first connection. Rejects when the input can never be read, or is closed before. */
  readonly firstLeg: Promise<Leg>;
  /** Resolves after the item `end`. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/** The programme of an input without sound. */
const NO_SOUND: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };

/** Waiting times before the next try, in ms; the last one again and again. */
const RETRY_MS = [0, 500, 1_000, 2_000, 5_000];
/** A connection that lasted this long was a good one: the next loss starts with the shortest waiting time. */
const GOOD_MS = 5_000;
/** Listening that failed sooner never began, for example because the port is taken. */
const LISTENED_MS = 100;
const NONE: LegFacts = { damaged: 0, framesDecoded: 0, gaps: 0, jumps: 0, audioDriftPpm: 0 };

/**
 * Refuses what no waiting will mend: a file that is missing or no recording, a scheme that nobody can read.
 * @throws MediaError
 */
export async function checkLiveInput(wishes: DoorWishes): Promise<void> {
  const door = await liveDoor(wishes);
  if (door.kind === 'file') await (await openPlannedInput(door, door.shown)).close();
}

/** Begins to read at once. */
export const openLiveInput = (options: LiveInputOptions): LiveInput => new Session(options);

interface MutableCounts {
  packets: number;
  bytes: number;
  legs: number;
}

class Session implements LiveInput {
  readonly firstLeg: Promise<Leg>;
  readonly done: Promise<void>;
  readonly #options: LiveInputOptions;
  readonly #stop = new AbortController();
  readonly #reanchor = new Reanchor();
  readonly #counts: MutableCounts = { packets: 0, bytes: 0, legs: 0 };
  /** Facts of the legs that are over. */
  #past: LegFacts = NONE;
  #taps: LegTaps | undefined;
  #header: OpenedInput | undefined;
  #format: AudioFormat | undefined;
  /** The end of all that was handed on. */
  #end: Micros = ZERO;
  #announce: (leg: Leg) => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;

  constructor(options: LiveInputOptions) {
    this.#options = options;
    this.firstLeg = new Promise((resolve, reject) => {
      this.#announce = resolve;
      this.#refuse = reject;
    });
    // Whoever does not wait for the first connection hears of its failure by `end`.
    this.firstLeg.catch(() => undefined);
    const stop = (): void => this.#stop.abort();
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted === true) stop();
    this.done = this.#run().finally(() => options.signal?.removeEventListener('abort', stop));
  }

  get counts(): InputCounts {
    const now = this.#taps?.facts ?? NONE;
    return {
      ...this.#counts,
      damaged: this.#past.damaged + now.damaged,
      framesDecoded: this.#past.framesDecoded + now.framesDecoded,
      gaps: this.#past.gaps + now.gaps,
      jumps: this.#past.jumps + now.jumps,
      audioDriftPpm: now.audioDriftPpm,
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.done;
  }

  async #run(): Promise<void> {
    try {
      const door = await liveDoor(this.#options);
      this.#options.inputClock.segmentwise(door.segments);
      await (door.kind === 'file' ? this.#play(door) : this.#receive(door));
    } catch (error) {
      // Before the first connection whoever waits for it hears of this; later the log does.
      this.#refuse(error);
      if (this.#counts.legs > 0) this.#note({ type: 'input-lost', reason: messageOf(error), at: this.#end });
    } finally {
      this.#refuse(
        new MediaError('INPUT_MISSING', 'The input was closed before anything came.', 'Start it again.'),
      );
      this.#options.onItem({ type: 'end' });
      await this.#header?.close();
    }
  }

  /** A recording, once or again and again, by the wall clock. */
  async #play(door: LiveDoor): Promise<void> {
    const { inputClock, clock, loop } = this.#options;
    const { signal } = this.#stop;
    do {
      const before = this.#counts.packets;
      await using input = await openPlannedInput(door, door.shown, { signal });
      const start = this.#end;
      if (this.#counts.legs === 0) inputClock.pin(ZERO, clock.now());
      const reason = await this.#leg(door, input, start);
      if (reason !== undefined) this.#note({ type: 'input-lost', reason, at: this.#end });
      if (reason !== undefined || this.#counts.packets === before) return;
    } while (loop === true && !signal.aborted);
  }

  /** A sender or server, for as long as the session lives. */
  async #receive(door: LiveDoor): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    let attempt = 0;
    while (!signal.aborted) {
      const began = clock.now();
      let connectedMs = began;
      let reason: string;
      let leg = false;
      try {
        const onConnected = (): void => void (connectedMs = clock.now());
        await using input = await openPlannedInput(door, door.shown, { signal, onConnected });
        leg = true;
        reason =
          (await this.#leg(door, input, this.#startOf(connectedMs), connectedMs)) ?? 'the sender ended';
      } catch (error) {
        if (signal.aborted) return;
        if (!leg && this.#counts.legs === 0 && hopeless(door, error)) throw error;
        reason = messageOf(error);
      }
      if (signal.aborted) return;
      if (clock.now() - began > GOOD_MS && leg) attempt = 0;
      // A listener is there again at once, unless it cannot listen at all.
      const listens = door.kind === 'listen' && clock.now() - began > LISTENED_MS;
      const retryInMs = listens ? 0 : (RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0);
      attempt += 1;
      this.#note(
        leg
          ? { type: 'input-lost', reason, at: this.#end, retryInMs }
          : { type: 'input-retry', attempt, reason, retryInMs },
      );
      if (retryInMs > 0) await clock.sleep(retryInMs, signal);
    }
  }

  /** Media time goes on while there is no input; what the last connection gave is never written over. */
  #startOf(connectedMs: number): Micros {
    if (this.#counts.legs === 0) return ZERO;
    return latest(this.#options.inputClock.mediaAt(connectedMs), this.#end);
  }

  /** Reads a connection to its end; the reason when it did not end properly. */
  async #leg(
    door: LiveDoor,
    input: OpenedInput,
    start: Micros,
    connectedMs?: number,
  ): Promise<string | undefined> {
    const { onItem, pictures, speech, clock, inputClock } = this.#options;
    this.#format ??= input.audioFormat ?? NO_SOUND;
    const format = this.#format;
    using taps = new LegTaps({
      input,
      start,
      format,
      reanchor: this.#reanchor,
      pictures: pictures ?? true,
      speech: speech ?? true,
      recording: door.kind === 'file',
      onItem,
    });
    this.#taps = taps;
    await this.#begin(input, start, format);
    try {
      return await readLeg({
        door,
        input,
        taps,
        clock,
        inputClock,
        signal: this.#stop.signal,
        ...(connectedMs === undefined ? {} : { connectedMs }),
        count: (bytes) => {
          this.#counts.packets += 1;
          this.#counts.bytes += bytes;
        },
      });
    } finally {
      taps.finish();
      this.#end = latest(this.#end, taps.end);
      this.#fold(taps);
    }
  }

  async #begin(input: OpenedInput, start: Micros, format: AudioFormat): Promise<void> {
    const old = this.#header;
    this.#header = keepHeader(input);
    const leg: Leg = { index: this.#counts.legs, start, info: input.info, format, input: this.#header };
    this.#counts.legs += 1;
    this.#options.onItem({ type: 'leg', leg });
    this.#announce(leg);
    await old?.close();
  }

  #fold(taps: LegTaps): void {
    const { damaged, framesDecoded, gaps, jumps } = taps.facts;
    this.#past = {
      damaged: this.#past.damaged + damaged,
      framesDecoded: this.#past.framesDecoded + framesDecoded,
      gaps: this.#past.gaps + gaps,
      jumps: this.#past.jumps + jumps,
      audioDriftPpm: 0,
    };
    this.#taps = undefined;
  }

  #note(note: InputNote): void {
    this.#options.onItem({ type: 'note', note });
  }
}

/** An input that no waiting will mend. */
const hopeless = (door: LiveDoor, error: unknown): boolean =>
  door.kind === 'device' ||
  (door.kind === 'pull' &&
    error instanceof MediaError &&
    /NO_STREAMS|UNKNOWN_CODEC|NOT_MEDIA/.test(error.code));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
