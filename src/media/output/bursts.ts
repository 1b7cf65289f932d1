/** Which outputs may be sent their packets in bursts, every tenth of a second, instead of evenly. */
import type { OutputPlan } from './plan.ts';

/**
 * RTMP servers can, and files do not mind. Datagrams do, since a burst of them may not fit into the receiver's buffer,
 * and so do audio devices (`device`), which play what they get at once.
 */
export const allowBursts = (plans: readonly OutputPlan[], device: boolean): boolean =>
  !device && plans.every(({ kind, path }) => path !== undefined || kind === 'rtmp');
