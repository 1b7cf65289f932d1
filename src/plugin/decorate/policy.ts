/** What a person's settings ask of decisions. */
import type { Policy } from '../../streams/policy.ts';
import type { Settings } from '../config/options.ts';

/** `calibrated`: the checkpoint's own threshold, for those who set none. */
export function policyOf(settings: Settings, calibrated: number): Partial<Policy> {
  return {
    threshold: settings.threshold ?? calibrated,
    mutedTags: settings.muteTag,
    ...(settings.density === undefined ? {} : { density: settings.density }),
  };
}
