/** `decideAnew`, which `momentfx replay` runs, against what the live pipeline itself said of the same sightings. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent, LiveFact } from '../../../src/plugin/live/events.ts';
import { decideAnew, type ShowSettings } from '../../../src/plugin/replay/decisions.ts';
import { Verdicts, type Change } from '../../../src/plugin/replay/verdicts.ts';
import type { LiveEvent as StreamEvent } from '../../../src/streams/pipeline.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/streams/policy.ts';
import { ZERO, type Micros } from '../../../src/streams/time.ts';
import { anyRestlessTalk, anyTicks, broadcast } from '../../streams/live-run.ts';
import { at, moment } from '../../streams/values.ts';

/** Where the playhead of `broadcast` ends. */
const END = at(400);
const DECISIONS = { lead: at(0.2), maxLateness: at(4) };

const settings = (policy: Partial<Policy> = {}): ShowSettings => ({
  policy: { ...DEFAULT_POLICY, ...policy },
  decisions: DECISIONS,
});

const told = (fact: LiveFact, playhead: Micros = ZERO): LiveEvent => ({ ...fact, wall: 0, playhead });

/** The windows as the record of a show has them. */
const windowEvent = ({ window, sightings, arrived }: Extract<StreamEvent, { type: 'moments' }>): LiveEvent =>
  told({
    type: 'window',
    window: {
      index: window.index,
      start: window.start,
      end: window.end,
      subtitles: window.subtitles.map(({ subtitle }) => subtitle.id),
      ...sightings,
      ...(arrived === undefined ? {} : { arrived }),
      tookMs: 0,
    },
  });

test('with the settings of the run every cue is decided anew as it was, and no other', () => {
  let cues = 0;
  fc.assert(
    fc.property(anyRestlessTalk, anyTicks, fc.integer({ min: 0, max: 40 }), (talk, ticks, delay) => {
      const { policy, decisions } = settings({ threshold: 0.4 });
      const events = broadcast(talk, delay, ticks, { ...decisions, policy });
      const verdicts = new Verdicts();
      const anew = decideAnew({ policy, decisions }, {}, verdicts);
      for (const event of events)
        if (event.type === 'moments') anew.take(windowEvent(event));
        else if (event.type === 'cue') verdicts.set('show', event.moment, { cue: event.cue });
      anew.end(END);
      const played = events.flatMap((event) => (event.type === 'cue' ? [event.cue] : []));
      const changes = verdicts.changes();
      assert.equal(new Set(changes.map(({ type }) => type)), new Set(played.length > 0 ? ['kept'] : []));
      assert.equal(
        changes.map(({ cue }) => cue),
        [...played].sort((a, b) => a.at - b.at),
      );
      cues += played.length;
    }),
    { numRuns: 80 },
  );
  assert.ok(cues > 0, 'some of the talks have cues');
});

/** A window that sees one moment, before any tick of the playhead. */
const seen = (start: number, probability: number): LiveEvent =>
  told({
    type: 'window',
    window: {
      index: 0,
      start: ZERO,
      end: at(12),
      subtitles: [],
      moments: [{ ...moment(start, start + 2, probability), window: 0 }],
      horizon: ZERO,
      arrived: ZERO,
      tookMs: 0,
    },
  });

function changesOf(events: readonly LiveEvent[], change: Partial<Policy>): readonly Change[] {
  const verdicts = new Verdicts();
  const anew = decideAnew(settings(), change, verdicts);
  for (const event of events) anew.take(event);
  anew.end(END);
  return verdicts.changes();
}

test('another threshold decides anew, and a veto is obeyed where it came', () => {
  const [low, high] = [seen(2, 0.5), seen(9, 0.9)];
  const vetoed = high.type === 'window' ? high.window.moments[0] : undefined;
  const veto = told({
    type: 'command',
    command: { type: 'veto', id: 'as the show called it' },
    ...(vetoed === undefined ? {} : { moment: vetoed }),
  });
  const starts = (events: readonly LiveEvent[], threshold: number): Micros[] =>
    changesOf(events, { threshold }).map(({ cue }) => cue.at);
  assert.equal(starts([low, high], 0.4), [at(2), at(9)]);
  assert.equal(starts([low, high], 0.6), [at(9)]);
  assert.equal(starts([low, high, veto], 0.4), [at(2)]);
  assert.equal(starts([low, high, veto], 0.6), []);
});

test.run();
