/** A show steered over the control server: what is asked is heard, or not heard, in the recording. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { connectControl, type MomentView, type ShowView } from '../../../src/plugin/control/client.ts';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { runCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { within } from '../../support/within.ts';
import { BEEP_AT, beepsIn, locate, makeShow, RATE, sound } from '../live/show.ts';
import { watch } from '../live/watched.ts';
import { openTestServer } from './support.ts';

const folder = scratch('control-live');

/** Asks once when a view of the show fits. */
function once(fits: (show: ShowView) => boolean) {
  const found = Promise.withResolvers<ShowView>();
  return {
    look: (show: ShowView): void => {
      if (fits(show)) found.resolve(show);
    },
    seen: (what: string): Promise<ShowView> => within(found.promise, 40_000, what),
  };
}

const waiting = (show: ShowView, words: RegExp): MomentView | undefined =>
  show.moments.find(({ state, subtitle = '' }) => state === 'waiting' && words.test(subtitle));

testWithModel('veto, swap with nudge, an effect by hand, panic: each as the recording has it', async () => {
  const show = makeShow(folder);
  const out = join(folder, 'out.mkv');
  const port = await freePort();
  const env = { XDG_STATE_HOME: join(folder, 'state') };
  const live = watch(
    [
      ...[show.mp4, '--realtime', '--asr', `captions:${show.captions}`, '--threshold', '0.1', '--delay', '8'],
      ...['--duck', '0', '--gain', '6', '--dock', String(port), '--to', out],
    ],
    { env },
  );
  await live.until('input connected');
  const dock = await runCli(['dock', '--place', String(port)], { env });
  const url = dock.stdout.trim();
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
  assert.is(statSync(join(folder, 'state', 'momentfx', 'control.json')).mode & 0o777, 0o600);
  const token = url.split('#')[1] ?? '';

  const price = once((view) => waiting(view, /twenty five dollars/) !== undefined);
  const next = once((view) => waiting(view, /next item/) !== undefined);
  const late = once(({ status }) => status.playhead >= 11.5);
  const client = await connectControl({
    url,
    onChange(view) {
      for (const each of [price, next, late]) each.look(view);
    },
  });
  const vetoed = waiting(await price.seen('the price'), /twenty five dollars/);
  assert.ok(vetoed !== undefined);
  await client.do({ type: 'veto', id: vetoed.id });
  await client.do({ type: 'play', sfx: 'air-horn' });
  const moved = waiting(await next.seen('the next item'), /next item/);
  assert.ok(moved !== undefined);
  await client.do({ type: 'swap', id: moved.id, sfx: 'boing' });
  await client.do({ type: 'nudge', id: moved.id, by: -0.25 });
  await late.seen('the end of the show');
  const { moments } = client.show;
  const byHand = moments.find((moment) => moment.byHand === true);
  const swapped = moments.find(({ id }) => id === moved.id);
  assert.equal(
    [byHand?.state, swapped?.state, moments.find(({ id }) => id === vetoed.id)?.reason],
    ['played', 'played', 'vetoed'],
  );
  await client.do({ type: 'play', sfx: 'air-horn' });
  await client.do({ type: 'panic' });
  const { code, stderr } = await live.outcome;
  assert.is(code, 0, stderr);
  assert.not.match(stderr, new RegExp(token));

  const { samples } = sound(out);
  const beeps = beepsIn(samples);
  /** The sample of the output at which media time `at` lies. */
  const sampleOf = (at: number): number => {
    const beep = beeps[Math.round(at)];
    assert.ok(beep !== undefined);
    return Math.round(beep - BEEP_AT + (at - Math.round(at)) * RATE);
  };
  const heard = (sfx: string, at: number): { readonly likeness: number; readonly off: number } => {
    const place = locate(samples, sound(join(bundledLibrary, `${sfx}.wav`)).samples, sampleOf(at), 400);
    return { likeness: place.likeness, off: place.at - sampleOf(at) };
  };
  for (const moment of [byHand, swapped]) {
    assert.ok(moment !== undefined);
    const { likeness, off } = heard(moment.sfx, moment.at);
    assert.ok(likeness > 0.5, `${moment.sfx} is there (likeness ${likeness.toFixed(2)})`);
    assert.ok(Math.abs(off) <= 48, `${moment.sfx} is off by ${off} samples`);
  }
  assert.ok(Math.abs((swapped?.at ?? 0) - (moved.at - 0.25)) < 1e-6, 'a quarter of a second earlier');
  assert.ok(heard(vetoed.sfx, vetoed.at).likeness < 0.2, 'what was vetoed is not there');
  // After the panic nothing is there but beeps.
  const silentFrom = sampleOf(13);
  const beepLength = 2_000;
  const between = samples.slice(silentFrom + BEEP_AT + beepLength, silentFrom + RATE);
  const loudest = between.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert.ok(loudest < 0.01, `silence after the panic: ${loudest}`);
  assert.not.match(readFileSync(join(folder, 'state', 'momentfx', 'control.json'), 'utf8'), /air-horn/);
});

testWithModel('a second show at the same port says what to do, and the first is not disturbed', async () => {
  const { server } = await openTestServer();
  try {
    const place = ['--dock', String(server.port), '--to', join(folder, 'second.mkv')];
    const second = await runCli(['live', makeShow(folder).mp4, '--realtime', ...place]);
    assert.is(second.code, 2);
    const other = server.port + 1;
    assert.match(
      second.stderr,
      new RegExp(`the port is taken\\)\\. .*--dock ${other} \\(and .momentfx dock --place ${other}.\\)`),
    );
    const client = await connectControl({ url: server.url });
    client.close();
  } finally {
    await server.close();
  }
});

test.run();
