import { SPEECH_RATE } from '../../core/formats.ts';
import { FOREVER, ZERO } from '../../streams/time.ts';
import { FRAME, frameTime, framesIn } from './format.ts';
import { PartialClock } from './partials.ts';
import { Recognition, type RecognitionOptions } from './recognition.ts';
import { type Segment, Segmenter } from './segmenter.ts';
import type { VoiceTracker } from './voice.ts';

/** How often progress is emitted, in media time: half a frame period of the network, so that windows wait little. */
const PROGRESS_EVERY = framesIn(0.5);

/** Options of a `Listener`. */
export interface ListenerOptions extends RecognitionOptions {
  /** Judges voice activity; this listener's alone, since it remembers the stream. */
  readonly voice: VoiceTracker;
  /** Whether sentences of segments that still grow are emitted too, as not final; false by default. */
  readonly partials?: boolean;
  /** Where the first sample lies on the time line, in samples; 0 by default. */
  readonly start?: number;
}

/** How audio is handed to a listener. */
export interface Pace {
  /** It comes as fast as it is spoken and can't wait: partial results that have been overtaken are dropped. */
  readonly hurry?: boolean;
}

/**
 * Turns one stream of mono 16 kHz audio into timed sentences. Its final results depend on the samples and their
 * place alone: voice frames lie on a fixed grid and all decisions are made on that grid. Voice activity detection
 * and recognition work side by side: `write` waits for the former, and for the latter only when too much audio is
 * queued for it. One call at a time; holds the open segment (12 s), what waits to be recognised, and the chunk it
 * is given.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #segmenter: Segmenter;
  readonly #recognition: Recognition;
  readonly #clock = new PartialClock();
  /** Audio from frame `#base` on, `#length` samples of it. */
  #audio = new Float32Array(32 * SPEECH_RATE);
  #length: number;
  #base: number;
  /** One past the last voice frame judged. */
  #judged: number;
  #told = ZERO;
  #hurry = false;
  #ended = false;

  /** Throws a RangeError when `start` is no place for a sample. */
  constructor(options: ListenerOptions) {
    const start = options.start ?? 0;
    if (!Number.isSafeInteger(start) || start < 0)
      throw new RangeError(`speech starts at a whole sample from 0 on, got ${start}`);
    this.#options = options;
    this.#recognition = new Recognition(options);
    this.#base = this.#judged = Math.floor(start / FRAME);
    // The part of the first frame before `start` counts as silence.
    this.#length = start % FRAME;
    this.#segmenter = new Segmenter(this.#base);
  }

  /** Partial results that were dropped because of `hurry`. */
  get overtaken(): number {
    return this.#recognition.overtaken;
  }

  /** Takes the next samples (−1…1). Throws after `end`, and when the recogniser has failed. */
  async write(pcm: Float32Array, { hurry = false }: Pace = {}): Promise<void> {
    this.#refuseIfEnded();
    this.#hurry = hurry;
    // Taken in pieces so that the buffer's bound holds for any chunk.
    for (let at = 0; at < pcm.length; at += SPEECH_RATE) await this.#take(pcm.subarray(at, at + SPEECH_RATE));
    await this.#recognition.room();
  }

  /**
   * The next `samples` samples are missing. An open segment ends here and what was heard of it is recognised; the time
   * line goes on behind the gap. Throws after `end`.
   */
  async skip(samples: number): Promise<void> {
    this.#refuseIfEnded();
    const target = this.#base * FRAME + this.#length + samples;
    await this.#take(new Float32Array(Math.min(samples, this.#lacking())));
    const frame = Math.floor(target / FRAME);
    const segment = this.#segmenter.skip(frame - this.#judged);
    if (segment) this.#finish(segment);
    this.#options.voice.reset();
    if (frame > this.#judged) {
      this.#base = this.#judged = frame;
      this.#length = target % FRAME;
      this.#audio.fill(0, 0, this.#length);
    }
    this.#tell();
  }

  /** The audio is over: recognises what is left; the last event is progress without limit. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#take(new Float32Array(this.#lacking()));
    const last = this.#segmenter.end();
    if (last) this.#finish(last);
    this.#recognition.progress(FOREVER);
    await this.#recognition.idle();
  }

  /** Drops what is not recognised yet, and says nothing more. */
  close(): void {
    this.#ended = true;
    this.#recognition.close();
  }

  #refuseIfEnded(): void {
    if (this.#ended) throw new Error('the speech stream has ended: nothing can be written to it');
  }

  /** Samples that the frame under way lacks. */
  #lacking(): number {
    return (FRAME - (this.#length % FRAME)) % FRAME;
  }

  async #take(samples: Float32Array): Promise<void> {
    this.#audio.set(samples, this.#length);
    this.#length += samples.length;
    while ((this.#judged - this.#base + 1) * FRAME <= this.#length) {
      const from = (this.#judged - this.#base) * FRAME;
      const frame = await this.#options.voice.next(this.#audio.subarray(from, from + FRAME));
      this.#judged++;
      const segment = this.#segmenter.push(frame);
      if (segment) this.#finish(segment);
      else if (this.#options.partials === true) this.#guess();
      if (this.#judged % PROGRESS_EVERY === 0) this.#tell();
    }
    this.#forget();
  }

  #guess(): void {
    const extent = this.#segmenter.extent;
    const occasion = extent && this.#clock.due(extent);
    const segment = occasion && this.#segmenter.growing();
    if (segment) this.#recognition.partial(segment, this.#samples(segment), occasion, this.#hurry);
  }

  #finish(segment: Segment): void {
    this.#recognition.final(segment, this.#samples(segment), this.#hurry);
    this.#tell();
  }

  /** A copy, because the buffer moves on while the recogniser works. */
  #samples({ from, to }: Segment): Float32Array {
    return this.#audio.slice((from - this.#base) * FRAME, (to - this.#base) * FRAME);
  }

  #tell(): void {
    const settled = frameTime(this.#segmenter.settled);
    if (settled <= this.#told) return;
    this.#told = settled;
    this.#recognition.progress(settled);
  }

  #forget(): void {
    const frames = Math.min(this.#segmenter.needed, this.#judged) - this.#base;
    // In bulk, since what stays is moved to the front.
    if (frames * FRAME < 4 * SPEECH_RATE) return;
    this.#audio.copyWithin(0, frames * FRAME, this.#length);
    this.#length -= frames * FRAME;
    this.#base += frames;
  }
}
