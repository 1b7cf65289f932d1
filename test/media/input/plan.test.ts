/** One rule for inputs: recorded and live, files, senders, servers and devices. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { explainBreak } from '../../../src/media/input/break.ts';
import type { InputInfo } from '../../../src/media/input/info.ts';
import { planInput, type InputPlan, type InputRequest } from '../../../src/media/input/plan.ts';
import { FFmpegFailure } from '../../../src/media/ffmpeg.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { rejects } from '../../support/within.ts';
import { make, noise, VIDEO } from '../clips.ts';

const clip = make('planned.mp4', VIDEO, noise(48_000), '-t 1 -c:v libx264 -c:a aac');
const plan = (text: string, request: Partial<InputRequest> = {}): Promise<InputPlan> =>
  planInput({ address: new Address(text), mode: 'live', ...request });

test('a file is the same file, recorded and by the clock', async () => {
  const recorded = await plan(clip, { mode: 'recorded' });
  assert.equal(await plan(clip, { realtime: true }), recorded);
  assert.is(recorded.kind, 'file');
  assert.is(recorded.path, clip);
  assert.is(recorded.url, `file:${clip}`);
  assert.is(recorded.options['protocol_whitelist'], 'file,crypto,data', 'it stays on this machine');
});

test('a live file without the wish to play it is refused', async () => {
  const fault = await rejects(plan(clip), /has no clock of its own/);
  assert.is((fault as { code?: string }).code, 'input-unreadable');
});

/** An address, whether a sender comes to us, and what FFmpeg is given. */
const LIVE: readonly (readonly [text: string, kind: InputPlan['kind'], url: string])[] = [
  ['rtmp://host/app/key', 'pull', 'rtmp://host/app/key'],
  ['rtmp://host/app/key?listen=1', 'listen', 'rtmp://host/app/key'],
  ['rtmp://host/app/key?listen=0', 'pull', 'rtmp://host/app/key?listen=0'],
  ['rtmp://0.0.0.0:1935/app/key', 'listen', 'rtmp://0.0.0.0:1935/app/key'],
  ['srt://host:9000', 'pull', 'srt://host:9000'],
  ['srt://:9000?mode=listener', 'listen', 'srt://:9000?mode=listener'],
  ['udp://239.0.0.1:5000', 'listen', 'udp://239.0.0.1:5000'],
  ['http://host/live.ts', 'pull', 'http://host/live.ts'],
  ['lavfi:testsrc2', 'file', 'testsrc2'],
];
for (const [text, kind, url] of LIVE)
  test(`${text}: ${kind}`, async () => {
    const planned = await plan(text);
    assert.is(planned.kind, kind);
    assert.is(planned.url, url);
    assert.is(planned.path, undefined);
    assert.ok(planned.lenient, 'a live input may begin with a part of its streams');
  });

test('a playlist comes a segment at a time', async () => {
  assert.ok((await plan('https://host/live.m3u8?token=canary')).segments);
  assert.not((await plan('https://host/live.ts')).segments);
});

test('an address that is recorded is asked for nothing that makes it live', async () => {
  const { options, lenient, kind } = await plan('rtmp://host/app/canary', { mode: 'recorded' });
  assert.equal(Object.keys(options), ['rw_timeout', 'protocol_whitelist', 'correct_ts_overflow']);
  assert.not(lenient);
  assert.is(kind, 'pull');
});

test('what nobody can read is refused before it is opened', async () => {
  for (const text of ['', 'a\0b', `rtmp://host/${'x'.repeat(5_000)}`])
    await rejects(plan(text), /no usable name/);
  await rejects(plan('xyz://host/canary'), /no way to read xyz:/);
  await rejects(plan('file:///no/where%23.mp4', { realtime: true }), /no file \/no\/where#\.mp4/);
});

test('no plan and no fault shows a secret', async () => {
  const { shown } = await plan('rtmp://user:canary@host/app/canary?canary', { mode: 'recorded' });
  assert.not.match(shown, /canary/);
  const info: InputInfo = {
    url: 'rtmp://host/app/canary',
    shown,
    container: 'flv',
    streams: [],
    chapters: [],
    metadata: {},
  };
  const fault = explainBreak(info, fromSeconds(2), new FFmpegFailure('reading the input', -5));
  assert.not.match((fault as Error).message, /canary/);
  assert.match((fault as Error).message, /cannot be read past 2\.0 s/);
});

test.run();
