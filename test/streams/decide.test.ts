import fc from 'fast-check';
import { concat, map, NEVER, of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decide, type DecideEvent } from '../../src/streams/decide.ts';
import { add, ZERO, type Micros } from '../../src/streams/time.ts';
import type { PlacedMoment, Sightings } from '../../src/streams/values.ts';
import { anyPieces, anyWordedSightings } from './arbitraries.ts';
import { at, marbles, sighting } from './values.ts';

const seen = (...moments: PlacedMoment[]): Sightings => ({ moments, horizon: ZERO });
const line = (event: DecideEvent): string => {
  if (event.type === 'cue') return `cue ${event.cue.sfx}`;
  return event.type === 'rejected' ? `${event.reason} ${event.moment.sfx}` : event.type;
};
const a = sighting(2, 6, 0.7, { sfx: 'a' });
const b = sighting(3, 6, 0.9, { sfx: 'b' });

test('never, empty, one, many, error, early unsubscription', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const sources = { a: seen(a), b: seen(sighting(8, 9, 0.8, { sfx: 'b' })) };
    const said = { u: 'upcoming', a: 'cue a', b: 'cue b' };
    const run = (source: string, playhead: string) =>
      cold(source, sources).pipe(decide({ playhead$: hot(playhead, { 2: at(2), 8: at(8) }) }), map(line));
    expectObservable(run('-', '-')).toBe('-');
    expectObservable(run('--|', '-')).toBe('--|');
    expectObservable(run('a|', '--2')).toBe('u-(a|)', said);
    expectObservable(run('ab---|', '--2-8')).toBe('uua-b|', said);
    expectObservable(run('a-#', '-')).toBe('u-#', said);
    expectObservable(run('a--', '-#')).toBe('u#', said);
    const source$ = cold('a---', sources);
    expectObservable(source$.pipe(decide({ playhead$: NEVER }), map(line)), '--!').toBe('u', said);
    expectSubscriptions(source$.subscriptions).toBe('^-!');
  });
});

function run(...steps: (Sightings | Micros)[]): string[] {
  const sightings$ = new Subject<Sightings>();
  const playhead$ = new Subject<Micros>();
  const found: string[] = [];
  sightings$.pipe(decide({ playhead$ }), map(line)).subscribe((text) => found.push(text));
  for (const step of steps) {
    if (typeof step === 'number') playhead$.next(step);
    else sightings$.next(step);
  }
  return found.filter((text) => text !== 'upcoming');
}

test('before its deadline a moment gives way to a better sighting', () => {
  assert.equal(run(seen(a), seen(b), at(9)), ['overlaps-better a', 'cue b']);
});

test('after it, nothing that overlaps it is decorated again, however probable', () => {
  assert.equal(run(seen(a), at(2), seen(b), at(9)), ['cue a', 'already-decided b']);
});

test('a moment that policy refused is decided too', () => {
  const muted: PlacedMoment = { ...a, tag: 'humor' };
  const found: string[] = [];
  concat(of(seen(muted), seen(b)), NEVER)
    .pipe(decide({ playhead$: concat(of(at(2)), NEVER), policy: { mutedTags: ['humor'] } }), map(line))
    .subscribe((text) => found.push(text));
  assert.equal(found, ['upcoming', 'muted-tag a', 'already-decided b']);
});

test('a moment below the threshold is not, and its place is open', () => {
  const weak = { ...a, probability: 0.2 };
  assert.equal(run(seen(weak), at(2), seen(b), at(9)), ['below-threshold a', 'cue b']);
});

test('for any sightings and ticks a sentence gets at most one cue', () => {
  const plan = anyWordedSightings.chain((all) =>
    fc.tuple(anyPieces(all), fc.infiniteStream(fc.constantFrom(at(0), at(1), at(6)))),
  );
  fc.assert(
    fc.property(plan, ([pieces, steps]) => {
      const sightings$ = new Subject<Sightings>();
      const playhead$ = new Subject<Micros>();
      const ids: string[] = [];
      const policy = { threshold: 0.3, leastGap: at(0), density: 1e6 };
      sightings$.pipe(decide({ playhead$, policy, maxLateness: at(60) })).subscribe((event) => {
        if (event.type === 'cue' && event.cue.subtitleId !== undefined) ids.push(event.cue.subtitleId);
      });
      let playhead = at(0);
      for (const piece of pieces) {
        sightings$.next(seen(...piece));
        playhead = add(playhead, steps.next().value as Micros);
        playhead$.next(playhead);
      }
      playhead$.next(at(99));
      assert.is(new Set(ids).size, ids.length);
    }),
  );
});

test.run();
