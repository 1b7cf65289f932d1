/** What the compiler infers for callers of the streams. Nothing runs this: a wrong type fails `npm run check`. */
import { EMPTY, NEVER, type Observable, type OperatorFunction } from 'rxjs';
import * as streams from '../../src/streams/index.ts';
import type { Checked, Same } from '../support/same-type.ts';

const detector: streams.Detector = () => NEVER;
const all = () => streams.detect(detector, { mode: 'all' });
const newest = () => streams.detect(detector, { mode: 'newest' });

/** Recorded detection can only give moments; live detection may drop and fail. */
export type Detection = Checked<
  [
    Same<ReturnType<typeof all>, OperatorFunction<streams.Window, streams.MomentsEvent>>,
    Same<ReturnType<typeof newest>, OperatorFunction<streams.Window, streams.DetectEvent>>,
  ]
>;

const recorded = () => streams.cues(EMPTY, EMPTY, detector, { mode: 'recorded' });
const live = () =>
  streams.cues(EMPTY, EMPTY, detector, { mode: 'live', playhead$: NEVER, windowWait: streams.ZERO });

/** Only the recorded pipeline speaks of a playhead. */
export type Pipelines = Checked<
  [
    Same<ReturnType<typeof recorded>, Observable<streams.RecordedEvent>>,
    Same<ReturnType<typeof live>, Observable<streams.LiveEvent>>,
    Same<Extract<streams.LiveEvent, { type: 'playhead' }>, never>,
    Same<Same<Extract<streams.RecordedEvent, { type: 'playhead' }>, never>, false>,
  ]
>;

type Refusal = Extract<streams.DecideEvent, { type: 'rejected' }>['reason'];

/** Reasons are literals. */
export type Reasons = Checked<
  [
    Same<Refusal, streams.RejectReason | streams.Suppressed['reason']>,
    Same<string extends Refusal ? true : false, false>,
  ]
>;

const mine = { start: streams.ZERO, end: streams.fromSeconds(1), probability: 1, mine: 'x' };
const kept = () => streams.batchNms([mine], 0.3);

/** Suppression keeps the type of what it is given. */
export type Suppression = Checked<[Same<ReturnType<typeof kept>[number], typeof mine>]>;

/** Media time takes no bare number and no sum. */
export function mediaTime(): streams.Micros[] {
  // @ts-expect-error a bare number is no media time
  const bare: streams.Micros = 5;
  // @ts-expect-error nor is a sum
  const sum: streams.Micros = streams.ZERO + streams.ZERO;
  return [bare, sum];
}
