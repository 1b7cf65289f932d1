import { concat, map, NEVER, of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { schedule, type ScheduleOptions } from '../../src/streams/schedule.ts';
import { settledBy, type Command, type ScheduleEvent } from '../../src/streams/scheduler.ts';
import type { Recalled } from '../../src/streams/suppress.ts';
import { micros, toSeconds, type Micros } from '../../src/streams/time.ts';
import type { PlacedMoment } from '../../src/streams/values.ts';
import { lineOf } from './schedule-events.ts';
import { at, marbles, sighting } from './values.ts';

const two = sighting(2, 4, 0.8, { sfx: 'two' });
const six = sighting(6, 8, 0.9, { sfx: 'six' });
const lists = { a: [two], b: [two, six] };
const ticks = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [String(i), at(i)]));

const recalling = (...starts: number[]): Recalled => ({ settled: [], starts: starts.map(at) });

/** All lines of a schedule whose inputs the test pushes by hand. */
function byHand(options: Omit<ScheduleOptions, 'playhead$' | 'commands$'> = {}) {
  const survivors$ = new Subject<readonly PlacedMoment[]>();
  const playhead$ = new Subject<Micros>();
  const commands$ = new Subject<Command>();
  const found: string[] = [];
  survivors$.pipe(schedule({ ...options, playhead$, commands$ }), map(lineOf)).subscribe({
    next: (text) => found.push(text),
    complete: () => found.push('complete'),
  });
  return {
    survivors: (...moments: PlacedMoment[]) => survivors$.next(moments),
    tick: (seconds: number) => playhead$.next(at(seconds)),
    command: (command: Command) => commands$.next(command),
    endSource: () => survivors$.complete(),
    endPlayhead: () => playhead$.complete(),
    /** What was said since the last call. */
    said: () => found.splice(0),
  };
}

test('never, empty, one, many, error, early unsubscription', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const run = (source: string, playhead: string) =>
      cold(source, lists).pipe(schedule({ playhead$: cold(playhead, ticks) }), map(lineOf));
    const said = { u: 'upcoming m1', v: 'upcoming m2', x: 'cue m1 two@2', y: 'cue m2 six@6' };
    expectObservable(run('-', '0-1-2-')).toBe('-');
    expectObservable(run('--|', '0-1-2-')).toBe('--|');
    expectObservable(run('a|', '--2---')).toBe('u-(x|)', said);
    expectObservable(run('b---------|', '-1---2-6-7')).toBe('(uv)-x-y--|', said);
    expectObservable(run('a-#', '-')).toBe('u-#', said);
    expectObservable(run('a-', '-#')).toBe('u#', said);
    const source$ = cold('a---', lists);
    const playhead$ = cold('-----2', ticks);
    expectObservable(source$.pipe(schedule({ playhead$ }), map(lineOf)), '--!').toBe('u', said);
    expectSubscriptions(source$.subscriptions).toBe('^-!');
    expectSubscriptions(playhead$.subscriptions).toBe('^-!');
  });
});

test('a moment is decided when the playhead reaches its start less the lead, not before', () => {
  const hand = byHand({ lead: at(0.5) });
  hand.tick(0);
  hand.survivors(two);
  hand.tick(1.499999);
  assert.equal(hand.said(), ['upcoming m1']);
  hand.tick(1.5);
  assert.equal(hand.said(), ['cue m1 two@2']);
  hand.tick(3);
  assert.equal(hand.said(), []);
});

test('cues of the show before keep their gap and count for the density, as they were recalled last', () => {
  const recalled$ = new Subject<Recalled>();
  const hand = byHand({ recalled$, policy: { leastGap: at(2.5), density: 2 } });
  hand.tick(0);
  recalled$.next(recalling(-0.2));
  hand.survivors(two);
  hand.tick(2);
  assert.equal(hand.said(), ['upcoming m1', 'too-close two']);
  recalled$.next(recalling(-7, -4));
  hand.survivors(six);
  hand.tick(6);
  assert.equal(hand.said(), ['upcoming m2', 'too-dense six']);
  recalled$.next(recalling(-54.1, -50));
  const eight = sighting(8, 9, 0.9, { sfx: 'eight' });
  hand.survivors(eight);
  hand.tick(8);
  assert.equal(hand.said(), ['upcoming m3', 'cue m3 eight@8']);
});

