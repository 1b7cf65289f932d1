import { EMPTY, from, map, of, throwError } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameOrderError } from '../../src/streams/errors.ts';
import { FOREVER, micros } from '../../src/streams/time.ts';
import type { SpokenBefore } from '../../src/streams/spoken-before.ts';
import type { Frame, SpeechEvent } from '../../src/streams/values.ts';
import { windows, type WindowsOptions } from '../../src/streams/windows.ts';
import { at, frame, heardTo, marbles, said, windowLine } from './values.ts';

const lines = (
  frames: readonly Frame[],
  speech: readonly SpeechEvent[],
  options?: WindowsOptions,
): string[] => {
  const found: string[] = [];
  windows(from(frames), from(speech), options).subscribe((window) => found.push(windowLine(window)));
  return found;
};
const seconds = (count: number): Frame[] => Array.from({ length: count }, (_, i) => frame(i));
const f = { a: frame(0), b: frame(1), c: frame(2), d: frame(3) };

test('inputs that never speak give nothing', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const frames$ = cold<Frame>('-');
    const speech$ = cold<SpeechEvent>('-');
    expectObservable(windows(frames$, speech$)).toBe('-');
    expectSubscriptions(frames$.subscriptions).toBe('^');
    expectSubscriptions(speech$.subscriptions).toBe('^');
  });
});

test('completes when both inputs have', () => {
  marbles(({ cold, expectObservable }) => {
    expectObservable(windows(cold<Frame>('--|'), cold<SpeechEvent>('----|'))).toBe('----|');
    expectObservable(windows(cold<Frame>('----|'), cold<SpeechEvent>('--|'))).toBe('----|');
  });
});

test('a window is emitted once speech is known up to its end', () => {
  marbles(({ cold, expectObservable }) => {
    const frames$ = cold('a-b-c-|', f);
    const speech$ = cold('---s--1-2-|', { s: said('s', 0.2, 1.5), 1: heardTo(1), 2: heardTo(2.9) });
    const windows$ = windows(frames$, speech$, { size: 2 }).pipe(map(windowLine));
    expectObservable(windows$).toBe('------x-y-(z|)', {
      x: '0 0-1 s@0..0',
      y: '1 0-2 s@0..1',
      z: '2 1-3 s@0..0',
    });
  });
});

test('what was said before a window goes with it: the newest sentences of the last minute', () => {
  const speech = [
    ...Array.from({ length: 9 }, (_, i) => said(`s${i}`, 10 * i, 10 * i + 8)),
    said('across', 96.5, 99),
    heardTo(200),
  ];
  const found: (readonly string[])[] = [];
  const run = (earlier?: number) =>
    windows(from(seconds(100)), from(speech), {
      size: 3,
      ...(earlier === undefined ? {} : { earlier }),
    }).subscribe(({ earlier: before = [] }) => found.push(before.map(({ id }) => id)));
  run(3);
  assert.is(found.length, 100);
  assert.equal(found[0], []);
  assert.equal(found[10], ['s0'], 'of [8, 11) only what has ended');
  assert.equal(found[60], ['s3', 's4', 's5'], 'the newest three');
  assert.equal(found.at(-1), ['s6', 's7', 's8'], 'what reaches into the window is in it');
  found.length = 0;
  run();
  assert.equal(found.at(-1), ['s3', 's4', 's5', 's6', 's7', 's8'], 'older than a minute is forgotten');
  found.length = 0;
  run(0);
  assert.ok(found.every((before) => before.length === 0));
});

test('the minutes before a window go with it as one mean: at most sixty sentences of the last five minutes', () => {
  const valued = (i: number): SpeechEvent => {
    const event = said(`s${i}`, 2 * i, 2 * i + 1);
    assert.ok(event.type === 'subtitle');
    return { ...event, subtitle: { ...event.subtitle, embedding: Float32Array.of(i, -i) } };
  };
  const found: (SpokenBefore | undefined)[] = [];
  windows(from(seconds(600)), from([...Array.from({ length: 100 }, (_, i) => valued(i)), heardTo(700)]), {
    size: 3,
  }).subscribe(({ before }) => found.push(before));
  const meanOf = (first: number, last: number): SpokenBefore => ({
    count: last - first + 1,
    mean: Float32Array.of((first + last) / 2, -(first + last) / 2),
  });
  const near = (window: number, wanted: SpokenBefore): void => {
    const own = found[window];
    assert.is(own?.count, wanted.count);
    for (const [k, value] of wanted.mean.entries()) assert.ok(Math.abs(own!.mean[k]! - value) < 1e-3);
  };
  assert.is(found[2], undefined, 'nothing had ended when the first window began');
  near(10, meanOf(0, 3));
  near(199, meanOf(39, 98));
  near(402, meanOf(50, 99));
  assert.is(found[599], undefined, 'five minutes of silence');
});

