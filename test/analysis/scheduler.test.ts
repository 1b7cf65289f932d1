import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Scheduler } from '../../src/analysis/scheduler.ts';

interface Waiting {
  readonly session: string;
  readonly id: number;
  readonly deadline?: number;
}

const SIZES = [1, 2, 4, 8];
const make = (mostWaiting = 100, sizes: readonly number[] = SIZES, holdMs = 0) =>
  new Scheduler<string, Waiting>({ batching: () => ({ sizes, holdMs }), mostWaiting });
const ids = (windows: readonly Waiting[]): string[] => windows.map(({ session, id }) => `${session}${id}`);

test('sessions take turns, and a batch is as large as can be filled', () => {
  const scheduler = make();
  for (let id = 0; id < 5; id += 1) scheduler.add({ session: 'r', id }, 0);
  scheduler.add({ session: 'a', id: 0, deadline: 1_000 }, 0);
  scheduler.add({ session: 'b', id: 0, deadline: 1_000 }, 0);
  assert.is(scheduler.waiting, 7);
  assert.equal(ids(scheduler.take(0)), ['r0', 'a0', 'b0', 'r1']);
  assert.equal(ids(scheduler.take(0)), ['r2', 'r3']);
  assert.equal(ids(scheduler.take(0)), ['r4']);
  assert.equal(scheduler.take(0), []);
  assert.is(scheduler.waiting, 0);
});

test('where waiting pays, a batch takes all that it holds', () => {
  const scheduler = make(100, SIZES, 5);
  for (let id = 0; id < 15; id += 1) scheduler.add({ session: 'r', id }, 0);
  assert.is(scheduler.take(0).length, 8);
  assert.is(scheduler.take(0).length, 7);
  assert.equal(scheduler.take(0), []);
});

test('whoever was served last has the last turn of the next batch', () => {
  const scheduler = make(10, [1]);
  for (const session of ['a', 'b', 'c']) for (let id = 0; id < 2; id += 1) scheduler.add({ session, id }, 0);
  const served = Array.from({ length: 6 }, () => ids(scheduler.take(0))[0]);
  assert.equal(served, ['a0', 'b0', 'c0', 'a1', 'b1', 'c1']);
});

test('in time: by deadline; past it: the newest first, after all that is in time', () => {
  const scheduler = make();
  for (const [id, deadline] of [100, 200, 900, 300, 800].entries())
    scheduler.add({ session: 'a', id, deadline }, 0);
  assert.equal(ids(scheduler.take(500)), ['a4', 'a2', 'a3', 'a1']);
  assert.equal(ids(scheduler.take(500)), ['a0']);
});

test('a deadline is kept at its very moment, and is past after it', () => {
  for (const [now, first] of [
    [100, 'a0'],
    [101, 'a1'],
  ] as const) {
    const scheduler = make();
    scheduler.add({ session: 'a', id: 0, deadline: 100 }, 0);
    scheduler.add({ session: 'a', id: 1, deadline: 200 }, 0);
    assert.is(ids(scheduler.take(now))[0], first);
  }
});

test('a full queue drops the oldest that is past its deadline, and says which', () => {
  const scheduler = make(3);
  for (const id of [0, 1, 2]) assert.is(scheduler.add({ session: 'a', id, deadline: 10 * id }, 0), undefined);
  assert.is(scheduler.add({ session: 'a', id: 3, deadline: 90 }, 0)?.id, 0);
  assert.is(scheduler.add({ session: 'a', id: 4, deadline: 91 }, 0)?.id, 1);
  assert.is(scheduler.add({ session: 'b', id: 0 }, 0), undefined, 'others are not bound by it');
  assert.is(scheduler.dropped, 2);
  assert.is(scheduler.waiting, 4);
});

test("a recording's windows are never dropped for another: what comes is refused", () => {
  const scheduler = make(2);
  for (const id of [0, 1]) scheduler.add({ session: 'r', id }, 0);
  assert.is(scheduler.add({ session: 'r', id: 2 }, 0)?.id, 2);
  assert.equal(ids(scheduler.take(1e9)), ['r0', 'r1']);
});

