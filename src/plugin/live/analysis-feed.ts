/**
 * Carries what a live session sees and hears through the analysis process: pictures become frames, sound and
 * captions become subtitles. While the process is gone the newest of it waits, bounded; the program never
 * waits for any of it.
 */
import { Subject, type Observable } from 'rxjs';
import { PICTURE_SIZE, SPEECH_RATE } from '../../core/formats.ts';
import type { AnalysisClient, SpeechSession } from '../../analysis/process/client.ts';
import type { TimedPicture } from '../../media/input/video/frame-sampler.ts';
import type { SpeechBlock } from '../../media/input/audio/speech-resampler.ts';
import { MAX_SUBTITLES, WINDOW_SIZE } from '../../streams/windows.ts';
import {
  fromSample,
  fromSeconds,
  latest,
  sampleIndex,
  scale,
  toSeconds,
  ZERO,
  type Micros,
} from '../../streams/time.ts';
import type { Frame, SpeechEvent } from '../../streams/values.ts';

/** A sentence from outside, in media time. */
export interface TimedCaption {
  readonly id: string;
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
  readonly final: boolean;
}

/** What the feed leaves out because analysis can't keep up. */
export type AnalysisFeedEvent =
  | { readonly type: 'speech-skipped'; readonly start: Micros; readonly end: Micros }
  | { readonly type: 'pictures-dropped'; readonly count: number };

/** What is listened to, and how much lateness is borne. */
export interface AnalysisFeedOptions {
  /** Whether the sound is listened to; else words come from captions or not at all. */
  readonly listens: boolean;
  /** Whether sentences are told before they are certain. */
  readonly partials: boolean;
  /** The delay of the program: the longer it is, the further the recogniser may lie behind before it skips ahead. */
  readonly delay: Micros;
  readonly onEvent: (event: AnalysisFeedEvent) => void;
}

/** Pictures that wait for a process that is away: more than a window would never be seen. */
const MOST_PICTURES = WINDOW_SIZE;
const PICTURES_AT_ONCE = 8;
/** Captions that wait likewise. */
const MOST_CAPTIONS = MAX_SUBTITLES;

/**
 * How far recognition may lie behind before it skips ahead: 1.5 s, or a quarter of a long delay, since recognising the
 * longest segment takes a second on a busy machine and costs nothing where there is time.
 */
const longestBehind = (delay: Micros): Micros => latest(fromSeconds(1.5), scale(delay, 0.25));

/** Feeds one session's media to whichever analysis process is up, and drops it while none is. */
export class AnalysisFeed {
  readonly #options: AnalysisFeedOptions;
  readonly #frames = new Subject<Frame>();
  readonly #transcript = new Subject<SpeechEvent>();
  #client: AnalysisClient | undefined;
  #pictures: TimedPicture[] = [];
  #captions: (TimedCaption | SpeechEvent)[] = [];
  /** Embeddings of the newest captions, used again when a caption becomes final in the same words. */
  readonly #embedded = new Map<string, Float32Array>();
  #embedding: Promise<void> | undefined;
  #speech: SpeechSession | undefined;
  /** How far the recogniser may lie behind. */
  #maxBehind: Micros;
  /** The sample that the recogniser expects next. */
  #heard = 0;
  #sessions = 0;
  #blank: Float32Array | undefined;
  /** Seconds of darkness that were seen so far, for inputs without pictures. */
  #dark: number | undefined;
  /** The second of the last frame. */
  #seen = -1;

  constructor(options: AnalysisFeedOptions) {
    this.#options = options;
    this.#maxBehind = longestBehind(options.delay);
  }

  get frames$(): Observable<Frame> {
    return this.#frames;
  }

  get transcript$(): Observable<SpeechEvent> {
    return this.#transcript;
  }

  /** How far recognised speech lies behind what was heard. */
  get speechLag(): Micros {
    return this.#speech?.behind ?? ZERO;
  }

  /** The program has another delay: the recogniser may lie further behind, or less far, from now on. */
  setDelay(delay: Micros): void {
    this.#maxBehind = longestBehind(delay);
    this.#speech?.setMaxBehind(this.#maxBehind);
  }

  /** The input has no pictures: from now on it is seen as darkness, once a second as far as its sound goes. */
  seeDarkness(): void {
    this.#dark ??= Math.max(Math.ceil(this.#heard / SPEECH_RATE), this.#seen + 1);
  }

  /** Pictures have begun: nothing is darkness from now on. */
  seePictures(): void {
    this.#dark = undefined;
  }

  /** A process is there. */
  up(client: AnalysisClient): void {
    this.#client = client;
    this.#blank = undefined;
    this.#stir();
  }

  /** The process is gone; its speech session has ended with it. */
  down(): void {
    this.#client = undefined;
    this.#speech = undefined;
  }

  /** Takes a sampled picture at once. Of those that wait only the newest are kept. */
  picture(picture: TimedPicture): void {
    this.#pictures.push(picture);
    if (this.#pictures.length > MOST_PICTURES) {
      this.#pictures.shift();
      this.#options.onEvent({ type: 'pictures-dropped', count: 1 });
    }
    this.#stir();
  }

