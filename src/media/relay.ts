/**
 * A recording on its way from file to file: analysis takes pictures and speech from the front, the programme follows
 * as far as the playhead is allowed, with effects where the cues say. Without an output it is a dry run.
 */
import type { Cue } from '../streams/values.ts';
import {
  fromSeconds,
  FOREVER,
  micros,
  sampleIndex,
  toSample,
  type Micros,
  type SampleIndex,
} from '../streams/time.ts';
import { Channel } from './channel.ts';
import { DelayLine } from './delay-line.ts';
import { MediaError } from './errors.ts';
import type { AudioCodec } from './egress/containers.ts';
import { Egress } from './egress/egress.ts';
import { Ingest, type IngestItem, type IngestSpent } from './ingest/ingest.ts';
import type { InputInfo } from './ingest/input.ts';
import type { TimedPicture } from './ingest/picture-tap.ts';
import type { SpeechBlock } from './ingest/speech-tap.ts';
import type { EffectSound } from './mixer/effect-shelf.ts';
import { Mixer } from './mixer/mixer.ts';
import { newSamples, type ProgramFormat } from './pcm.ts';

export interface RelayOptions {
  /** A file or any FFmpeg URL. */
  readonly input: string;
  /** The container follows from its name. Absent: dry run, nothing is mixed or written. */
  readonly output?: string;
  /** Absent: what the container is usually given. */
  readonly audioCodec?: AudioCodec;
  /** dB by which the programme goes down under effects; 0 = off. */
  readonly duck: number;
  /** dB added to the effects' level, which follows the programme's loudness. */
  readonly gain: number;
  readonly limiter: boolean;
  readonly effects: readonly EffectSound[];
  /** Whether anybody will read `pictures` and `speech`. Default true; what is not read must not be asked for. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
}

export interface RelaySummary {
  readonly duration: Micros;
  readonly played: number;
  /** Cues that came after their sample had left, and cues beyond the voices that may sound at once: dropped whole. */
  readonly late: number;
  readonly crowded: number;
  /** Frames that the limiter changed. */
  readonly limited: number;
  /** Gaps in the input's sound that were filled with silence, and packets that could not be decoded. */
  readonly gaps: number;
  readonly damaged: number;
  readonly framesDecoded: number;
  /** The most that the delay line held. */
  readonly heldBytes: number;
  readonly heldSpan: Micros;
  /** Milliseconds by part; `mix` holds mixing, encoding and writing. */
  readonly spent: IngestSpent & { readonly mix: number };
}

/** Analysis has a few seconds queued before it, so that it never waits for the disk. */
const PICTURES_AHEAD = 8;
const SPEECH_AHEAD = 20;
/** The bounds of the delay line while nobody waits for more input: about what analysis looks ahead, twice over. */
const SOFT_SPAN = fromSeconds(90);
const SOFT_BYTES = 192 * 2 ** 20;
/** Beyond this the analysis asks for more than a machine can hold. */
const HARD_BYTES = 400 * 2 ** 20;
/** The event loop gets its turn this often (ms), so that timers and other streams are served. */
const SLICE_MS = 12;

/** The sound of an input that has none: silence to put effects into. */
const MADE: ProgramFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };

