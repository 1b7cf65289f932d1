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
const make = (mostWaiting = 100) => new Scheduler<string, Waiting>({ batchSizes: SIZES, mostWaiting });
const ids = (windows: readonly Waiting[]): string[] => windows.map(({ session, id }) => `${session}${id}`);

test('sessions take turns, and a batch is as large as can be filled', () => {
  const scheduler = make();
  for (let id = 0; id < 5; id += 1) scheduler.add({ session: 'r', id });
  scheduler.add({ session: 'a', id: 0, deadline: 1_000 });
  scheduler.add({ session: 'b', id: 0, deadline: 1_000 });
  assert.is(scheduler.waiting, 7);
  assert.equal(ids(scheduler.take(0)), ['r0', 'a0', 'b0', 'r1']);
  assert.equal(ids(scheduler.take(0)), ['r2', 'r3']);
  assert.equal(ids(scheduler.take(0)), ['r4']);
  assert.equal(scheduler.take(0), []);
  assert.is(scheduler.waiting, 0);
});

test('whoever was served last has the last turn of the next batch', () => {
  const scheduler = new Scheduler<string, Waiting>({ batchSizes: [1], mostWaiting: 10 });
  for (const session of ['a', 'b', 'c']) for (let id = 0; id < 2; id += 1) scheduler.add({ session, id });
  const served = Array.from({ length: 6 }, () => ids(scheduler.take(0))[0]);
  assert.equal(served, ['a0', 'b0', 'c0', 'a1', 'b1', 'c1']);
});

test('in time: by deadline; past it: the newest first, after all that is in time', () => {
  const scheduler = make();
  for (const [id, deadline] of [100, 200, 900, 300, 800].entries())
    scheduler.add({ session: 'a', id, deadline });
  assert.equal(ids(scheduler.take(500)), ['a4', 'a2', 'a3', 'a1']);
  assert.equal(ids(scheduler.take(500)), ['a0']);
});

test('a deadline is kept at its very moment, and is past after it', () => {
  for (const [now, first] of [
    [100, 'a0'],
    [101, 'a1'],
  ] as const) {
    const scheduler = make();
    scheduler.add({ session: 'a', id: 0, deadline: 100 });
    scheduler.add({ session: 'a', id: 1, deadline: 200 });
    assert.is(ids(scheduler.take(now))[0], first);
  }
});

test('a full queue drops the oldest that is past its deadline, and says which', () => {
  const scheduler = make(3);
  for (const id of [0, 1, 2]) assert.is(scheduler.add({ session: 'a', id, deadline: 10 * id }), undefined);
  assert.is(scheduler.add({ session: 'a', id: 3, deadline: 90 })?.id, 0);
  assert.is(scheduler.add({ session: 'a', id: 4, deadline: 91 })?.id, 1);
  assert.is(scheduler.add({ session: 'b', id: 0 }), undefined, 'others are not bound by it');
  assert.is(scheduler.dropped, 2);
  assert.is(scheduler.waiting, 4);
});

test("a recording's windows are never dropped for another: what comes is refused", () => {
  const scheduler = make(2);
  for (const id of [0, 1]) scheduler.add({ session: 'r', id });
  assert.is(scheduler.add({ session: 'r', id: 2 })?.id, 2);
  assert.equal(ids(scheduler.take(1e9)), ['r0', 'r1']);
});

test('what nobody waits for any more goes, and twice is fine', () => {
  const scheduler = make();
  const windows = [0, 1, 2].map((id): Waiting => ({ session: 'a', id }));
  for (const window of windows) scheduler.add(window);
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
          const gone = scheduler.add({
            session,
            id: now,
            ...(within === undefined ? {} : { deadline: now + within }),
          });
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
            scheduler.add({ session: String(session), id, ...(session % 2 === 0 ? {} : { deadline: id }) });
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
      scheduler.add({ session: 'r', id: now });
      recorded += 1;
    }
    if (now % 1_000 === 0) scheduler.add({ session: 'a', id: now, deadline: now + 1_000 });
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
  const scheduler = new Scheduler<string, Waiting>({ batchSizes: [1], mostWaiting: 5 });
  const [ages, gone]: [number[], number[]] = [[], []];
  for (let now = 0; now < 10_000; now += 10) {
    const dropped = scheduler.add({ session: 'a', id: now, deadline: now + 50 });
    if (dropped !== undefined) gone.push(now - dropped.id);
    if (now % 40 === 0) ages.push(...scheduler.take(now).map(({ id }) => now - id));
  }
  assert.ok(Math.max(...ages) <= 50, `served ${Math.max(...ages)} ms after it came`);
  assert.ok(Math.min(...gone) >= 0 && gone.length > 0);
});

test.run();
