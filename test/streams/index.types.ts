/** What the compiler infers for callers of the streams. Nothing runs this: a wrong type fails `npm run check`. */
import { EMPTY, NEVER, type Observable, type OperatorFunction } from 'rxjs';
import * as streams from '../../src/streams/index.ts';
import { isExactly, type Checked, type Same } from '../support/same-type.ts';

const detector: streams.Detector = () => NEVER;

/** Recorded detection can only give moments; live detection may drop and fail. */
export function detection(): void {
  type Operator<Event> = OperatorFunction<streams.Window, Event>;
  isExactly<Operator<streams.MomentsEvent>>()(streams.detect(detector, { mode: 'all' }), true);
  isExactly<Operator<streams.DetectEvent>>()(streams.detect(detector, { mode: 'newest' }), true);
}

/** Only the recorded pipeline speaks of a playhead. */
export function pipelines(recorded: streams.RecordedOptions, live: streams.LiveOptions): void {
  const [frames$, speech$] = [EMPTY, EMPTY];
  isExactly<Observable<streams.RecordedEvent>>()(streams.cues(frames$, speech$, detector, recorded), true);
  isExactly<Observable<streams.LiveEvent>>()(streams.cues(frames$, speech$, detector, live), true);
}

type Playhead<Event> = Extract<Event, { type: 'playhead' }>;
export type Playheads = Checked<
  [Same<Playhead<streams.LiveEvent>, never>, Same<Same<Playhead<streams.RecordedEvent>, never>, false>]
>;

type Refusal = Extract<streams.DecideEvent, { type: 'rejected' }>['reason'];

/** Reasons are literals. */
export type Reasons = Checked<
  [
    Same<Refusal, streams.RejectReason | streams.Suppressed['reason']>,
    Same<string extends Refusal ? true : false, false>,
  ]
>;

/** Suppression keeps the type of what it is given. */
export function suppression(given: readonly (streams.PlacedMoment & { readonly mine: string })[]): void {
  isExactly<(streams.PlacedMoment & { readonly mine: string })[]>()(streams.batchNms(given, 0.3), true);
}

/** Media time takes no bare number and no sum. */
export function mediaTime(): streams.Micros[] {
  // @ts-expect-error a bare number is no media time
  const bare: streams.Micros = 5;
  // @ts-expect-error nor is a sum
  const sum: streams.Micros = streams.ZERO + streams.ZERO;
  return [bare, sum];
}
