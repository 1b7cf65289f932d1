/**
 * A review as its pages see it: what was found, what a person has decided, how far the work is. The only place that knows; a
 * page that comes later, or again, sees the same.
 */
import type { Sensitivity } from '../../analysis/sensitivity.ts';
import { toSeconds, type Micros } from '../../streams/time.ts';
import { DEFAULT_POLICY } from '../../streams/policy.ts';
import { UsageError } from '../errors.ts';
import { afterWish, type Wished } from './asked.ts';
import { itemsOf, UNTOUCHED, type Found, type Item } from './edits.ts';
import { NO_HISTORY, stepped, withChange, type Decided } from './history.ts';
import { itemChanges, viewOf } from './item-view.ts';
import type { KeptReview } from './kept.ts';
import type {
  MediaView,
  PhaseView,
  ReviewAction,
  ReviewChange,
  ReviewView,
  SentenceView,
} from './protocol.ts';

const SLIDERS: ReadonlySet<string> = new Set(['threshold', 'density', 'gain', 'duck']);

/** What a review begins with. */
export interface ReviewModelOptions extends Pick<Wished, 'tags' | 'thresholdFor' | 'fatigue'> {
  readonly name: string;
  readonly cueSheet: string;
  readonly kept: KeptReview;
  readonly media: MediaView;
  /** The sensitivity that has this threshold, where one has. */
  readonly sensitivityOf: (threshold: number) => Sensitivity | undefined;
  /** Keeps what is decided now; throws where that cannot be done, and then nothing has changed. */
  readonly onDecided: (kept: KeptReview) => void;
  /** Somebody asks for what takes its time. */
  readonly onAsked: (what: 'save' | 'mix' | 'stop-mix' | 'copy') => void;
}

/** What clients are told as a whole where it has changed. Sentences and items are told one by one: an hour has 240 KB of them. */
type Parts = Omit<ReviewView, 'sentences' | 'items'>;

/** The state of a review. */
export class ReviewModel {
  readonly #options: ReviewModelOptions;
  readonly #sentences: SentenceView[] = [];
  #found: Found | undefined;
  /** What was found is all there is. */
  #isWhole = false;
  #kept: KeptReview;
  #items: readonly Item[] = [];
  #phase: PhaseView = { type: 'finding', done: 0 };
  #media: MediaView;
  #isSaved = false;
  #loudness: readonly number[] = [];
  /** What was changed last. */
  #last: ReviewAction['type'] | undefined;
  /** Parts that clients have not been told. */
  readonly #touched = new Set<keyof Parts>();
  /** Sentences that they have not been told. */
  #heard: SentenceView[] = [];
  /** Items as they were told last. */
  #told: readonly Item[] = [];

  constructor(options: ReviewModelOptions) {
    this.#options = options;
    this.#kept = options.kept;
    this.#media = options.media;
  }

  /** What would be mixed, and what not. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** Of the mix, in dB. */
  get levels(): KeptReview['levels'] {
    return this.#kept.levels;
  }

  /** What is said, as far as it is known. */
  get sentences(): readonly SentenceView[] {
    return this.#sentences;
  }

  /** What has been decided so far. */
  get kept(): KeptReview {
    return this.#kept;
  }

  /** Of the recording; undefined until all of it was seen. */
  get duration(): Micros | undefined {
    return this.#isWhole ? this.#found?.duration : undefined;
  }

