/** What `momentfx train` and `momentfx evaluate` can be told, checked. */
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { LANGUAGES } from '../../../models/corpus/talks/reader.ts';
import { BUNDLED_TYPES } from '../../../models/networks/registry.ts';

const text = z.string().min(1);
/** Steps of pre-training and end to end, as in `800,5200`. */
export const stepsSchema = z
  .string()
  .regex(/^[1-9]\d*,[1-9]\d*$/, 'must be two numbers, as in 800,5200')
  .transform((pair) => pair.split(',').map(Number) as [number, number]);
/** Checks the options of `momentfx train`; defaults are filled in. */
export const trainSchema = z.object({
  out: text.default('runs/starter'),
  data: text.optional(),
  minutes: z.coerce.number().positive().max(100_000).default(45),
  steps: stepsSchema.optional(),
  network: z
    .string()
    .default('dm')
    .refine((type) => BUNDLED_TYPES.includes(type), `must be one of ${BUNDLED_TYPES.join(', ')}`),
  matching: text.optional(),
  recipe: z.enum(['authors', 'paper']).default('authors'),
  corpus: text.optional(),
  plain: text.optional(),
  encoders: text.optional(),
  language: z.enum(LANGUAGES).optional(),
  tune: z.boolean().default(false),
  talks: text.optional(),
  talksSplit: text.optional(),
  videos: z.coerce.number().int().positive().optional(),
  shows: text.optional(),
  from: text.optional(),
  library: text.optional(),
  tolerance: z.coerce.number().min(0).max(100).default(1),
  seed: z.coerce.number().int().nonnegative().default(1),
  device: z.enum(['cpu', 'cuda', 'webgpu']).default('cpu'),
  threads: z.coerce.number().int().min(1).max(256).default(2),
  resume: z.boolean().default(false),
});
/** Checks the options of `momentfx evaluate` on a corpus; defaults are filled in. */
export const evaluateSchema = z.object({
  model: text.optional(),
  data: text.optional(),
  corpus: text.default('runs/corpus'),
  split: z.enum(['train', 'val', 'test']).default('test'),
  threads: z.coerce.number().int().min(1).max(256).default(2),
  json: z.boolean().default(false),
});

/**
 * A corpus that is made to hold what a checkpoint knows: 120 of its shows to measure on, and enough others to hold decisions by; words
 * are what is learned from, so a few pictures will do.
 */
export const SMALL_CORPUS = { videos: 1200, pictures: 0.1 } as const;

/** The options of `momentfx train` once checked. */
export type TrainSettings = z.infer<typeof trainSchema>;
/** The options of `momentfx evaluate` once checked. */
export type EvaluateSettings = z.infer<typeof evaluateSchema>;

/** @throws UsageError that names the option */
export function checked<T>(schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError('bad-arguments', `--${issue?.path.join('.')}: ${issue?.message}.`, 'See --help.');
}
