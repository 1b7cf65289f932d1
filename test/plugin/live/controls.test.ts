/** What a person does to a running show, with the parts that it acts on in plain view. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MixLevels } from '../../../src/media/mixer/mixer.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { parseCommand } from '../../../src/plugin/live/commands.ts';
import { ShowControls } from '../../../src/plugin/live/controls.ts';
import type { Command } from '../../../src/streams/scheduler.ts';
import { fromSeconds, type Micros } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';

/** Controls of a show at 10 s that must hand cues over 0.3 s before their start. */
function rig(checkpoint: { readonly fatigue?: number } = {}) {
  const did = {
    decided: [] as Command[],
    played: [] as Cue[],
    levels: [] as MixLevels[],
    delays: [] as Micros[],
    hushed: 0,
  };
  let playhead: Micros | undefined = fromSeconds(10);
  const controls = new ShowControls({
    settings: resolveSettings({ gain: -3, duck: 6 }, {}, '/nowhere.json'),
    effects: new Map([
      ['bell', { tag: 'prompt', length: fromSeconds(0.5) }],
      ['boing', { tag: 'humor', length: fromSeconds(1) }],
    ]),
    pacer: () => ({ at: playhead, lead: fromSeconds(0.3) }),
    setDelay: (delay) => did.delays.push(delay),
    hush: () => (did.hushed += 1),
    setLevels: (levels) => did.levels.push(levels),
    play: (cue) => did.played.push(cue),
    decide: (command) => did.decided.push(command),
  });
  controls.begin({ threshold: 0.4, sensitivity: { low: 0.6, normal: 0.4, high: 0.2 }, ...checkpoint });
  const obey = (line: string): void => {
    const command = parseCommand(line);
    if (typeof command === 'string') throw new Error(command);
    controls.obey(command);
  };
  return { controls, did, obey, before: () => (playhead = undefined) };
}

test('an effect by hand comes as soon as it can be handed over, and decisions hear of it first', () => {
  const { controls, did, obey } = rig();
  obey('play boing');
  const at = fromSeconds(10.3);
  assert.equal(did.decided, [{ type: 'trigger', id: 't1', sfx: 'boing', tag: 'humor', at }]);
  assert.equal(did.played, [
    { id: 't1', at, end: fromSeconds(11.3), sfx: 'boing', tag: 'humor', score: 1, alternatives: [] },
  ]);
  assert.is(controls.trigger('bell'), 't2');
});

test('what cannot be played by hand is said, and nothing happens', () => {
  const { controls, did, obey, before } = rig();
  assert.throws(() => obey('play klaxon'), /The library has no effect "klaxon"/);
  assert.throws(() => obey('swap m1 klaxon'), /no effect "klaxon"/);
  controls.panic();
  did.decided.length = 0;
  assert.throws(() => obey('play bell'), /All effects are silenced/);
  controls.release();
  before();
  assert.throws(() => controls.trigger('bell'), /The show has not begun/);
  assert.equal(did.played, []);
});

test('a panic silences what sounds and what comes, until it is released; the quiet from before stays', () => {
  const { controls, did, obey } = rig();
  obey('panic');
  assert.is(did.hushed, 1);
  assert.equal(did.decided, [{ type: 'policy', change: { quiet: true } }]);
  assert.ok(controls.inForce.panicked);
  obey('release');
  assert.not(controls.inForce.panicked);
  assert.not(controls.inForce.policy.quiet);
  obey('quiet on');
  obey('panic');
  obey('panic');
  obey('release');
  assert.ok(controls.inForce.policy.quiet);
  did.decided.length = 0;
  obey('release');
  assert.equal(did.decided, []);
});

test('quiet off ends a panic, too', () => {
  const { controls, obey } = rig();
  obey('panic');
  obey('quiet off');
  assert.not(controls.inForce.panicked);
  assert.not(controls.inForce.policy.quiet);
});

test('what is in force follows every order', () => {
  const { controls, did, obey } = rig();
  assert.is(controls.inForce.policy.threshold, 0.4);
  obey('sensitivity low');
  assert.is(controls.inForce.policy.threshold, 0.6);
  obey('mute bell');
  obey('mute boing');
  obey('unmute bell');
  assert.equal(controls.inForce.policy.mutedEffects, ['boing']);
  obey('gain 2');
  obey('duck 0');
  assert.equal(controls.inForce.levels, { gain: 2, duck: 0 });
  assert.equal(did.levels, [
    { gain: 2, duck: 6 },
    { gain: 2, duck: 0 },
  ]);
  obey('delay 2');
  assert.equal(did.delays, [fromSeconds(2)]);
});

test('orders about a moment reach the decisions with the tag of the effect', () => {
  const { did, obey } = rig();
  obey('swap m3 bell');
  obey('pin m3');
  obey('veto m4');
  assert.equal(did.decided, [
    { type: 'swap', id: 'm3', sfx: 'bell', tag: 'prompt' },
    { type: 'pin', id: 'm3' },
    { type: 'veto', id: 'm4' },
  ]);
});

test('a threshold that a person sets holds whatever has rung; a sensitivity brings the fatigue of the checkpoint back', () => {
  const { controls, did, obey } = rig({ fatigue: 0.25 });
  assert.is(controls.inForce.policy.fatigue, 0.25);
  obey('threshold 0.3');
  assert.is(controls.inForce.policy.fatigue, 0);
  obey('sensitivity low');
  assert.is(controls.inForce.policy.fatigue, 0.25);
  assert.equal(did.decided, [
    { type: 'policy', change: { threshold: 0.3, fatigue: 0 } },
    { type: 'policy', change: { threshold: 0.6, fatigue: 0.25 } },
  ]);
});

test.run();
