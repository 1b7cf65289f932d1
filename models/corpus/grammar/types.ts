/** The words of the grammar of shows: what a sentence does (its act), and what it is for the scorer (its kind). */
import type { Tag } from '../../../src/streams/values.ts';

/** What a key sentence is, as a listener would call it; null for a sentence that deserves no effect. */
export type Kind = 'introduction' | 'transition' | 'humour' | 'surprise' | 'selling' | 'sound' | null;

/** Every act of the grammar; the key ones come first. */
export const KEY_ACTS = [
  'appearance',
  'reveal',
  'price',
  'discount',
  'link',
  'order',
  'stock',
  'giveaway',
  'joke',
  'tease',
  'pun',
  'viewers',
  'soldout',
  'unbelievable',
  'mishap',
  'switch',
  'applause',
  'sound',
  'ambience',
] as const;

/** What sentences of a show do that are no key moments. */
export const SHOW_ACTS = [
  'greeting',
  'smalltalk',
  'feature',
  'demonstration',
  'camera',
  'answer',
  'opinion',
  'story',
  'logistics',
  'closing',
  'lookalike',
  'people',
  'aside',
] as const;

/** What sentences of talks without any key moment do. */
export const TALK_ACTS = [
  'meeting',
  'lecture',
  'weather',
  'directions',
  'recipe',
  'sport',
  'history',
  'travel',
  'office',
  'school',
  'home',
  'garden',
  'health',
  'nature',
  'news',
  'daily',
  'plans',
  'places',
  'life',
  'various',
] as const;

/** An act that deserves an effect. */
export type KeyAct = (typeof KEY_ACTS)[number];
/** One of `SHOW_ACTS`. */
export type ShowAct = (typeof SHOW_ACTS)[number];
/** One of `TALK_ACTS`. */
export type TalkAct = (typeof TALK_ACTS)[number];
/** Everything a sentence of the grammar can do. */
export type Act = KeyAct | ShowAct | TalkAct;

/**
 * What a sentence that somebody said or wrote as a whole may do besides: nothing (`plain`), or what calls for an effect to
 * some and not to others (`taste`). No pattern makes these.
 */
export type WholeAct = 'plain' | 'taste';
/** Whatever a sentence of a video does. */
export type SpokenAct = Act | WholeAct;

/** What each key act is and the tag of the effects that suit it; acts that are not listed are no key moments. */
export const KEY: Readonly<Record<KeyAct, { readonly kind: Exclude<Kind, null>; readonly tag: Tag }>> = {
  appearance: { kind: 'introduction', tag: 'prompt' },
  reveal: { kind: 'introduction', tag: 'surprise' },
  price: { kind: 'selling', tag: 'prompt' },
  discount: { kind: 'selling', tag: 'prompt' },
  link: { kind: 'selling', tag: 'prompt' },
  order: { kind: 'selling', tag: 'prompt' },
  stock: { kind: 'selling', tag: 'prompt' },
  giveaway: { kind: 'selling', tag: 'prompt' },
  joke: { kind: 'humour', tag: 'humor' },
  tease: { kind: 'humour', tag: 'humor' },
  pun: { kind: 'humour', tag: 'humor' },
  viewers: { kind: 'surprise', tag: 'surprise' },
  soldout: { kind: 'surprise', tag: 'surprise' },
  unbelievable: { kind: 'surprise', tag: 'surprise' },
  mishap: { kind: 'surprise', tag: 'surprise' },
  switch: { kind: 'transition', tag: 'transition' },
  applause: { kind: 'surprise', tag: 'surprise' },
  sound: { kind: 'sound', tag: 'action' },
  ambience: { kind: 'sound', tag: 'others' },
};

/** Whether sentences with this act deserve an effect. */
export const isKeyAct = (act: SpokenAct): act is KeyAct => Object.hasOwn(KEY, act);
/** What the scorer counts the act as; null: no key moment. */
export const kindOf = (act: SpokenAct): Kind => (isKeyAct(act) ? KEY[act].kind : null);

/** Non-empty lines of a text table, trimmed; a line that starts with # is a remark. */
export const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Terms between semicolons (line breaks count as spaces). */
export const terms = (text: string): readonly string[] =>
  text
    .split(/[;\n]/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
