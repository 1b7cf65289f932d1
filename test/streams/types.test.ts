/** What the compiler infers for callers; a wrong type here fails the type check, not the run. */
import { EMPTY, NEVER, type Observable, type OperatorFunction } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as streams from '../../src/streams/index.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(yes: Same<A, B>): void => assert.ok(yes);
/** Compiles only where the type of `value` is exactly `Expected`. */
const infers = <Expected>() => ({
  from: <Given>(value: Given, yes: Same<Given, Expected>): void => assert.ok(value !== undefined && yes),
});

const detector: streams.Detector = () => NEVER;

test('recorded detection can only give moments; live detection may drop and fail', () => {
  infers<OperatorFunction<streams.Window, streams.MomentsEvent>>().from(
    streams.detect(detector, { mode: 'all' }),
    true,
  );
  infers<OperatorFunction<streams.Window, streams.DetectEvent>>().from(
    streams.detect(detector, { mode: 'newest' }),
    true,
  );
});

test('only the recorded pipeline speaks of a playhead', () => {
  infers<Observable<streams.RecordedEvent>>().from(
    streams.cues(EMPTY, EMPTY, detector, { mode: 'recorded' }),
    true,
  );
  infers<Observable<streams.LiveEvent>>().from(
    streams.cues(EMPTY, EMPTY, detector, { mode: 'live', playhead$: NEVER, patience: streams.ZERO }),
    true,
  );
  same<Extract<streams.LiveEvent, { type: 'playhead' }>, never>(true);
});

test('reasons are literals', () => {
  type Refusal = Extract<streams.DecideEvent, { type: 'rejected' }>['reason'];
  same<Refusal, streams.RejectReason | streams.Suppressed['reason']>(true);
  same<string extends Refusal ? true : false, false>(true);
});

test('suppression keeps the type of what it is given', () => {
  const kept = streams.batchNms(
    [{ start: streams.ZERO, end: streams.fromSeconds(1), probability: 1, mine: 'x' }],
    0.3,
  );
  assert.is(kept[0]?.mine, 'x');
});

test('media time takes no bare number', () => {
  // @ts-expect-error a bare number is no media time
  const time: streams.Micros = 5;
  assert.is(time, 5);
});

test.run();
