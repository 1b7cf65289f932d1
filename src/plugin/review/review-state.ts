/** A review's view on the side of a client: what came with `welcome`, with every change applied. Pure; the page uses it, too. */
import { merged } from '../control/show-state.ts';
import type { ReviewChange, ReviewView } from './protocol.ts';

/** The view after a change. What has not changed is the same object. */
export function applyReviewChange(
  view: ReviewView,
  { sentences, items, gone, ...parts }: ReviewChange,
): ReviewView {
  return {
    ...view,
    ...parts,
    sentences: merged(view.sentences, sentences, undefined, ({ start }) => start),
    items: merged(view.items, items, gone, ({ at }) => at),
  };
}
