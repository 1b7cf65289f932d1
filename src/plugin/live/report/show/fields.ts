/** What the fields of a record's lines may hold. Times are media time in µs. */
import { z } from 'zod';
import { isMediaTime, type Micros } from '../../../../streams/time.ts';
import { TAGS } from '../../../../streams/values.ts';

/** Media time or a span of it. */
export const time = z.custom<Micros>(isMediaTime, 'must be whole microseconds of at most three years');
/** Milliseconds since 1970, as far as there are dates for them. */
export const wallTime = z.number().min(0).max(8.64e15);
/** How many, or which, from 0. */
export const count = z.int().nonnegative();
/** Words, a name, an id. */
export const text = z.string();
/** The kind of an effect. */
export const tag = z.enum(TAGS);

const policyChange = z.object({
  threshold: z.exactOptional(z.number()),
  tagThresholds: z.exactOptional(z.partialRecord(tag, z.number())),
  fatigue: z.exactOptional(z.number()),
  leastGap: z.exactOptional(time),
  density: z.exactOptional(z.number()),
  mutedTags: z.exactOptional(z.array(tag)),
  mutedEffects: z.exactOptional(z.array(text)),
  quiet: z.exactOptional(z.boolean()),
});

/** What a person asks while the show runs. */
export const command = z.discriminatedUnion('type', [
  z.object({ type: z.literal('veto'), id: text }),
  z.object({ type: z.literal('swap'), id: text, sfx: text, tag }),
  z.object({ type: z.literal('pin'), id: text }),
  z.object({ type: z.literal('trigger'), id: text, sfx: text, tag, at: time }),
  z.object({ type: z.literal('nudge'), id: text, by: time }),
  z.object({ type: z.literal('policy'), change: policyChange }),
]);
