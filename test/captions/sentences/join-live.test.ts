import { Subject, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { joinLive } from '../../../src/captions/sentences/join-live.ts';
import { wallTime, type CaptionEvent, type CaptionWords } from '../../../src/captions/source.ts';
import { caption, told } from '../told.ts';

test('a caption is told at once, and one that continues it revises it', () => {
  assert.equal(
    told([
      caption('1', 0, 2, 'This one is made'),
      caption('2', 2, 4, 'of wood.'),
      caption('3', 4, 5, 'And that one over there'),
      caption('4', 6, 7, 'too late to belong'),
    ]),
    [
      [caption('1', 0, 2, 'This one is made', false)],
      [caption('1', 0, 4, 'This one is made of wood.', false)],
      [caption('1', 0, 4, 'This one is made of wood.'), caption('3', 4, 5, 'And that one over there', false)],
      [caption('3', 4, 5, 'And that one over there'), caption('4', 6, 7, 'too late to belong', false)],
      [caption('4', 6, 7, 'too late to belong')],
    ],
  );
});

test('a growing caption joins, and leaves again when the whole gets longer than a sentence', () => {
  assert.equal(
    told([
      caption('a', 0, 4, 'This one over there'),
      caption('b', 4, 5, 'is', false),
      caption('b', 4, 6, 'is made of', false),
      caption('b', 4, 8, 'is made of wood.'),
    ]),
    [
      [caption('a', 0, 4, 'This one over there', false)],
      [caption('a', 0, 5, 'This one over there is', false)],
      [caption('a', 0, 6, 'This one over there is made of', false)],
      [caption('a', 0, 4, 'This one over there'), caption('b', 4, 8, 'is made of wood.', false)],
      [caption('b', 4, 8, 'is made of wood.')],
    ],
  );
});

test('a very short caption stays with what follows, or else with what went before', () => {
  const [no, it, really, last]: [CaptionWords, CaptionWords, CaptionWords, CaptionWords] = [
    caption('no', 0, 1, 'No.'),
    caption('it', 1, 3, 'It costs ten dollars.'),
    caption('really', 3.2, 4, 'Really?'),
    caption('last', 9, 11, 'And now the next one.'),
  ];
  const whole = (text: string, end: number, final: boolean) => caption('no', 0, end, text, final);
  assert.equal(told([no, it, really, last]), [
    [whole('No.', 1, false)],
    [whole('No. It costs ten dollars.', 3, false)],
    [{ ...really, final: false }],
    [
      { type: 'withdrawn', id: 'really' },
      whole('No. It costs ten dollars. Really?', 4, true),
      { ...last, final: false },
    ],
    [last],
  ]);
  const alone = caption('no', 0, 1, 'No.');
  assert.equal(told([alone, caption('b', 1.6, 4, 'A pause parts them.')]).at(1)?.[0], alone);
  const four = caption('four', 3, 4, 'You must be joking.');
  assert.is(
    told([it, four, caption('next', 4, 6, 'No, it is true.')]).flat().length,
    6,
    'four words stand alone',
  );
});

test('a very long sentence is told in parts, and so are its revisions', () => {
  const [first, second] = ['We tried it at home for a whole week,', 'and all of the kids loved it.'];
  const [long, short] = [caption('a', 0, 10, `${first} ${second}`, false), caption('a', 0, 4, first)];
  const [whole = [], revised = [], end] = told([long, short]);
  assert.equal(
    whole.map((event) => event.type === 'caption' && [event.id, event.start.at, event.end.at, event.text]),
    [
      ['a', 0, 5_671_642, first],
      ['a/2', 5_671_642, 10_000_000, second],
    ],
  );
  assert.equal(revised, [
    { type: 'withdrawn', id: 'a/2' },
    { ...short, final: false },
  ]);
  assert.equal(end, [short]);
});

test('capitals throughout, a line shown again, other clocks', () => {
  const [, second] = told([caption('a', 0, 1, 'THIS ONE'), caption('b', 1, 2, 'I MADE.')]);
  assert.equal(second, [caption('a', 0, 2, 'This one I made.', false)]);
  const again = [caption('a', 0, 1, 'Once again.'), caption('b', 1, 2, 'Once again.')];
  assert.equal(told(again)[1], [caption('a', 0, 2, 'Once again.', false)]);
  const wall = { ...caption('b', 1, 2, 'of wood.'), start: wallTime(1e12), end: wallTime(1e12 + 1_000) };
  assert.equal(told([caption('a', 0, 1, 'Made'), wall])[1], [
    caption('a', 0, 1, 'Made'),
    { ...wall, final: false },
  ]);
  const before = { ...wall, id: 'a', text: 'Made', start: wallTime(1e12 - 900), end: wallTime(1e12) };
  const [, whole] = told([before, wall]);
  assert.equal(whole, [{ ...before, end: wall.end, text: 'Made of wood.', final: false }]);
});

test('late revisions, withdrawals and faults', () => {
  const fault: CaptionEvent = { type: 'fault', message: 'A bad one.', nextStep: 'Mend it.' };
  assert.equal(
    told([
      caption('a', 0, 1, 'It is made'),
      caption('b', 1, 2, 'of wood.'),
      caption('c', 3, 4, 'Next is this one.'),
      fault,
      caption('a', 0, 1, 'All is made'),
      { type: 'withdrawn', id: 'a' },
      caption('a', 5, 6, 'Back for a while.'),
      { type: 'withdrawn', id: 'b' },
      { type: 'withdrawn', id: 'nobody' },
    ]).slice(2),
    [
      [caption('a', 0, 2, 'It is made of wood.'), caption('c', 3, 4, 'Next is this one.', false)],
      [fault],
      [caption('a', 0, 2, 'All is made of wood.')],
      [caption('a', 1, 2, 'of wood.')],
      [caption('c', 3, 4, 'Next is this one.'), caption('a+', 5, 6, 'Back for a while.', false)],
      [{ type: 'withdrawn', id: 'a' }],
      [],
      [caption('a+', 5, 6, 'Back for a while.')],
    ],
  );
});

test('what somebody says and not who, and nothing of what only sounds', () => {
  const said = told([
    caption('a', 0, 1, '>> MARY: HELLO THERE, I AM HERE.'),
    caption('b', 4, 5, '(applause)'),
  ]);
  assert.equal(said, [
    [caption('a', 0, 1, 'Hello there, I am here.', false)],
    [],
    [caption('a', 0, 1, 'Hello there, I am here.')],
  ]);
});

test('only so many captions are held, also of a line that is shown for ever', () => {
  const source$ = new Subject<CaptionEvent>();
  let out: CaptionEvent[] = [];
  source$.pipe(joinLive({ remember: 8 })).subscribe((event) => out.push(event));
  for (let i = 0; i < 100; i++) source$.next(caption(`r${i}`, i, i + 1, 'The same line again.'));
  for (let i = 0; i < 100; i++)
    source$.next(caption(`s${i}`, 200 + 2 * i, 201 + 2 * i, `A sentence of its own ${i}.`));
  out = [];
  source$.next({ type: 'withdrawn', id: 's0' });
  assert.equal(out, [], 's0 is forgotten');
  source$.next({ type: 'withdrawn', id: 's99' });
  assert.equal(out, [{ type: 'withdrawn', id: 's99' }]);
  source$.complete();
});

test('a sentence is final after a while without captions; faults do not put that off', () => {
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
      D: { ...c, final: false },
    };
    const source$ = cold(' a-b---f-------c-|', values);
    const expected = '     A-B---f-----C-D-(c|)';
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
test.run();
