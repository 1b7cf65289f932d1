import fc from 'fast-check';
import { EMPTY, from, map, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sameMoment } from '../../src/streams/identity.ts';
import { batchNms, greedyNms } from '../../src/streams/nms.ts';
import { suppress, type Recalled, type Settled, type SuppressEvent } from '../../src/streams/suppress.ts';
import { FOREVER, ZERO } from '../../src/streams/time.ts';
import type { PlacedMoment, Sightings } from '../../src/streams/values.ts';
import { anyPieces, anySightings, anyWordedSightings } from './arbitraries.ts';
import { at, marbles, sighting } from './values.ts';

const seen = (...moments: PlacedMoment[]): Sightings => ({ moments, horizon: ZERO });
const weak = sighting(0, 4, 0.5, { sfx: 'weak' });
const strong = sighting(1, 5, 0.8, { sfx: 'strong' });
const far = sighting(8, 9, 0.6, { sfx: 'far' });
const sources = { a: seen(weak), b: seen(strong), c: seen(far) };
const line = (event: SuppressEvent): string =>
  event.type === 'survivors'
    ? event.moments.map(({ sfx }) => sfx).join(' ')
    : `${event.reason} ${event.moment.sfx}`;

test('never, empty, one, many, error, early unsubscription', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const run = (diagram: string) => cold(diagram, sources).pipe(suppress(), map(line));
    const lists = { a: 'weak', b: 'strong', c: 'strong far' };
    expectObservable(run('-')).toBe('-');
    expectObservable(run('--|')).toBe('--|');
    expectObservable(run('-a|')).toBe('-a|', lists);
    expectObservable(run('a-b-c|')).toBe('a-b-c|', lists);
    expectObservable(run('a-#')).toBe('a-#', lists);
    const source$ = cold('a-b-c', sources);
    expectObservable(source$.pipe(suppress(), map(line)), '---!').toBe('a-b', lists);
    expectSubscriptions(source$.subscriptions).toBe('^--!');
  });
});

test('a kept moment removes what waited behind it, and what overlaps it later', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const settled$ = hot<Settled>('---k---', { k: { moment: strong, outcome: 'kept' } });
    const again = seen(sighting(1, 4, 0.95, { sfx: 'again' }), far);
    const events$ = cold('ab--(c|)', { ...sources, c: again }).pipe(suppress({ settled$ }), map(line));
    expectObservable(events$).toBe('ab-k(xc|)', {
      a: 'weak',
      b: 'strong',
      k: 'overlaps-better weak',
      x: 'already-decided again',
      c: 'far',
    });
    expectSubscriptions(settled$.subscriptions).toBe('^---!');
  });
});

test('what the show before has settled is no moment again; another recall takes the place of the first', () => {
  const [sightings$, recalled$] = [new Subject<Sightings>(), new Subject<Recalled>()];
  const lines: string[] = [];
  sightings$.pipe(suppress({ recalled$ }), map(line)).subscribe((text) => lines.push(text));
  const recall = (start: number, end: number): void =>
    recalled$.next({ settled: [{ start: at(start), end: at(end) }], starts: [] });
  // It may have been seen before the times were known.
  sightings$.next(seen(weak, far));
  recall(0.2, 4.1);
  assert.equal(lines.splice(0), ['weak far', 'already-decided weak', 'far']);
  sightings$.next(seen(strong));
  assert.equal(lines.splice(0), ['already-decided strong', 'far']);
  recall(-3, -1);
  assert.equal(lines.splice(0), []);
  sightings$.next(seen(strong));
  assert.equal(lines.splice(0), ['far strong']);
  recalled$.complete();
  sightings$.complete();
});

test('a sentence whose moment the show before has settled brings no other one', () => {
  const [sightings$, recalled$] = [new Subject<Sightings>(), new Subject<Recalled>()];
  const lines: string[] = [];
  sightings$.pipe(suppress({ recalled$ }), map(line)).subscribe((text) => lines.push(text));
  recalled$.next({ settled: [{ start: at(0), end: at(4) }], starts: [] });
  sightings$.next(seen({ ...weak, subtitleId: 's1' }));
  sightings$.next(seen({ ...far, subtitleId: 's1' }));
  assert.equal(lines, ['already-decided weak', '', 'already-decided far', '']);
});

