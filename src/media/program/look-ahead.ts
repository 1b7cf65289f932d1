/** Reads a recording at the pace of those who use it: analysis at the front, the program behind it. */
import { SLICE_MS } from '../../core/ticks.ts';
import { asError } from '../../core/errors.ts';
import { AsyncQueue } from '../../core/async-queue.ts';
import { MediaError } from '../errors.ts';
import type { RecordedSource } from '../input/recorded-source.ts';
import type { InputItem } from '../input/source.ts';
import type { TimedPicture } from '../input/video/frame-sampler.ts';
import type { SpeechBlock } from '../input/audio/speech-resampler.ts';
import { ANALYSIS_BOUNDS } from './analysis-pacer.ts';
import type { Program } from './program.ts';

/** Analysis has a few seconds queued before it, so that it never waits for the disk. */
const PICTURES_AHEAD = 8;
const SPEECH_AHEAD = 20;
/** Beyond this the analysis asks for more than a machine can hold; together with it a session stays under 1 GB. */
const HARD_BYTES = 400 * 2 ** 20;

/** Reads a recording for analysis and, behind it, for the program. Source and program stay the caller's. */
export class LookAhead {
  readonly pictures = new AsyncQueue<TimedPicture>(() => this.stir());
  readonly speech = new AsyncQueue<SpeechBlock>(() => this.stir());
  readonly #source: RecordedSource;
  readonly #program: Program | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;

  /** Without a program only analysis is fed. */
  constructor(source: RecordedSource, program: Program | undefined) {
    this.#source = source;
    this.#program = program;
    if (!source.hasPictures) this.pictures.end();
    if (!source.hasSpeech) this.speech.end();
  }

  /** Reads on if there is a reason to: called whenever somebody took something. */
  stir(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /**
   * Reads to the end, or until `stop`. A failure meets the readers of pictures and speech, too.
   * @throws MediaError input-…, backlog-full
   */
  async run(): Promise<void> {
    try {
      await this.#read();
      this.pictures.end();
      this.speech.end();
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Stops reading; whoever reads pictures and speech meets `error`. */
  fail(error: unknown): void {
    this.#stopped = true;
    this.pictures.fail(asError(error));
    this.speech.fail(asError(error));
    this.stir();
  }

  async #read(): Promise<void> {
    let slice = performance.now();
    while (!this.#stopped) {
      if (!this.#mayRead()) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const items = await this.#source.read();
      if (items === undefined) return;
      for (const item of items) this.#sort(item);
      if (performance.now() - slice < SLICE_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      slice = performance.now();
    }
  }

  #mayRead(): boolean {
    const hasRoom = this.#program?.hasRoom ?? true;
    const { bytes, span } = this.#program?.line ?? { bytes: 0, span: 0 };
    const open = [this.pictures, this.speech].filter((queue) => !queue.ended);
    if (!open.some((queue) => queue.starving))
      return this.pictures.length < PICTURES_AHEAD && this.speech.length < SPEECH_AHEAD && hasRoom;
    // Whoever waits gets more, even past the program's bounds, as the playhead cannot move before analysis does; but a
    // reader that has run far ahead of the other lets it catch up.
    const alone = open.every((queue) => queue.starving);
    if (bytes < HARD_BYTES) return alone || span < ANALYSIS_BOUNDS.maxSpan;
    if (!alone) return false;
    throw new MediaError(
      'backlog-full',
      'Analysis lies too far behind the input.',
      'Use --asr none, or a recording with a lower bit rate.',
    );
  }

  #sort(item: InputItem): void {
    if (item.type === 'picture') this.pictures.push(item.picture);
    else if (item.type === 'speech') this.speech.push(item.block);
    else this.#program?.put(item);
  }
}