/**
 * Opens the input and checks the output; nothing is written yet.
 * @throws MediaError with an INPUT_… or OUTPUT_… code
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const ingest = await Ingest.open(options.input, {
    pictures: options.pictures ?? true,
    speech: options.speech ?? true,
    packets: options.output !== undefined,
  });
  try {
    const { input } = ingest;
    const egress =
      options.output === undefined
        ? undefined
        : await Egress.plan({
            input,
            output: options.output,
            program: input.program ?? MADE,
            ...(options.audioCodec === undefined ? {} : { audioCodec: options.audioCodec }),
          });
    return new Relay(options, ingest, egress);
  } catch (error) {
    await ingest.close();
    throw error;
  }
}

export class Relay implements AsyncDisposable {
  readonly info: InputInfo;
  /** One line for each stream of the input that the output lacks. */
  readonly warnings: readonly string[];
  /** Pictures at 0 s, 1 s, 2 s …; one reader. */
  readonly pictures: AsyncIterable<TimedPicture>;
  /** 16 kHz mono, contiguous from media time 0; one reader. */
  readonly speech: AsyncIterable<SpeechBlock>;
  readonly #options: RelayOptions;
  readonly #ingest: Ingest;
  readonly #egress: Egress | undefined;
  readonly #line: DelayLine;
  readonly #pictures = new Channel<TimedPicture>(() => this.#stir());
  readonly #speech = new Channel<SpeechBlock>(() => this.#stir());
  readonly #format: ProgramFormat;
  readonly #known = new Set<string>();
  #mixer: Mixer | undefined;
  #pumping: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #draining = false;
  #ended = false;
  #closed = false;
  #failure: unknown;
  #turn: Promise<unknown> = Promise.resolve();
  #first: SampleIndex | undefined;
  #mixMs = 0;
  #mixCounts = { played: 0, late: 0, crowded: 0, limited: 0 };

  constructor(options: RelayOptions, ingest: Ingest, egress: Egress | undefined) {
    this.#options = options;
    this.#ingest = ingest;
    this.#egress = egress;
    this.#format = ingest.input.program ?? MADE;
    this.info = ingest.input.info;
    this.warnings = (egress?.dropped ?? []).map(
      ({ stream, reason }) =>
        `Stream ${stream.index} (${stream.kind}, ${stream.codec}) is left out: ${reason}.`,
    );
    this.pictures = this.#pictures;
    this.speech = this.#speech;
    this.#line = new DelayLine({ maxSpan: SOFT_SPAN, maxBytes: SOFT_BYTES, format: this.#format });
    if (!ingest.hasPictures) this.#pictures.end();
    if (!ingest.hasSpeech) this.#speech.end();
  }

  /** How much of the input has been read; after the end, its duration. */
  get position(): Micros {
    return this.#ingest.end;
  }

  /**
   * Lets the programme go on up to `playhead`. All cues before it must be known by now: pass each cue once (known ids
   * are skipped). Waits for the mixer and the disk. Calls are served in order.
   * @throws MediaError, the first fault of any part
   */
  advance(playhead: Micros, cues: readonly Cue[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#check();
      if (this.#egress === undefined) return;
      const started = performance.now();
      await this.#release(playhead, cues);
      this.#mixMs += performance.now() - started;
    });
  }

  /**
   * Reads and writes all that is left, as no cue will follow, and gives the output its name.
   * @throws MediaError; the output then does not exist
   */
  finish(cues: readonly Cue[] = []): Promise<RelaySummary> {
    return this.#inTurn(async () => {
      try {
        this.#check();
        this.#draining = true;
        this.#stir();
        while (!this.#ended) {
          await this.#change();
          this.#check();
          await this.#timed(() => this.#release(FOREVER, cues));
        }
        await this.#timed(() => this.#complete(cues));
        return this.#summary();
      } finally {
        await this.#close();
      }
    });
  }

  /** Stops at once and removes what was written. Safe at any time, more than once, and after `finish`. */
  async abort(): Promise<void> {
    this.#fail(new MediaError('RELAY_CLOSED', 'The relay was stopped.', 'Start again.'));
    this.#ingest.input.interrupt();
    await this.#inTurn(() => this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  // ---- reading

  #stir(): void {
    if (this.#pumping === undefined && !this.#ended && !this.#closed) this.#pumping = this.#pump();
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Resolves when the reader has stopped for room, has ended or has failed. */
  async #change(): Promise<void> {
    while (!this.#ended && this.#failure === undefined && this.#line.hasRoom)
      await new Promise<void>((resolve) => setImmediate(resolve));
  }

  async #pump(): Promise<void> {
    try {
      let slice = performance.now();
      while (!this.#closed) {
        if (!this.#mayRead()) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const items = await this.#ingest.read();
        if (items === undefined) break;
        for (const item of items) this.#sort(item);
        if (performance.now() - slice < SLICE_MS) continue;
        await new Promise<void>((resolve) => setImmediate(resolve));
        slice = performance.now();
      }
      this.#ended = true;
      this.#pictures.end();
      this.#speech.end();
    } catch (error) {
      this.#fail(error);
    }
  }

  #mayRead(): boolean {
    if (this.#failure !== undefined) return false;
    if (this.#draining) return this.#line.hasRoom;
    const open = [this.#pictures, this.#speech].filter((channel) => !channel.ended);
    if (!open.some((channel) => channel.starving))
      return (
        this.#pictures.length < PICTURES_AHEAD && this.#speech.length < SPEECH_AHEAD && this.#line.hasRoom
      );
    // Whoever waits gets more, even past the soft bounds: the playhead cannot move before analysis does.
    if (this.#line.bytes < HARD_BYTES) return true;
    if (!open.every((channel) => channel.starving)) return false;
    throw new MediaError(
      'BACKLOG_FULL',
      'Analysis lies too far behind the input.',
      'Use --asr none, or a recording with a lower bit rate.',
    );
  }

  #sort(item: IngestItem): void {
    if (item.type === 'picture') {
      if (!this.#draining) this.#pictures.push(item.picture);
    } else if (item.type === 'speech') {
      if (!this.#draining) this.#speech.push(item.block);
    } else if (item.type === 'packet') this.#line.put(item);
    else {
      this.#first ??= item.block.start;
      if (this.#egress !== undefined) this.#line.put({ type: 'sound', ...item.block });
    }
  }

  // ---- writing

  async #release(playhead: Micros, cues: readonly Cue[]): Promise<void> {
    const egress = this.#egress;
    // The output starts where the sound does, so nothing leaves before that is known.
    const hasSound = this.#ingest.input.program !== undefined;
    if (egress === undefined || (hasSound && this.#first === undefined && !this.#ended)) return;
    const mixer = (this.#mixer ??= await this.#start(egress));
    for (const cue of cues) {
      if (this.#known.has(cue.id)) continue;
      this.#known.add(cue.id);
      mixer.place(cue);
    }
    for (const item of this.#line.release(playhead)) {
      if (item.type === 'packet') egress.writePacket(item.stream, item.packet);
      else await mixer.write(item.samples);
      this.#check();
    }
    if (!hasSound) await this.#silence(mixer, playhead < this.#ingest.end ? playhead : this.#ingest.end);
    this.#stir();
  }

  async #start(egress: Egress): Promise<Mixer> {
    const start = this.#first ?? sampleIndex(0);
    await egress.open(start);
    const { duck, gain, limiter, effects } = this.#options;
    return new Mixer({
      format: this.#format,
      effects,
      gain,
      duck,
      limiter,
      start,
      mixed: (samples) => egress.writeSound(samples),
    });
  }

  /** The last effects may outlast the sound, but not the picture. */
  async #complete(cues: readonly Cue[]): Promise<void> {
    if (this.#egress === undefined) return;
    await this.#release(FOREVER, cues);
    const mixer = this.#mixer;
    if (mixer === undefined) throw new Error('internal: the mixer never started');
    const { rate } = this.#format;
    const mediaEnd = toSample(this.#ingest.end, rate);
    const soundEnd =
      this.#ingest.input.program === undefined ? mediaEnd : Math.min(mediaEnd, mixer.effectsEnd);
    await this.#silence(mixer, micros(Math.ceil((soundEnd * 1e6) / rate)));
    await mixer.finish();
    this.#mixCounts = mixer.counts;
    await this.#egress.finish();
  }

  async #silence(mixer: Mixer, until: Micros): Promise<void> {
    const { rate, channels, precision } = this.#format;
    const end = toSample(until, rate);
    while (mixer.written < end) {
      const frames = Math.min(rate, end - mixer.written);
      await mixer.write(newSamples(precision, frames * channels));
    }
  }

  #summary(): RelaySummary {
    const { gaps, damaged, framesDecoded } = this.#ingest.facts;
    const { played, late, crowded, limited } = this.#mixCounts;
    return {
      duration: this.#ingest.end,
      played,
      late,
      crowded,
      limited,
      gaps,
      damaged,
      framesDecoded,
      heldBytes: this.#line.peak.bytes,
      heldSpan: micros(this.#line.peak.span),
      spent: { ...this.#ingest.spent, mix: this.#mixMs },
    };
  }

  // ---- life

  async #timed(work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    await work();
    this.#mixMs += performance.now() - started;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#pictures.fail(error);
    this.#speech.fail(error);
    this.#stir();
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure as Error;
    if (this.#closed) throw new MediaError('RELAY_CLOSED', 'The relay is closed.', 'Start again.');
  }

  /** In the reverse order of opening; every part is closed even if another fails. */
  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stir();
    await this.#pumping;
    this.#line[Symbol.dispose]();
    const faults: unknown[] = [];
    for (const close of [
      () => this.#mixer?.[Symbol.asyncDispose](),
      () => this.#egress?.abort(),
      () => this.#ingest.close(),
    ])
      try {
        await close();
      } catch (error) {
        faults.push(error);
      }
    if (faults.length > 0) throw new AggregateError(faults, 'closing the relay');
  }
}
