/** RTMP inside TLS to servers that cannot be trusted: nothing is sent, and the reason is told. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { OutputEvent } from '../../../src/media/output/sink.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { scratch } from '../../support/scratch.ts';
import { startRtmpServer } from '../../support/nginx.ts';
import { serveTcp } from '../../support/servers.ts';
import { tlsBefore } from '../../support/tls.ts';
import { within } from '../../support/within.ts';
import { makeClip, openClip, play } from './packets.ts';

const KEY = 'canary-key-4418';
const file = makeClip(join(scratch('rtmps'), 'clip.mp4'), 4);
/** Where only this test's files are looked for: other tests run beside it. */
const temporary = (process.env['TMPDIR'] = scratch('rtmps-temporary'));

/** Plays a clip to this port, which must turn out to be hopeless; what was told of it. */
async function refusedAt(port: number): Promise<string> {
  await using clip = await openClip(file);
  const events: OutputEvent[] = [];
  const output = openLiveSink(new Address(`rtmps://localhost:${port}/live/${KEY}`), {
    clock: systemClock(),
    onEvent: (event) => events.push(event),
  });
  output.begin(clip.streams);
  await play([output], clip.packets, 2);
  const { state } = output.counts;
  await within(output.close(), 5_000, 'closing');
  assert.is(state, 'gone');
  const lost = events.filter((event) => event.type === 'output-lost');
  assert.is(lost.length, 1, 'it is not tried again');
  assert.not.match(JSON.stringify([events, output.name]), KEY);
  assert.equal(
    readdirSync(temporary).filter((name) => name.startsWith('momentfx-authorities')),
    [],
  );
  return lost[0]?.type === 'output-lost' ? `${lost[0].reason}: ${lost[0].message}` : '';
}

test('a certificate that nobody signed', async () => {
  await using server = await startRtmpServer(scratch('rtmps-untrusted'));
  using tls = await tlsBefore(server.port);
  assert.match(
    await refusedAt(tls.port),
    /^rejected: .*certificate cannot be trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): check the address/,
  );
  assert.is(server.recordings().length, 0);
});

test('a server without TLS', async () => {
  await using server = await serveTcp((socket) => void socket.end('This is no TLS.\r\n'));
  assert.match(await refusedAt(server.port), /^rejected: The server speaks no TLS there: use rtmp:/);
});

test.run();
