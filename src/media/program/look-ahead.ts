/** Reads a recording at the pace of those who use it: analysis at the front, the delay line behind it. */
import { SLICE_MS } from '../../core/ticks.ts';
import { asError } from '../../core/errors.ts';
import { fromSeconds, type SampleIndex } from '../../streams/time.ts';
import { AsyncQueue } from '../../core/async-queue.ts';
import { DelayLine } from './delay-line.ts';
import { MediaError } from '../errors.ts';
import type { RecordedSource } from '../input/recorded-source.ts';
import type { InputItem } from '../input/source.ts';
import type { TimedPicture } from '../input/video/frame-sampler.ts';
import type { SpeechBlock } from '../input/audio/speech-resampler.ts';
import type { AudioFormat } from '../pcm.ts';

/** Analysis has a few seconds queued before it, so that it never waits for the disk. */
const PICTURES_AHEAD = 8;
const SPEECH_AHEAD = 20;
/** The bounds of the delay line while nobody waits for more input: analysis looks ahead about half as far. */
const SOFT_SPAN = fromSeconds(60);
const SOFT_BYTES = 192 * 2 ** 20;
/** Beyond this the analysis asks for more than a machine can hold; together with it a session stays under 1 GB. */
const HARD_BYTES = 400 * 2 ** 20;

/** Which recording is read, and whether its media are kept. */
export interface LookAheadOptions {
  readonly source: RecordedSource;
  readonly format: AudioFormat;
  /** Keep packets and sound for an output; without it only analysis is fed. */
  readonly keep: boolean;
}

/** Reads a recording for analysis and, behind it, for the program. It owns the delay line, not the source. */
export class LookAhead {
  readonly pictures = new AsyncQueue<TimedPicture>(() => this.stir());
  readonly speech = new AsyncQueue<SpeechBlock>(() => this.stir());
  readonly line: DelayLine;
  readonly #source: RecordedSource;
  readonly #keep: boolean;
  #pumping: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #draining = false;
  #ended = false;
  #stopped = false;
  #failure: Error | undefined;
  #first: SampleIndex | undefined;

  constructor({ source, format, keep }: LookAheadOptions) {
    this.#source = source;
    this.#keep = keep;
    this.line = new DelayLine({ maxSpan: SOFT_SPAN, maxBytes: SOFT_BYTES, format });
    if (!source.hasPictures) this.pictures.end();
    if (!source.hasSpeech) this.speech.end();
  }

  /** All of the input has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Where the sound begins; undefined until it has been met. */
  get first(): SampleIndex | undefined {
    return this.#first;
  }

  /** Throws what went wrong, if anything did. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Reads on if there is a reason to: called whenever somebody took something. */
  stir(): void {
    if (this.#pumping === undefined && !this.#ended && !this.#stopped) this.#pumping = this.#pump();
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** From now on nobody reads pictures and speech: only the delay line sets the pace. */
  drain(): void {
    this.#draining = true;
    this.stir();
  }

  /**
   * Resolves when the delay line is full, the input has ended, or something failed; never before the loop has turned, so
   * that a signal is heard also by whoever asks again and again.
   */
  async filled(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.#ended && this.#failure === undefined && this.line.hasRoom);
  }

  /** The first failure stops the reading and meets everybody who waits. */
  fail(error: unknown): void {
    this.#failure ??= asError(error);
    this.pictures.fail(this.#failure);
    this.speech.fail(this.#failure);
    this.stir();
  }

  /** Stops reading and frees what is held. The input itself stays open. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.stir();
    await this.#pumping;
    this.line[Symbol.dispose]();
  }

  async #pump(): Promise<void> {
    try {
      let slice = performance.now();
      while (!this.#stopped) {
        if (!this.#mayRead()) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
          continue;
        }
        const items = await this.#source.read();
        if (items === undefined) break;
        for (const item of items) this.#sort(item);
        if (performance.now() - slice < SLICE_MS) continue;
        await new Promise<void>((resolve) => setImmediate(resolve));
        slice = performance.now();
      }
      this.#ended = true;
      this.pictures.end();
      this.speech.end();
    } catch (error) {
      this.fail(error);
    }
  }

  #mayRead(): boolean {
    if (this.#failure !== undefined) return false;
    if (this.#draining) return this.line.hasRoom;
    const open = [this.pictures, this.speech].filter((channel) => !channel.ended);
    if (!open.some((channel) => channel.starving))
      return this.pictures.length < PICTURES_AHEAD && this.speech.length < SPEECH_AHEAD && this.line.hasRoom;
    // Whoever waits gets more, even past the soft bounds, as the playhead cannot move before analysis does; but a
    // reader that has run far ahead of the other lets it catch up.
    const alone = open.every((channel) => channel.starving);
    if (this.line.bytes < HARD_BYTES) return alone || this.line.span < SOFT_SPAN;
    if (!alone) return false;
    throw new MediaError(
      'BACKLOG_FULL',
      'Analysis lies too far behind the input.',
      'Use --asr none, or a recording with a lower bit rate.',
    );
  }

  #sort(item: InputItem): void {
    switch (item.type) {
      case 'picture':
        if (!this.#draining) this.pictures.push(item.picture);
        return;
      case 'speech':
        if (!this.#draining) this.speech.push(item.block);
        return;
      case 'video':
      case 'subtitle':
      case 'other':
        this.line.put({ ...item, type: 'packet' });
        return;
      case 'audio':
        this.#first ??= item.block.start;
        if (this.#keep) this.line.put({ type: 'sound', ...item.block });
        return;
      case 'connection':
      case 'note':
      case 'end':
        // One connection, whose end is that of the reading.
        return;
    }
  }
}
