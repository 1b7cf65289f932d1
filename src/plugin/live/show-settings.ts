/**
 * What a person has set in a running show, so that the next one may begin with it. Only what somebody set is here: the rest
 * stays with options, checkpoint and library.
 */
import { z } from 'zod';
import { SENSITIVITIES } from '../../analysis/sensitivity.ts';
import { TAGS } from '../../streams/values.ts';

const bounded = (low: number, high: number) => z.number().min(low).max(high);

/** Bounds are those of the settings of the same names; the delay is in seconds. */
const fields = z
  .object({
    /** Stands in place of a sensitivity, and a sensitivity in place of it. */
    threshold: bounded(0, 1),
    sensitivity: z.enum(SENSITIVITIES),
    density: bounded(0.1, 120),
    gain: bounded(-60, 24),
    duck: bounded(0, 60),
    delay: bounded(0, 60),
    quiet: z.boolean(),
    mutedTags: z.array(z.enum(TAGS)).max(TAGS.length),
    mutedEffects: z.array(z.string().min(1).max(200)).max(10_000),
  })
  .partial();

/** What a person has set. */
export type ShowSettings = {
  readonly [Name in keyof z.infer<typeof fields>]?: NonNullable<z.infer<typeof fields>[Name]>;
};

/** Of JSON, which knows no `undefined`. */
export const showSettingsSchema = fields.transform((set) => set as ShowSettings);
