/** What holds for any moments, whenever the playhead ticks and in whatever order they become known. */
import fc from 'fast-check';
import { concat, NEVER, of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Policy } from '../../src/streams/policy.ts';
import { schedule } from '../../src/streams/schedule.ts';
import type { Micros } from '../../src/streams/time.ts';
import type { PlacedMoment } from '../../src/streams/values.ts';
import { anySightings } from './arbitraries.ts';
import { eventsOf, lineOf } from './schedule-events.ts';
import { at } from './values.ts';

const anyPolicy: fc.Arbitrary<Partial<Policy>> = fc.record({
  threshold: fc.constantFrom(0, 0.5),
  leastGap: fc.constantFrom(at(0), at(2.5), at(7)),
  density: fc.integer({ min: 1, max: 10 }),
});

test('the result does not depend on how finely the playhead ticks, and the limits hold', () => {
  const fine = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 30 });
  fc.assert(
    fc.property(anySightings, fine, anyPolicy, (moments, times, policy) => {
      const between = [...times].sort((a, b) => a - b).map((half) => at(half / 2));
      const coarse = eventsOf(moments, [at(100)], policy);
      const finer = eventsOf(moments, [...between, at(100)], policy);
      assert.equal(finer.map(lineOf), coarse.map(lineOf));
      const starts = coarse.flatMap((event) => (event.type === 'cue' ? [event.cue.at] : []));
      for (const [i, start] of starts.entries()) {
        if (i > 0) assert.ok(start - (starts[i - 1] ?? 0) >= (policy.leastGap ?? 0));
        assert.ok(starts.filter((s) => s >= start && s < start + 60e6).length <= (policy.density ?? 0));
      }
    }),
  );
});

test('the order in which moments become known at one point changes nothing, equal ones included', () => {
  const decided = (moments: readonly PlacedMoment[], policy: Partial<Policy>): unknown[] => {
    const events: unknown[] = [];
    const playhead$ = new Subject<Micros>();
    // As coarse as the probabilities, and not in their order.
    const likelihood = ({ start, end }: PlacedMoment) => ((start + 2 * end) % 4) / 4 + 0.2;
    concat(of(moments), NEVER)
      .pipe(schedule({ playhead$, policy, likelihood }))
      .subscribe((event) => {
        if (event.type === 'cue') events.push(['cue', event.cue.at, event.moment]);
        else if (event.type === 'rejected') events.push([event.reason, event.moment]);
      });
    playhead$.next(at(100));
    return events;
  };
  const policies = fc.record({
    threshold: fc.constantFrom(0, 0.5),
    leastGap: fc.constantFrom(at(0), at(2.5)),
    density: fc.integer({ min: 1, max: 5 }),
  });
  const shuffled = anySightings.chain((moments) =>
    fc.tuple(fc.constant(moments), fc.shuffledSubarray(moments, { minLength: moments.length })),
  );
  fc.assert(
    fc.property(shuffled, policies, ([moments, others], policy) => {
      assert.equal(decided(others, policy), decided(moments, policy));
    }),
    { numRuns: 300 },
  );
});

test.run();
