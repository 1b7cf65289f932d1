import fc from 'fast-check';
import { Subject, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCaptions } from '../../../src/media/captions/files.ts';
import { joinLive } from '../../../src/media/captions/join-live.ts';
import {
  mediaTime,
  wallTime,
  type CaptionEvent,
  type CaptionWords,
} from '../../../src/media/captions/source.ts';
import { fromSeconds, micros, toSeconds } from '../../../src/streams/time.ts';

const caption = (id: string, start: number, end: number, text: string, final = true): CaptionWords => ({
  type: 'caption',
  id,
  start: mediaTime(fromSeconds(start)),
  end: mediaTime(fromSeconds(end)),
  text,
  final,
});

/** What comes out while these go in, and (last) when the source ends. */
function told(events: readonly CaptionEvent[], settle?: number): CaptionEvent[][] {
  const source$ = new Subject<CaptionEvent>();
  let out: CaptionEvent[] = [];
  source$.pipe(joinLive(settle === undefined ? {} : { settle })).subscribe((event) => out.push(event));
  const steps = events.map((event) => {
    out = [];
    source$.next(event);
    return out;
  });
  out = [];
  source$.complete();
  return [...steps, out];
}

test('a caption is told at once, and one that continues it revises it', () => {
  assert.equal(
    told([
      caption('1', 0, 2, 'This one is made'),
      caption('2', 2, 4, 'of wood.'),
      caption('3', 4, 5, 'And that'),
      caption('4', 6, 7, 'too late to belong'),
    ]),
    [
      [caption('1', 0, 2, 'This one is made', false)],
      [caption('1', 0, 4, 'This one is made of wood.')],
      [caption('3', 4, 5, 'And that', false)],
      [caption('3', 4, 5, 'And that'), caption('4', 6, 7, 'too late to belong', false)],
      [caption('4', 6, 7, 'too late to belong')],
    ],
  );
});

test('a growing caption joins, and leaves again when the whole gets longer than a sentence', () => {
  assert.equal(
    told([
      caption('a', 0, 4, 'This one'),
      caption('b', 4, 5, 'is', false),
      caption('b', 4, 6, 'is made', false),
      caption('b', 4, 8, 'is made of wood.'),
    ]),
    [
      [caption('a', 0, 4, 'This one', false)],
      [caption('a', 0, 5, 'This one is', false)],
      [caption('a', 0, 6, 'This one is made', false)],
      [caption('a', 0, 4, 'This one'), caption('b', 4, 8, 'is made of wood.')],
      [],
    ],
  );
});

test('capitals throughout, a line shown again, other clocks', () => {
  const [, second] = told([caption('a', 0, 1, 'THIS ONE'), caption('b', 1, 2, 'I MADE.')]);
  assert.equal(second, [caption('a', 0, 2, 'THIS ONE I MADE.')]);
  assert.equal(told([caption('a', 0, 1, 'Again.'), caption('b', 1, 2, 'Again.')])[1], []);
  assert.equal(told([caption('a', 0, 1, 'Again'), caption('b', 1, 2, 'Again')])[1], [
    caption('a', 0, 2, 'Again', false),
  ]);
  const wall = { ...caption('b', 1, 2, 'of wood.'), start: wallTime(1e12), end: wallTime(1e12 + 1_000) };
  assert.equal(told([caption('a', 0, 1, 'Made'), wall])[1], [caption('a', 0, 1, 'Made'), wall]);
  const before = { ...wall, id: 'a', text: 'Made', start: wallTime(1e12 - 900), end: wallTime(1e12) };
  const [, whole] = told([before, wall]);
  assert.equal(whole, [{ ...before, end: wall.end, text: 'Made of wood.' }]);
});

