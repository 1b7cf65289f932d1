/** The token of this dock: it comes behind the address's #, is kept for reloads of this tab, and goes from sight. */
import { keep, kept } from './kept.ts';

const KEPT = 'momentfx-token';

/** The token, or undefined where the address brought none and none is kept. */
export function takeToken(): string | undefined {
  const fromAddress = location.hash.slice(1);
  if (fromAddress === '') return kept('session', KEPT);
  keep('session', KEPT, fromAddress);
  history.replaceState(null, '', location.pathname);
  return fromAddress;
}