test('nothing is decided before the first tick, even at media time 0', () => {
  const hand = byHand();
  hand.survivors(sighting(0, 1, 0.9));
  assert.equal(hand.said(), ['upcoming m1']);
  hand.tick(0);
  assert.equal(hand.said(), ['cue m1 ding@0']);
});

test('a better sighting takes the place and the id of the one before', () => {
  const hand = byHand();
  hand.survivors(two);
  hand.survivors(sighting(2.5, 4.5, 0.95, { sfx: 'better' }));
  hand.tick(5);
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m1', 'cue m1 better@2.5']);
});

test('a survivor that goes without a successor is withdrawn', () => {
  const hand = byHand();
  hand.survivors(two, six);
  hand.survivors(six);
  hand.tick(9);
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m2', 'withdrawn m1', 'cue m2 six@6']);
});

test('a list that still names what is decided does not decide it again', () => {
  const hand = byHand();
  hand.survivors(two);
  hand.tick(3);
  hand.survivors(two, six);
  assert.equal(hand.said(), ['upcoming m1', 'cue m1 two@2', 'upcoming m2']);
});

test('what is due at one tick goes in order of deadline, then probability, then arrival', () => {
  const hand = byHand({ policy: { leastGap: micros(0) } });
  const at3 = [0.7, 0.9, 0.9].map((p, i) => sighting(3, 3 + (i + 1) * 9 ** i, p, { sfx: `s${i}` }));
  hand.survivors(...at3, two);
  hand.said();
  hand.tick(9);
  assert.equal(hand.said(), ['cue m4 two@2', 'cue m2 s1@3', 'cue m3 s2@3', 'cue m1 s0@3']);
});

test('a moment that becomes known late is played at once up to the limit, then rejected', () => {
  const hand = byHand({ maxLateness: at(3) });
  hand.tick(5);
  hand.survivors(two);
  assert.equal(hand.said(), ['upcoming m1', 'cue m1 two@5']);
  hand.tick(10);
  hand.survivors(sighting(6.9, 8, 0.9, { sfx: 'old' }));
  assert.equal(hand.said(), ['upcoming m2', 'too-late old']);
});

test('a moment that has been over for too long is too late, however long it was', () => {
  const hand = byHand({ maxLateness: at(9), maxOverrun: at(1.5) });
  hand.tick(10);
  hand.survivors(sighting(2, 8.4, 0.9, { sfx: 'over' }), sighting(2, 8.5, 0.8, { sfx: 'just' }));
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m2', 'too-late over', 'cue m2 just@10']);
});

test('a moment known in time keeps its start however coarse the ticks are', () => {
  const hand = byHand();
  hand.tick(0);
  hand.survivors(two);
  hand.tick(1000);
  assert.equal(hand.said(), ['upcoming m1', 'cue m1 two@2']);
});

test('a cue carries the moment: end, score, sentence, alternatives', () => {
  const moment = {
    ...two,
    subtitle: 'Look at this',
    alternatives: [{ sfx: 'x', tag: 'humor', score: 0.1 } as const],
  };
  const cues: ScheduleEvent[] = [];
  const playhead$ = concat(of(at(3)), NEVER);
  of([moment])
    .pipe(schedule({ playhead$, maxLateness: at(5) }))
    .subscribe((event) => cues.push(event));
  assert.equal(cues[1], {
    type: 'cue',
    moment,
    margin: at(-1),
    cue: {
      id: 'm1',
      at: at(3),
      end: at(5),
      sfx: 'two',
      tag: 'prompt',
      score: 0.8,
      subtitle: 'Look at this',
      alternatives: moment.alternatives,
    },
  });
});

