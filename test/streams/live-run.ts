/** Runs talks through the live pipeline by the media clock: inputs at their times, the playhead a delay behind. */
import fc from 'fast-check';
import { from, Observable, Subject } from 'rxjs';
import type { Detector } from '../../src/streams/detect.ts';
import { cues, type LiveEvent, type LiveOptions } from '../../src/streams/pipeline.ts';
import { toSeconds, type Micros } from '../../src/streams/time.ts';
import type { Cue, Frame, SpeechEvent } from '../../src/streams/values.ts';
import { detector, type Talk } from './talk.ts';
import { at, frame, heardTo, said, subtitle } from './values.ts';

/** A speech event and when it is there, in seconds of media time. */
export interface Spoken {
  readonly at: number;
  readonly event: SpeechEvent;
}
export interface LiveTalk {
  readonly frames: readonly Frame[];
  readonly speech: readonly Spoken[];
}

/** The talk with each event said when its sentence is over. */
export const asSpoken = ({ frames, speech }: Talk): LiveTalk => ({
  frames,
  speech: speech.map((event) => ({
    at:
      event.type === 'subtitle'
        ? toSeconds(event.subtitle.end)
        : event.type === 'progress'
          ? toSeconds(event.upTo)
          : 0,
    event,
  })),
});

/** Sentences that are guessed while they are spoken, move, are retracted, come late, or never become final. */
export const anyRestlessTalk: fc.Arbitrary<LiveTalk> = fc
  .record({
    length: fc.integer({ min: 0, max: 60 }),
    sentences: fc.array(
      fc.record({
        pause: fc.integer({ min: 0, max: 30 }),
        length: fc.integer({ min: 5, max: 100 }),
        guesses: fc.array(
          fc.record({
            after: fc.integer({ min: 1, max: 40 }),
            shift: fc.integer({ min: -60, max: 60 }),
            kind: fc.constantFrom('text', 'moved', 'retracted'),
          }),
          { maxLength: 5 },
        ),
        late: fc.integer({ min: 0, max: 80 }),
        progress: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ length, sentences }) => {
    const speech: Spoken[] = [];
    let time = 0;
    for (const [i, { pause, length: span, guesses, late, progress }] of sentences.entries()) {
      const start = time + pause / 10;
      time = start + span / 10;
      let now = start;
      for (const [n, guess] of guesses.entries()) {
        now += guess.after / 10;
        const moved = guess.kind === 'moved' ? guess.shift / 10 : 0;
        const from = Math.max(0, start + moved);
        const text = subtitle(`s${i}`, from, Math.max(from + 0.5, now + moved), `guess ${n}`);
        speech.push({
          at: now,
          event:
            guess.kind === 'retracted'
              ? { type: 'retracted', id: `s${i}` }
              : { type: 'subtitle', subtitle: { ...text, final: false } },
        });
      }
      const known = Math.max(now, time) + late / 10;
      speech.push({ at: known, event: said(`s${i}`, start, time) });
      if (progress) speech.push({ at: known, event: heardTo(time) });
    }
    return {
      frames: Array.from({ length }, (_, i) => frame(i)),
      speech: speech.sort((a, b) => a.at - b.at),
    };
  });

/** Steps of a playhead in seconds, from a frame of video to long stalls. */
export const anyTicks: fc.Arbitrary<number[]> = fc.array(fc.constantFrom(0.04, 0.3, 1, 2.5, 7, 31), {
  minLength: 1,
  maxLength: 40,
});

/** When the playhead ends, in seconds: long after any talk. */
const END = 400;

/** The detector of the talks, with answers that come when `answer` is called: one call's for each. */
function unhurried(): { readonly detector: Detector; readonly answer: () => boolean } {
  const waiting: (() => void)[] = [];
  return {
    detector: (windows) =>
      new Observable((subscriber) => {
        waiting.push(() => subscriber.add(from(detector(windows)).subscribe(subscriber)));
      }),
    answer: () => {
      const next = waiting.shift();
      next?.();
      return next !== undefined;
    },
  };
}

/** Everything that the live pipeline says of a talk `delay` seconds behind, its playhead ticking by `ticks` in turn. */
export function broadcast(
  { frames, speech }: LiveTalk,
  delay: number,
  ticks: readonly number[],
  options: Partial<LiveOptions> = {},
  /** The detector's answer to a call comes with the next input or tick, not at once. */
  slow = false,
): LiveEvent[] {
  const { detector: slowly, answer } = unhurried();
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  const playhead$ = new Subject<Micros>();
  const events: LiveEvent[] = [];
  cues(frames$, speech$, slow ? slowly : detector, {
    mode: 'live',
    windowWait: at(20),
    policy: { threshold: 0.4 },
    ...options,
    playhead$,
  }).subscribe((event) => events.push(event));
  const last = Math.max(0, ...frames.map((next) => toSeconds(next.at)), ...speech.map((next) => next.at));
  const steps: { at: number; step: () => void; isTick?: boolean }[] = [
    ...frames.map((next) => ({ at: toSeconds(next.at), step: () => frames$.next(next) })),
    ...speech.map((next) => ({ at: next.at, step: () => speech$.next(next.event) })),
    { at: last, step: () => frames$.complete() },
    { at: last, step: () => speech$.complete() },
  ];
  let playhead = 0;
  for (let i = 0; playhead < END; i++) {
    const now = playhead;
    steps.push({ at: now + delay, step: () => playhead$.next(at(now)), isTick: true });
    playhead += ticks[i % ticks.length] ?? 1;
  }
  for (const { step, isTick } of steps.sort((a, b) => a.at - b.at)) {
    // Between two ticks there is time for all that is asked for.
    while (answer() && isTick) continue;
    step();
  }
  playhead$.next(at(END));
  playhead$.complete();
  return events;
}

/** A cue in one line, without its id. */
export const cueFacts = ({ at: start, end, sfx, tag, score, subtitle: text }: Cue): string =>
  `${sfx} ${tag} ${score} @${toSeconds(start)}-${toSeconds(end)} ${text ?? ''}`;

export const cuesOf = (events: readonly { readonly type: string }[]): string[] =>
  (events as LiveEvent[]).flatMap((event) => (event.type === 'cue' ? [cueFacts(event.cue)] : []));
