/**
 * Runs a talk through the live pipeline in virtual time, with the delay changing meanwhile: a millisecond of the test's
 * clock is one of media, and the playhead is that of the running program.
 */
import fc from 'fast-check';
import { delay as later, from, interval, map, mergeMap, Subject, takeWhile, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import * as assert from 'uvu/assert';
import { Playhead } from '../../src/media/program/playhead.ts';
import type { Detector } from '../../src/streams/detect.ts';
import { liveOptionsFor, type DelayOptions } from '../../src/streams/live-options.ts';
import { cues, type LiveEvent, type LiveOptions, type RecordedEvent } from '../../src/streams/pipeline.ts';
import { latest, toSeconds, type Micros } from '../../src/streams/time.ts';
import type { LiveTalk } from './live-run.ts';
import { detector } from './talk.ts';
import { at } from './values.ts';

/** Another delay, from a time of the input on; both in seconds. */
export interface Change {
  readonly at: number;
  readonly delay: number;
}

/** Whole seconds. */
export const anyDelay: fc.Arbitrary<number> = fc.integer({ min: 0, max: 60 });
/** Up and down, in order; at no time of a frame or a tick. */
export const anyChanges: fc.Arbitrary<Change[]> = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 900 }), delay: anyDelay }), { maxLength: 4 })
  .map((changes): Change[] =>
    changes.map((change) => ({ ...change, at: change.at / 10 + 0.003 })).sort((a, b) => a.at - b.at),
  );

/** How long the detector takes for a call, in milliseconds. */
const DETECTION_MS = 70;
/** From one tick of the program to the next, in milliseconds. */
const TICK_MS = 40;

/** What the network of these talks finds at sentences; moments at nothing would tie all of a talk together. */
export const atSentences: Detector = (windows) =>
  from(detector(windows)).pipe(
    map((answers) => answers.map((moments, i) => moments.slice(0, windows[i]?.subtitles.length))),
  );

const slowly: Detector = (windows) => from(atSentences(windows)).pipe(later(DETECTION_MS));

/** Everything that the live pipeline says of the talk, begun with the first delay; the options are those of each delay. */
export function liveWith(
  { frames, speech }: LiveTalk,
  first: number,
  changes: readonly Change[],
  options: Partial<LiveOptions> = {},
  optionsFor: (delay: Micros) => DelayOptions = liveOptionsFor,
): LiveEvent[] {
  const events: LiveEvent[] = [];
  const playhead = new Playhead(at(first));
  const delayChanges$ = new Subject<DelayOptions>();
  const end = Math.max(0, ...frames.map((next) => toSeconds(next.at)), ...speech.map((next) => next.at));
  const told = (change: { readonly to: Micros } | undefined): void => {
    if (change !== undefined) delayChanges$.next(optionsFor(change.to));
  };
  const move = (now: Micros): Micros => {
    const range = playhead.cutRange(now);
    if (range !== undefined) {
      playhead.pushTo(latest(range.after, range.until));
      told(playhead.cut());
    }
    return playhead.follow(now);
  };
  const on$ = <T>(values: readonly T[], secondsOf: (value: T) => number) =>
    from(values).pipe(mergeMap((value) => timer(secondsOf(value) * 1000).pipe(map(() => value))));
  new TestScheduler(assert.equal).run(({ flush }) => {
    on$(changes, (change) => change.at).subscribe(({ delay }) => told(playhead.ask(at(delay))));
    cues(
      on$(frames, (frame) => toSeconds(frame.at)),
      on$(speech, (spoken) => spoken.at).pipe(map(({ event }) => event)),
      slowly,
      {
        mode: 'live',
        ...optionsFor(at(first)),
        policy: { threshold: 0.4 },
        ...options,
        delayChanges$,
        playhead$: interval(TICK_MS).pipe(
          map((tick) => move(at((tick * TICK_MS) / 1000))),
          takeWhile((now) => toSeconds(now) < end + 15),
        ),
      },
    ).subscribe((event) => events.push(event));
    flush();
  });
  return events;
}

/** What the recorded pipeline says of the same talk. */
export function recordedOf(
  { frames, speech }: LiveTalk,
  options: Partial<LiveOptions> = {},
): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  const { policy = { threshold: 0.4 } } = options;
  cues(from(frames), from(speech.map(({ event }) => event)), atSentences, {
    mode: 'recorded',
    policy,
  }).subscribe((event) => events.push(event));
  return events;
}