test('late revisions, withdrawals and faults', () => {
  const fault: CaptionEvent = { type: 'fault', message: 'A bad one.', nextStep: 'Mend it.' };
  assert.equal(
    told([
      caption('a', 0, 1, 'It is made'),
      caption('b', 1, 2, 'of wood.'),
      caption('c', 3, 4, 'Next.'),
      fault,
      caption('a', 0, 1, 'All is made'),
      { type: 'withdrawn', id: 'a' },
      caption('a', 5, 6, 'Back.'),
      { type: 'withdrawn', id: 'b' },
      { type: 'withdrawn', id: 'nobody' },
    ]).slice(2),
    [
      [caption('c', 3, 4, 'Next.')],
      [fault],
      [caption('a', 0, 2, 'All is made of wood.')],
      [caption('a', 1, 2, 'of wood.')],
      [caption('a+', 5, 6, 'Back.')],
      [{ type: 'withdrawn', id: 'a' }],
      [],
      [],
    ],
  );
});

test('a sentence without an end mark is final after a while; faults do not put that off', () => {
  new TestScheduler(assert.equal).run(({ cold, expectObservable, expectSubscriptions }) => {
    const [a, b, c]: [CaptionWords, CaptionWords, CaptionWords] = [
      caption('a', 0, 1, 'This is'),
      caption('b', 1, 2, 'wood'),
      caption('c', 2, 3, 'too.'),
    ];
    const f: CaptionEvent = { type: 'fault', message: 'A bad one.', nextStep: 'Mend it.' };
    const values = {
      ...{ a, b, c, f },
      A: { ...a, final: false },
      B: caption('a', 0, 2, 'This is wood', false),
      C: caption('a', 0, 2, 'This is wood'),
    };
    const source$ = cold(' a-b---f-------c-|', values);
    const expected = '     A-B---f-----C-c-|';
    const unsubscribed = ' ^---------------!';
    const scheduler = { settle: 10 };
    expectObservable(source$.pipe(joinLive(scheduler))).toBe(expected, values);
    expectSubscriptions(source$.subscriptions).toBe(unsubscribed);
  });
});

for (const [name, marbles, expected] of [
  ['never', '-', '-'],
  ['empty', '|', '|'],
  ['one', 'a-|', 'A-(B|)'],
  ['error', 'a-#', 'A-#'],
] as const)
  test(`marbles: ${name}`, () => {
    new TestScheduler(assert.equal).run(({ cold, expectObservable }) => {
      const a: CaptionEvent = caption('a', 0, 1, 'This is');
      const values = { a, A: { ...a, final: false }, B: a };
      const joined$: Observable<CaptionEvent> = cold(marbles, values).pipe(joinLive());
      expectObservable(joined$).toBe(expected, values);
    });
  });

const stamp = (seconds: number): string =>
  `00:${new Date(Math.round(seconds * 1e3)).toISOString().slice(14, 23)}`;

test('for any captions: the last word on each is what parseCaptions makes of them', () => {
  const piece = fc.record({
    pause: fc.constantFrom(0, 0, 0.2, 1),
    length: fc.constantFrom(0.5, 1, 2, 4),
    text: fc.constantFrom('This is', 'made of wood.', 'and then', 'Look!', 'HERE WE', 'GO'),
  });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      let at = 0;
      const given = pieces.map(({ pause, length, text }, index) => {
        const start = at + pause;
        at = start + length;
        // Distinct words, because what is shown again is handled per caption here and per sentence there.
        return caption(String(index), start, at, `${text.slice(0, -1)}${index}${text.slice(-1)}`);
      });
      const last = new Map<string, CaptionWords>();
      for (const event of told(given).flat()) if (event.type === 'caption') last.set(event.id, event);
      const srt = given
        .map(({ start, end, text }) => {
          const [from, to] = [start, end].map((time) => stamp(toSeconds(micros(time.at))));
          return `${from} --> ${to}\n${text}\n`;
        })
        .join('\n');
      assert.equal(
        [...last.values()].map(({ start, end, text, final }) => [start.at, end.at, text, final]),
        parseCaptions(srt, 'x').map(({ start, end, text }) => [start, end, text, true]),
      );
    }),
  );
});

test.run();
