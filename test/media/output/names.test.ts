/** One rule for names: recorded and live, input and output mean the same file. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { planInput } from '../../../src/media/input/plan.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { decodeAudioFile } from '../../../src/library/decode.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { readCaptions } from '../../../src/plugin/session/captions-file.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';
import { make, noise, open, runRecording, VIDEO } from '../clips.ts';

// Names with a colon are only themselves where the file lies.
const folder = scratch('names-of-files');
process.chdir(folder);
const whole = make('talk.mp4', VIDEO, noise(48_000), '-t 1 -c:v libx264 -pix_fmt yuv420p -c:a aac');

/** What is written, and the file that it means. */
const NAMES: readonly (readonly [text: string, name: string])[] = [
  ['a%23b.mkv', 'a%23b.mkv'],
  ['file:a%23b.mkv', 'a#b.mkv'],
  [`file://${folder}/a%2523b.mkv`, 'a%23b.mkv'],
  [`file:${folder}/two%20words.mkv`, 'two words.mkv'],
  ['two words.mkv', 'two words.mkv'],
  ['./talk:1.mkv', 'talk:1.mkv'],
  [join(folder, 'talk:2.mkv'), 'talk:2.mkv'],
  ['part 2: talk.mkv', 'part 2: talk.mkv'],
  ['Interview: part 1.mkv', 'Interview: part 1.mkv'],
  ['What? 100% {a:b} #1.mkv', 'What? 100% {a:b} #1.mkv'],
];

for (const [text, name] of NAMES)
  test(`${text} is ${name}: read, recorded, sent and played`, async () => {
    await runRecording(whole, text);
    assert.ok(existsSync(join(folder, name)), 'recorded');
    assert.is(planOutput(new Address(text)).path, join(folder, name), 'live output');
    await using input = await openInput(text);
    assert.ok(input.info.video !== undefined, 'input');
    const played = await planInput({ address: new Address(text), mode: 'live', realtime: true });
    assert.is(basename(played.path ?? ''), name, 'live input');
    const same = await rejects(open(text, name), /is the input itself/);
    assert.is((same as { code?: string }).code, 'output-same-file');
  });

test('what exists as a file is opened as a file', async () => {
  copyFileSync(whole, 'show:1.mp4');
  await using input = await openInput('show:1.mp4');
  assert.ok(input.info.video !== undefined);
  assert.is(planOutput(new Address('show:1.mp4')).path, join(folder, 'show:1.mp4'));
});

test('a name with a colon that does not exist is told as a missing file; the playlist of a show may have one', async () => {
  await rejects(openInput('Interview: part 9.mp4'), /There is no file Interview: part 9\.mp4/);
  assert.is(planOutput(new Address('Show: one.m3u8')).path, join(folder, 'Show: one.m3u8'));
});

test('captions and a library may have such names, too', async () => {
  mkdirSync('lib: one');
  writeFileSync('Interview: part 1.srt', '1\n00:00:00,000 --> 00:00:01,000\nHello there.\n');
  const { asr } = resolveSettings({ asr: 'captions:Interview: part 1.srt' }, {}, 'none.json');
  assert.is((await readCaptions(asr))?.length, 1);
  copyFileSync(make('ding.wav', noise(48_000), '-t 0.3'), 'lib: one/ding: a.wav');
  const { channels } = await decodeAudioFile('lib: one/ding: a.wav');
  assert.ok((channels[0]?.length ?? 0) > 10_000);
});

test('a damaged file with such a name is told for what it is', async () => {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(
    'bad%23.mp4',
    Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from('ftypisom'), Buffer.alloc(64)]),
  );
  const fault = await rejects(openInput('bad%23.mp4'), /cut off|no recording/);
  assert.match((fault as { code?: string }).code ?? '', /^input-/);
});

test('an address is no place for a recording', async () => {
  const fault = await rejects(open(whole, 'rtmp://host/live/canary-key'), /is no file/);
  assert.is((fault as { code?: string }).code, 'output-scheme');
  assert.not.match(String(fault), 'canary-key');
});

test.run();
