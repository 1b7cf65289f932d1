/**
 * The lite encoders' names. A name stands for numbers: whatever changes a vector (a constant here, the tokenizer or the
 * segments of an effect in `src/analysis`) asks for a new name, and `names.test.ts` tells when it is missing.
 */
import type { EncoderNames } from './family.ts';

export const LITE_NAMES = {
  frame: 'lite-frame-1',
  text: 'use-lite-1',
  audio: 'lite-mel-1',
} as const satisfies EncoderNames;
