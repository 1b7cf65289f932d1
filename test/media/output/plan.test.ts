import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { MediaError } from '../../../src/media/errors.ts';
import { checkCodecs, checkOutput, checkOutputCount, planOutput } from '../../../src/media/output/plan.ts';
import { scratch } from '../../support/scratch.ts';

const plan = (text: string) => planOutput(new Address(text));
const coded = (video: string, audio: string) => ({
  video: { codec: video, parameters: { codecTagString: null } },
  audio: { codec: audio },
});

function refusal(attempt: () => unknown): MediaError {
  try {
    attempt();
  } catch (error) {
    assert.instance(error, MediaError);
    assert.ok((error as MediaError).nextStep.length > 0);
    return error as MediaError;
  }
  throw new Error('it was not refused');
}

async function lateRefusal(promise: Promise<unknown>): Promise<MediaError> {
  const [result] = await Promise.allSettled([promise]);
  return refusal(() => {
    if (result.status === 'rejected') throw result.reason;
  });
}

test('what an address asks for', () => {
  assert.is(plan('rtmp://host/live/key').container.muxer, 'flv');
  assert.is(plan('rtmps://host/live/key').kind, 'rtmp');
  assert.is(plan('srt://host:9000').listens, false);
  assert.is(plan('srt://:9000?mode=listener').listens, true);
  assert.is(plan('udp://239.0.0.1:1234').kind, 'udp');
  assert.is(plan('show.mkv').container.muxer, 'matroska');
  assert.is(plan('live.m3u8').kind, 'hls');
});

test('what cannot work is refused when it is planned, without a word of the key', async () => {
  const key = 'canary-key-7391';
  assert.is(refusal(() => plan(`http://host/${key}`)).code, 'output-scheme');
  assert.is(refusal(() => plan('rtmp:///live/x')).code, 'output-scheme');
  assert.is(refusal(() => plan('srt://host')).code, 'output-scheme');
  assert.is(refusal(() => plan('show.xyz')).code, 'output-unknown-container');
  const rtmp = plan(`rtmp://host/live/${key}`);
  const error = refusal(() => checkCodecs(rtmp, coded('vp8', 'aac')));
  assert.is(error.code, 'output-codec');
  assert.not.match(inspect([error, rtmp]), new RegExp(key));
  assert.is(refusal(() => checkCodecs(rtmp, coded('h264', 'pcm_s16le'))).code, 'output-codec');
  checkCodecs(rtmp, coded('hevc', 'aac'));
  assert.is(refusal(() => checkOutputCount(9)).code, 'output-many');
  const folder = scratch('plan');
  mkdirSync(join(folder, 'a.mkv'));
  assert.is((await lateRefusal(checkOutput(join(folder, 'a.mkv')))).code, 'output-unwritable');
  assert.is((await lateRefusal(checkOutput(join(folder, 'none', 'b.mkv')))).code, 'output-unwritable');
  await checkOutput(join(folder, 'c.mkv'));
  assert.equal(readdirSync(folder), ['a.mkv'], 'nothing is left behind');
});

test.run();
