/** What a person decided in one review, as training takes it. */
import type { SentenceFeedback, UnusedFeedback } from '../../../../models/training/feedback/talk.ts';
import type { Edit } from '../../review/edits.ts';
import { readReviewFile } from '../../review/kept.ts';
import type { ShowFeedback } from './show-feedback.ts';
import { sentenceBefore } from './sentence-before.ts';

/**
 * The review in `file`. A veto, another effect, a moment that was brought back, an effect by hand: each is of a sentence. One that
 * was only moved says nothing of the effect.
 * @throws UsageError review-unreadable, review-broken
 */
export async function reviewFeedback(file: string, name: string): Promise<ShowFeedback | undefined> {
  const kept = await readReviewFile(file);
  if (kept === undefined) return undefined;
  const { sentences } = kept;
  const known = new Set(sentences.map(({ id }) => id));
  const feedback: SentenceFeedback[] = [];
  const unused: UnusedFeedback[] = [];
  for (const edit of kept.state.edits) {
    const said = kindOf(edit);
    if (said === undefined) continue;
    const sentence = edit.byHand === true ? sentenceBefore(sentences, edit.at)?.id : edit.of?.subtitleId;
    if (sentence !== undefined && known.has(sentence)) feedback.push({ ...said, sentence });
    else unused.push({ kind: said.kind, reason: 'nothing was spoken there' });
  }
  return { name, sentences: sentences.toSorted((a, b) => a.start - b.start), feedback, unused };
}

function kindOf({ state, byHand, was, sfx }: Edit): Pick<SentenceFeedback, 'kind' | 'sfx'> | undefined {
  if (state === 'vetoed') return { kind: 'veto', sfx };
  if (byHand === true) return { kind: 'by-hand', sfx };
  if (was === undefined) return { kind: 'pin', sfx };
  return was.sfx === sfx ? undefined : { kind: 'swap', sfx };
}
