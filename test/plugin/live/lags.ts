/** How late a session really is: the same stream received twice, straight from its sender and through the session. */
import { createHash } from 'node:crypto';
import { Address } from '../../../src/core/stream-url.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { isPacket } from '../../support/packets.ts';
import { openLiveInput } from '../../../src/media/input/reconnecting-source.ts';
import { startCli, type Outcome } from '../../support/cli.ts';
import { freePort } from '../../support/ports.ts';
import { within } from '../../support/within.ts';
import { ended, listening, makeShow, send } from './show.ts';

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
      if (!isPacket(item)) return;
      const { data } = item.packet;
      if (data !== null) pictures.set(createHash('sha1').update(data).digest('hex'), performance.now());
      item.packet.free();
    },
  });
  return { pictures, close: () => input.close() };
}

/** How the session ended, and how much later each picture came through it, in seconds and in order of their size. */
export async function measureLags(
  folder: string,
  delay: number,
): Promise<{ readonly outcome: Outcome; readonly lags: readonly number[] }> {
  const show = makeShow(folder);
  const [direct, into, out] = [await freePort(), await freePort(), await freePort()];
  const straight = receive(direct);
  const decorated = receive(out);
  const live = startCli([
    'live',
    `rtmp://127.0.0.1:${into}/live/x`,
    ...['--listen', '--delay', String(delay), '--asr', 'none', '--to', `rtmp://127.0.0.1:${out}/live/x`],
  ]);
  await listening(into);
  const urls = [direct, into].map((port) => `[f=flv]rtmp://127.0.0.1:${port}/live/x`);
  await ended(send(show.flv, urls.join('|'), 'tee', '-map', '0'));
  await new Promise((resolve) => setTimeout(resolve, delay * 1000 + 500));
  live.child.kill('SIGINT');
  const outcome = await within(live.outcome, 30_000, 'stopping');
  await straight.close();
  await decorated.close();
  const lags = [...decorated.pictures].flatMap(([hash, at]) => {
    const came = straight.pictures.get(hash);
    return came === undefined ? [] : [(at - came) / 1000];
  });
  // The first second holds what each listener kept back while it probed.
  return { outcome, lags: lags.slice(50).sort((a, b) => a - b) };
}
