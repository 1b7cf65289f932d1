/**
 * Packets to a server may wait for those of the next ticks. Each go wakes two threads, and to wake them costs more than
 * what they do: a tenth of the whole session (bench/stream-cost.ts).
 */
import { fromSeconds, micros, ZERO, type Micros } from '../../streams/time.ts';
import type { OutputPlan } from './plan.ts';

/** What goes over TCP waits up to this long (ms): two ticks of the programme. */
export const SEND_MS = 60;
/** A packet waits for two ticks, for one, or not at all. */
const USUAL: Micros = micros((SEND_MS * 1000) / 2);
/** With less of a delay every moment counts. */
const LEAST_DELAY: Micros = fromSeconds(1);

/**
 * How much later packets usually leave, where all outputs can bear it: the programme runs ahead by as much, so that the
 * stream arrives as late as asked. Files do not mind. Datagrams do, since a burst of them may not fit into the
 * receiver's buffer, and so do audio devices, which play what they get at once: with any of these (or a `device`), or
 * with a short delay, nothing waits, and this is 0.
 */
export function patienceOf(plans: readonly OutputPlan[], delay: Micros, device: boolean): Micros {
  if (device || delay < LEAST_DELAY) return ZERO;
  const servers = plans.filter(({ path }) => path === undefined);
  return servers.length > 0 && servers.every(({ kind }) => kind === 'rtmp') ? USUAL : ZERO;
}