test('a discarded moment leaves its place open to a better sighting', () => {
  marbles(({ cold, hot, expectObservable }) => {
    const settled$ = hot<Settled>('-d', { d: { moment: weak, outcome: 'discarded' } });
    const events$ = cold('a-b|', sources).pipe(suppress({ settled$ }), map(line));
    expectObservable(events$).toBe('a-b|', { a: 'weak', b: 'strong' });
  });
});

test('an error of the feedback ends it', () => {
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('-----', sources).pipe(suppress({ settled$: cold('--#') }))).toBe('--#');
  });
});

test('kept moments are forgotten a minute after the horizon has passed them', () => {
  const settled$ = new Subject<Settled>();
  const source$ = new Subject<Sightings>();
  const events: string[] = [];
  source$.pipe(suppress({ settled$ }), map(line)).subscribe((event) => events.push(event));
  source$.next(seen(weak));
  settled$.next({ moment: weak, outcome: 'kept' });
  source$.next({ moments: [{ ...weak, sfx: 'late' }], horizon: at(63.9) });
  source$.next({ moments: [{ ...weak, sfx: 'later' }], horizon: at(64) });
  source$.next({ moments: [{ ...weak, sfx: 'forgotten' }], horizon: at(64) });
  assert.equal(events, ['weak', 'already-decided late', '', 'already-decided later', '', 'forgotten']);
});

/** A sentence as a moment takes it, and a window that has these words from 0 to 20 s. */
const spoken = (id: string, text: string, start: number, end: number, probability: number): PlacedMoment => ({
  ...sighting(start, end, probability, { sfx: text }),
  subtitle: text,
  subtitleId: id,
});
const hearing = (moments: PlacedMoment[], ...sentences: [id: string, text: string][]): Sightings => ({
  ...seen(...moments),
  heard: { start: at(0), end: at(20), sentences: sentences.map(([id, text]) => ({ id, text })) },
});

test('sightings of one sentence are one moment, also where its revision has moved', () => {
  const found: string[] = [];
  from([seen(spoken('s', 'now', 0, 2, 0.6)), seen(spoken('s', 'now', 9, 12, 0.8))])
    .pipe(suppress(), map(line))
    .subscribe((text) => found.push(text));
  assert.equal(found, ['now', 'now']);
});

test('a sentence that was decided is not decided again when its revision has moved away', () => {
  const settled$ = new Subject<Settled>();
  const source$ = new Subject<Sightings>();
  const events: string[] = [];
  source$.pipe(suppress({ settled$ }), map(line)).subscribe((event) => events.push(event));
  const first = spoken('s', 'first', 0, 2, 0.6);
  const behind = spoken('s', 'first', 5, 8, 0.5);
  source$.next(seen(first, behind));
  settled$.next({ moment: first, outcome: 'kept' });
  source$.next(seen(spoken('s', 'revised', 9, 12, 0.8), spoken('t', 'other', 9, 12, 0.7)));
  assert.equal(events, ['first', 'overlaps-better first', 'already-decided revised', 'other']);
});

test('a sighting whose sentence was revised or retracted meanwhile goes', () => {
  const found: string[] = [];
  from([
    hearing([spoken('s', 'ten', 1, 3, 0.9), spoken('t', 'stays', 6, 8, 0.5)], ['s', 'ten'], ['t', 'stays']),
    hearing([spoken('s', 'tent', 1, 4, 0.3)], ['s', 'tent'], ['t', 'stays']),
    hearing([], ['t', 'stays']),
    { ...hearing([]), heard: { start: at(8), end: at(20), sentences: [] } },
  ])
    .pipe(suppress(), map(line))
    .subscribe((text) => found.push(text));
  assert.equal(found, [
    'ten stays',
    'words-changed ten',
    'stays tent',
    'words-changed tent',
    'stays',
    'stays',
  ]);
});

