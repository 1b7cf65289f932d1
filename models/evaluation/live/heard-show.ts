/** A show as a live session hears and sees it: its words when speech recognition would have them, its pictures once they are embedded. */
import { add, fromSeconds, micros, scale, subtract, type Micros } from '../../../src/streams/time.ts';
import type { SpeechEvent, Subtitle } from '../../../src/streams/values.ts';
import type { LabelledVideo } from '../whole-video.ts';
import type { LiveInput, Ready } from './virtual-live.ts';

/** The recogniser's habits on two cores: a guess after a short pause, the same as final after a longer one. */
const GUESS_AFTER = fromSeconds(0.2);
const FINAL_AFTER = fromSeconds(0.48);
/** Seconds of work for a second of speech. */
const WORK_PER_SECOND = 0.08;
/** Seconds between two reports of how far it is. */
const PROGRESS_EVERY = 0.5;
const LOOK_BACK = fromSeconds(0.256);
/** What a picture's embedding takes, and the answer of the network to a window. */
export const DETECTION: Micros = fromSeconds(0.02);

const after = (sentence: Subtitle, pause: Micros): Micros =>
  add(add(sentence.end, pause), scale(subtract(sentence.end, sentence.start), WORK_PER_SECOND));

/** The inputs of a live session that is shown the video. */
export function heardShow(video: LabelledVideo): LiveInput {
  const sentences = video.speech.flatMap((event) => (event.type === 'subtitle' ? [event.subtitle] : []));
  const speech: Ready<SpeechEvent>[] = sentences.flatMap((subtitle) => [
    {
      at: after(subtitle, GUESS_AFTER),
      value: { type: 'subtitle', subtitle: { ...subtitle, final: false } },
    },
    { at: after(subtitle, FINAL_AFTER), value: { type: 'subtitle', subtitle } },
  ]);
  for (let second = PROGRESS_EVERY; second < video.seconds + 2; second += PROGRESS_EVERY) {
    const now = fromSeconds(second);
    const open = sentences.filter((own) => own.start < now && after(own, FINAL_AFTER) > now);
    const upTo = Math.min(now - LOOK_BACK, ...open.map(({ start }) => start));
    if (upTo > 0) speech.push({ at: now, value: { type: 'progress', upTo: micros(upTo) } });
  }
  return {
    frames: video.frames.map((value) => ({ at: add(value.at, DETECTION), value })),
    speech: speech.sort((a, b) => a.at - b.at),
    duration: fromSeconds(video.seconds),
  };
}