test('with a longest wait, a frame at or past its limit releases a window without its words', () => {
  marbles(({ cold, expectObservable }) => {
    const windows$ = windows(cold('a-b-c-d-', f), cold<SpeechEvent>('-'), { maxWait: at(1) });
    expectObservable(windows$.pipe(map(windowLine))).toBe('----x-y-', { x: '0 0-1', y: '1 0-2' });
  });
});

test('with a longest wait of minus a frame period a window waits for nothing', () => {
  marbles(({ cold, expectObservable }) => {
    const windows$ = windows(cold('a-b-', f), cold<SpeechEvent>('-'), { maxWait: at(-1) });
    expectObservable(windows$.pipe(map(windowLine))).toBe('x-y-', { x: '0 0-1', y: '1 0-2' });
  });
});

test('on words: the newest frames are shown again when a sentence there is new, revised, moved or retracted', () => {
  marbles(({ cold, expectObservable }) => {
    const speech$ = cold<SpeechEvent>('-n-s-t-m-r-r-p', {
      n: said('s', 0.2, 1, 'new'),
      s: said('s', 0.2, 1, 'new'),
      t: said('s', 0.2, 1, 'text'),
      m: said('s', 5, 6, 'text'),
      r: { type: 'retracted', id: 's' },
      p: heardTo(9),
    });
    const windows$ = windows(cold('a--------b----', f), speech$, { maxWait: at(-1), onWords: true });
    expectObservable(windows$.pipe(map(windowLine))).toBe('a1---2-3-b', {
      ...{ a: '0 0-1', 1: '1 0-1 new@0..0', 2: '2 0-1 text@0..0', 3: '3 0-1', b: '4 0-2' },
    });
  });
});

test('on words: a window that waits for its words still comes when they are complete', () => {
  marbles(({ cold, expectObservable }) => {
    const speech$ = cold<SpeechEvent>('--s-p', { s: said('s', 0, 0.9), p: heardTo(2) });
    const windows$ = windows(cold('(ab)', f), speech$, { onWords: true });
    expectObservable(windows$.pipe(map(windowLine))).toBe('--n-(xy)', {
      ...{ n: '0 0-2 s@0..0', x: '1 0-1 s@0..0', y: '2 0-2 s@0..0' },
    });
  });
});

test('an error of either input ends it and lets go of the other', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const frames$ = cold<Frame>('a-b-c', f);
    expectObservable(
      windows(frames$, cold<SpeechEvent>('-1-#', { 1: heardTo(1) })).pipe(map(windowLine)),
    ).toBe('-x-#', { x: '0 0-1' });
    expectSubscriptions(frames$.subscriptions).toBe('^--!');
    expectObservable(windows(cold<Frame>('--#'), cold<SpeechEvent>('-'))).toBe('--#');
  });
});

test('early unsubscription lets go of both inputs', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const frames$ = cold('a-b-c-d', f);
    const speech$ = cold('|', {});
    const all$ = cold<SpeechEvent>('1------', { 1: heardTo(9) });
    expectObservable(windows(frames$, all$).pipe(map(windowLine)), '---!').toBe('x-y-', {
      x: '0 0-1',
      y: '1 0-2',
    });
    expectSubscriptions(frames$.subscriptions).toBe('^--!');
    expectSubscriptions(all$.subscriptions).toBe('^--!');
    expectSubscriptions(speech$.subscriptions).toBe([]);
  });
});

test('the first windows are shorter, then each holds the last `size` frames', () => {
  assert.equal(lines(seconds(5), [], { size: 3 }), ['0 0-1', '1 0-2', '2 0-3', '3 1-4', '4 2-5']);
});

test('one window every `hop` frames, and a last one for the frames that none has shown', () => {
  assert.equal(lines(seconds(5), [], { size: 3, hop: 2 }), ['0 0-2', '1 1-4', '2 2-5']);
  assert.equal(lines(seconds(4), [], { size: 3, hop: 2 }), ['0 0-2', '1 1-4']);
});

test('windows start afresh behind a hole in the input', () => {
  const frames = [frame(0), frame(1), frame(10), frame(11.4)];
  assert.equal(lines(frames, [], { size: 3 }), ['0 0-1', '1 0-2', '2 10-11', '3 10-12.4']);
  assert.equal(lines(frames, [], { size: 3, hop: 4 }), ['0 0-2', '1 10-12.4']);
});

