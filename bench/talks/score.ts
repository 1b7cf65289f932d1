/** Scores cue sheets against talks whose key sentences are known: found, matched, false alarms a minute, cues per key moment. */
import type { CueSheet } from '../../src/plugin/cue-sheet.ts';
import type { Tag } from '../../src/streams/values.ts';
import type { Truth, TruthSentence } from './speak.ts';
import type { Kind } from './talks.ts';

/** Tags that suit a kind of key sentence. */
const SUITS: Readonly<Record<Kind, readonly Tag[]>> = {
  introduction: ['prompt', 'surprise'],
  transition: ['transition'],
  humour: ['humor'],
  surprise: ['surprise'],
  selling: ['prompt', 'action'],
};

/** A cue belongs to a sentence if it starts from this long before its start to that long after its end (seconds). */
const BEFORE = 1.0;
const AFTER = 1.5;

export interface Score {
  readonly keys: number;
  readonly found: number;
  readonly matched: number;
  readonly cues: number;
  readonly falseAlarms: number;
  readonly minutes: number;
}

export const EMPTY_SCORE: Score = { keys: 0, found: 0, matched: 0, cues: 0, falseAlarms: 0, minutes: 0 };

export function scoreTalk(truth: Truth, sheet: CueSheet): Score {
  const keys = truth.sentences.filter((sentence) => sentence.kind !== null);
  const near = (sentence: TruthSentence) =>
    sheet.cues.filter((cue) => cue.at >= sentence.start - BEFORE && cue.at <= sentence.end + AFTER);
  const suits = (sentence: TruthSentence) =>
    near(sentence).some(
      (cue) => sentence.kind !== null && cue.tag !== undefined && SUITS[sentence.kind].includes(cue.tag),
    );
  const claimed = new Set(keys.flatMap(near));
  return {
    keys: keys.length,
    found: keys.filter((sentence) => near(sentence).length > 0).length,
    matched: keys.filter(suits).length,
    cues: sheet.cues.length,
    falseAlarms: sheet.cues.filter((cue) => !claimed.has(cue)).length,
    minutes: truth.duration / 60,
  };
}

export const addScores = (a: Score, b: Score): Score => ({
  keys: a.keys + b.keys,
  found: a.found + b.found,
  matched: a.matched + b.matched,
  cues: a.cues + b.cues,
  falseAlarms: a.falseAlarms + b.falseAlarms,
  minutes: a.minutes + b.minutes,
});

export function describeScore(score: Score): string {
  const share = (part: number): string =>
    score.keys === 0 ? '–' : `${((100 * part) / score.keys).toFixed(1)} %`;
  const perMinute = (score.falseAlarms / score.minutes).toFixed(2);
  const perKey = score.keys === 0 ? '–' : (score.cues / score.keys).toFixed(2);
  return `found ${share(score.found)}, matched ${share(score.matched)}, false alarms ${perMinute} a minute, cues per key moment ${perKey}`;
}
