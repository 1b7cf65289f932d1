/**
 * What a person changes of the moments that were found: a pure state, so that undo is an older one. A changed moment keeps to
 * itself; the others follow the policy.
 */
import { agreement, type Agreement } from '../../streams/agreement.ts';
import { sameMoment, type Identity } from '../../streams/identity.ts';
import { decideSightings } from '../../streams/recorded.ts';
import type { LanguageOptions } from '../../streams/language.ts';
import type { Policy } from '../../streams/policy.ts';
import { NMS_IOU } from '../../streams/suppress.ts';
import { add, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import type { Alternative, Cue, EffectChoice, PlacedMoment, Sightings } from '../../streams/values.ts';
import type { ItemState } from './protocol.ts';

/** What was found in a recording. */
export interface Found {
  readonly sightings: readonly Sightings[];
  readonly policy: Partial<Policy>;
  readonly language: LanguageOptions;
  /** Media behind it do not exist. */
  readonly duration: Micros;
}

/** An effect at its place. */
export interface Item extends EffectChoice {
  readonly id: string;
  readonly at: Micros;
  readonly end: Micros;
  readonly score: number;
  readonly subtitle?: string;
  readonly alternatives: readonly Alternative[];
  readonly state: ItemState;
  readonly reason?: string;
  readonly byHand?: true;
  readonly was?: { readonly sfx: string; readonly at: Micros };
  /** The moment that was found; absent for an effect by hand. */
  readonly of?: Identity;
}

/** An item that somebody has changed or added. */
export interface Edit extends Omit<Item, 'reason' | 'state'> {
  readonly state: 'play' | 'vetoed';
}

/** Everything that a person has decided. */
export interface ReviewState {
  /** What differs from the policy that the moments were found with. */
  readonly policy: Partial<Pick<Policy, 'threshold' | 'fatigue' | 'density' | 'mutedTags' | 'mutedEffects'>>;
  readonly edits: readonly Edit[];
  /** Effects by hand so far: each has a name of its own. */
  readonly added: number;
}

/** Nothing is decided. */
export const UNTOUCHED: ReviewState = { policy: {}, edits: [], added: 0 };

/** A moment of less (as the network sees it) is nothing that anybody would bring back. */
const LEAST = 0.1;

/** A found moment by its place: it has the same name however the others are decided. */
const idOf = ({ start, end }: Pick<PlacedMoment, 'start' | 'end'>): string => `f${start}-${end}`;

/** What would be mixed, and what not and why, in order of time. */
export function itemsOf(found: Found, state: ReviewState): readonly Item[] {
  const claims = state.edits.flatMap(({ of }) => of ?? []);
  const others = decidedItems(found, state.policy).filter(
    ({ of }) => of === undefined || !claims.some((claim) => sameMoment(claim, of, NMS_IOU)),
  );
  return [...others, ...state.edits].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** What was decided last of each recording: an hour takes half a second, and most changes are of single items. */
const decidedLast = new WeakMap<Found, { readonly policy: string; readonly items: readonly Item[] }>();

function decidedItems(found: Found, policy: ReviewState['policy']): readonly Item[] {
  const text = JSON.stringify(policy);
  const last = decidedLast.get(found);
  if (last?.policy === text) return last.items;
  const items = decideItems(found, policy);
  decidedLast.set(found, { policy: text, items });
  return items;
}

/** What the policy makes of the moments, whatever a person has changed. */
function decideItems(found: Found, change: ReviewState['policy']): readonly Item[] {
  const { sightings, language, duration } = found;
  const items = new Map<string, Item>();
  const keep = (moment: PlacedMoment, item: Omit<Item, 'id' | 'alternatives'>): void => {
    if (item.at >= duration) return;
    const { alternatives, subtitle, subtitleId, start, end } = moment;
    const id = idOf(moment);
    const of = { start, end, ...(subtitleId === undefined ? {} : { subtitleId }) };
    items.set(id, { id, ...item, alternatives, of, ...(subtitle === undefined ? {} : { subtitle }) });
  };
  // What decisions go by, to be shown: a single sighting may be far more probable than what the windows agree on.
  const agreed = agreement(NMS_IOU);
  const likelihoods = new Map<PlacedMoment, number>();
  const likelihood = (moment: PlacedMoment): number => {
    const value = agreed.of(moment);
    likelihoods.set(moment, value);
    return value;
  };
  const policy = { ...found.policy, ...change };
  for (const event of decideSightings(heard(sightings, agreed), { policy, language, likelihood })) {
    if (event.type === 'cue') {
      const { at, end, sfx, tag, score } = event.cue;
      keep(event.moment, { at, end, sfx, tag, score, state: 'play' });
    } else if (event.type === 'rejected' && isPolicy(event.reason) && event.moment.probability >= LEAST) {
      const { start: at, end, sfx, tag, probability } = event.moment;
      const score = likelihoods.get(event.moment) ?? probability;
      keep(event.moment, { at, end, sfx, tag, score, state: 'left-out', reason: event.reason });
    }
  }
  return [...items.values()];
}

function* heard(sightings: readonly Sightings[], agreed: Agreement): Generator<Sightings> {
  for (const each of sightings) {
    agreed.add(each);
    yield each;
  }
}

/** Another sighting of the same moment is nothing to bring back. */
const isPolicy = (reason: string): boolean =>
  !['overlaps-better', 'already-decided', 'words-changed', 'ended'].includes(reason);

/** The cues that are mixed. */
export const cuesOf = (items: readonly Item[]): readonly Cue[] =>
  items
    .filter(({ state }) => state === 'play')
    .map(({ id, at, end, sfx, tag, score, subtitle, alternatives }) => ({
      ...{ id, at, end, sfx, tag, score, alternatives },
      ...(subtitle === undefined ? {} : { subtitle }),
    }));

/** A change of one item. */
export type ItemChange =
  | { readonly type: 'veto' | 'restore' }
  | ({ readonly type: 'swap' } & EffectChoice)
  | { readonly type: 'move'; readonly at: Micros };

/** The state after a change of `item`; the same where nothing has changed. */
export function changed(state: ReviewState, item: Item, change: ItemChange): ReviewState {
  const before = state.edits.find(({ id }) => id === item.id);
  const edit = before ?? editOf(item);
  const others = state.edits.filter((other) => other !== before);
  if (change.type === 'veto' && edit.byHand === true) return { ...state, edits: others };
  const next = changedEdit(edit, change);
  return before !== undefined && next === before ? state : { ...state, edits: [...others, next] };
}

const editOf = ({ reason: _, state, ...item }: Item): Edit => ({
  ...item,
  state: state === 'vetoed' ? 'vetoed' : 'play',
});

function changedEdit(edit: Edit, change: ItemChange): Edit {
  const was = edit.was ?? { sfx: edit.sfx, at: edit.at };
  switch (change.type) {
    case 'veto':
      return { ...edit, state: 'vetoed' };
    case 'restore':
      return { ...edit, state: 'play' };
    case 'swap':
      return withWas({ ...edit, sfx: change.sfx, tag: change.tag, state: 'play' }, was);
    case 'move': {
      const at = latest(ZERO, change.at);
      return withWas({ ...edit, at, end: add(edit.end, subtract(at, edit.at)), state: 'play' }, was);
    }
  }
}

/** An effect by hand was nothing else before, and what is as it was found has not changed. */
function withWas({ was: _, ...edit }: Edit, was: NonNullable<Edit['was']>): Edit {
  const same = edit.byHand === true || (was.sfx === edit.sfx && was.at === edit.at);
  return same ? edit : { ...edit, was };
}

/** The state with an effect by hand. */
export function withAdded(state: ReviewState, at: Micros, effect: EffectChoice): ReviewState {
  const edit: Edit = {
    ...{ id: `h${state.added + 1}`, at, end: at, score: 1, sfx: effect.sfx, tag: effect.tag },
    ...{ alternatives: [], state: 'play', byHand: true },
  };
  return { ...state, edits: [...state.edits, edit], added: state.added + 1 };
}
