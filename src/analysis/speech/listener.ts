import { type Micros, FOREVER } from '../../streams/time.ts';
import { FRAME, SPEECH_RATE, frameTime, framesIn } from './format.ts';
import { type Refusal, refuseSegment, refuseTranscript } from './guards.ts';
import type { Moonshine } from './moonshine.ts';
import { type Segment, Segmenter } from './segmenter.ts';
import { splitSentences, timeSentences } from './sentences.ts';
import type { VoiceTracker } from './voice.ts';

/** A recognised sentence before it has an embedding. */
export interface Sentence {
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
}

/**
 * What a listener says, in this order for every chunking of the same audio. `progress` promises that every sentence
 * that starts before `upTo` has been said.
 */
export type ListenerEvent =
  | { readonly type: 'sentence'; readonly sentence: Sentence }
  | { readonly type: 'progress'; readonly upTo: Micros };

/** How often progress is told, in media time: half a frame period of the network, so that windows wait little. */
const PROGRESS_EVERY = framesIn(0.5);

export interface ListenerOptions {
  readonly voice: VoiceTracker;
  readonly recogniser: Pick<Moonshine, 'transcribe'>;
  /** Called in order with each event, while `write` and `end` run. */
  readonly emit: (event: ListenerEvent) => void;
  /** Told of each segment that gave no text, for counts and logs. */
  readonly refused?: (segment: Segment, why: Refusal) => void;
}

/**
 * Turns one stream of mono 16 kHz audio, contiguous from media time 0, into timed sentences. Its results depend on the
 * samples alone: voice frames lie on a fixed grid and all decisions are made on that grid. One call at a time;
 * holds at most one segment of audio (12 s) beside the chunk it is given.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #segmenter = new Segmenter();
  /** Audio from frame `#base` on, `#length` samples of it. */
  #audio = new Float32Array(32 * SPEECH_RATE);
  #length = 0;
  #base = 0;
  /** Voice frames judged so far. */
  #judged = 0;
  #told = 0;
  #ended = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /** Takes the next samples (−1…1) and recognises whatever they complete. Throws after `end`. */
  async write(pcm: Float32Array): Promise<void> {
    if (this.#ended) throw new Error('the speech stream has ended: nothing can be written to it');
    // Taken in pieces so that the buffer's bound holds for any chunk.
    for (let at = 0; at < pcm.length; at += SPEECH_RATE) await this.#take(pcm.subarray(at, at + SPEECH_RATE));
  }

  /** The audio is over: recognises what is left; the last event is progress without limit. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const rest = this.#length % FRAME;
    if (rest > 0) await this.#take(new Float32Array(FRAME - rest));
    const last = this.#segmenter.end();
    if (last) await this.#recognise(last);
    this.#options.emit({ type: 'progress', upTo: FOREVER });
  }

  async #take(samples: Float32Array): Promise<void> {
    this.#audio.set(samples, this.#length);
    this.#length += samples.length;
    while ((this.#judged - this.#base + 1) * FRAME <= this.#length) {
      const from = (this.#judged - this.#base) * FRAME;
      const frame = await this.#options.voice.next(this.#audio.subarray(from, from + FRAME));
      this.#judged++;
      const segment = this.#segmenter.push(frame);
      if (segment) await this.#recognise(segment);
      if (this.#judged % PROGRESS_EVERY === 0) this.#tell();
    }
    this.#forget();
  }

  #tell(): void {
    const settled = this.#segmenter.settled;
    if (settled <= this.#told) return;
    this.#told = settled;
    this.#options.emit({ type: 'progress', upTo: frameTime(settled) });
  }

  async #recognise(segment: Segment): Promise<void> {
    const refusal = refuseSegment(segment);
    if (refusal) {
      this.#options.refused?.(segment, refusal);
    } else {
      const from = (segment.from - this.#base) * FRAME;
      const to = (segment.to - this.#base) * FRAME;
      // A copy, because the recogniser's tensor must not change under it.
      const transcript = await this.#options.recogniser.transcribe(this.#audio.slice(from, to));
      const why = refuseTranscript(transcript);
      if (why) this.#options.refused?.(segment, why);
      else this.#say(segment, transcript.text);
    }
    this.#tell();
  }

  #say(segment: Segment, text: string): void {
    timeSentences(splitSentences(text), segment.frames).forEach((sentence, index) => {
      this.#options.emit({
        type: 'sentence',
        sentence: {
          id: `s${segment.index}.${index}`,
          start: frameTime(segment.start + sentence.start),
          end: frameTime(segment.start + sentence.end),
          text: sentence.text,
        },
      });
    });
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
