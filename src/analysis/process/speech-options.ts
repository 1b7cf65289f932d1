/** What a caller may ask of a stream of speech. */
import { z } from 'zod';
import type { Micros, SampleIndex } from '../../streams/time.ts';
import type { Span } from '../../streams/values.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import { AnalysisRequestError } from './errors.ts';
import { type SpeechStreamOptions, speechOptionsSchema } from './protocol.ts';

/** Options of `AnalysisClient.openSpeech`. */
export interface SpeechOptions {
  /**
   * Whether sentences are sent while they grow, as not final; each is followed by a final one with the same id or
   * retracted. Final subtitles are the same with and without. Off by default.
   */
  readonly partials?: boolean;
  /**
   * The 16 kHz sample at which the first written one lies, 0 by default: all times count from sample 0, whose media
   * time is 0.
   */
  readonly start?: SampleIndex;
  /** Prefix of every id, so that the ids of two streams of one show differ. Empty by default. */
  readonly idPrefix?: string;
  /** Audio that may be under way before `offer` drops what comes; 1.5 s by default, at least 0.1 s. */
  readonly maxBehind?: Micros;
}

/** Audio that speech recognition did not hear. */
export interface SpeechGap extends Span {
  /** `behind`: it was offered while too much was under way. `input`: the input had none (`skipTo`). */
  readonly reason: 'behind' | 'input';
}

/** The options with their defaults. `maxBehind` is in samples. */
export type CheckedSpeechOptions = SpeechStreamOptions & { readonly maxBehind: number };

const callerSchema = speechOptionsSchema.extend({
  maxBehind: z.int().min(100_000).default(1_500_000),
});

/** Throws AnalysisRequestError (`speech-options`) that names the wrong one. */
export function checkedSpeechOptions(options: SpeechOptions): CheckedSpeechOptions {
  const checked = callerSchema.safeParse(options);
  if (!checked.success)
    throw new AnalysisRequestError({
      code: 'speech-options',
      message: `wrong options for a stream of speech: ${z.prettifyError(checked.error)}`,
      nextStep: 'Give whole samples from 0 on, and at least 0.1 s as maxBehind',
    });
  const { maxBehind, ...rest } = checked.data;
  return { ...rest, maxBehind: Math.round((maxBehind * SPEECH_RATE) / 1e6) };
}
