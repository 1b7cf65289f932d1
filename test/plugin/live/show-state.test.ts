/** What a show leaves to the process that goes on with it: which moments are settled, what was set, where its times lie. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { NOTHING_CARRIED, type CarriedShow, type PastMoment } from '../../../src/plugin/live/carried-show.ts';
import type { LiveEvent, LiveFact } from '../../../src/plugin/live/events.ts';
import { ShowMemory } from '../../../src/plugin/live/show-memory.ts';
import { decodeState, encodeState } from '../../../src/plugin/live/show-state.ts';
import { ShowTime } from '../../../src/plugin/live/show-time.ts';
import type { Recalled } from '../../../src/streams/suppress.ts';
import { fromSeconds, toSeconds, ZERO } from '../../../src/streams/time.ts';
import type { Cue, PlacedMoment } from '../../../src/streams/values.ts';

const EPOCH = 1_700_000_000_000;
const past = (start: number, kind: PastMoment['kind'] = 'played'): PastMoment => ({
  ...{ kind, start, end: start + 2_500, at: start + 100 },
});

test('a state is read as it was written', () => {
  const show: CarriedShow = {
    set: { sensitivity: 'low', gain: -3, quiet: true, mutedTags: ['humor'], mutedEffects: ['air-horn'] },
    ...{ panicked: true, quietBefore: true },
  };
  const earlier = { origin: EPOCH, moments: [past(EPOCH + 5_000), past(EPOCH + 9_000, 'vetoed')] };
  assert.equal(decodeState(encodeState(show, earlier)), { ...show, earlier });
  const bare = { origin: EPOCH, moments: [] };
  assert.equal(decodeState(encodeState(NOTHING_CARRIED, bare)), { ...NOTHING_CARRIED, earlier: bare });
});

test('a state takes 2 KB at most: the oldest moments go first, then muted effects, and what was set stays', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 1e12 }), { maxLength: 400 });
  const muted = fc.array(fc.string({ minLength: 1, maxLength: 200 }), { maxLength: 200 });
  fc.assert(
    fc.property(moments, muted, (starts, mutedEffects) => {
      const all = starts.sort((a, b) => a - b).map((start) => past(start));
      const text = encodeState(
        { ...NOTHING_CARRIED, set: { density: 3, mutedEffects } },
        { origin: EPOCH, moments: all },
      );
      assert.ok(Buffer.byteLength(text) <= 2_048);
      const found = decodeState(text);
      assert.ok(found);
      assert.is(found.set.density, 3);
      const { length } = found.earlier.moments;
      assert.equal(found.earlier.moments, length === 0 ? [] : all.slice(-length));
      const kept = found.set.mutedEffects?.length ?? 0;
      assert.equal(found.set.mutedEffects ?? [], kept === 0 ? [] : mutedEffects.slice(-kept));
    }),
    { numRuns: 100 },
  );
});

test('a hundred moments of the last minutes go into a state', () => {
  const all = Array.from({ length: 100 }, (_, at) => past(EPOCH + at * 1_800));
  const text = encodeState(NOTHING_CARRIED, { origin: EPOCH, moments: all });
  assert.ok((decodeState(text)?.earlier.moments.length ?? 0) >= 80);
});

test('what is no state is not read', () => {
  const sound = encodeState(NOTHING_CARRIED, { origin: EPOCH, moments: [past(EPOCH)] });
  for (const text of [
    '',
    sound.slice(0, -4),
    sound.replace('"version":1', '"version":2'),
    sound.replace('[0,0,', '[7,0,'),
    sound.padEnd(3_000),
    '{"version":1,"origin":0,"set":{"gain":1e9}}',
  ])
    assert.is(decodeState(text), undefined, text);
});

const moment = (start: number): PlacedMoment => ({
  ...{ start: fromSeconds(start), end: fromSeconds(start + 2), probability: 0.9, sfx: 'ding', tag: 'prompt' },
  ...{ alternatives: [], window: 0, subtitle: 'canary words', subtitleId: 's1' },
});
const cue = (id: string, at: number): Cue => ({
  ...{ id, at: fromSeconds(at), end: fromSeconds(at + 2), sfx: 'ding', tag: 'prompt', score: 0.9 },
  alternatives: [],
});
const told = (fact: LiveFact): LiveEvent => ({ ...fact, wall: 0, playhead: ZERO });

test('what has played, was triggered or vetoed is settled; what waits, came too late or was only unlikely is not', () => {
  const memory = new ShowMemory([past(EPOCH - 2_000)]);
  const hear = (fact: LiveFact): void => memory.hear(told(fact), EPOCH);
  hear({ type: 'cue', cue: cue('m1', 10.5), moment: moment(10) });
  hear({ type: 'cue', cue: cue('m2', 15), moment: moment(15) });
  hear({ type: 'cue', cue: cue('m3', 20), moment: moment(20) });
  hear({ type: 'rejected', moment: moment(30), reason: 'vetoed' });
  hear({ type: 'rejected', moment: moment(35), reason: 'too-dense' });
  hear({
    type: 'command',
    command: { type: 'trigger', id: 't1', at: fromSeconds(3), sfx: 'ding', tag: 'prompt' },
  });
  hear({ type: 'not-played', id: 'm2', reason: 'late' });
  hear({ type: 'played', id: 'm2', at: ZERO });
  hear({ type: 'played', id: 'm1', at: ZERO });
  hear({ type: 'played', id: 't1', at: ZERO });
  const moments = memory.moments(EPOCH + 40_000);
  assert.equal(
    moments.map(({ kind, start, end, at }) => [kind, start - EPOCH, end - EPOCH, at - EPOCH]),
    [
      ['played', -2_000, 500, -1_900],
      ['by-hand', 3_000, 3_000, 3_000],
      ['played', 10_000, 12_000, 10_500],
      ['vetoed', 30_000, 32_000, 30_000],
    ],
  );
  assert.not.match(encodeState(NOTHING_CARRIED, { origin: EPOCH, moments }), /canary/);
  assert.equal(
    memory.moments(EPOCH + 190_000).map(({ kind }) => kind),
    ['played', 'vetoed'],
  );
});

test('a show that goes on finds its earlier moments by the wall clock, again as its input clock settles', async () => {
  const clock = fakeClock(EPOCH);
  const input = new InputClock();
  const moments = [past(EPOCH - 8_000), past(EPOCH - 5_000, 'by-hand'), past(EPOCH - 3_000, 'vetoed')];
  const time = new ShowTime(clock, input, { origin: EPOCH - 60_000, moments });
  const recalled: Recalled[] = [];
  time.recalled$.subscribe((value) => recalled.push(value));
  time.look();
  assert.is(recalled.length, 0);
  assert.is(time.origin, EPOCH - 60_000);
  await clock.advance(2_000);
  // The server begins with three seconds that it has stored.
  for (let at = 0; at <= 3; at += 0.5) input.observe(fromSeconds(at), clock.now());
  time.look();
  for (let at = 3.5; at < 6; at += 0.5) {
    await clock.advance(500);
    input.observe(fromSeconds(at), clock.now());
    time.look();
  }
  // Media time 0 is that of a second before the clock's beginning.
  assert.is(Math.round(((time.zero ?? 0) - EPOCH) / 100) * 100, -1_000);
  const last = recalled.at(-1);
  const rounded = (times: readonly number[] = []): number[] => times.map((one) => Math.round(one * 10) / 10);
  assert.equal(rounded(last?.settled.map(({ start }) => toSeconds(start))), [-7, -2]);
  assert.equal(rounded(last?.starts.map(toSeconds)), [-6.9, -3.9]);
  const shift = time.goesOn?.shift();
  assert.ok(shift !== undefined);
  assert.is(Math.round(toSeconds(shift)), -59);
  assert.is(Math.round((time.origin ?? 0) - EPOCH), -60_000);
});

test.run();