test('commands: veto, swap, nudge, policy, and an id that is unknown', () => {
  const hand = byHand({ policy: { mutedTags: ['prompt'] } });
  const late = sighting(12, 13, 0.9, { sfx: 'late' });
  hand.survivors(two, six, late);
  hand.said();
  hand.command({ type: 'veto', id: 'm1' });
  assert.equal(hand.said(), ['vetoed two']);
  hand.command({ type: 'swap', id: 'm2', sfx: 'chosen', tag: 'prompt' });
  hand.command({ type: 'nudge', id: 'm2', by: micros(-500_000) });
  hand.command({ type: 'nudge', id: 'm2', by: micros(-500_000) });
  hand.tick(5);
  assert.equal(hand.said(), ['cue m2 chosen@5']);
  hand.command({ type: 'veto', id: 'm2' });
  assert.equal(hand.said(), ['unknown-moment']);
  hand.command({ type: 'policy', change: { quiet: true } });
  hand.tick(12);
  assert.equal(hand.said(), ['quiet late']);
});

test('the margin is the deadline less the playhead at which the last sighting or nudge came', () => {
  const events: ScheduleEvent[] = [];
  const survivors$ = new Subject<readonly PlacedMoment[]>();
  const playhead$ = new Subject<Micros>();
  survivors$.pipe(schedule({ playhead$, lead: at(0.5) })).subscribe((event) => events.push(event));
  survivors$.next([two]);
  playhead$.next(at(0.25));
  survivors$.next([two, six]);
  playhead$.next(at(9));
  const margins = events.flatMap((event) => (event.type === 'cue' ? [toSeconds(event.margin ?? at(0))] : []));
  assert.equal(margins, [1.5, 5.25]);
});

test('a sentence that moves keeps the id of its moment', () => {
  const hand = byHand();
  hand.survivors({ ...two, subtitleId: 's' });
  hand.survivors({ ...six, subtitleId: 's' });
  assert.equal(hand.said(), ['upcoming m1', 'upcoming m1']);
});

test('a nudge into the past is played at once within the limit', () => {
  const hand = byHand({ maxLateness: at(1) });
  hand.tick(5);
  hand.survivors(six);
  hand.command({ type: 'nudge', id: 'm1', by: micros(-1_500_000) });
  assert.equal(hand.said(), ['upcoming m1', 'cue m1 six@5']);
});

test('completes with nothing left to wait for, or with the playhead', () => {
  const waits = byHand();
  waits.survivors(two);
  waits.endSource();
  assert.equal(waits.said(), ['upcoming m1']);
  waits.tick(2);
  assert.equal(waits.said(), ['cue m1 two@2', 'complete']);
  const stopped = byHand();
  stopped.survivors(two);
  stopped.endPlayhead();
  assert.equal(stopped.said(), ['upcoming m1', 'ended two', 'complete']);
});

test('only a moment below the threshold leaves its place open', () => {
  const outcomes = (['below-threshold', 'muted-tag', 'vetoed', 'too-late'] as const).map(
    (reason) => settledBy({ type: 'rejected', moment: two, reason }).outcome,
  );
  assert.equal(outcomes, ['discarded', 'kept', 'kept', 'kept']);
});
test('of moments with one deadline the most likely gets the last place of a minute, whatever its own sighting', () => {
  const [bold, likely] = [sighting(2, 4, 0.9, { sfx: 'bold' }), sighting(2, 9, 0.7, { sfx: 'likely' })];
  const likelihood = (moment: PlacedMoment) => (moment.sfx === 'likely' ? 0.85 : 0.65);
  const hand = byHand({ likelihood, policy: { leastGap: at(0), density: 1, threshold: 0.5 } });
  hand.survivors(bold, likely);
  hand.tick(2);
  assert.equal(hand.said().slice(2), ['cue m2 likely@2', 'too-dense bold']);
});
test.run();
