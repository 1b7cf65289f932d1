import { EMPTY, map, NEVER, of, Subject, throwError } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { detect, type DetectEvent, type Detector } from '../../src/streams/detect.ts';
import { DetectorAnswerError, DetectorBacklogError } from '../../src/streams/errors.ts';
import type { Window } from '../../src/streams/values.ts';
import { marbles, moment, windowOf } from './values.ts';

const [a, b, c, d] = [0, 1, 2, 3].map((i) => windowOf(i, 1, [], i)) as [Window, Window, Window, Window];
const values = { a, b, c, d };
const silent: Detector = (windows) => of(windows.map(() => []));
/** What an event says, in one word: `m2` = moments of window 2, `d2` dropped, `f2` failed. */
const word = (event: DetectEvent): string => `${event.type.charAt(0)}${event.window.index}`;
const all = (detector: Detector, batch = 1) => detect(detector, { mode: 'all', batch });
const newest = (detector: Detector) => detect(detector, { mode: 'newest' });

for (const [name, make] of Object.entries({ all: () => all(silent), newest: () => newest(silent) }))
  test(`${name}: never, empty, one, many, error, early unsubscription`, () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const heard = { x: 'm0', y: 'm1', z: 'm2' };
      const run = (diagram: string) => cold(diagram, values).pipe(make(), map(word));
      expectObservable(run('-')).toBe('-');
      expectObservable(run('--|')).toBe('--|');
      expectObservable(run('-a-|')).toBe('-x-|', heard);
      expectObservable(run('(abc|)')).toBe('(xyz|)', heard);
      expectObservable(run('a-b#')).toBe('x-y#', heard);
      const source$ = cold('a-b-c', values);
      expectObservable(source$.pipe(make(), map(word)), '---!').toBe('x-y', heard);
      expectSubscriptions(source$.subscriptions).toBe('^--!');
    });
  });

test('all: windows go out in full batches, in order, one call at a time', () => {
  marbles(({ cold, expectObservable, flush }) => {
    const calls: number[] = [];
    const detector: Detector = (windows) => {
      calls.push(windows.length);
      return cold<never[][]>('----(x|)', { x: windows.map(() => []) });
    };
    const heard = { p: 'm0', q: 'm1', r: 'm2' };
    expectObservable(cold('abc|', values).pipe(all(detector, 2), map(word))).toBe('-----(pq)(r|)', heard);
    flush();
    assert.equal(calls, [2, 1]);
  });
});

test('all: an error, a throw, a wrong count and no answer end the stream', () => {
  const outcomes: unknown[] = [];
  const thrower: Detector = () => {
    throw new Error('thrown');
  };
  for (const detector of [thrower, () => throwError(() => new Error('failed')), () => of([]), () => EMPTY])
    of(a)
      .pipe(all(detector))
      .subscribe({ error: (error: Error) => outcomes.push(error.message) });
  assert.is(outcomes[0], 'thrown');
  assert.is(outcomes[1], 'failed');
  assert.match(String(outcomes[2]), /about 1 windows and answered 0/);
  assert.match(String(outcomes[3]), /answered nothing/);
});

test('all: too many windows that wait are an error that says what to do', () => {
  let error: unknown;
  of(a, b, c)
    .pipe(detect(() => NEVER, { mode: 'all', batch: 1, maxQueued: 2 }))
    .subscribe({ error: (thrown: unknown) => (error = thrown) });
  assert.instance(error, DetectorBacklogError);
  const { message, nextStep } = error as DetectorBacklogError;
  assert.match(message, /more than 2 windows/);
  assert.match(nextStep, /Hold the frames back/);
});

test('all: a promise serves as well', async () => {
  const found: string[] = [];
  await new Promise<void>((resolve, reject) => {
    of(a, b)
      .pipe(all((windows) => Promise.resolve(windows.map(() => [moment(0, 1)]))))
      .subscribe({ next: (event) => found.push(word(event)), complete: resolve, error: reject });
  });
  assert.equal(found, ['m0', 'm1']);
});

test('newest: one in flight, the newest waits, displaced ones are reported', () => {
  marbles(({ cold, expectObservable }) => {
    const detector: Detector = () => cold('----(x|)', { x: [[]] });
    const heard = { m: 'm0', n: 'd1', o: 'd2', p: 'm3' };
    expectObservable(cold('abcd|', values).pipe(newest(detector), map(word))).toBe('--nom---(p|)', heard);
  });
});

test('newest: as many as may wait go in one call, in order; a failure is told of each', () => {
  marbles(({ cold, expectObservable }) => {
    const detector: Detector = (windows) =>
      windows[0] === b ? cold('--#') : cold('--(x|)', { x: windows.map(() => []) });
    const run = (diagram: string) =>
      cold(diagram, values).pipe(detect(detector, { mode: 'newest', waiting: 2 }), map(word));
    expectObservable(run('a(cd)---')).toBe('--m-(no)', { m: 'm0', n: 'm2', o: 'm3' });
    expectObservable(run('a(bc)---')).toBe('--m-(fg)', { m: 'm0', f: 'f1', g: 'f2' });
    expectObservable(run('a(bcd)--')).toBe('-xm-(no)', { x: 'd1', m: 'm0', n: 'm2', o: 'm3' });
  });
});

test('newest: a failing detector is reported and the waiting window is next', () => {
  marbles(({ cold, expectObservable }) => {
    const detector: Detector = ([window]) => (window === a ? cold('--#') : of([[]]));
    const heard = { f: 'f0', m: 'm1', n: 'm2' };
    expectObservable(cold('ab-----c|', values).pipe(newest(detector), map(word))).toBe('--(fm)-n|', heard);
  });
});

test('newest: a throw, a wrong count and no answer are failures too', () => {
  const thrower: Detector = () => {
    throw new TypeError('thrown');
  };
  for (const [detector, kind] of [
    [thrower, TypeError],
    [() => of([]), DetectorAnswerError],
    [() => EMPTY, DetectorAnswerError],
  ] as const) {
    const found: DetectEvent[] = [];
    of(a, b)
      .pipe(newest(detector))
      .subscribe((event) => found.push(event));
    assert.equal(found.map(word), ['f0', 'f1']);
    assert.ok(found.every((event) => event.type === 'failed' && event.error instanceof kind));
  }
});

test('newest: unsubscription cancels the call in flight', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const answer$ = cold<never[][]>('-----x', { x: [[]] });
    expectObservable(cold('a', values).pipe(newest(() => answer$)), '--!').toBe('-');
    expectSubscriptions(answer$.subscriptions).toBe('^-!');
  });
});

test('newest: windows pushed from inside an answer are not lost', () => {
  const source$ = new Subject<Window>();
  const found: string[] = [];
  source$.pipe(newest(silent)).subscribe((event) => {
    found.push(word(event));
    if (event.window === a) source$.next(b);
  });
  source$.next(a);
  assert.equal(found, ['m0', 'm1']);
});

test.run();
