/** Decisions on recorded input, made anew from what was seen. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decideSightings } from '../../src/streams/recorded.ts';
import type { DecideEvent } from '../../src/streams/decide.ts';
import type { Sightings } from '../../src/streams/values.ts';
import { anyInterleaving, anyTalk, decorate } from './talk.ts';
import { at, sighting } from './values.ts';

const facts = (event: DecideEvent): string => JSON.stringify(event);

test('from the sightings of a run: what the run decided, and with another policy what it would have', () => {
  fc.assert(
    fc.property(anyTalk, anyInterleaving, fc.integer({ min: 0, max: 10 }), (talk, order, tenths) => {
      const events = decorate(talk, order);
      const seen = events.flatMap((event) => (event.type === 'moments' ? [event.sightings] : []));
      const decided = (own: typeof events): string[] =>
        own.flatMap((event) => (event.type === 'moments' || event.type === 'playhead' ? [] : [facts(event)]));
      assert.equal(decideSightings(seen, { policy: { threshold: 0.4 } }).map(facts), decided(events));
      const policy = { threshold: tenths / 10, tagThresholds: { prompt: 0.05 } };
      assert.equal(decideSightings(seen, { policy }).map(facts), decided(decorate(talk, order, { policy })));
    }),
    { numRuns: 60 },
  );
});

test('a likelihood of another kind takes the place of what windows agree on', () => {
  const seen: Sightings[] = [{ moments: [sighting(3, 5, 0.9), sighting(20, 22, 0.8)], horizon: at(30) }];
  const cues = decideSightings(seen, {
    policy: { threshold: 0.5 },
    likelihood: ({ start }) => start / at(30),
  });
  assert.equal(
    cues.flatMap((event) => (event.type === 'cue' ? [event.cue.at] : [])),
    [at(20)],
  );
  assert.equal(decideSightings([]), []);
});

test.run();