test('what nobody waits for any more goes, and twice is fine', () => {
  const scheduler = make();
  const windows = [0, 1, 2].map((id): Waiting => ({ session: 'a', id }));
  for (const window of windows) scheduler.add(window, 0);
  scheduler.withdraw(windows.slice(0, 2));
  scheduler.withdraw(windows.slice(0, 2));
  assert.is(scheduler.waiting, 1);
  assert.equal(ids(scheduler.take(0)), ['a2']);
});

/** Windows of up to four sessions come while time goes on, and batches are taken at times. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      session: fc.constantFrom('a', 'b', 'c', 'd'),
      within: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
    }),
    fc.constant('take' as const),
  ),
  { maxLength: 200 },
);

test('nothing is lost or served twice, and no bound is passed', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 12 }), (given, mostWaiting) => {
      const scheduler = make(mostWaiting);
      const [added, served, dropped] = [new Set<number>(), [] as number[], [] as number[]];
      for (const [now, step] of given.entries()) {
        if (step === 'take') {
          const batch = scheduler.take(now);
          assert.ok(batch.length === 0 || SIZES.includes(batch.length));
          served.push(...batch.map(({ id }) => id));
        } else {
          const { session, within } = step;
          added.add(now);
          const gone = scheduler.add(
            { session, id: now, ...(within === undefined ? {} : { deadline: now + within }) },
            now,
          );
          if (gone !== undefined) dropped.push(gone.id);
        }
        assert.ok(scheduler.waiting <= 4 * mostWaiting);
      }
      while (scheduler.waiting > 0) served.push(...scheduler.take(given.length).map(({ id }) => id));
      assert.is(scheduler.dropped, dropped.length);
      assert.is(served.length + dropped.length, added.size);
      assert.equal(new Set([...served, ...dropped]), added);
    }),
  );
});

test('of sessions that all have work, none gets more than one window more than another', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 1, max: 5 }),
      (loads, batches) => {
        const scheduler = make();
        for (const [session, load] of loads.entries())
          for (let id = 0; id < load; id += 1)
            scheduler.add(
              { session: String(session), id, ...(session % 2 === 0 ? {} : { deadline: id }) },
              0,
            );
        const counts = new Map(loads.map((_, session) => [String(session), 0]));
        for (let i = 0; i < batches && i * 8 < 20 * loads.length; i += 1)
          for (const { session } of scheduler.take(30)) counts.set(session, (counts.get(session) ?? 0) + 1);
        const served = [...counts.values()];
        if (Math.max(...served) <= 20) assert.ok(Math.max(...served) - Math.min(...served) <= 1);
      },
    ),
  );
});

test('a session served as fast as its windows come never drops one, whatever the others ask for', () => {
  // In virtual time: a live session's window each 1,000 ms; a recording that always has eight more; 100 ms a batch.
  const scheduler = make(8);
  let recorded = 0;
  const waits: number[] = [];
  for (let now = 0; now < 60_000; now += 100) {
    while (recorded < 8) {
      scheduler.add({ session: 'r', id: now }, now);
      recorded += 1;
    }
    if (now % 1_000 === 0) scheduler.add({ session: 'a', id: now, deadline: now + 1_000 }, now);
    for (const { session, id } of scheduler.take(now))
      if (session === 'r') recorded -= 1;
      else waits.push(now - id);
  }
  assert.is(scheduler.dropped, 0);
  assert.is(waits.length, 60);
  assert.ok(Math.max(...waits) <= 100, `waited ${Math.max(...waits)} ms`);
});

test('overloaded, a live session sees its newest windows in time and drops only old ones', () => {
  // Windows come each 10 ms, are of use for 50 ms, and one is served each 40 ms.
  const scheduler = make(5, [1]);
  const [ages, gone]: [number[], number[]] = [[], []];
  for (let now = 0; now < 10_000; now += 10) {
    const dropped = scheduler.add({ session: 'a', id: now, deadline: now + 50 }, now);
    if (dropped !== undefined) gone.push(now - dropped.id);
    if (now % 40 === 0) ages.push(...scheduler.take(now).map(({ id }) => now - id));
  }
  assert.ok(Math.max(...ages) <= 50, `served ${Math.max(...ages)} ms after it came`);
  assert.ok(Math.min(...gone) >= 0 && gone.length > 0);
});

test('without a wait a batch is due at once; with one, when it is full or the first has waited', () => {
  const none = make();
  assert.is(none.due(0), undefined);
  none.add({ session: 'a', id: 0 }, 0);
  assert.is(none.due(0), 0);
  const held = make(100, [1, 2], 5);
  held.add({ session: 'a', id: 0 }, 10);
  assert.is(held.due(11), 4);
  assert.is(held.due(15), 0);
  held.add({ session: 'b', id: 0 }, 11);
  assert.is(held.due(11), 0);
  held.take(11);
  held.add({ session: 'b', id: 1, deadline: 27 }, 20);
  assert.is(held.due(20), 2, 'a deadline that is near is not waited away');
});

/** Windows of up to six sessions come in virtual time (ms); the network takes `cost` for any batch. */
const arrivals = fc.array(
  fc.record({
    session: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    after: fc.integer({ min: 0, max: 12 }),
  }),
  { minLength: 1, maxLength: 120 },
);

