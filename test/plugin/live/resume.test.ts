/** Settings of a show after a restart: asked for, offered, and never by themselves; a panic over two shows of one process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { test } from 'uvu';
import { connectControl, type ControlClient } from '../../../src/plugin/control/client.ts';
import { openStage, planShow } from '../../../src/plugin/live/show.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { runCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { makeShow } from './show.ts';
import { watch, type Watched } from './watched.ts';

const folder = scratch('resume');
const env = { XDG_STATE_HOME: join(folder, 'state') };

/** A show with a dock, looped so that it runs until it is stopped. */
async function docked(
  ...options: string[]
): Promise<{ readonly live: Watched; readonly client: ControlClient }> {
  const { mp4, captions } = makeShow(folder);
  const port = await freePort();
  const live = watch(
    [
      ...[mp4, '--realtime', '--loop', '--asr', `captions:${captions}`, '--delay', '1'],
      ...['--dock', String(port), '--to', join(folder, 'out.mkv'), ...options],
    ],
    { env },
  );
  await live.until('input connected');
  const { stdout } = await runCli(['dock', '--place', String(port)], { env });
  return { live, client: await connectControl({ url: stdout.trim() }) };
}

testWithModel('what was set is not in force after a restart, but offered; --resume asks for it', async () => {
  const first = await docked('--gain', '-6');
  assert.is(first.client.show.inForce.gain, -6);
  assert.is(first.client.show.inForce.sensitivity, 'normal');
  assert.is(first.client.show.lastShow, undefined);
  await first.client.do({ type: 'quiet', on: true });
  await first.client.do({ type: 'gain', value: -9 });
  await first.client.do({ type: 'threshold', value: 0.75 });
  await first.client.do({ type: 'mute', sfx: 'air-horn', on: true });
  await first.client.do({ type: 'panic' });
  await first.live.stop();

  const second = await docked();
  const { inForce, lastShow } = second.client.show;
  assert.equal([inForce.quiet, inForce.gain, inForce.panicked, inForce.mutedEffects], [false, 0, false, []]);
  assert.equal(lastShow?.set, { quiet: true, gain: -9, threshold: 0.75, mutedEffects: ['air-horn'] });
  await second.client.do({ type: 'resume' });
  await until(() => second.client.show.lastShow === undefined, 5_000, 'it is offered no more');
  const now = second.client.show.inForce;
  assert.equal(
    [now.quiet, now.gain, now.threshold, now.mutedEffects, now.sensitivity],
    [true, -9, 0.75, ['air-horn'], undefined],
  );
  await second.client.do({ type: 'resume' }).then(
    () => assert.unreachable(),
    (error: unknown) => assert.match(String(error), /nothing of a last show/),
  );
  await second.live.stop();

  const third = await docked('--resume', '--gain', '-2');
  const resumed = third.client.show.inForce;
  assert.equal(
    [resumed.quiet, resumed.gain, resumed.threshold, resumed.mutedEffects],
    [true, -2, 0.75, ['air-horn']],
  );
  assert.is(third.client.show.lastShow, undefined);
  const { stderr } = await third.live.stop();
  assert.match(stderr, /As in the show of \d{4}-.*quiet true/);
});

testWithModel('two shows of one process: what was set holds, and a panic until it is released', async () => {
  const { mp4, captions } = makeShow(folder);
  process.env['XDG_STATE_HOME'] = join(folder, 'one-process');
  const log = join(folder, 'two.jsonl');
  const options = {
    ...{ asr: `captions:${captions}`, delay: '1', gain: '-1', threshold: '0.1', log },
    ...{ to: [join(folder, 'two.mkv')], logFormat: 'json', logLevel: 'error' },
  };
  const secrets = { env: {}, stdin: () => Promise.resolve('') };
  const context = {
    ...{ signal: new AbortController().signal, version: 'test' },
    ...{ willDrain: () => undefined, survive: () => undefined },
  };
  const plan = await planShow(options, { typed: [], secrets });
  await using stage = await openStage({ ...plan, steered: false }, context);
  const input = { input: new Address(mp4), realtime: true };
  const first = await stage.begin(input);
  assert.ok(first !== undefined);
  first.controls.setLevels({ duck: 9 });
  first.controls.command({ type: 'policy', change: { density: 7 } });
  first.controls.panic();
  await first.stop();
  const starting = stage.begin(input);
  // While the next show starts, a dock still speaks to the one before.
  first.controls.command({ type: 'policy', change: { mutedTags: ['humor'] } });
  const second = await starting;
  assert.ok(second !== undefined);
  const { policy, levels, panicked } = second.controls.inForce;
  assert.equal([levels, policy.density, policy.mutedTags], [{ gain: -1, duck: 9 }, 7, ['humor']]);
  assert.ok(panicked && policy.quiet);
  assert.is(policy.threshold, 0.1);
  await until(() => second.status.state === 'stopped', 40_000, 'the end of the second show');
  assert.is(second.status.mixer.played, 0);
  const lines = readFileSync(log, 'utf8');
  assert.match(lines, /"quiet":true/);
  assert.not.match(lines, /"t":"cue"/);
});

test.run();
