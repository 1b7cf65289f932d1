/** `momentfx obs` with a real OBS: its stream comes through momentfx to a real server, and its settings are its own again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder } from '../../support/cli.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { beepsIn, makeShow, pictures, RATE, sound } from '../live/show.ts';
import { watch } from '../live/watched.ts';
import { KEY, machineIn, ready, relay, said, setService, showClip, withObs } from './machine.ts';

const folder = scratch('obs-relay');
/** Of the bundled library. */
const EFFECT = 'applause';

/** Tenths of a second with sound; of the clip's own those with a beep, one in ten. */
function loudTenths(samples: Float32Array): number {
  let loud = 0;
  for (let start = 0; start < samples.length; start += RATE / 10)
    if (samples.slice(start, start + RATE / 10).some((sample) => Math.abs(sample) > 0.01)) loud += 1;
  return loud;
}

withObs(
  'relay: to the server that OBS was set to, with its key; two streams, two shows; everything as before on Ctrl-C',
  async () => {
    const show = makeShow(subfolder(folder, 'clip'));
    const machine = machineIn(subfolder(folder, 'ordinary'));
    await using nginx = await startRtmpServer(subfolder(folder, 'nginx'), (key) => key !== KEY);
    await using obs = await startObs(machine.home);
    await showClip(obs, show.mp4);
    const user = { server: `rtmp://127.0.0.1:${nginx.port}/live`, key: KEY, bwtest: false };
    await setService(obs, 'rtmp_custom', user);
    const before = obs.service();
    const record = join(machine.home, 'show.jsonl');
    const live = watch(
      [
        '--asr',
        'none',
        '--delay',
        '1',
        '--duck',
        '0',
        '--gain',
        '12',
        '--log-level',
        'debug',
        '--log',
        record,
      ],
      {
        ...{ env: machine.env, command: ['obs', 'relay'], steered: true },
      },
    );
    await ready(live);
    const meanwhile = await obs.ask('GetStreamServiceSettings');
    assert.match(JSON.stringify(meanwhile), /rtmp:\/\/127\.0\.0\.1:\d+\/momentfx/);
    assert.not.match(JSON.stringify(meanwhile), new RegExp(KEY));
    assert.is(machine.journal().length, 1);

    for (const stream of [1, 2]) {
      const after = live.entries.length;
      await obs.ask('StartStream');
      await live.until('output connected', { after });
      await sleep(2_000);
      live.say(`play ${EFFECT}`);
      await live.until('effect played', { after });
      await sleep(3_000);
      await obs.ask('StopStream');
      // The second one comes while the first is still played and its session closed: it waits at the gate.
      while ((await obs.ask('GetStreamStatus'))['outputActive'] === true) await sleep(50);
      assert.is(nginx.recordings().length, stream);
    }
    await live.until('Ready for the next stream of OBS.', { after: live.entries.length - 1 });
    await live.stop();
    assert.is(obs.service(), before);
    assert.equal(machine.journal(), []);
    for (const recording of nginx.recordings()) {
      assert.ok((await pictures(recording)).length > 60);
      const { samples } = sound(recording);
      assert.ok(beepsIn(samples).length >= 2, 'the sound of the clip');
      assert.ok(loudTenths(samples) > 12, `${loudTenths(samples)} tenths of a second with sound: the effect`);
    }
    const starts = readFileSync(record, 'utf8').match(/^\{"show":/gm) ?? [];
    assert.is(starts.length, 2, 'a show for each stream, none for the session that waited');
    assert.not.match(said(live) + readFileSync(record, 'utf8'), new RegExp(KEY));
  },
);

withObs(
  'kill -9: the settings come back with `obs restore`, the key from no file of ours; also after OBS was killed, too',
  async () => {
    const machine = machineIn(subfolder(folder, 'killed'));
    const port = await freePort();
    await using first = await startObs(machine.home, { port });
    const user = { service: 'Twitch', server: 'rtmp://live-fra.twitch.tv/app', key: KEY, bwtest: true };
    await setService(first, 'rtmp_common', user);
    const before = first.service();
    const out = join(machine.home, 'out.flv');

    const live = relay(machine, '--to', out);
    await ready(live);
    await first.ask('StartStream');
    await live.until('output connected');
    await sleep(1_500);
    live.child.kill('SIGKILL');
    await live.outcome;
    assert.not.match(machine.journal().join(), new RegExp(KEY));
    assert.is(machine.journal().length, 1);
    const status = await runCli(['obs', 'status'], { env: machine.env });
    assert.is(status.code, 2);
    assert.match(
      status.stdout,
      /FAULT relay: OBS's profile "Untitled" still points to momentfx.*\n.*obs restore/,
    );
    const restored = await runCli(['obs', 'restore'], { env: machine.env });
    assert.is(restored.code, 0, restored.stderr);
    assert.match(restored.stdout, /streams to Twitch, server rtmp:\/\/live-fra\.twitch\.tv\/app\/… again/);
    assert.is(first.service(), before);
    assert.equal(machine.journal(), []);

    const another = relay(machine, '--to', join(machine.home, 'another.flv'));
    await ready(another);
    another.child.kill('SIGKILL');
    await another.outcome;
    await first[Symbol.asyncDispose]();
    const away = await runCli(['obs', 'restore'], { env: machine.env });
    assert.is(away.code, 2);
    assert.is(machine.journal().length, 1);
    await using second = await startObs(machine.home, { port });
    assert.is.not(second.service(), before);
    // The next start does it as well.
    const next = relay(machine, '--to', join(machine.home, 'next.flv'));
    await ready(next);
    await next.stop();
    assert.is(second.service(), before);
    assert.equal(machine.journal(), []);
    assert.not.match(said(live) + said(another) + said(next) + restored.stdout, new RegExp(KEY));
  },
);

withObs(
  'OBS killed and started again in mid-show: the same session takes its stream again, with effects',
  async () => {
    const show = makeShow(subfolder(folder, 'again-clip'));
    const machine = machineIn(subfolder(folder, 'again'));
    const port = await freePort();
    await using first = await startObs(machine.home, { port });
    await showClip(first, show.mp4);
    await setService(first, 'rtmp_custom', { server: 'rtmp://example.invalid/app', key: KEY });
    const before = first.service();
    await using nginx = await startRtmpServer(subfolder(folder, 'again-nginx'));
    const options = ['--asr', 'none', '--delay', '1', '--duck', '0', '--gain', '12', '--log-level', 'debug'];
    const live = watch([...options, '--hold', '--to', nginx.url('show')], {
      ...{ env: machine.env, command: ['obs', 'relay'], steered: true },
    });
    await ready(live);
    await first.ask('StartStream');
    await live.until('output connected');
    await sleep(4_000);
    await first[Symbol.asyncDispose]();
    await live.until('input lost');

    await using second = await startObs(machine.home, { port });
    const began = performance.now();
    await live.until('OBS is back: 29.0.2.');
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
    const after = live.entries.length;
    await second.ask('StartStream');
    await live.until('input connected', { after });
    await sleep(4_000);
    live.say(`play ${EFFECT}`);
    await live.until('effect played', { after });
    await sleep(3_000);
    await live.stop();
    assert.is(second.service(), before);
    const { outputActive } = await second.ask('GetStreamStatus');
    assert.is(outputActive, false, 'Ctrl-C ends the stream of OBS');

    const [recording = '', ...more] = nginx.recordings();
    assert.equal(more, [], 'one stream for those who watch');
    const { samples } = sound(recording);
    const beeps = beepsIn(samples);
    const gaps = beeps.slice(1).map((beep, i) => beep - (beeps[i] ?? 0));
    const loss = gaps.indexOf(Math.max(...gaps));
    assert.ok(loss >= 1, `${loss + 1} beeps before OBS was killed`);
    assert.ok(beeps.length - loss - 1 >= 2, 'beeps of the OBS that was started again');
    const [old, again] = [beeps[loss] ?? 0, beeps[loss + 1] ?? 0];
    assert.ok(again - old > RATE, 'silence in between');
    const loud = loudTenths(samples.slice(again));
    assert.ok(loud > 15, `${loud} tenths of a second with sound: the effect`);
    assert.ok(loudTenths(samples.slice(0, old)) < 12, 'the beeps alone before');
  },
);

test.run();
