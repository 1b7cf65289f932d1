/** What a person set in a show holds in the next one of the process, and in that of another process when it is asked for. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { ShowControls, type ControlsOptions } from '../../../src/plugin/live/controls.ts';
import { LastShow } from '../../../src/plugin/live/last-show.ts';
import {
  settingsWith,
  withoutTyped,
  withSet,
  type CarriedShow,
} from '../../../src/plugin/live/carried-show.ts';
import { showSettingsSchema, type ShowSettings } from '../../../src/plugin/live/show-settings.ts';
import type { Tag } from '../../../src/streams/values.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('show-settings');
const CALIBRATION = { threshold: 0.4, sensitivity: { low: 0.6, normal: 0.4, high: 0.2 } };

function controlsOf(
  asked: Readonly<Record<string, unknown>>,
  carried?: CarriedShow,
  onSet?: ControlsOptions['onSet'],
): ShowControls {
  const settings = settingsWith(resolveSettings(asked, {}, '/nowhere.json'), carried?.set ?? {});
  const controls = new ShowControls({
    ...{ settings, effects: new Map([['bell', { tag: 'prompt', length: fromSeconds(0.5) }]]) },
    ...(carried === undefined ? {} : { carried }),
    ...(onSet === undefined ? {} : { onSet }),
    pacer: () => undefined,
    setDelay: () => undefined,
    hush: () => undefined,
    setLevels: () => undefined,
    play: () => undefined,
    decide: () => undefined,
  });
  controls.begin(CALIBRATION);
  return controls;
}

test('the next show of a process begins as the last one was set', () => {
  const first = controlsOf({ gain: -1, density: 9 });
  first.setSensitivity('high');
  first.setLevels({ duck: 8 });
  first.muteEffect('bell', true);
  first.command({ type: 'policy', change: { mutedTags: ['humor'], quiet: true } });
  first.setDelay(fromSeconds(12));
  const next = controlsOf({ gain: -1, density: 9 }, first.carried);
  assert.equal(next.inForce, first.inForce);
  assert.is(next.inForce.sensitivity, 'high');
  assert.is(next.inForce.policy.density, 9);
  assert.equal(next.inForce.levels, { gain: -1, duck: 8 });
  assert.is(next.carried.set.delay, 12);
});

test('a panic stays until it is released, over any number of shows; the quiet from before comes back', () => {
  const first = controlsOf({});
  first.command({ type: 'policy', change: { quiet: true } });
  first.panic();
  const second = controlsOf({}, first.carried);
  assert.ok(second.inForce.panicked && second.inForce.policy.quiet);
  assert.throws(() => second.trigger('bell'), /All effects are silenced/);
  const third = controlsOf({}, second.carried);
  third.release();
  assert.equal([third.inForce.panicked, third.inForce.policy.quiet], [false, true]);
  const plain = controlsOf({});
  plain.panic();
  const after = controlsOf({}, plain.carried);
  after.release();
  assert.equal([after.inForce.panicked, after.inForce.policy.quiet], [false, false]);
});

test('a panic is not kept as something that was set: only what holds in shows to come', () => {
  const sets: ShowSettings[] = [];
  const controls = controlsOf({}, undefined, (set) => sets.push(set));
  controls.panic();
  controls.release();
  assert.equal(sets, []);
  controls.setLevels({ gain: -3 });
  assert.equal(sets, [{ gain: -3 }]);
});

test('a threshold and a sensitivity stand in each other’s place', () => {
  const controls = controlsOf({});
  assert.is(controls.inForce.sensitivity, 'normal');
  controls.command({ type: 'policy', change: { threshold: 0.7 } });
  assert.is(controls.inForce.sensitivity, undefined);
  assert.equal(controls.carried.set, { threshold: 0.7 });
  controls.setSensitivity('low');
  assert.equal(controls.carried.set, { sensitivity: 'low' });
  assert.is(controlsOf({ threshold: 0.9 }, controls.carried).inForce.policy.threshold, 0.6);
});

test('an effect that the library has lost is not muted', () => {
  const set = { mutedEffects: ['bell', 'klaxon'] };
  const { inForce } = controlsOf({}, { set, panicked: false, quietBefore: false });
  assert.equal(inForce.policy.mutedEffects, ['bell']);
  const running = controlsOf({});
  running.apply({ ...set, sensitivity: 'high', gain: 2, quiet: true });
  assert.equal(running.inForce.policy.mutedEffects, ['bell']);
  assert.equal([running.inForce.sensitivity, running.inForce.policy.quiet], ['high', true]);
  assert.is(running.inForce.levels.gain, 2);
});

test('what was typed wins over what is kept', () => {
  const set: ShowSettings = { threshold: 0.7, gain: -3, mutedTags: ['humor'], quiet: true };
  assert.equal(withoutTyped(set, {}), set);
  assert.equal(withoutTyped(set, { sensitivity: 'low', muteTag: 'action', delay: '3' }), {
    gain: -3,
    quiet: true,
  });
});

const someSet: fc.Arbitrary<ShowSettings> = fc.record(
  {
    threshold: fc.constantFrom(0.1, 0.9),
    gain: fc.constantFrom(-3, 0),
    quiet: fc.boolean(),
    delay: fc.constantFrom(0, 8),
    mutedTags: fc.constantFrom<Tag[]>([], ['humor']),
  },
  { requiredKeys: [] },
);

test('settings that are put together one after the other hold the last word on each', () => {
  fc.assert(
    fc.property(fc.array(someSet), (changes) => {
      const set = changes.reduce<ShowSettings>(withSet, {});
      assert.equal(set, Object.assign({}, ...changes));
      assert.equal(showSettingsSchema.parse(JSON.parse(JSON.stringify(set))), set);
    }),
  );
});

test('what was set last is on the disk when the show is over, for its user alone', async () => {
  const state = join(folder, 'kept');
  {
    await using last = await LastShow.open(state);
    assert.is(last.before, undefined);
    for (let gain = -10; gain <= -3; gain += 1) last.keep({ gain, quiet: true });
  }
  assert.is(statSync(join(state, 'last-show.json')).mode & 0o777, 0o600);
  await using next = await LastShow.open(state);
  assert.equal(next.before?.set, { gain: -3, quiet: true });
});

test('where nothing was set, nothing is written; what cannot be read is as if there were none; a full disk is told', async () => {
  const state = join(folder, 'broken');
  await (await LastShow.open(state))[Symbol.asyncDispose]();
  assert.not(existsSync(state));
  mkdirSync(state);
  for (const text of ['{"at":1,"set":{"gain":', '{"at":1,"set":{"gain":900}}', '[]', '{"at":1,"set":{}}']) {
    writeFileSync(join(state, 'last-show.json'), text);
    assert.is((await LastShow.open(state)).before, undefined, text);
  }
  writeFileSync(join(folder, 'file'), '');
  const said: string[] = [];
  const last = await LastShow.open(join(folder, 'file', 'state'));
  last.warn = (line) => said.push(line);
  last.keep({ gain: 1 });
  await last[Symbol.asyncDispose]();
  assert.match(said.join(), /could not be kept/);
  assert.is(readFileSync(join(folder, 'file'), 'utf8'), '');
});

test.run();
