/** Sizes of sliding windows over a matching encoder. */
import { z } from 'zod';
import { dmConfigSchema } from '../dm/config.ts';
import type { Scope } from '../network.ts';

const size = z.int().positive();

/** Checks the sizes. */
export const slidingWindowSchema = z.object({
  type: z.literal('sliding-window'),
  /** Frames of the windows that slide. */
  lengths: z.array(size).min(1),
  /** Share of its length by which a window moves on, at least one frame. */
  stride: z.number().positive().max(1).default(0.25),
  /** Frames that are looked at together. */
  frames: size,
  /** Of D&M, of which the encoder and the effects' side match what a window shows. */
  matching: dmConfigSchema,
});

/** Sizes of sliding windows over a matching encoder. */
export type SlidingWindowConfig = z.infer<typeof slidingWindowSchema>;

/** Where sliding windows find their sizes and parameters. */
export type SlidingWindowScope = Scope<SlidingWindowConfig>;

/** A window's first frame and the one after its last. */
export type WindowSpan = readonly [start: number, end: number];

/** Every place of every window: the shortest first, each from the start on; the last of each length ends with the frames. */
export function spansOf({
  lengths,
  stride,
  frames,
}: Omit<SlidingWindowConfig, 'type' | 'matching'>): WindowSpan[] {
  return [...new Set(lengths.map((length) => Math.min(length, frames)))]
    .sort((a, b) => a - b)
    .flatMap((length) => {
      const step = Math.max(1, Math.round(length * stride));
      const starts = new Set<number>();
      for (let start = 0; start + length <= frames; start += step) starts.add(start);
      starts.add(frames - length);
      return [...starts].map((start): WindowSpan => [start, start + length]);
    });
}
