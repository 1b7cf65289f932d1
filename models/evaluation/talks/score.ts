/**
 * Cues judged against labelled talks. A key sentence is found when a cue starts from 1.0 s before its start to 1.5 s
 * after its end, and matched when such a cue's tag suits its kind. A cue at no key sentence is a false alarm; a hard one
 * unless it lies in a sentence marked `maybe`.
 */
import type { Tag } from '../../../src/streams/values.ts';
import { isQuiet, type Kind, type Talk, type TalkSentence } from './talk.ts';

/** Tags that suit a kind of key sentence. */
const SUITS: Readonly<Record<Kind, readonly Tag[]>> = {
  introduction: ['prompt', 'surprise'],
  transition: ['transition'],
  humour: ['humor'],
  surprise: ['surprise'],
  selling: ['prompt', 'action'],
};

/** How far around a sentence a cue may start, in seconds before its start and after its end. */
const KEY_REACH = { before: 1.0, after: 1.5 };
const MAYBE_REACH = { before: 0.6, after: 0.5 };

/** What scoring needs of a cue: when it starts, in seconds, and its tag. */
export interface ScoredCue {
  readonly at: number;
  readonly tag: Tag;
}

/** Counts over some talks; see the head of this file for what found, matched and false alarms are. */
export interface TalkCounts {
  readonly minutes: number;
  /** Key sentences, and how many of them were found and matched. */
  readonly key: number;
  readonly found: number;
  readonly matched: number;
  readonly cues: number;
  /** False alarms. */
  readonly alarms: number;
  /** Those of them in no `maybe` sentence. */
  readonly hard: number;
}
/** Counts of the key sentences of one kind. */
export type KindCounts = Pick<TalkCounts, 'key' | 'found' | 'matched'>;

/** How cues did on talks. */
export interface TalkScore {
  /** By genre, and `= lively`, `= quiet`, `= all`. */
  readonly rows: Readonly<Record<string, TalkCounts>>;
  /** By kind of key sentence; kinds that do not occur are absent. */
  readonly kinds: Readonly<Partial<Record<Kind, KindCounts>>>;
}

/** Name of the row that adds up the talks that are not quiet. */
export const LIVELY = '= lively';
/** Name of the row that adds up the quiet talks (`isQuiet`). */
export const QUIET = '= quiet';
/** Name of the row that adds up all talks. */
export const ALL = '= all';

const NOTHING: TalkCounts = { minutes: 0, key: 0, found: 0, matched: 0, cues: 0, alarms: 0, hard: 0 };

/** Counts of some talks together. */
export const addCounts = (a: TalkCounts, b: TalkCounts): TalkCounts => ({
  minutes: a.minutes + b.minutes,
  key: a.key + b.key,
  found: a.found + b.found,
  matched: a.matched + b.matched,
  cues: a.cues + b.cues,
  alarms: a.alarms + b.alarms,
  hard: a.hard + b.hard,
});

const isIn = ({ at }: ScoredCue, { start, end }: TalkSentence, reach: typeof KEY_REACH): boolean =>
  at >= start - reach.before && at <= end + reach.after;

interface JudgedSentence {
  readonly kind: Kind;
  readonly found: boolean;
  readonly matched: boolean;
}

/** The key sentences of a talk, and whether the cues found and matched each. */
function judgeKeys({ sentences }: Talk, cues: readonly ScoredCue[]): JudgedSentence[] {
  return sentences.flatMap((sentence) => {
    const { kind } = sentence;
    if (kind === null) return [];
    const near = cues.filter((cue) => isIn(cue, sentence, KEY_REACH));
    return [{ kind, found: near.length > 0, matched: near.some(({ tag }) => SUITS[kind].includes(tag)) }];
  });
}

const count = <T>(items: readonly T[], holds: (item: T) => boolean): number => items.filter(holds).length;

const countKeys = (judged: readonly JudgedSentence[]): KindCounts => ({
  key: judged.length,
  found: count(judged, ({ found }) => found),
  matched: count(judged, ({ matched }) => matched),
});

/** The counts of one talk with these cues. */
export function countTalk(talk: Talk, cues: readonly ScoredCue[]): TalkCounts {
  const keys = talk.sentences.filter(({ kind }) => kind !== null);
  const maybe = talk.sentences.filter((sentence) => sentence.maybe === true);
  const alarms = cues.filter((cue) => !keys.some((sentence) => isIn(cue, sentence, KEY_REACH)));
  return {
    minutes: talk.duration / 60,
    ...countKeys(judgeKeys(talk, cues)),
    cues: cues.length,
    alarms: alarms.length,
    hard: count(alarms, (cue) => !maybe.some((sentence) => isIn(cue, sentence, MAYBE_REACH))),
  };
}

/** Judges the cues of all talks together. */
export function scoreTalks(
  judged: readonly { readonly talk: Talk; readonly cues: readonly ScoredCue[] }[],
): TalkScore {
  const rows: Record<string, TalkCounts> = { [LIVELY]: NOTHING, [QUIET]: NOTHING, [ALL]: NOTHING };
  const keys: JudgedSentence[] = [];
  for (const { talk, cues } of judged) {
    const counts = countTalk(talk, cues);
    for (const name of [talk.genre, isQuiet(talk) ? QUIET : LIVELY, ALL])
      rows[name] = addCounts(rows[name] ?? NOTHING, counts);
    keys.push(...judgeKeys(talk, cues));
  }
  const kinds = Object.fromEntries(
    [...Map.groupBy(keys, ({ kind }) => kind)].map(([kind, own]) => [kind, countKeys(own)]),
  );
  return { rows, kinds };
}
