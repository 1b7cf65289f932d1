/** `momentfx obs attach` with a real OBS: effects in OBS's own recording, and nothing left among its sources. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder } from '../../support/cli.ts';
import { startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import {
  assertWhole,
  attach,
  BELL,
  curtain,
  curtains,
  findEffect,
  isLoud,
  left,
  onsets,
  peak,
  prepare,
  recorded,
} from './attached.ts';
import { machineIn, withObs } from './machine.ts';

const folder = scratch('obs-attach');

withObs(
  'media sources: an effect by hand is in OBS’s recording, whole and once; it goes on in another scene, and panic ends it',
  async () => {
    const machine = machineIn(subfolder(folder, 'sources'));
    await using obs = await startObs(machine.home);
    await prepare(obs, machine);
    await obs.ask('CreateScene', { sceneName: 'Second' });
    const live = attach(machine);
    await live.until('input connected');
    // A scene that is added later has the effects, too.
    await obs.ask('CreateScene', { sceneName: 'Third' });
    await obs.ask('StartRecord');
    await sleep(2_000);
    await curtain(obs, true);
    live.say(`play ${BELL}`);
    await live.until('effect played');
    await sleep(2_000);
    live.say('play applause');
    await sleep(600);
    await obs.ask('SetCurrentProgramScene', { sceneName: 'Second' });
    await sleep(300);
    await obs.ask('SetCurrentProgramScene', { sceneName: 'Third' });
    await sleep(300);
    await obs.ask('SetCurrentProgramScene', { sceneName: 'Scene' });
    await curtain(obs, false);
    await sleep(200);
    live.say('panic');
    await curtain(obs, true);
    await sleep(2_000);
    assert.ok((await left(obs)).includes('Third: momentfx effects'));
    const file = await recorded(obs);
    const shown = curtains(file);
    const [bell = NaN] = shown;
    const panic = shown.at(-1) ?? NaN;
    const heard = findEffect(file, BELL, bell);
    assertWhole(heard);
    // The figure is that of bench/obs-attach.ts; a busy machine may need longer.
    assert.ok(heard.at - bell > -0.1 && heard.at - bell < 3, `${heard.at - bell} s after the curtain`);
    // By where it begins, which a busy machine has later; OBS itself may stutter in its first moments.
    let begun = heard.at + 1.7;
    while (begun < panic && !isLoud(file, begun, begun + 0.1)) begun += 0.1;
    const end = Math.min(panic - 0.1, begun + 1.3);
    assert.ok(end - begun > 0.7, `applause from ${begun} s, panic at ${panic} s`);
    for (let at = begun + 0.3; at < end; at += 0.1)
      assert.ok(isLoud(file, at, at + 0.1), `applause at ${at} s, across scenes`);
    assert.not(isLoud(file, panic + 0.5, panic + 2), 'silence after panic');
    await live.stop();
    assert.equal(await left(obs), []);
    assert.equal(live.of('effect not played'), []);
  },
);

withObs('a scene that others show has the effects once, and as the program itself', async () => {
  const machine = machineIn(subfolder(folder, 'nested'));
  await using obs = await startObs(machine.home);
  await prepare(obs, machine);
  await obs.ask('CreateScene', { sceneName: 'Outer' });
  await obs.ask('CreateSceneItem', { sceneName: 'Outer', sourceName: 'Scene' });
  const live = attach(machine);
  await live.until('input connected');
  await obs.ask('StartRecord');
  await sleep(2_000);
  for (const sceneName of ['Scene', 'Outer', 'Scene']) {
    await obs.ask('SetCurrentProgramScene', { sceneName });
    await sleep(1_500);
    live.say(`play ${BELL}`);
    await sleep(2_000);
  }
  const file = await recorded(obs);
  await live.stop();
  const heard = onsets(file);
  assert.is(heard.length, 3, heard.join());
  const [first = NaN, ...others] = heard.map((at) => peak(file, at, at + 0.5));
  for (const other of others) assert.ok(Math.abs(other / first - 1) < 0.1, `${other} beside ${first}`);
  assert.equal(await left(obs), []);
});

withObs('kill -9: the next start takes the voices over; `obs restore` takes them away', async () => {
  const machine = machineIn(subfolder(folder, 'killed'));
  await using obs = await startObs(machine.home);
  const first = attach(machine);
  await first.until('input connected');
  const laid = await left(obs);
  const second = await runCli(['obs', 'attach', '--asr', 'none'], { env: machine.env });
  assert.is(second.code, 2);
  assert.match(second.stderr, /Another momentfx is attached to this OBS/);
  const relay = await runCli(['obs', 'relay', '--asr', 'none'], { env: machine.env });
  assert.is(relay.code, 2);
  assert.match(relay.stderr, /Another momentfx is attached to this OBS/);
  first.child.kill('SIGKILL');
  await first.outcome;
  assert.equal(await left(obs), laid);
  const status = await runCli(['obs', 'status'], { env: machine.env });
  assert.match(status.stdout, /FAULT attach.*\n.*obs restore/);

  const next = attach(machine);
  await next.until('input connected');
  assert.equal(await left(obs), laid);
  await next.stop();
  assert.equal(await left(obs), []);

  const another = attach(machine);
  await another.until('input connected');
  another.child.kill('SIGKILL');
  await another.outcome;
  const restored = await runCli(['obs', 'restore'], { env: machine.env });
  assert.is(restored.code, 0, restored.stderr);
  assert.equal(await left(obs), []);
  const again = await runCli(['obs', 'restore'], { env: machine.env });
  assert.match(again.stdout, /Nothing waits/);
});

withObs(
  'OBS killed and started again, then closed by its user: voices are there again, and gone in the end',
  async () => {
    const machine = machineIn(subfolder(folder, 'again'));
    const port = await freePort();
    await using first = await startObs(machine.home, { port });
    const live = attach(machine);
    await live.until('input connected');
    const laid = await left(first);
    await first[Symbol.asyncDispose]();
    await live.until('; it is waited for.');
    live.say(`play ${BELL}`);
    await live.until('effect not played');

    await using second = await startObs(machine.home, { port });
    await live.until('OBS is back: 29.0.2.');
    await prepare(second, machine);
    await second.ask('StartRecord');
    await sleep(2_000);
    assert.equal(await left(second), laid);
    live.say(`play ${BELL}`);
    await live.until('effect played');
    await sleep(2_000);
    const heard = findEffect(await recorded(second), BELL);
    assertWhole(heard);

    // It writes the voices into its scene collection, and has them again at its next start.
    await second.quit();
    const stopped = live.outcome;
    live.child.kill('SIGINT');
    const { code, stderr } = await stopped;
    assert.is(code, 2);
    assert.match(stderr, /momentfx obs restore/);
    await using third = await startObs(machine.home, { port, kept: true });
    const restored = await runCli(['obs', 'restore'], { env: machine.env });
    assert.is(restored.code, 0, restored.stderr);
    assert.equal(await left(third), []);
  },
);

withObs('words from a text source of OBS make an effect by themselves', async () => {
  const machine = machineIn(subfolder(folder, 'words'));
  await using obs = await startObs(machine.home);
  await prepare(obs, machine);
  await obs.ask('CreateInput', {
    ...{ sceneName: 'Scene', inputName: 'Words', inputKind: 'text_ft2_source_v2' },
    inputSettings: { text: 'What was said before the show.' },
  });
  const say = (text: string) =>
    obs.ask('SetInputSettings', { inputName: 'Words', inputSettings: { text }, overlay: true });
  const record = join(machine.home, 'show.jsonl');
  const live = attach(machine, ['--asr', 'obs:Words', '--log', record]);
  await live.until('input connected');
  await obs.ask('StartRecord');
  await sleep(2_000);
  await curtain(obs, true);
  await say('Good evening,');
  await sleep(700);
  await say('Good evening, friends.');
  await sleep(2_500);
  await say('It costs just');
  await sleep(700);
  await say('It costs just twenty five dollars,');
  await sleep(700);
  await say('It costs just twenty five dollars, and the link is right below.');
  await live.until('effect played', { ms: 30_000 });
  await sleep(2_500);
  const file = await recorded(obs);
  const { facts } = live.of('effect')[0] ?? {};
  assert.match(String(facts?.['subtitle']), /twenty five dollars/);
  const heard = findEffect(file, String(facts?.['sfx']));
  assertWhole(heard);
  await live.stop();
  assert.equal(await left(obs), []);
  const words = live.of('words').map((entry) => String(entry.facts['text']));
  assert.not(words.some((text) => text.includes('before the show')));
  const replayed = await runCli(['replay', record]);
  assert.is(replayed.code, 0, replayed.stderr);
  assert.match(replayed.stdout + replayed.stderr, new RegExp(String(facts?.['sfx'])));
});

test.run();
