import { SPEECH_RATE } from '../../core/formats.ts';
import { type Micros, fromSample, sampleIndex } from '../../streams/time.ts';

/** Samples in one voice frame (32 ms), the only step that Silero v5 takes at 16 kHz. All cuts lie on this grid. */
export const FRAME = 512;

/** Frames in `seconds`, rounded. */
export const framesIn = (seconds: number): number => Math.round((seconds * SPEECH_RATE) / FRAME);

/** The media time at which voice frame `frame` begins; exact, since a frame is 32,000 µs. */
export const frameTime = (frame: number): Micros => fromSample(sampleIndex(frame * FRAME), SPEECH_RATE);
