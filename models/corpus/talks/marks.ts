/** The marks before the sentences of a written talk, and what they stand for in the grammar's words. */
import { KEY_ACTS } from '../grammar/types.ts';
import type { KeyAct, WholeAct } from '../grammar/types.ts';

/** Noises that a talk is about: only the grammar has them. */
type Noise = 'sound' | 'ambience';
const NOISES: readonly KeyAct[] = ['sound', 'ambience'] satisfies readonly Noise[];

/** Key acts that a talk may hold. */
type TalkKey = Exclude<KeyAct, Noise>;
/** What a line of a written talk does. */
export type TalkLineAct = TalkKey | WholeAct;

const isTalkKey = (act: KeyAct): act is TalkKey => !NOISES.includes(act);
const TALK_KEYS: readonly TalkKey[] = KEY_ACTS.filter(isTalkKey);

const ACTS: ReadonlyMap<string, TalkLineAct> = new Map<string, TalkLineAct>([
  ['-', 'plain'],
  ['?', 'taste'],
  ...TALK_KEYS.map((key) => [key, key] as const),
]);

/** Every mark, in the order in which the README explains them. */
export const MARKS: readonly string[] = [...ACTS.keys()];

/** What a mark stands for; undefined for what is no mark. */
export const actOfMark = (mark: string): TalkLineAct | undefined => ACTS.get(mark);