  /** Takes 16 kHz mono samples at once, in order; never waits. */
  sound({ start, samples }: SpeechBlock): void {
    if (this.#options.listens) this.#listen(start, samples);
    this.#heard = start + samples.length;
    if (this.#dark === undefined) return;
    this.#stir();
  }

  /** A caption, or any other speech event from outside. */
  caption(caption: TimedCaption | SpeechEvent): void {
    this.#captions.push(caption);
    if (this.#captions.length > MOST_CAPTIONS && this.#client === undefined) this.#captions.shift();
    this.#stir();
  }

  /** Nothing more will come: tells the last of it and completes. */
  async end(): Promise<void> {
    this.#stir();
    await this.#embedding;
    // A process that dies now takes the last words with it; the show ends all the same.
    await this.#speech?.end().catch(() => undefined);
    this.#transcript.complete();
    this.#frames.complete();
  }

  /** Ends at once: what waits is dropped, both streams complete. */
  close(): void {
    this.#speech?.close();
    this.#transcript.complete();
    this.#frames.complete();
  }

  #listen(start: number, samples: Float32Array): void {
    const client = this.#client;
    if (client === undefined) return;
    try {
      if (this.#speech === undefined) this.#speech = this.#openSpeech(client, start);
      else if (start > this.#heard) this.#speech.skipTo(sampleIndex(start));
    } catch {
      // It failed a moment ago, which is told elsewhere; the input must not hear of it.
      this.down();
      return;
    }
    this.#speech?.offer(samples);
  }

  #openSpeech(client: AnalysisClient, start: number): SpeechSession {
    const session = client.openSpeech({
      partials: this.#options.partials,
      maxBehind: this.#maxBehind,
      start: sampleIndex(start),
      idPrefix: this.#sessions === 0 ? '' : `r${this.#sessions}.`,
    });
    this.#sessions += 1;
    // The process is gone when these fail: its end is told by the client.
    const error = (): void => this.down();
    session.gaps$.subscribe({
      next: ({ start, end, reason }) => {
        if (reason === 'behind') this.#options.onEvent({ type: 'speech-skipped', start, end });
      },
      error,
    });
    session.events$.subscribe({ next: (event) => this.#transcript.next(event), error });
    return session;
  }

  #stir(): void {
    this.#embedding ??= this.#embed().finally(() => {
      this.#embedding = undefined;
      if (this.#client !== undefined && this.#hasWork) this.#stir();
    });
  }

  get #hasWork(): boolean {
    const heardSeconds = this.#heard / SPEECH_RATE;
    return (
      this.#pictures.length > 0 ||
      this.#captions.length > 0 ||
      (this.#dark !== undefined && this.#dark < heardSeconds)
    );
  }

  async #embed(): Promise<void> {
    for (let client = this.#client; client !== undefined && this.#hasWork; client = this.#client) {
      try {
        await this.#embedCaptions(client);
        await this.#embedPictures(client);
        await this.#embedDarkness(client);
      } catch {
        // The process died meanwhile: what it was given waits for the next one. It is forgotten, unless that is there already.
        if (this.#client === client) this.#client = undefined;
        return;
      }
    }
  }

  async #embedPictures(client: AnalysisClient): Promise<void> {
    const batch = this.#pictures.slice(0, PICTURES_AT_ONCE);
    if (batch.length === 0) return;
    const embeddings = await client.embedPictures(batch.map(({ picture }) => picture));
    const taken = new Set(batch);
    // Some of them may have been dropped as too old meanwhile.
    this.#pictures = this.#pictures.filter((picture) => !taken.has(picture));
    for (const [index, { at }] of batch.entries()) this.#see(at, embeddings[index]);
  }

  async #embedCaptions(client: AnalysisClient): Promise<void> {
    const batch = this.#captions.slice(0, MOST_CAPTIONS);
    const known = this.#embedded;
    const texts = new Set(
      batch.flatMap((caption) => ('type' in caption || known.has(caption.text) ? [] : [caption.text])),
    );
    const embeddings = texts.size === 0 ? [] : await client.embedTexts([...texts]);
    for (const [index, text] of [...texts].entries()) {
      const embedding = embeddings[index];
      if (embedding === undefined) throw new Error('internal: a caption without an embedding');
      known.set(text, embedding);
    }
    const taken = new Set(batch);
    this.#captions = this.#captions.filter((caption) => !taken.has(caption));
    for (const caption of batch) {
      const embedding = 'type' in caption ? undefined : known.get(caption.text);
      if ('type' in caption) this.#transcript.next(caption);
      else if (embedding) this.#transcript.next({ type: 'subtitle', subtitle: { ...caption, embedding } });
    }
    for (const oldest of known.keys().take(Math.max(0, known.size - MOST_CAPTIONS))) known.delete(oldest);
  }

  async #embedDarkness(client: AnalysisClient): Promise<void> {
    if (this.#dark === undefined) return;
    if (this.#blank === undefined) {
      const data = new Uint8Array(PICTURE_SIZE * PICTURE_SIZE * 3);
      [this.#blank] = await client.embedPictures([{ width: PICTURE_SIZE, height: PICTURE_SIZE, data }]);
    }
    const now = fromSample(sampleIndex(this.#heard), SPEECH_RATE);
    // Pictures may have begun meanwhile.
    for (; this.#dark !== undefined && fromSeconds(this.#dark) < now; this.#dark += 1)
      this.#see(fromSeconds(this.#dark), this.#blank);
  }

  #see(at: Micros, embedding: Float32Array | undefined): void {
    if (embedding === undefined) throw new Error('internal: a picture without an embedding');
    this.#seen = Math.floor(toSeconds(at));
    this.#frames.next({ at, embedding });
  }
}
