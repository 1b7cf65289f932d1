/**
 * The encoders' names. A name stands for numbers: whatever changes a vector (a constant here, the tokenizer or the
 * segments of an effect in `src/analysis`) asks for a new name, and `names.test.ts` tells when it is missing.
 */
import type { EncoderNames } from './family.ts';

/** The picture descriptor, Universal Sentence Encoder lite and the mel descriptor. */
export const LITE_NAMES = {
  frame: 'lite-frame-1',
  text: 'use-lite-1',
  audio: 'lite-mel-1',
} as const satisfies EncoderNames;

/** Pictures and effects as in `lite`; the sentence encoder is MiniLM, its upper layers tuned on talks. */
export const MINILM_NAMES = { ...LITE_NAMES, text: 'minilm-talk-1' } as const satisfies EncoderNames;

/** As in `lite`; the sentence encoder is Universal Sentence Encoder multilingual v3, which knows Chinese. */
export const MUSE_NAMES = { ...LITE_NAMES, text: 'use-multilingual-3' } as const satisfies EncoderNames;