test('frames out of order are an error that names both times', () => {
  let error: unknown;
  windows(of(frame(1), frame(1)), EMPTY).subscribe({ error: (thrown: unknown) => (error = thrown) });
  assert.instance(error, FrameOrderError);
  assert.match((error as Error).message, /1000000 µs came after one at 1000000/);
});

test('positions are truncated to frames and clamped to the window', () => {
  const speech = [
    said('before', 0.5, 2),
    said('across', 1.9, 2.9),
    said('inside', 3.99, 4),
    said('open', 4.5, 9),
  ];
  assert.is(lines(seconds(5), speech, { size: 3 }).at(-1), '4 2-5 across@0..0 inside@1..2 open@2..2');
});

test('a subtitle that only touches a window is outside of it', () => {
  assert.is(lines(seconds(3), [said('ends', 0, 1), said('starts', 3, 4)], { size: 2 }).at(-1), '2 1-3');
});

test('a revision replaces the earlier text, and its place', () => {
  const speech = [said('s', 0, 1, 'hell'), said('t', 1, 2), said('s', 0.2, 2.5, 'hello')];
  assert.is(lines(seconds(3), speech).at(-1), '2 0-3 hello@0..2 t@1..2');
});

test('of more subtitles than fit the newest stay', () => {
  const speech = ['a', 'b', 'c', 'd'].map((id, i) => said(id, i * 0.1, 3));
  assert.is(lines(seconds(1), speech, { maxSubtitles: 2 })[0], '0 0-1 c@0..0 d@0..0');
});

test('unusable options are named', () => {
  const faulty: readonly WindowsOptions[] = [
    ...[{ size: 0 }, { hop: 1.5 }, { maxSubtitles: -1 }, { framePeriod: micros(0) }],
    ...[-1, 1.5, NaN, Infinity].map((earlier) => ({ earlier })),
  ];
  for (const options of faulty)
    assert.throws(() => windows(EMPTY, EMPTY, options), new RegExp(String(Object.keys(options)[0])));
});

test('a failing speech input that the caller maps to its end leaves the windows without words', () => {
  const failing$ = throwError(() => new Error('no model'));
  let failed = '';
  windows(of(frame(0)), failing$).subscribe({ error: (error: Error) => (failed = error.message) });
  assert.is(failed, 'no model');
  assert.equal(lines([frame(0)], []), ['0 0-1']);
});

test('another wait for words holds from the change on: what has waited for long enough comes at once', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const changes = {
      s: { maxWait: at(-1), onWords: false },
      l: { maxWait: at(2), onWords: false },
    };
    const run = (change: string) => {
      const changes$ = hot(change, changes);
      const frames$ = cold('a-b-c-d-|', f);
      return {
        changes$,
        windows$: windows(frames$, cold('---------|'), { size: 2, maxWait: at(1), changes$ }),
      };
    };
    const w = { 0: '0 0-1', 1: '1 0-2', 2: '2 1-3', 3: '3 2-4' };
    const lines$ = ({ windows$ }: ReturnType<typeof run>) => windows$.pipe(map(windowLine));
    expectObservable(lines$(run('-'))).toBe('----0-1--(23|)', w);
    expectObservable(lines$(run('-s'))).toBe('-01-2-3--|', w);
    expectObservable(lines$(run('-l'))).toBe('------0--(123|)', w);
    const never = run('-');
    expectObservable(never.windows$.pipe(map(windowLine))).toBe('----0-1--(23|)', w);
    expectSubscriptions(never.changes$.subscriptions).toBe('^--------!');
  });
});

test('windows for new words begin and end with a change, and none is made up for', () => {
  marbles(({ cold, hot, expectObservable }) => {
    const speech$ = cold<SpeechEvent>('-p-q-r---|', {
      p: said('s', 0, 1, 'one'),
      q: said('s', 0, 1, 'two'),
      r: said('s', 0, 1, 'three'),
    });
    const changes$ = hot('--y-n', {
      y: { maxWait: FOREVER, onWords: true },
      n: { maxWait: FOREVER, onWords: false },
    });
    const windows$ = windows(cold('a--------|', f), speech$, { changes$ }).pipe(map(windowLine));
    expectObservable(windows$).toBe('---0-----(1|)', { 0: '0 0-1 two@0..0', 1: '1 0-1 three@0..0' });
  });
});

test.run();
