/** Which outputs can bear that media come in goes of a tenth of a second. */
import type { OutputPlan } from './plan.ts';

/**
 * RTMP servers can, and files do not mind. Datagrams do, since a burst of them may not fit into the receiver's buffer,
 * and so do audio devices (`device`), which play what they get at once.
 */
export const canWait = (plans: readonly OutputPlan[], device: boolean): boolean =>
  !device && plans.every(({ kind, path }) => path !== undefined || kind === 'rtmp');
