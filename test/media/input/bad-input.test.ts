import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { MediaError } from '../../../src/media/errors.ts';
import { HELD_TO_PERMISSIONS, smallDisk, withFilesUpTo } from '../../support/confined.ts';
import { testIf } from '../../support/model.ts';
import { rejects, within } from '../../support/within.ts';
import { cue, file, make, noise, open, runRecording, VIDEO } from '../clips.ts';

const good = make('good.mp4', VIDEO, noise(48_000), '-t 2 -c:v libx264 -c:a aac');

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
}

async function refused(
  input: string,
  output: string | undefined,
  code: string,
  pattern: RegExp,
): Promise<void> {
  const before = readdirSync(file('.')).length;
  const error = await rejects(within(runRecording(input, output), 20_000, 'refusing'), pattern);
  assert.instance(error, MediaError);
  assert.is((error as MediaError).code, code);
  assert.ok((error as MediaError).nextStep.length > 10, 'says what to do');
  assert.is(readdirSync(file('.')).length, before, 'no file appears');
}

function broken(name: string, content: string | Buffer): string {
  writeFileSync(file(name), content);
  return file(name);
}

test('a missing file', () => refused(file('nowhere.mp4'), file('o.mp4'), 'input-missing', /no file/));
test('an empty name', () => refused('', undefined, 'input-missing', /no usable name/));
test('a folder', () => refused(file('.'), file('o.mp4'), 'input-is-folder', /is a folder/));
test('an empty file', () => refused(broken('empty.mp4', ''), file('o.mp4'), 'input-empty', /empty/));
test('a text file', () =>
  refused(
    broken('notes.txt', 'Dear diary,\n'.repeat(200)),
    file('o.mp4'),
    'input-not-media',
    /no recording/,
  ));
test('text under the name of a video', () =>
  refused(
    broken('notes.mp4', 'Dear diary,\n'.repeat(200)),
    file('o.mp4'),
    'input-not-media',
    /no recording/,
  ));
test('noise under the name of a video', () =>
  refused(
    broken('noise.mkv', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * i * 7) % 251))),
    file('o.mp4'),
    'input-not-media',
    /no recording/,
  ));
test('subtitles alone', () =>
  refused(
    broken('only.srt', '1\n00:00:00,000 --> 00:00:01,000\nHello\n'),
    file('o.mp4'),
    'input-not-media',
    /no recording/,
  ));

test('an MP4 whose index is missing', () => {
  const bytes = readFileSync(good);
  return refused(
    broken('cut.mp4', bytes.subarray(0, bytes.length / 2)),
    file('o.mp4'),
    'input-truncated',
    /moov/,
  );
});

test('an MP4 that breaks off after its index', async () => {
  const front = make('front.mp4', VIDEO, noise(48_000), '-t 6 -c:v libx264 -c:a aac -movflags +faststart');
  truncateSync(front, Math.round(statSync(front).size * 0.5));
  await refused(front, file('o.mp4'), 'input-truncated', /breaks off after \d/);
});

test('a container without streams that can be heard or seen', async () => {
  writeFileSync(file('w.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  await refused(
    make('words-only.mkv', `-i ${file('w.srt')}`),
    file('o.mp4'),
    'input-no-streams',
    /neither picture nor sound/,
  );
});

test('sound in a codec that nobody knows', async () => {
  const bytes = readFileSync(make('odd.mkv', noise(48_000), '-t 1 -c:a aac'));
  const at = bytes.indexOf('A_AAC');
  bytes.write('A_XYZ', at, 'latin1');
  await refused(broken('odd-codec.mkv', bytes), file('o.mkv'), 'input-unknown-codec', /unknown codec/);
});

test('an output without a known container', async () => {
  await refused(good, file('o.xyz'), 'output-unknown-container', /\.xyz/);
  await refused(good, file('o'), 'output-unknown-container', /no extension/);
});

test('the input itself as output, also by link', async () => {
  const code = 'output-same-file';
  await refused(good, good, code, /input itself/);
  linkSync(good, file('hard.mp4'));
  await refused(good, file('hard.mp4'), code, /input itself/);
  symlinkSync(good, file('soft.mp4'));
  await refused(file('soft.mp4'), good, code, /input itself/);
});

test('a folder that does not exist, or is a file, or the output is a folder', async () => {
  await refused(good, file('nowhere/o.mp4'), 'output-unwritable', /cannot be written/);
  await refused(good, `${good}/o.mp4`, 'output-unwritable', /cannot be written|no folder/);
  mkdirSync(file('box.mp4'));
  await refused(good, file('box.mp4'), 'output-unwritable', /is a folder/);
});

/** What a recording says in a process of its own that `before` takes something away from. */
function refusedIn(before: readonly string[], output: string): Fault {
  const child = join(import.meta.dirname, 'recording-child.ts');
  const words = [process.execPath, '--disable-warning=ExperimentalWarning', child, good, output];
  const [program = '', ...args] = [...before, ...words];
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', timeout: 60_000 })) as Fault;
}

test('a folder that may not be written to', () => {
  mkdirSync(file('locked'));
  chmodSync(file('locked'), 0o500);
  const { code, message, nextStep } = refusedIn(HELD_TO_PERMISSIONS, file('locked/o.mp4'));
  assert.is(code, 'output-unwritable');
  assert.match(message, /cannot be written/);
  assert.match(nextStep, /yours to write to/);
  assert.equal(readdirSync(file('locked')), []);
});

test('a codec that the container cannot hold', async () => {
  const error = await rejects(
    runRecording(good, file('o.mov'), { audioCodec: 'flac' }),
    /MOV cannot hold flac/,
  );
  assert.is((error as MediaError).code, 'output-codec');
});

test('an effect that the library lacks', async () => {
  const error = await rejects(
    runRecording(good, file('lacking.mp4'), { cues: [cue(0.5, 'kazoo')] }),
    /kazoo/,
  );
  assert.is((error as MediaError).code, 'effect-unknown');
  assert.equal(
    readdirSync(file('.')).filter((name) => name.includes('lacking')),
    [],
  );
});

test('a disk on which the file cannot grow', () => {
  mkdirSync(file('narrow'));
  const { code, message, nextStep } = refusedIn(withFilesUpTo(24 * 1024), file('narrow/o.mp4'));
  assert.is(code, 'output-too-large');
  assert.match(message, /not grow any larger/);
  assert.match(nextStep, /limit on file sizes.*disk/, 'another container would not help');
  assert.equal(readdirSync(file('narrow')), [], 'nothing is left');
});

const disk = file('disk');
const unmount = smallDisk(disk, 24);
test.after(() => unmount?.());

testIf(unmount !== undefined)('a full disk', async () => {
  const error = await rejects(runRecording(good, `${disk}/o.mp4`), /disk is full/);
  assert.is((error as MediaError).code, 'output-disk-full');
  assert.equal(readdirSync(disk), []);
});

test('stopping before anything was written leaves nothing', async () => {
  const recording = await open(good, file('early.mp4'));
  await within(recording.abort(), 2_000, 'stopping');
  await within(recording.abort(), 2_000, 'stopping twice');
  assert.equal(
    readdirSync(file('.')).filter((name) => name.includes('early')),
    [],
  );
});

test.run();