test('what was seen without words is of the sentence that it lies mostly inside', () => {
  const settled$ = new Subject<Settled>();
  const source$ = new Subject<Sightings>();
  const events: string[] = [];
  source$.pipe(suppress({ settled$ }), map(line)).subscribe((event) => events.push(event));
  const early = sighting(5, 7, 0.9, { sfx: 'early' });
  source$.next(seen(early));
  settled$.next({ moment: early, outcome: 'kept' });
  source$.next(seen(spoken('s', 'sentence', 0, 10, 0.8), spoken('t', 'next', 10, 12, 0.8)));
  assert.equal(events, ['early', 'already-decided sentence', 'next']);
});

test('a sentence that windows go on to see is remembered, however long ago it was decided', () => {
  const settled$ = new Subject<Settled>();
  const source$ = new Subject<Sightings>();
  const events: string[] = [];
  source$.pipe(suppress({ settled$ }), map(line)).subscribe((event) => events.push(event));
  const first = spoken('s', 'first', 0, 2, 0.6);
  source$.next(seen(first));
  settled$.next({ moment: first, outcome: 'kept' });
  for (const start of [50, 100, 150])
    source$.next({ moments: [spoken('s', `at ${start}`, start, start + 2, 0.8)], horizon: at(start) });
  assert.equal(
    events.filter((event) => event !== ''),
    ['first', 'already-decided at 50', 'already-decided at 100', 'already-decided at 150'],
  );
});

const lastSurvivors = (pieces: PlacedMoment[][], iou: number): readonly PlacedMoment[] => {
  let last: readonly PlacedMoment[] = [];
  from(pieces.map((piece) => seen(...piece)))
    .pipe(suppress({ iou, settled$: EMPTY }))
    .subscribe((event) => {
      if (event.type === 'survivors') last = event.moments;
    });
  return last;
};
const cut = (sightings: fc.Arbitrary<PlacedMoment[]>) =>
  sightings.chain((all) => anyPieces(all).map((pieces) => ({ all, pieces })));
const anyIou = fc.constantFrom(0.1, 0.3, 0.6);

test('with nothing settled the last survivors equal plain NMS over all sightings', () => {
  fc.assert(
    fc.property(cut(anySightings), anyIou, ({ all, pieces }, iou) => {
      assert.equal(lastSurvivors(pieces, iou), batchNms(all, iou));
    }),
  );
});

test('the same with words: plain NMS, where sightings of one sentence are one moment', () => {
  fc.assert(
    fc.property(cut(anyWordedSightings), anyIou, ({ all, pieces }, iou) => {
      const same = (one: PlacedMoment, other: PlacedMoment) => sameMoment(one, other, iou);
      assert.equal(lastSurvivors(pieces, iou), greedyNms(all, same));
    }),
  );
});

test('whatever is kept, and when, no two kept moments are one or of one sentence, and every sighting has one outcome', () => {
  const plan = anyWordedSightings.chain((all) => fc.tuple(anyPieces(all), fc.infiniteStream(fc.boolean())));
  fc.assert(
    fc.property(plan, ([pieces, coin]) => {
      const settled$ = new Subject<Settled>();
      const source$ = new Subject<Sightings>();
      const kept: PlacedMoment[] = [];
      const rejected: PlacedMoment[] = [];
      let open: readonly PlacedMoment[] = [];
      source$.pipe(suppress({ settled$ })).subscribe((event) => {
        if (event.type === 'survivors') open = event.moments;
        else rejected.push(event.moment);
      });
      const keep = (moment: PlacedMoment) => {
        kept.push(moment);
        settled$.next({ moment, outcome: 'kept' });
      };
      for (const piece of pieces) {
        source$.next(seen(...piece));
        open.filter(() => coin.next().value).forEach(keep);
      }
      source$.next({ moments: [], horizon: FOREVER });
      open.forEach(keep);
      for (const [i, one] of kept.entries())
        for (const other of kept.slice(i + 1)) assert.not(sameMoment(one, other, 0.3));
      const ids = kept.flatMap(({ subtitleId }) => subtitleId ?? []);
      assert.is(new Set(ids).size, ids.length);
      const outcomes = [...kept, ...rejected];
      assert.is(new Set(outcomes).size, outcomes.length);
      assert.is(outcomes.length, pieces.flat().length);
    }),
  );
});

test.run();
