/** The queue in front of the recogniser, for one stream of speech. */
import type { Micros } from '../../streams/time.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import { type Refusal, refuseSegment, refuseTranscript } from './guards.ts';
import { Hypotheses, type Occasion, type Sentence, sentencesOf } from './partials.ts';
import type { Recogniser, Transcript } from './recogniser.ts';
import type { Segment } from './segmenter.ts';

/**
 * What a listener says, in this order for every chunking of the same audio. `progress` promises that every final
 * sentence that starts before `upTo` has been said.
 */
export type ListenerEvent =
  | { readonly type: 'sentence'; readonly sentence: Sentence }
  | { readonly type: 'retracted'; readonly id: string }
  | { readonly type: 'progress'; readonly upTo: Micros };

/** Options of a `Recognition`. */
export interface RecognitionOptions {
  readonly recogniser: Pick<Recogniser, 'transcribe'>;
  /** Prefix of every id; empty by default. */
  readonly idPrefix?: string;
  /** Called in order with each event. */
  readonly emit: (event: ListenerEvent) => void;
  /** Told of each segment that gave no text, for counts and logs. */
  readonly refused?: (segment: Segment, why: Refusal) => void;
}

/**
 * Audio that may wait behind the piece under work, in samples: two of the longest segments (1.8 s of work on an idle
 * core). More than that comes only when the recogniser is slower than the speaker, and then the caller must wait.
 */
const MOST_WAITING = 24 * SPEECH_RATE;

interface Recognising {
  readonly segment: Segment;
  readonly pcm: Float32Array;
  readonly stop: AbortController;
}
type Job =
  | ({ readonly type: 'final' } & Recognising)
  | ({ readonly type: 'partial'; readonly occasion: Occasion } & Recognising)
  | { readonly type: 'progress'; readonly upTo: Micros };

const samplesOf = (job: Job): number => (job.type === 'progress' ? 0 : job.pcm.length);
const sameAudio = (a: Segment, b: Segment): boolean =>
  a.index === b.index && a.from === b.from && a.to === b.to;

/**
 * Recognises segments and tells their sentences, one after the other in the order in which they were given. Its events
 * depend on what it is given and not on when, unless `hurry` drops a partial result that has been overtaken.
 */
export class Recognition {
  readonly #options: RecognitionOptions;
  readonly #prefix: string;
  readonly #hypotheses = new Hypotheses();
  #jobs: Job[] = [];
  #current: Job | undefined;
  #closed = false;
  #failure: { readonly error: unknown } | undefined;
  #moved = Promise.withResolvers<void>();
  /** The newest hypothesis, which is also the final one when the segment ends just there. */
  #newest: { readonly segment: Segment; readonly transcript: Transcript } | undefined;
  #overtaken = 0;

  constructor(options: RecognitionOptions) {
    this.#options = options;
    this.#prefix = options.idPrefix ?? '';
  }

  /** Partial results that `hurry` dropped so far. */
  get overtaken(): number {
    return this.#overtaken;
  }

  /** `pcm`: the segment's audio, which is kept. */
  final(segment: Segment, pcm: Float32Array, hurry: boolean): void {
    if (hurry) this.#overtake(segment);
    this.#add({ type: 'final', segment, pcm, stop: new AbortController() });
  }

  /** `segment`: an open one as it would be if it ended now. */
  partial(segment: Segment, pcm: Float32Array, occasion: Occasion, hurry: boolean): void {
    if (hurry) this.#overtake(segment);
    this.#add({ type: 'partial', segment, pcm, occasion, stop: new AbortController() });
  }

  /** Tells, in its turn, that everything before `upTo` has been heard: no later sentence starts before it. */
  progress(upTo: Micros): void {
    this.#add({ type: 'progress', upTo });
  }

  /** Resolves when little enough waits; rejects when the recogniser has failed. */
  async room(): Promise<void> {
    await this.#until(() => this.#jobs.reduce((sum, job) => sum + samplesOf(job), 0) <= MOST_WAITING);
  }

  /** Resolves when the events of all that was given have been emitted; rejects when the recogniser has failed. */
  async idle(): Promise<void> {
    await this.#until(() => this.#current === undefined && this.#jobs.length === 0);
  }

  /** Drops what waits, and says nothing more. */
  close(): void {
    this.#closed = true;
    this.#jobs = [];
    if (this.#current && this.#current.type !== 'progress') this.#current.stop.abort();
    this.#move();
  }

  async #until(reached: () => boolean): Promise<void> {
    while (!this.#failure && !this.#closed && !reached()) await this.#moved.promise;
    if (this.#failure) throw this.#failure.error;
  }

  /** Drops partial results of the segment that something newer has made useless. */
  #overtake(segment: Segment): void {
    const useless = (job: Job | undefined): boolean =>
      job?.type === 'partial' && job.segment.index === segment.index && !sameAudio(job.segment, segment);
    const kept = this.#jobs.filter((job) => !useless(job));
    this.#overtaken += this.#jobs.length - kept.length;
    this.#jobs = kept;
    if (this.#current?.type === 'partial' && useless(this.#current)) this.#current.stop.abort();
  }

  #add(job: Job): void {
    if (this.#failure || this.#closed) return;
    this.#jobs.push(job);
    if (!this.#current) void this.#work();
  }

  async #work(): Promise<void> {
    try {
      for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
        this.#current = job;
        if (job.type === 'progress') this.#options.emit(job);
        else await this.#recognise(job);
        this.#move();
      }
    } catch (error) {
      this.#failure = { error };
      this.#jobs = [];
    }
    this.#current = undefined;
    this.#move();
  }

  #move(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  async #recognise(job: Exclude<Job, { type: 'progress' }>): Promise<void> {
    const { segment } = job;
    let heard: Transcript | Refusal;
    try {
      heard = refuseSegment(segment) ?? (await this.#transcribe(job));
    } catch (error) {
      if (!job.stop.signal.aborted) throw error;
      if (!this.#closed) this.#overtaken++;
      return;
    }
    if (this.#closed) return;
    const refusal = typeof heard === 'string' ? heard : refuseTranscript(heard);
    const text = typeof heard === 'string' || refusal ? undefined : heard.text;
    if (job.type === 'final') this.#finish(segment, text, refusal);
    else if (text !== undefined) this.#guess(segment, text, job.occasion);
  }

  async #transcribe({ type, segment, pcm, stop }: Exclude<Job, { type: 'progress' }>): Promise<Transcript> {
    if (this.#newest && sameAudio(this.#newest.segment, segment)) return this.#newest.transcript;
    const transcript = await this.#options.recogniser.transcribe(pcm, stop.signal);
    this.#newest = type === 'partial' ? { segment, transcript } : undefined;
    return transcript;
  }

  #finish(segment: Segment, text: string | undefined, refusal: Refusal | undefined): void {
    if (refusal) this.#options.refused?.(segment, refusal);
    const sentences = text === undefined ? [] : sentencesOf(segment, text, this.#prefix, true);
    for (const sentence of sentences) this.#options.emit({ type: 'sentence', sentence });
    for (const id of this.#hypotheses.end(segment, sentences)) this.#options.emit({ type: 'retracted', id });
  }

  #guess(segment: Segment, text: string, occasion: Occasion): void {
    const sentences = sentencesOf(segment, text, this.#prefix, false);
    for (const sentence of this.#hypotheses.hear(segment, sentences, occasion))
      this.#options.emit({ type: 'sentence', sentence });
  }
}
