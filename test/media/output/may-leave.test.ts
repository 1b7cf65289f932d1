/** An output asks before anything leaves: once it may not, not a byte does. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { OutputEvent } from '../../../src/media/output/sink.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { scratch } from '../../support/scratch.ts';
import { startTap } from '../../support/tap.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { loop } from './opened.ts';
import { makeClip, openClip } from './packets.ts';

const folder = scratch('may-leave');
const file = makeClip(join(folder, 'clip.mp4'), 4);

/**
 * Sends until something has arrived, then forbids it; what the other side has of it is the same long afterwards. `all`:
 * default, how much it is.
 */
async function staysAsItIs(
  target: string,
  arrived: () => number,
  all: () => unknown = arrived,
): Promise<void> {
  await using clip = await openClip(file);
  const events: OutputEvent[] = [];
  let allowed = true;
  const output = openLiveSink(new Address(target), {
    clock: systemClock(),
    onEvent: (event) => events.push(event),
    mayLeave() {
      if (!allowed) throw new Error('not any more');
    },
  });
  output.begin(clip.streams);
  const playing = loop([{ output, events }], clip, 1);
  await until(() => arrived() > 20_000, 20_000, 'media arrive');
  allowed = false;
  // What the system had before is on its way.
  await sleep(500);
  const before = all();
  await until(
    () => events.some(({ type }) => type === 'output-lost'),
    10_000,
    'the connection is broken off',
  );
  await until(() => output.counts.dropped > 50, 10_000, 'the show goes on without it');
  await playing.stop();
  await within(output.close(), 8_000, 'closing');
  assert.equal(all(), before);
}

test('an RTMP output', async () => {
  await using server = await startRtmpServer(scratch('may-leave'));
  await using tap = await startTap(server.port);
  const arrived = (): number => tap.connections.reduce((sum, { bytes }) => sum + bytes, 0);
  await staysAsItIs(`rtmp://127.0.0.1:${tap.port}/live/key`, arrived);
});

for (const name of ['show.mkv', 'show.m3u8'])
  test(`an output to ${name}`, async () => {
    const target = join(folder, name.replace('.', '-'));
    mkdirSync(target);
    const files = (): string[] => readdirSync(target).sort();
    const media = (): number =>
      files()
        .filter((file) => /\.(mkv|ts)$/.test(file))
        .reduce((sum, file) => sum + (statSync(join(target, file), { throwIfNoEntry: false })?.size ?? 0), 0);
    // All bytes of all files: a playlist may be as long as before and name other segments.
    const all = (): unknown => files().map((file) => [file, hashOf(readFileSync(join(target, file)))]);
    await staysAsItIs(join(target, name), media, all);
    if (name.endsWith('.m3u8'))
      assert.match(
        readFileSync(join(target, name), 'utf8'),
        /show-00000\.ts/,
        'a playlist was there to change',
      );
  });

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test.run();
