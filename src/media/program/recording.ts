/**
 * A recording on its way from file to file: a source with one connection, a program that analysis paces, a file. Analysis
 * takes pictures and speech from the front; without an output it is a dry run.
 */
import { Subject } from 'rxjs';
import type { PictureFilter } from '../../core/formats.ts';
import type { Address } from '../../core/stream-url.ts';
import { micros, toSample, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { MediaError } from '../errors.ts';
import type { OpenedInput } from '../input/demuxer.ts';
import type { InputSpent } from '../input/input-decoder.ts';
import type { InputInfo } from '../input/info.ts';
import { RecordedSource } from '../input/recorded-source.ts';
import type { SizeChangesTold } from '../input/size-changes.ts';
import type { SpeechBlock } from '../input/audio/speech-resampler.ts';
import type { TimedPicture } from '../input/video/frame-sampler.ts';
import type { AudioChoice } from '../output/codec-sets.ts';
import { FileSink } from '../output/file-sink.ts';
import { analysisPacer } from './analysis-pacer.ts';
import { LookAhead } from './look-ahead.ts';
import { Program } from './program.ts';
import type { ProgramOptions } from './program-options.ts';

/** What is decorated, and how its sound is mixed. */
export interface RecordingOptions extends Pick<ProgramOptions, 'effects' | 'gain' | 'duck' | 'limiter'> {
  /** A file or any FFmpeg URL. */
  readonly input: string | Address;
  /** The container follows from its name. Absent: dry run, nothing is mixed or written. */
  readonly output?: string;
  /** Absent: what the container is usually given. */
  readonly audioCodec?: AudioChoice;
  /** Whether anybody will read `pictures` and `speech`. Default true; what is not read must not be asked for. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
  /** How pictures are squeezed; default: by areas. */
  readonly pictureFilter?: PictureFilter;
  /** How old a key picture may be that stands for a second; for measurements, see `FrameSampler`. */
  readonly fresh?: Micros;
}

/** What became of a recording. */
export interface RecordingSummary {
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
  /** Jumps of the input's time stamps that were set straight. */
  readonly jumps: number;
  readonly framesDecoded: number;
  /** Absent: all pictures that were copied have one size. */
  readonly sizes?: SizeChangesTold;
  /** The most that the delay line held. */
  readonly heldBytes: number;
  readonly heldSpan: Micros;
  /** Milliseconds by part; `mix` holds mixing, encoding and writing. */
  readonly spent: InputSpent & { readonly mix: number };
}

/**
 * Opens the input and checks the output; nothing is written yet.
 * @throws MediaError with an input-… or output-… code
 */
export async function openRecording(options: RecordingOptions): Promise<Recording> {
  const { input, output, audioCodec, pictures = true, speech = true, pictureFilter, fresh } = options;
  const source = await RecordedSource.open(input, {
    ...{ pictures, speech, packets: output !== undefined },
    staysLossless: (opened) => isLossless(opened, options),
    ...(pictureFilter === undefined ? {} : { pictureFilter }),
    ...(fresh === undefined ? {} : { fresh }),
  });
  try {
    if (output === undefined) return new Recording(options, source, undefined);
    const { format } = source.connection;
    const wishes = audioCodec === undefined ? {} : { audioCodec };
    return new Recording(
      options,
      source,
      await FileSink.plan({ input: source.input, output, format, ...wishes }),
    );
  } catch (error) {
    await source.close();
    throw error;
  }
}

const isLossless = (input: OpenedInput, { output, audioCodec }: RecordingOptions): boolean =>
  output !== undefined &&
  FileSink.isLossless({ input, output, ...(audioCodec === undefined ? {} : { audioCodec }) });

/** Owns source, program and file. Disposing it is `abort`: an output that is not finished is removed. */
export class Recording implements AsyncDisposable {
  readonly info: InputInfo;
  /** One line for each thing of the input that the output lacks. */
  readonly warnings: readonly string[];
  readonly #source: RecordedSource;
  readonly #sink: FileSink | undefined;
  readonly #decided = new Subject<Micros>();
  readonly #pacer = analysisPacer(this.#decided);
  readonly #program: Program | undefined;
  readonly #lookAhead: LookAhead;
  readonly #stop = new AbortController();
  #running: Promise<RecordingSummary> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    { effects, gain, duck, limiter }: RecordingOptions,
    source: RecordedSource,
    sink: FileSink | undefined,
  ) {
    this.#source = source;
    this.#sink = sink;
    this.info = source.input.info;
    this.warnings = sink?.notes ?? [];
    if (sink !== undefined)
      this.#program = new Program({
        ...{ effects, gain, duck, limiter, pacer: this.#pacer, sinks: [sink] },
        onLeft: () => this.#lookAhead.stir(),
      });
    this.#lookAhead = new LookAhead(source, this.#program);
  }

  /** Pictures at 0 s, 1 s, 2 s …; one reader. */
  get pictures(): AsyncIterable<TimedPicture> {
    return this.#lookAhead.pictures;
  }

  /** 16 kHz mono, contiguous from media time 0; one reader. */
  get speech(): AsyncIterable<SpeechBlock> {
    return this.#lookAhead.speech;
  }

  /** How much of the input has been read; after the end, its duration. */
  get position(): Micros {
    return this.#source.end;
  }

  /** Whether an effect that starts at `at` is never heard, since all that was read so far ends before. */
  endsBefore(at: Micros): boolean {
    const { rate } = this.#source.connection.format;
    return toSample(at, rate) >= toSample(this.#source.end, rate);
  }

  /** Plays a cue at its sample. All cues before a media time must be placed before that is `decided`. */
  place(cue: Cue): void {
    this.#program?.place(cue);
  }

  /** All cues that start before `at` are placed: media before it may go. FOREVER: no cue will follow. */
  decided(at: Micros): void {
    this.#decided.next(at);
  }

  /** Resolves when the program has kept up with what is decided: asked before more of the input is analysed. */
  room(): Promise<void> {
    return this.#program === undefined ? Promise.resolve() : this.#pacer.room();
  }

  /**
   * Reads and writes all of it, as far as is decided, and gives the output its name. Called once.
   * @throws MediaError, the first fault of any part; the output then does not exist
   */
  run(): Promise<RecordingSummary> {
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Stops at once and removes what was written. Safe at any time, more than once, and after `run`. */
  async abort(): Promise<void> {
    this.#halt(new MediaError('recording-closed', 'The recording was stopped.', 'Start again.'));
    if (this.#closing === undefined) this.#source.input.interrupt();
    await this.#running?.catch(() => undefined);
    this.#closing ??= this.#close();
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  async #run(): Promise<RecordingSummary> {
    const { signal } = this.#stop;
    const parts = [this.#lookAhead.run(), this.#program?.run(signal) ?? Promise.resolve()];
    try {
      await Promise.all(parts);
    } catch (error) {
      this.#halt(error);
      await Promise.allSettled(parts);
      throw error;
    }
    signal.throwIfAborted();
    await this.#sink?.close();
    return this.#summary();
  }

  #halt(reason: unknown): void {
    this.#stop.abort(reason);
    this.#lookAhead.fail(reason);
  }

  #summary(): RecordingSummary {
    const { gaps, damaged, framesDecoded } = this.#source.counts;
    const { sizes, jumps } = this.#source;
    const { played = 0, late = 0, crowded = 0, beyond = 0, limited = 0 } = this.#program?.mixer ?? {};
    const { peak = { bytes: 0, span: 0 } } = this.#program?.line ?? {};
    return {
      duration: this.#source.end,
      ...{ played, late, crowded, beyond, limited, gaps, damaged, jumps, framesDecoded },
      ...(sizes === undefined ? {} : { sizes }),
      ...{ heldBytes: peak.bytes, heldSpan: micros(peak.span) },
      spent: { ...this.#source.spent, mix: this.#program?.spent ?? 0 },
    };
  }

  /** In the reverse order of opening; every part is closed even if another fails. */
  async #close(): Promise<void> {
    await using parts = new AsyncDisposableStack();
    parts.use(this.#source);
    if (this.#sink !== undefined) parts.defer(() => this.#sink?.abort());
    if (this.#program !== undefined) parts.use(this.#program);
  }
}
