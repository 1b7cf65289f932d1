/** What changed at the very sentences that people spoke of, effect by effect. */
import type { JudgedFeedback } from './judged.ts';
import type { Opinion } from './opinions.ts';

/** Sentences at which an effect was vetoed, or asked for, and at how many of them the checkpoint plays it by itself. */
export interface EffectChange {
  readonly sfx: string;
  readonly wanted: boolean;
  readonly sentences: number;
  readonly before: number;
  readonly after: number;
}

/** Whether the sentence gets this effect, the policy's other rules aside. */
const plays = ({ likelihood, shares }: Opinion, effect: number, threshold: number): boolean =>
  likelihood >= threshold && shares.every((share, row) => row === effect || share < (shares[effect] ?? 0));

/** Compares two rounds of judgements on the same feedback, in the same order. Most sentences first. */
export function changesOf(
  before: readonly JudgedFeedback[],
  after: readonly JudgedFeedback[],
  threshold: number,
): EffectChange[] {
  const rows = before.map(({ sfx, wanted, effect, opinion }, i) => {
    const now = after[i];
    if (now?.sfx !== sfx || now.wanted !== wanted)
      throw new Error('internal: the same feedback was judged differently');
    return {
      key: `${wanted} ${sfx}`,
      sfx,
      wanted,
      before: plays(opinion, effect, threshold),
      after: plays(now.opinion, effect, threshold),
    };
  });
  return [...Map.groupBy(rows, ({ key }) => key).values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const { sfx, wanted } = first;
      const counted = (when: 'before' | 'after'): number => same.filter((row) => row[when]).length;
      return [{ sfx, wanted, sentences: same.length, before: counted('before'), after: counted('after') }];
    })
    .toSorted((a, b) => b.sentences - a.sentences);
}

/** Lines for people. */
export const changeLines = (changes: readonly EffectChange[]): string[] =>
  changes.map(
    ({ sfx, wanted, sentences, before, after }) =>
      `  ${sfx}, ${wanted ? 'wanted' : 'vetoed'} at ${sentences}: the checkpoint plays it at ${after} of them (before: ${before})`,
  );
