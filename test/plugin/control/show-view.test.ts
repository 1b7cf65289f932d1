/** The show as clients see it, and that a client which applies every change has what a new one gets. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ShowModel } from '../../../src/plugin/control/show-view.ts';
import { applyChange } from '../../../src/plugin/control/show-state.ts';
import type { InForce } from '../../../src/plugin/live/controls.ts';
import type { LiveFact, LiveStatus } from '../../../src/plugin/live/events.ts';
import { statusOf } from '../../../src/plugin/live/status.ts';
import { DEFAULT_POLICY } from '../../../src/streams/policy.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import type { PlacedMoment } from '../../../src/streams/values.ts';

function rig() {
  let status: LiveStatus = { ...statusOf({ state: 'starting' }), state: 'running' };
  let now = 1_000;
  let inForce: InForce = { policy: DEFAULT_POLICY, levels: { gain: 0, duck: 4 }, panicked: false };
  const model = new ShowModel(
    { status: () => status, inForce: () => inForce, now: () => (now += 500), unavailable: ['delay'] },
    { favourites: ['bell'], lastShow: { at: 5, set: { gain: -3 } } },
  );
  return {
    model,
    tell: (...facts: LiveFact[]): void => {
      for (const fact of facts) model.take({ ...fact, wall: 0, playhead: fromSeconds(0) });
    },
    setStatus: (change: Partial<LiveStatus>) => (status = { ...status, ...change }),
    setInForce: (change: Partial<InForce>) => (inForce = { ...inForce, ...change }),
  };
}

const moment = (start: number, sfx = 'bell', probability = 0.75): PlacedMoment => ({
  ...{ start: fromSeconds(start), end: fromSeconds(start + 2), sfx, tag: 'prompt', probability, window: 1 },
  ...{ alternatives: [{ sfx: 'gong', tag: 'prompt', score: 0.125 }], subtitle: 'Look at this' },
});

const cueOf = (id: string, { start, end, sfx, tag, probability, alternatives }: PlacedMoment) => ({
  ...{ id, at: start, end, sfx, tag, score: probability, alternatives },
});

test('a moment waits, is decided, and plays', () => {
  const { model, tell } = rig();
  const seen = moment(4);
  tell({ type: 'upcoming', id: 'm1', moment: seen });
  assert.equal(model.whole.moments, [
    {
      ...{ id: 'm1', at: 4, end: 6, sfx: 'bell', tag: 'prompt', score: 0.75, subtitle: 'Look at this' },
      ...{ alternatives: [{ sfx: 'gong', tag: 'prompt', score: 0.125 }], state: 'waiting' },
    },
  ]);
  tell({ type: 'cue', cue: cueOf('m1', seen), moment: seen, margin: fromSeconds(1.5) });
  assert.is(model.whole.moments[0]?.state, 'due');
  assert.is(model.whole.status.margin, 1.5);
  tell({ type: 'played', id: 'm1', at: fromSeconds(4) });
  assert.is(model.whole.moments[0]?.state, 'played');
});

test('what the policy would leave out is marked, and the mark follows the policy and what rings', () => {
  const { model, tell, setInForce } = rig();
  tell({ type: 'upcoming', id: 'm1', moment: moment(4, 'bell', 0.5) });
  tell({ type: 'upcoming', id: 'm2', moment: moment(9) });
  const marks = () => model.changes()?.moments?.map(({ id, unlikely }) => [id, unlikely]);
  assert.equal(marks(), [
    ['m1', true],
    ['m2', undefined],
  ]);
  assert.is(model.whole.moments[0]?.unlikely, true);
  setInForce({ policy: { ...DEFAULT_POLICY, threshold: 0.4 } });
  assert.equal(marks(), [['m1', undefined]]);
  setInForce({ policy: { ...DEFAULT_POLICY, threshold: 0.4, fatigue: 5 } });
  for (let i = 0; i < 5; i++) {
    const rang = moment(3 + i / 10);
    tell({ type: 'cue', cue: cueOf(`c${i}`, rang), moment: rang });
  }
  assert.equal(
    marks()?.filter(([, unlikely]) => unlikely === true),
    [
      ['m1', true],
      ['m2', true],
    ],
  );
  tell({ type: 'command', command: { type: 'pin', id: 'm2' } });
  assert.equal(marks(), [['m2', undefined]]);
});

test('what a person asks of a moment shows at once, and its end says why it did not play', () => {
  const { model, tell } = rig();
  const [one, two] = [moment(4), moment(9, 'boing')];
  tell({ type: 'upcoming', id: 'm1', moment: one }, { type: 'upcoming', id: 'm2', moment: two });
  tell({ type: 'command', command: { type: 'pin', id: 'm1' } });
  tell({ type: 'command', command: { type: 'swap', id: 'm1', sfx: 'gong', tag: 'prompt' } });
  tell({ type: 'command', command: { type: 'nudge', id: 'm1', by: fromSeconds(-0.5) } });
  tell({ type: 'command', command: { type: 'swap', id: 'm1', sfx: 'gong', tag: 'prompt' } });
  tell({ type: 'command', command: { type: 'nudge', id: 'm1', by: fromSeconds(-0.1) } });
  tell({ type: 'command', command: { type: 'nudge', id: 'm1', by: fromSeconds(0.1) } });
  const [first] = model.whole.moments;
  assert.equal([first?.swappedFrom, first?.nudged], ['bell', -0.5]);
  assert.equal([first?.pinned, first?.sfx, first?.at, first?.end], [true, 'gong', 3.5, 5.5]);
  tell({ type: 'rejected', moment: two, reason: 'vetoed' });
  assert.equal([model.whole.moments[1]?.state, model.whole.moments[1]?.reason], ['rejected', 'vetoed']);
  tell({ type: 'withdrawn', id: 'm1' });
  assert.equal(
    model.whole.moments.map(({ id }) => id),
    ['m2'],
  );
});

test('what somebody did to a moment is told of its cue, too', () => {
  const { model, tell } = rig();
  const seen = moment(4);
  tell({ type: 'upcoming', id: 'm1', moment: seen });
  tell({ type: 'command', command: { type: 'swap', id: 'm1', sfx: 'gong', tag: 'prompt' } });
  tell({ type: 'command', command: { type: 'nudge', id: 'm1', by: fromSeconds(0.2) } });
  const cue = cueOf('m1', { ...seen, start: fromSeconds(4.2), sfx: 'gong' });
  tell({ type: 'cue', cue, moment: seen }, { type: 'played', id: 'm1', at: fromSeconds(4.2) });
  const [played] = model.whole.moments;
  assert.equal(
    [played?.state, played?.sfx, played?.swappedFrom, played?.nudged],
    ['played', 'gong', 'bell', 0.2],
  );
});

test('the last show is offered until somebody has taken it', () => {
  const { model } = rig();
  const show = model.whole;
  assert.equal(show.lastShow, { at: 5, set: { gain: -3 } });
  model.changes();
  model.resumed();
  const change = model.changes();
  assert.equal(change, { lastShow: null });
  assert.is(applyChange(show, change ?? {}).lastShow, undefined);
  assert.is(model.whole.lastShow, undefined);
});

test('an effect by hand is a moment of its own', () => {
  const { model, tell } = rig();
  const command = { type: 'trigger', id: 't1', sfx: 'bell', tag: 'prompt', at: fromSeconds(8) } as const;
  tell({ type: 'command', command }, { type: 'not-played', id: 't1', reason: 'crowded' });
  const [shown] = model.whole.moments;
  assert.equal([shown?.byHand, shown?.state, shown?.reason], [true, 'not-played', 'crowded']);
});

test('lights tell what is wrong in words, and no secret of an address', () => {
  const { model, setStatus } = rig();
  const { status } = model.whole;
  assert.is(status.input.level, 'red');
  assert.is(status.analysis.level, 'yellow');
  setStatus({
    input: { ...statusOf({ state: 'running' }).input, connected: true, name: 'rtmp://h/live/secret-key' },
    analysis: { state: 'up', restarts: 0, waiting: 9, sessions: 1 },
  });
  const { input, analysis } = model.whole.status;
  assert.is(input.level, 'green');
  assert.not.match(input.name, /secret-key/);
  assert.equal(analysis, { level: 'yellow', text: 'busy: 9 windows wait' });
});

test('nothing new, nothing told; a playhead that only moves on is told once a second', () => {
  const { model, setStatus, setInForce } = rig();
  assert.ok(model.changes());
  assert.is(model.changes(), undefined);
  setStatus({ playhead: fromSeconds(0.9) });
  assert.is(model.changes(), undefined);
  setStatus({ playhead: fromSeconds(1) });
  assert.equal(Object.keys(model.changes() ?? {}), ['status']);
  setInForce({ panicked: true });
  assert.equal(model.changes()?.inForce?.panicked, true);
  model.setFavourites(['a', 'b', 'a']);
  assert.equal(model.changes(), { favourites: ['a', 'b'] });
});

/** Events of a show that does anything in any order. */
const anyStep = fc.oneof(
  fc.record({ type: fc.constant('subtitle' as const), n: fc.nat(200), final: fc.boolean() }),
  fc.record({ type: fc.constantFrom('upcoming', 'withdrawn', 'played', 'retracted'), n: fc.nat(200) }),
  fc.record({ type: fc.constant('changes' as const) }),
);

test('a client that applies every change has what a new client gets, and nothing grows without bound', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 600 }), (steps) => {
      const { model, tell } = rig();
      let show = model.whole;
      model.changes();
      for (const step of steps) {
        if (step.type === 'changes') {
          const change = model.changes();
          if (change !== undefined) show = applyChange(show, change);
          continue;
        }
        const id = `${step.type === 'subtitle' || step.type === 'retracted' ? 's' : 'm'}${step.n}`;
        const at = fromSeconds(step.n);
        if (step.type === 'subtitle')
          tell({
            type: 'subtitle',
            subtitle: { id, start: at, end: at, text: id, final: step.final, embedding: new Float32Array(0) },
          });
        else if (step.type === 'upcoming') tell({ type: 'upcoming', id, moment: moment(step.n) });
        else if (step.type === 'played') tell({ type: 'played', id, at });
        else tell({ type: step.type, id });
      }
      const change = model.changes();
      if (change !== undefined) show = applyChange(show, change);
      const { status: _shown, ...seen } = show;
      const { status: _now, ...whole } = model.whole;
      assert.equal(seen, whole);
      assert.ok(show.moments.length <= 120 && show.subtitles.length <= 120);
    }),
    { numRuns: 200 },
  );
});

test.run();
