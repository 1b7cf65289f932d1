/**
 * A review as its pages see it: what was found, what a person has decided, how far the work is. The only place that knows; a
 * page that comes later, or again, sees the same.
 */
import { fromSeconds, toSeconds, type Micros } from '../../streams/time.ts';
import { DEFAULT_POLICY } from '../../streams/policy.ts';
import { TAGS, type EffectChoice } from '../../streams/values.ts';
import type { Sensitivity } from '../../analysis/sensitivity.ts';
import { UsageError } from '../errors.ts';
import { changed, itemsOf, UNTOUCHED, withAdded, type Found, type Item, type ReviewState } from './edits.ts';
import { viewOf } from './item-view.ts';
import type { KeptReview } from './kept.ts';
import type {
  MediaView,
  PhaseView,
  ReviewAction,
  ReviewChange,
  ReviewView,
  SentenceView,
} from './protocol.ts';

/** Steps that can be undone. */
const MOST_STEPS = 1_000;
const SLIDERS: ReadonlySet<string> = new Set(['threshold', 'density', 'gain', 'duck']);

/** What a review begins with. */
export interface ReviewModelOptions {
  readonly name: string;
  readonly cueSheet: string;
  readonly kept: KeptReview;
  readonly media: MediaView;
  /** Tag of each effect of the library. */
  readonly tags: ReadonlyMap<string, EffectChoice['tag']>;
  /** The least probability at a sensitivity. @throws UsageError where the checkpoint knows none */
  readonly thresholdFor: (level: Sensitivity) => number;
  /** Keeps what is decided now; throws where that cannot be done, and then nothing has changed. */
  readonly onDecided: (kept: KeptReview) => void;
  /** Somebody asks for what takes its time. */
  readonly onAsked: (what: 'save' | 'mix' | 'stop-mix' | 'copy') => void;
}

/** The state of a review. */
export class ReviewModel {
  readonly #options: ReviewModelOptions;
  readonly #sentences: SentenceView[] = [];
  #found: Found | undefined;
  /** What was found is all there is. */
  #isWhole = false;
  #kept: KeptReview;
  #done: KeptReview[] = [];
  #undone: KeptReview[] = [];
  #items: readonly Item[] = [];
  #phase: PhaseView = { type: 'finding', done: 0 };
  #media: MediaView;
  #isSaved = false;
  #loudness: readonly number[] = [];
  /** What was changed last. */
  #last: ReviewAction['type'] | undefined;
  /** Parts that clients have not been told. */
  readonly #touched = new Set<keyof ReviewView>();

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
    const { name, cueSheet } = this.#options;
    const { threshold, density, mutedTags } = {
      ...DEFAULT_POLICY,
      ...this.#found?.policy,
      ...this.#kept.state.policy,
    };
    return {
      ...{ name, cueSheet, phase: this.#phase, media: this.#media, sentences: this.#sentences },
      duration: this.#found === undefined ? 0 : toSeconds(this.#found.duration),
      settings: { threshold, density, mutedTags, ...this.#kept.levels },
      loudness: this.#loudness,
      items: this.#items.map(viewOf),
      canUndo: this.#done.length > 0,
      canRedo: this.#undone.length > 0,
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
    if (this.#touched.size === 0) return undefined;
    const { whole } = this;
    const change = Object.fromEntries([...this.#touched].map((part) => [part, whole[part]]));
    this.#touched.clear();
    return change;
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
    this.#touched.add('sentences');
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
    if (action.type === 'undo') return this.#step(this.#done, this.#undone);
    if (action.type === 'redo') return this.#step(this.#undone, this.#done);
    this.#change(action.type, this.#after(action));
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

  #after(
    action: Exclude<ReviewAction, { readonly type: 'copy' | 'save' | 'mix' | 'stop-mix' | 'undo' | 'redo' }>,
  ): KeptReview {
    const { state, levels } = this.#kept;
    const policy = (change: ReviewState['policy']): KeptReview => ({
      levels,
      state: { ...state, policy: { ...state.policy, ...change } },
    });
    switch (action.type) {
      case 'veto':
      case 'restore':
        return { levels, state: changed(state, this.#item(action.id), { type: action.type }) };
      case 'swap':
        return {
          levels,
          state: changed(state, this.#item(action.id), { type: 'swap', ...this.#effect(action.sfx) }),
        };
      case 'move':
        return {
          levels,
          state: changed(state, this.#item(action.id), { type: 'move', at: this.#place(action.at) }),
        };
      case 'add':
        return { levels, state: withAdded(state, this.#place(action.at), this.#effect(action.sfx)) };
      case 'threshold':
        return policy({ threshold: action.value });
      case 'sensitivity':
        return policy({ threshold: this.#options.thresholdFor(action.level) });
      case 'density':
        return policy({ density: action.value });
      case 'mute-tags':
        return policy({ mutedTags: TAGS.filter((tag) => action.tags.includes(tag)) });
      case 'gain':
      case 'duck':
        return { state, levels: { ...levels, [action.type]: action.value } };
    }
  }

  #item(id: string): Item {
    const item = this.#items.find((each) => each.id === id);
    if (item !== undefined) return item;
    throw new UsageError('no-such-moment', 'That effect is not there any more.', 'Choose another.');
  }

  #effect(sfx: string): EffectChoice {
    const tag = this.#options.tags.get(sfx);
    if (tag !== undefined) return { sfx, tag };
    throw new UsageError(
      'no-such-effect',
      `The library has no effect "${sfx}".`,
      'See `momentfx library list`.',
    );
  }

  #place(at: number): Micros {
    const time = fromSeconds(at);
    if (time < (this.#found?.duration ?? 0)) return time;
    throw new UsageError('behind-the-end', 'The recording ends before that.', 'Choose an earlier place.');
  }

  #change(type: ReviewAction['type'], next: KeptReview): void {
    if (next.state === this.#kept.state && next.levels === this.#kept.levels) return;
    this.#options.onDecided(next);
    // A slider that is moved is one step, not a hundred.
    const goesOn = type === this.#last && SLIDERS.has(type);
    if (!goesOn) this.#done = [...this.#done, this.#kept].slice(-MOST_STEPS);
    this.#last = type;
    this.#undone = [];
    this.#take(next);
  }

  #step(from: KeptReview[], to: KeptReview[]): void {
    const next = from.at(-1);
    if (next === undefined)
      throw new UsageError('no-step', 'There is nothing more to take back.', 'Go on from here.');
    this.#options.onDecided(next);
    from.pop();
    to.push(this.#kept);
    this.#last = undefined;
    this.#take(next);
  }

  #take(next: KeptReview): void {
    this.#kept = next;
    this.#touched.add('settings').add('canUndo').add('canRedo');
    this.#decide();
  }

  #decide(): void {
    if (this.#found === undefined) return;
    this.#items = itemsOf(this.#found, this.#kept.state);
    this.#isSaved = false;
    this.#touched.add('items').add('isSaved');
  }
}

const notReady = (): UsageError =>
  new UsageError(
    'review-not-ready',
    'The effects are not all found yet.',
    'Wait until the recording has been looked through.',
  );

/** Nothing decided, at these levels. */
export const untouched = (levels: KeptReview['levels']): KeptReview => ({ state: UNTOUCHED, levels });
