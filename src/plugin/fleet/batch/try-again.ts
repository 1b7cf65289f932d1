/** Whether a job that failed may succeed when nobody changes anything. */
import { isActionable } from '../../../core/errors.ts';
import type { Address } from '../../../core/stream-url.ts';
import { FleetError } from '../errors.ts';

/** Of an input on the network: whoever sends it may be away for a while. */
const AWAY = new Set(['input-unreadable', 'input-broken', 'input-truncated']);
/** FFmpeg's words for a server that was reached and said no (too many requests apart), and for what is no media. */
const SAID_NO = /Server returned 4(?!29)|Invalid data found/;

/**
 * What lies outside may mend itself, and so may a crash; what a person asked for may not, nor a server's no.
 */
export function mayTryAgain(error: unknown, input: Address | undefined): boolean {
  if (!isActionable(error)) return true;
  if (error.retryable) return true;
  if (error instanceof FleetError) return false;
  if (AWAY.has(error.code)) return input?.scheme !== 'file' && !SAID_NO.test(error.message);
  return error.fault !== 'usage';
}
