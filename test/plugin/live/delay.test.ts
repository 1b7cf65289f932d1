/** How late the programme really is: the same stream received twice, straight from its sender and through a session. */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/media/address.ts';
import { InputClock } from '../../../src/media/live-input/input-clock.ts';
import { openLiveInput } from '../../../src/media/live-input/live-input.ts';
import { systemClock } from '../../../src/media/clock.ts';
import { scratch, startCli } from '../../support/cli.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { within } from '../../support/within.ts';
import { ended, listening, makeShow, send } from './show.ts';

const show = makeShow(scratch('live-delay'));
const DELAY = 2;

/** Takes a stream and notes when each picture came (ms), by what is in it. */
function receive(port: number): { readonly pictures: ReadonlyMap<string, number>; close(): Promise<void> } {
  const pictures = new Map<string, number>();
  const input = openLiveInput({
    address: new Address(`rtmp://127.0.0.1:${port}/live/x`),
    listen: true,
    clock: systemClock(),
    inputClock: new InputClock(),
    pictures: false,
    speech: false,
    onItem(item) {
      if (item.type !== 'packet') return;
      const { data } = item.packet;
      if (data !== null) pictures.set(createHash('sha1').update(data).digest('hex'), performance.now());
      item.packet.free();
    },
  });
  return { pictures, close: () => input.close() };
}

testWithModel('through the network and back, the programme is as late as asked, within 20 ms', async () => {
  const [direct, into, out] = [await freePort(), await freePort(), await freePort()];
  const straight = receive(direct);
  const decorated = receive(out);
  const live = startCli([
    'live',
    `rtmp://127.0.0.1:${into}/live/x`,
    ...['--listen', '--delay', String(DELAY), '--asr', 'none', '--to', `rtmp://127.0.0.1:${out}/live/x`],
  ]);
  await listening(into);
  const urls = [direct, into].map((port) => `[f=flv]rtmp://127.0.0.1:${port}/live/x`);
  await ended(send(show.flv, urls.join('|'), 'tee', '-map', '0'));
  await new Promise((resolve) => setTimeout(resolve, DELAY * 1000 + 500));
  live.child.kill('SIGINT');
  assert.is((await within(live.outcome, 30_000, 'stopping')).code, 0);
  await straight.close();
  await decorated.close();
  const lags = [...decorated.pictures].flatMap(([hash, at]) => {
    const came = straight.pictures.get(hash);
    return came === undefined ? [] : [(at - came) / 1000];
  });
  // The first second holds what each listener kept back while it probed.
  const steady = lags.slice(50).sort((a, b) => a - b);
  assert.ok(steady.length > 250, `${steady.length} pictures were received twice`);
  const median = steady[steady.length >> 1] ?? NaN;
  assert.ok(
    Math.abs(median - DELAY) <= 0.02,
    `the median is ${median.toFixed(3)} s, from ${steady[0]} to ${steady.at(-1)}`,
  );
  const far = steady.filter((lag) => Math.abs(lag - DELAY) > 0.15).length;
  assert.ok(far < steady.length / 10, `${far} of ${steady.length} pictures are far off`);
});

test.run();
