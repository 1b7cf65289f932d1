/** Drives the live pipeline in virtual time: inputs at the media times at which they were ready, a detector with its own pace. */
import { from, Observable, Subject } from 'rxjs';
import { cues, type LiveEvent, type LiveOptions } from '../../../src/streams/pipeline.ts';
import type { Policy } from '../../../src/streams/policy.ts';
import { add, fromSeconds, latest, ZERO, type Micros } from '../../../src/streams/time.ts';
import type { Cue, Frame, Moment, SpeechEvent, Window } from '../../../src/streams/values.ts';

/** A value and the media time at which it was there. */
export interface Ready<T> {
  readonly at: Micros;
  readonly value: T;
}

/** A program as a live session hears and sees it. */
export interface LiveInput {
  readonly frames: readonly Ready<Frame>[];
  readonly speech: readonly Ready<SpeechEvent>[];
  readonly duration: Micros;
}

/** The moments of a window, and how long the answer took. */
export type TimedDetector = (
  window: Window,
) => Promise<{ readonly moments: readonly Moment[]; readonly took: Micros }>;

/** What `cues` needs besides the inputs and the playhead. */
export type Setting = Omit<LiveOptions, 'mode' | 'playhead$'>;

/** The playhead is told this often: two blocks of the mixer. */
const TICK: Micros = fromSeconds(0.04);
/** The program goes on this long after the input's end, so that all is decided. */
const TAIL: Micros = fromSeconds(2);

interface Step {
  readonly at: Micros;
  readonly run: () => void;
}

/** Everything that a live run says whose playhead is `delay` behind the input. The same input gives the same events. */
export async function runLive(
  input: LiveInput,
  detector: TimedDetector,
  delay: Micros,
  setting: Setting,
): Promise<LiveEvent[]> {
  const frames$ = new Subject<Frame>();
  const speech$ = new Subject<SpeechEvent>();
  const playhead$ = new Subject<Micros>();
  const events: LiveEvent[] = [];
  const asked: Promise<void>[] = [];
  const steps = timetable(input, frames$, speech$);
  const schedule = (step: Step): void => {
    const next = steps.findIndex(({ at }) => at > step.at);
    steps.splice(next < 0 ? steps.length : next, 0, step);
  };
  let now: Micros = delay;
  const ask = (windows: readonly Window[]): Observable<readonly (readonly Moment[])[]> =>
    new Observable((subscriber) => {
      const asking = now;
      const answer = Promise.all(windows.map(detector)).then((answers) => {
        const took = answers.reduce((sum, own) => add(sum, own.took), ZERO);
        const moments = answers.map((own) => own.moments);
        schedule({ at: add(asking, took), run: () => subscriber.next(moments) });
      });
      asked.push(answer);
    });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const subscription = cues(frames$, speech$, ask, { ...setting, mode: 'live', playhead$ }).subscribe({
    next: (event) => events.push(event),
    error: failed.reject,
  });
  const end = add(input.duration, TAIL);
  for (let playhead = ZERO; playhead < end; playhead = add(playhead, TICK)) {
    const clock = add(playhead, delay);
    for (let step = steps[0]; step !== undefined && step.at <= clock; step = steps[0]) {
      steps.shift();
      now = step.at;
      step.run();
      await Promise.race([Promise.all(asked.splice(0)), failed.promise]);
    }
    now = clock;
    playhead$.next(playhead);
  }
  playhead$.complete();
  subscription.unsubscribe();
  return events;
}

function timetable(input: LiveInput, frames$: Subject<Frame>, speech$: Subject<SpeechEvent>): Step[] {
  const inputs: Step[] = [
    ...input.frames.map(({ at, value }) => ({ at, run: () => frames$.next(value) })),
    ...input.speech.map(({ at, value }) => ({ at, run: () => speech$.next(value) })),
  ].sort((a, b) => a.at - b.at);
  const end = latest(input.duration, inputs.at(-1)?.at ?? ZERO);
  const complete = (): void => {
    speech$.complete();
    frames$.complete();
  };
  return [...inputs, { at: end, run: complete }];
}

/** The cues of the same input when it is recorded: only what is final counts, and nothing has a time. */
export async function runRecorded(
  input: LiveInput,
  detector: TimedDetector,
  policy: Partial<Policy>,
): Promise<readonly Cue[]> {
  const words = input.speech.map(({ value }) => value);
  const final = words.filter(
    (event) => event.type === 'progress' || (event.type === 'subtitle' && event.subtitle.final),
  );
  const events$ = cues(
    from(input.frames.map(({ value }) => value)),
    from(final),
    (windows) => Promise.all(windows.map(async (window) => (await detector(window)).moments)),
    { mode: 'recorded', policy },
  );
  const found: Cue[] = [];
  await events$.forEach((event) => event.type === 'cue' && found.push(event.cue));
  return found;
}