test('in virtual time: each is answered once, none waits idly longer than it may, batches keep their bound', () => {
  fc.assert(
    fc.property(
      arrivals,
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom([1], [1, 2, 4, 8], [1, 2, 4, 8, 16, 32]),
      (given, holdMs, cost, sizes) => {
        const scheduler = make(1_000, sizes, holdMs);
        let at = 0;
        const coming = given.map(({ session, after }, id) => ({ session, id, came: (at += after) }));
        const answered: number[] = [];
        let [now, free] = [0, 0];
        while (coming.length > 0 || scheduler.waiting > 0) {
          for (const window of coming.splice(0, coming.findLastIndex(({ came }) => came <= now) + 1))
            scheduler.add(window, window.came);
          const due = now < free ? free - now : scheduler.due(now);
          if (due === 0) {
            const batch = scheduler.take(now) as (Waiting & { came: number })[];
            const most = Math.min(sizes.at(-1)!, batch.length + scheduler.waiting);
            if (holdMs > 0) assert.is(batch.length, most);
            else assert.ok(batch.length > 0 && (sizes as readonly number[]).includes(batch.length));
            answered.push(...batch.map(({ id }) => id));
            // Whoever came first has waited no longer than it may while nothing was done.
            const first = Math.min(...batch.map(({ came }) => came));
            assert.ok(now - Math.max(first, free) <= holdMs, `${now - Math.max(first, free)} ms`);
            free = now + cost;
          }
          now = Math.min(
            due === 0 ? free : now + (due ?? Infinity),
            coming[0]?.came ?? Infinity,
            now + 1_000,
          );
        }
        assert.equal(
          answered.toSorted((a, b) => a - b),
          given.map((_, id) => id),
        );
      },
    ),
  );
});

test('a wait makes fewer batches of the same windows, where sessions come close together', () => {
  const batches = (holdMs: number): number => {
    const scheduler = make(100, [1, 2, 4, 8], holdMs);
    let count = 0;
    for (let now = 0; now < 10_000; now += 1) {
      // Eight sessions, a millisecond apart, each second.
      if (now % 1_000 < 8)
        scheduler.add({ session: String(now % 1_000), id: now, deadline: now + 1_000 }, now);
      if (scheduler.due(now) === 0 && scheduler.take(now).length > 0) count += 1;
    }
    assert.is(scheduler.waiting, 0);
    return count;
  };
  assert.is(batches(0), 80);
  assert.is(batches(8), 10);
});

test.run();