  /** Everything, for a page that has just come. */
  get whole(): ReviewView {
    return { ...this.#parts, sentences: this.#sentences, items: this.#items.map(viewOf) };
  }

  get #parts(): Parts {
    const { name, cueSheet, sensitivityOf } = this.#options;
    const { threshold, density, mutedTags, mutedEffects } = {
      ...DEFAULT_POLICY,
      ...this.#found?.policy,
      ...this.#kept.state.policy,
    };
    const sensitivity = sensitivityOf(threshold);
    return {
      ...{ name, cueSheet, phase: this.#phase, media: this.#media, loudness: this.#loudness },
      duration: this.#found === undefined ? 0 : toSeconds(this.#found.duration),
      settings: {
        ...{ threshold, density, mutedTags, mutedEffects, ...this.#kept.levels },
        ...(sensitivity === undefined ? {} : { sensitivity }),
      },
      canUndo: this.#kept.history.done.length > 0,
      canRedo: this.#kept.history.undone.length > 0,
      isSaved: this.#isSaved,
    };
  }

  /** The talk's loudness has been measured; see `ReviewView`. */
  setLoudness(loudness: readonly number[]): void {
    this.#loudness = loudness;
    this.#touched.add('loudness');
  }

  /** What has changed since this was called last; undefined where nothing has. */
  changes(): ReviewChange | undefined {
    const parts = this.#touched.size === 0 ? undefined : this.#parts;
    const change: ReviewChange = {
      ...(parts && Object.fromEntries([...this.#touched].map((part) => [part, parts[part]]))),
      ...itemChanges(this.#told, this.#items),
      ...(this.#heard.length === 0 ? {} : { sentences: this.#heard }),
    };
    this.#touched.clear();
    this.#told = this.#items;
    this.#heard = [];
    return Object.keys(change).length === 0 ? undefined : change;
  }

  /** How far the work is. */
  setPhase(phase: PhaseView): void {
    this.#phase = phase;
    this.#touched.add('phase');
  }

  /** What the browser plays. */
  setMedia(media: MediaView): void {
    this.#media = media;
    this.#touched.add('media');
  }

  /** The cue sheet holds what is shown. */
  setSaved(): void {
    this.#isSaved = true;
    this.#touched.add('isSaved');
  }

  /** A sentence has become known. */
  hear(sentence: SentenceView): void {
    this.#sentences.push(sentence);
    this.#heard.push(sentence);
  }

  /** So much has been seen: there is something to review. What is decided holds when more comes. */
  findSoFar(found: Found): void {
    this.#found = found;
    this.#touched.add('duration').add('settings');
    this.#decide();
  }

  /** All has been seen. */
  find(found: Found): void {
    this.#isWhole = true;
    this.#sentences.sort((a, b) => a.start - b.start);
    this.setPhase({ type: 'ready' });
    this.findSoFar(found);
  }

  /**
   * Does what a person asks.
   * @throws UsageError that the person is told; nothing has happened then
   */
  act(action: ReviewAction): void {
    if (action.type === 'copy') return this.#options.onAsked('copy');
    if (this.#found === undefined) throw notReady();
    if (action.type === 'stop-mix') return this.#options.onAsked('stop-mix');
    if (action.type === 'save' || action.type === 'mix') {
      // Half a recording would be taken for all of it.
      if (!this.#isWhole) throw notReady();
      return action.type === 'save' ? this.#options.onAsked('save') : this.#mix();
    }
    if (action.type === 'undo' || action.type === 'redo') return this.#step(action.type);
    const { duration } = this.#found;
    this.#change(
      action.type,
      afterWish(this.#kept, action, { ...this.#options, items: this.#items, duration }),
    );
  }

  #mix(): void {
    if (this.#phase.type === 'mixing')
      throw new UsageError(
        'review-mixing',
        'The recording is being mixed.',
        'Wait until it is done, or stop it.',
      );
    this.setPhase({ type: 'mixing', done: 0 });
    this.#options.onAsked('mix');
  }

  #change(type: ReviewAction['type'], next: Decided): void {
    const now = this.#kept;
    if (next.state === now.state && next.levels === now.levels) return;
    // A slider that is moved is one step, not a hundred.
    const goesOn = type === this.#last && SLIDERS.has(type);
    this.#take({ ...next, history: withChange(now.history, now, next, goesOn) });
    this.#last = type;
  }

  #step(direction: 'undo' | 'redo'): void {
    const next = stepped(this.#kept, this.#kept.history, direction);
    if (next === undefined)
      throw new UsageError('no-step', 'There is nothing more to take back.', 'Go on from here.');
    this.#take({ ...next.decided, history: next.history });
    this.#last = undefined;
  }

  /** @throws what keeping it throws; nothing has changed then */
  #take(next: KeptReview): void {
    this.#options.onDecided(next);
    const isDecidedAnew = next.state !== this.#kept.state;
    this.#kept = next;
    this.#touched.add('settings').add('canUndo').add('canRedo');
    // Levels are none of the cue sheet's.
    if (isDecidedAnew) this.#decide();
  }

  #decide(): void {
    if (this.#found === undefined) return;
    this.#items = itemsOf(this.#found, this.#kept.state);
    this.#isSaved = false;
    this.#touched.add('isSaved');
  }
}

const notReady = (): UsageError =>
  new UsageError(
    'review-not-ready',
    'The effects are not all found yet.',
    'Wait until the recording has been looked through.',
  );

/** Nothing decided, at these levels. */
export const untouched = (levels: KeptReview['levels']): KeptReview => ({
  state: UNTOUCHED,
  levels,
  history: NO_HISTORY,
});
