import { framesIn } from './format.ts';
import type { Transcript } from './recogniser.ts';
import { type Segment, SPEAKING } from './segmenter.ts';

/** A recogniser invents words on noise; less voice than this (the length of "go") holds no word. */
const LEAST_VOICED = framesIn(0.2);

/**
 * Speech softer than this (dBFS, mean over the voiced frames) comes from the background (a television next door),
 * not from the speaker.
 */
const LEAST_LEVEL = -50;

/**
 * Mean log probability of the tokens below which a text says nothing reliable: invented, or heard so wrongly that
 * its meaning is lost. Of 57 sentences of six synthetic voices the two below it were nonsense, and each would have
 * caused a false alarm; the least certain key sentence scored −0.41. On music and vowels Moonshine says nothing,
 * with certainty.
 */
const LEAST_CONFIDENCE = -0.45;

/** Why a segment gives no text. */
export type Refusal = 'too-short' | 'too-soft' | 'too-uncertain' | 'no-words';

/** Refuses a segment that can't hold words before the recogniser is asked. */
export function refuseSegment(segment: Segment): Refusal | undefined {
  const voiced = segment.frames.filter(({ probability }) => probability >= SPEAKING);
  if (voiced.length < LEAST_VOICED) return 'too-short';
  const power = voiced.reduce((sum, { level }) => sum + 10 ** (level / 10), 0) / voiced.length;
  return 10 * Math.log10(power) < LEAST_LEVEL ? 'too-soft' : undefined;
}

/** Refuses a text that the recogniser was not sure of or that holds no letter. */
export function refuseTranscript(transcript: Transcript): Refusal | undefined {
  if (!/\p{L}/u.test(transcript.text)) return 'no-words';
  return transcript.confidence < LEAST_CONFIDENCE ? 'too-uncertain' : undefined;
}
