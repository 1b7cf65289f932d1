/**
 * A recording on its way from file to file: analysis takes pictures and speech from the front, the program follows
 * as far as the playhead is allowed, with effects where the cues say. Without an output it is a dry run.
 */
import { FOREVER, micros, toSample, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import type { AudioChoice } from '../output/codec-sets.ts';
import { FileSink } from '../output/file-sink.ts';
import { MediaError } from '../errors.ts';
import { LookAhead } from './look-ahead.ts';
import type { InputSpent } from '../input/input-decoder.ts';
import { RecordedSource } from '../input/recorded-source.ts';
import type { InputInfo } from '../input/info.ts';
import type { TimedPicture } from '../input/video/frame-sampler.ts';
import type { SpeechBlock } from '../input/audio/speech-resampler.ts';
import type { EffectSound } from '../mixer/effect-shelf.ts';
import { NO_SOUND } from '../pcm.ts';
import { RecordedProgram } from './recorded-program.ts';

/** What is relayed, and how its sound is mixed. */
export interface RelayOptions {
  /** A file or any FFmpeg URL. */
  readonly input: string;
  /** The container follows from its name. Absent: dry run, nothing is mixed or written. */
  readonly output?: string;
  /** Absent: what the container is usually given. */
  readonly audioCodec?: AudioChoice;
  /** dB by which the original sound goes down under effects; 0 = off. */
  readonly duck: number;
  /** dB added to the effects' level, which follows the original sound's loudness. */
  readonly gain: number;
  /** Keep true peaks at or below −1 dBTP. */
  readonly limiter: boolean;
  readonly effects: readonly EffectSound[];
  /** Whether anybody will read `pictures` and `speech`. Default true; what is not read must not be asked for. */
  readonly pictures?: boolean;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
  readonly speech?: boolean;
}

/** What a finished relay did. */
export interface RelaySummary {
  readonly duration: Micros;
  readonly played: number;
  /** Cues that were dropped whole: their sample had left already, too many sounded at once, or the program had ended. */
  readonly late: number;
  readonly crowded: number;
  readonly beyond: number;
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
  readonly spent: InputSpent & { readonly mix: number };
}

/**
 * Opens the input and checks the output; nothing is written yet.
 * @throws MediaError with an INPUT_… or OUTPUT_… code
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const source = await RecordedSource.open(options.input, {
    pictures: options.pictures ?? true,
    ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
    speech: options.speech ?? true,
    packets: options.output !== undefined,
  });
  try {
    return new Relay(options, source, await planSink(options, source));
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function planSink(
  { output, audioCodec }: RelayOptions,
  { input }: RecordedSource,
): Promise<FileSink | undefined> {
  if (output === undefined) return undefined;
  const format = input.audioFormat ?? NO_SOUND;
  return FileSink.plan({ input, output, format, ...(audioCodec === undefined ? {} : { audioCodec }) });
}

/** Relays one recording. Disposing it is `abort`: an output that is not finished is removed. */
export class Relay implements AsyncDisposable {
  readonly info: InputInfo;
  /** One line for each thing of the input that the output lacks. */
  readonly warnings: readonly string[];
  /** Pictures at 0 s, 1 s, 2 s …; one reader. */
  readonly pictures: AsyncIterable<TimedPicture>;
  /** 16 kHz mono, contiguous from media time 0; one reader. */
  readonly speech: AsyncIterable<SpeechBlock>;
  readonly #source: RecordedSource;
  readonly #rate: number;
  readonly #sink: FileSink | undefined;
  readonly #lookAhead: LookAhead;
  readonly #program: RecordedProgram | undefined;
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RelayOptions, source: RecordedSource, sink: FileSink | undefined) {
    const format = source.input.audioFormat ?? NO_SOUND;
    this.#source = source;
    this.#rate = format.rate;
    this.#sink = sink;
    this.#lookAhead = new LookAhead({ source, format, keep: sink !== undefined });
    if (sink !== undefined)
      this.#program = new RecordedProgram({ ...options, source, sink, format, lookAhead: this.#lookAhead });
    this.info = source.input.info;
    this.pictures = this.#lookAhead.pictures;
    this.speech = this.#lookAhead.speech;
    this.warnings = sink?.notes ?? [];
  }

  /** How much of the input has been read; after the end, its duration. */
  get position(): Micros {
    return this.#source.end;
  }

  /** Whether an effect that starts at `at` is never heard, since all that was read so far ends before. */
  endsBefore(at: Micros): boolean {
    return toSample(at, this.#rate) >= toSample(this.#source.end, this.#rate);
  }

  /**
   * Lets the program go on up to `playhead`. All cues before it must be known by now: pass each cue once (known ids
   * are skipped). Waits for the mixer and the disk. Calls are served in order.
   * @throws MediaError, the first fault of any part
   */
  advance(playhead: Micros, cues: readonly Cue[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#check();
      await this.#program?.advance(playhead, cues);
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
        this.#lookAhead.drain();
        while (!this.#lookAhead.ended) {
          await this.#lookAhead.filled();
          this.#check();
          await this.#program?.advance(FOREVER, cues);
        }
        await this.#program?.finish(cues);
        return this.#summary();
      } finally {
        await this.#close();
      }
    });
  }

  /** Stops at once and removes what was written. Safe at any time, more than once, and after `finish`. */
  async abort(): Promise<void> {
    this.#lookAhead.fail(new MediaError('RELAY_CLOSED', 'The relay was stopped.', 'Start again.'));
    if (!this.#closed) this.#source.input.interrupt();
    await this.#inTurn(() => this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  #check(): void {
    this.#lookAhead.check();
    if (this.#closed) throw new MediaError('RELAY_CLOSED', 'The relay is closed.', 'Start again.');
  }

  #summary(): RelaySummary {
    const { gaps, damaged, framesDecoded } = this.#source.counts;
    const counts = this.#program?.counts;
    const { peak } = this.#lookAhead.line;
    return {
      duration: this.#source.end,
      played: counts?.played ?? 0,
      late: counts?.late ?? 0,
      crowded: counts?.crowded ?? 0,
      beyond: counts?.beyond ?? 0,
      limited: counts?.limited ?? 0,
      gaps,
      damaged,
      framesDecoded,
      heldBytes: peak.bytes,
      heldSpan: micros(peak.span),
      spent: { ...this.#source.spent, mix: this.#program?.spent ?? 0 },
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** In the reverse order of opening; every part is closed even if another fails. */
  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const faults: unknown[] = [];
    for (const close of [
      () => this.#lookAhead.stop(),
      () => this.#program?.close(),
      () => this.#sink?.abort(),
      () => this.#source.close(),
    ])
      try {
        await close();
      } catch (error) {
        faults.push(error);
      }
    if (faults.length > 0) throw new AggregateError(faults, 'closing the relay');
  }
}
