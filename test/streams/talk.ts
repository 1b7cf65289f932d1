/** Arbitrary talks (frames, sentences) and a detector whose answer depends on nothing but the window. */
import fc from 'fast-check';
import { of, Subject } from 'rxjs';
import type { Detector } from '../../src/streams/detect.ts';
import { cues, type RecordedEvent, type RecordedOptions } from '../../src/streams/pipeline.ts';
import { clampTime, micros, toSeconds } from '../../src/streams/time.ts';
import type { Frame, Moment, SpeechEvent, Window } from '../../src/streams/values.ts';
import { frame, heardTo, moment, said } from './values.ts';

export interface Talk {
  readonly frames: readonly Frame[];
  readonly speech: readonly SpeechEvent[];
}

/** Sentences with pauses between them, each said when it is over; some are revised before progress passes them. */
export const anyTalk: fc.Arbitrary<Talk> = fc
  .record({
    length: fc.integer({ min: 0, max: 70 }),
    sentences: fc.array(
      fc.record({
        pause: fc.integer({ min: 0, max: 30 }),
        length: fc.integer({ min: 3, max: 140 }),
        revised: fc.boolean(),
      }),
      { maxLength: 20 },
    ),
  })
  .map(({ length, sentences }) => {
    const speech: SpeechEvent[] = [];
    let time = 0;
    for (const [i, sentence] of sentences.entries()) {
      const start = time + sentence.pause / 10;
      time = start + sentence.length / 10;
      if (sentence.revised) speech.push(said(`s${i}`, start, time - 0.1, 'first guess'));
      speech.push(said(`s${i}`, start, time), heardTo(time));
    }
    return { frames: Array.from({ length }, (_, i) => frame(i)), speech };
  });

/** A cheap scramble of whole numbers to 0…99. */
const scramble = (...numbers: readonly number[]): number =>
  numbers.reduce((sum, n) => (sum * 7919 + n * 104729 + 17) % 1_000_003, 1) % 100;

/** Finds most sentences, with coarse borders that differ from window to window, and some moments at nothing. */
function find(window: Window): Moment[] {
  const second = toSeconds(window.start);
  const inside = (start: number, end: number, score: number): Moment => {
    const found = moment(0, 1, (score + 1) / 101, { sfx: `e${score}` });
    const clamp = (s: number) => clampTime(micros(Math.round(s) * 1_000_000), window.start, window.end);
    return { ...found, start: clamp(start), end: clamp(Math.max(end, Math.round(start) + 1)) };
  };
  const sentences = window.subtitles.map(({ subtitle }) => {
    const score = scramble(subtitle.start, second);
    return inside(toSeconds(subtitle.start), toSeconds(subtitle.end), score);
  });
  const length = window.frames.length;
  const stray = scramble(second, 5) % length;
  return [...sentences, inside(second + stray, second + stray + 1 + (length % 4), scramble(second, length))];
}

export const detector: Detector = (windows) => of(windows.map(find));

/** Which input gives its next value: true for frames, until one is used up. */
export type Interleaving = readonly boolean[];
export const anyInterleaving: fc.Arbitrary<Interleaving> = fc.array(fc.boolean(), { maxLength: 150 });

/** Everything that the recorded pipeline says about a talk when its inputs arrive in this order. */
export function decorate(
  talk: Talk,
  order: Interleaving,
  options: Partial<RecordedOptions> = {},
  onEvent: (event: RecordedEvent) => void = () => undefined,
): RecordedEvent[] {
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  const events: RecordedEvent[] = [];
  cues(frames$, speech$, detector, { mode: 'recorded', policy: { threshold: 0.4 }, ...options }).subscribe(
    (event) => {
      events.push(event);
      onEvent(event);
    },
  );
  const frames = [...talk.frames];
  const speech = [...talk.speech];
  for (const framesNext of order) {
    const next = framesNext ? frames.shift() : undefined;
    if (next !== undefined) frames$.next(next);
    const event = framesNext ? undefined : speech.shift();
    if (event !== undefined) speech$.next(event);
  }
  if (order[0] === true) {
    for (const event of speech) speech$.next(event);
    speech$.complete();
  }
  for (const next of frames) frames$.next(next);
  frames$.complete();
  if (order[0] !== true) {
    for (const event of speech) speech$.next(event);
    speech$.complete();
  }
  return events;
}
