/** Mixing where GStreamer is not installed: the same sum, in the calling thread. */
import type { AudioFormat, Samples } from '../pcm.ts';
import { blockOf, type MixPipeline } from './pipeline.ts';

/** What GStreamer's audiomixer does with floating-point samples: it adds them, and clips nothing. */
export const sumOf = (original: Samples, effects: Samples): Samples =>
  original.map((sample, i) => sample + (effects[i] ?? 0));

/** A pipeline that gives each block at once. */
export const openSumming = (format: AudioFormat, mixed: (samples: Samples) => void): MixPipeline => ({
  block: blockOf(format),
  idle: true,
  push(original, effects) {
    mixed(sumOf(original, effects));
    return Promise.resolve();
  },
  drain: () => Promise.resolve(),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
