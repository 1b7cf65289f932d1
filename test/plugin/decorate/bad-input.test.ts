/** Every kind of bad input: one clear line, exit code 2, no output under the target's name, nothing left beside it. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { runCli, subfolder, type Outcome } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { HELD_TO_PERMISSIONS } from '../../support/confined.ts';
import { fixture } from '../../support/fixtures.ts';
import { golden } from '../../support/golden.ts';
import { hasModel, modelFolder, testWithModel } from '../../support/model.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';

const folder = scratch('bad');
const file = (name: string): string => join(folder, name);
const talk = makeTalk(folder);

interface Case {
  readonly title: string;
  readonly args: readonly string[];
  /** What the line must say. */
  readonly says: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
}

/** Decorates `input` with further words; the target is the same in every case. */
const decorate = (input: string, ...words: string[]): string[] => [
  'decorate',
  input,
  '-o',
  'out.mp4',
  ...words,
];

function text(name: string, content: string): string {
  writeFileSync(file(name), content);
  return file(name);
}

function truncated(): string {
  // An index at the end, as recorders write it, so that cutting loses it.
  ffmpeg(`-i ${talk.mp4} -c copy ${file('whole.mp4')}`);
  truncateSync(file('whole.mp4'), 60_000);
  return file('whole.mp4');
}

/** Matroska with a codec that nobody knows, made by renaming the one it has. */
function unknownCodec(): string {
  ffmpeg(`-i ${talk.mp4} -an -c copy ${file('known.mkv')}`);
  const bytes = readFileSync(file('known.mkv'));
  bytes.write('V_XXXX9/ISO/AVC', bytes.indexOf('V_MPEG4/ISO/AVC'), 'latin1');
  writeFileSync(file('unknown.mkv'), bytes);
  return file('unknown.mkv');
}

function noStreams(): string {
  ffmpeg(`-f lavfi -i anullsrc -t 0.1 -c:a pcm_s16le ${file('streams.wav')}`);
  writeFileSync(file('none.wav'), readFileSync(file('streams.wav')).subarray(0, 12));
  return file('none.wav');
}

/** A copy of the checkpoint, changed by `change`. */
function checkpoint(name: string, change: (copy: string) => void): string {
  if (hasModel) cpSync(modelFolder, file(name), { recursive: true });
  else mkdirSync(file(name));
  change(file(name));
  return file(name);
}

const otherEncoders = (copy: string): void => {
  const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as object;
  const encoders = { frame: 'chinese-clip', text: 'chinese-clip', audio: 'imagebind' };
  writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, encoders }));
};

function library(
  name: string,
  change: (manifest: { effects: { file: string; tag: string }[] }) => void,
): string {
  mkdirSync(file(name));
  const manifest = JSON.parse(readFileSync(join(bundledLibrary, 'library.json'), 'utf8')) as {
    effects: { file: string; tag: string }[];
  };
  manifest.effects = manifest.effects.slice(0, 2);
  for (const effect of manifest.effects)
    cpSync(join(bundledLibrary, effect.file), join(file(name), effect.file));
  change(manifest);
  writeFileSync(join(file(name), 'library.json'), JSON.stringify(manifest));
  return file(name);
}

const sheet = (...cues: object[]): string => JSON.stringify({ version: 1, cues });

symlinkSync(talk.mp4, file('link.mp4'));
mkdirSync(file('folder.mp4'));
writeFileSync(file('empty.mp4'), '');

const input: Case[] = [
  { title: 'a missing file', args: decorate('/nowhere/talk.mp4'), says: /no file \/nowhere\/talk\.mp4/ },
  { title: 'a folder', args: decorate(folder), says: /is a folder/ },
  { title: 'zero length', args: decorate(file('empty.mp4')), says: /empty\.mp4 is empty/ },
  {
    title: 'a text file',
    args: decorate(text('notes.txt', 'Buy milk.\n'.repeat(200))),
    says: /no recording/,
  },
  { title: 'a text file with a video name', args: decorate(text('notes.mp4', 'hi')), says: /notes\.mp4/ },
  { title: 'a truncated mp4', args: decorate(truncated()), says: /whole\.mp4 is cut off/ },
  { title: 'no streams', args: decorate(noStreams()), says: /none\.wav/ },
  { title: 'an unknown codec', args: decorate(unknownCodec()), says: /unknown\.mkv/ },
  {
    title: 'a picture',
    args: decorate(text('host.srt', '1\n00:00:00,000 --> 00:00:01,000\nHi\n')),
    says: /host\.srt/,
  },
];

const output: Case[] = [
  { title: 'same file', args: ['decorate', talk.mp4, '-o', talk.mp4], says: /is the input itself/ },
  {
    title: 'same file by a link',
    args: ['decorate', talk.mp4, '-o', file('link.mp4')],
    says: /is the input itself/,
  },
  {
    title: 'a link read, its file written',
    args: ['decorate', file('link.mp4'), '-o', talk.mp4],
    says: /input itself/,
  },
  {
    title: 'a target folder that is missing',
    args: ['decorate', talk.mp4, '-o', '/nowhere/a.mp4'],
    says: /\/nowhere\/a\.mp4 cannot be written/,
  },
  {
    title: 'a target that is a folder',
    args: ['decorate', talk.mp4, '-o', file('folder.mp4')],
    says: /is a folder/,
  },
  {
    title: 'a target in /proc',
    args: ['decorate', talk.mp4, '-o', '/proc/a.mp4'],
    says: /\/proc\/a\.mp4 cannot be written/,
  },
  {
    title: 'a container that nobody writes',
    args: ['decorate', talk.mp4, '-o', 'out.xyz'],
    says: /\.xyz is no container/,
  },
  { title: 'a target without extension', args: ['decorate', talk.mp4, '-o', 'out'], says: /no extension/ },
  {
    title: 'a FLAC of 1 Hz',
    args: decorate(fixture('field', 'sec-flac-1hz.flac')),
    says: /1 channels at 1 Hz/,
  },
  {
    title: 'an unknown audio codec',
    args: decorate(talk.mp4, '--audio-codec', 'speex'),
    says: /--audio-codec.*aac/,
  },
  {
    title: 'a codec that the container cannot hold',
    args: ['decorate', talk.mp4, '-o', 'out.flv', '--audio-codec', 'alac'],
    says: /FLV cannot hold alac.*aac/,
  },
  {
    title: 'a video that the container cannot hold',
    args: ['decorate', talk.mp4, '-o', 'out.webm'],
    says: /h264/i,
  },
];

const options: Case[] = [
  { title: 'no command', args: [], says: /No command/ },
  { title: 'an unknown command', args: ['decorrate'], says: /decorate/ },
  { title: 'an unknown option', args: decorate(talk.mp4, '--loud'), says: /--loud/ },
  { title: 'no input', args: ['decorate', '-o', 'out.mp4'], says: /input/ },
  { title: 'two inputs', args: decorate(talk.mp4, talk.wav), says: /too many arguments/i },
  { title: 'no output', args: ['decorate', talk.mp4], says: /-o FILE/ },
  { title: '--dry-run with an output', args: decorate(talk.mp4, '--dry-run'), says: /--dry-run/ },
  { title: 'a threshold beyond 1', args: decorate(talk.mp4, '--threshold', '1.5'), says: /--threshold/ },
  {
    title: 'a density in words',
    args: decorate(talk.mp4, '--density', 'many'),
    says: /--density: must be a number from 0\.1 to 120/,
  },
  { title: 'an empty gain', args: decorate(talk.mp4, '--gain', ''), says: /--gain/ },
  { title: 'an unknown tag', args: decorate(talk.mp4, '--mute-tag', 'fun'), says: /--mute-tag.*prompt/ },
  { title: 'an unknown limiter', args: decorate(talk.mp4, '--limiter', 'maybe'), says: /on, off/ },
  { title: 'an unknown device', args: decorate(talk.mp4, '--device', 'tpu'), says: /--device.*webgpu/ },
  {
    title: 'an unknown recogniser',
    args: decorate(talk.mp4, '--asr', 'whisper'),
    says: /--asr: expected moonshine/,
  },
  {
    title: 'missing captions',
    args: decorate(talk.mp4, '--asr', 'captions:/nowhere.srt'),
    says: /captions file \/nowhere\.srt/,
  },
  {
    title: 'broken captions',
    args: decorate(talk.mp4, '--asr', `captions:${text('broken.srt', '1\nsoon --> later\nHi\n')}`),
    says: /broken\.srt, line 2/,
  },
  {
    title: 'a bad variable',
    args: decorate(talk.mp4),
    env: { MOMENTFX_DUCK: 'a lot' },
    says: /MOMENTFX_DUCK/,
  },
  {
    title: 'a config file that is no JSON',
    args: decorate(talk.mp4),
    config: '{ gain: 3',
    says: /momentfx\.config\.json/,
  },
  {
    title: 'an unknown entry in the config file',
    args: decorate(talk.mp4),
    config: '{ "volume": 3 }',
    says: /unknown entry "volume"/,
  },
  {
    title: 'a wrong entry in the config file',
    args: decorate(talk.mp4),
    config: '{ "gain": true }',
    says: /momentfx\.config\.json: gain/,
  },
];

const cues: Case[] = [
  {
    title: 'a missing cue sheet',
    args: decorate(talk.mp4, '--from-cues', '/nowhere.json'),
    says: /cue sheet \/nowhere\.json/,
  },
  {
    title: 'a cue sheet that is no JSON',
    args: decorate(talk.mp4, '--from-cues', text('text.json', 'at 3 s')),
    says: /text\.json is broken: it is not JSON/,
  },
  {
    title: 'a cue before the start',
    args: decorate(talk.mp4, '--from-cues', text('early.json', sheet({ at: -1, sfx: 'ding' }))),
    says: /early\.json is broken: cues\[0\]\.at/,
  },
  {
    title: 'a cue with no such effect',
    args: decorate(talk.mp4, '--from-cues', text('other.json', sheet({ at: 1, sfx: 'moo' }))),
    says: /no effect "moo"/,
  },
  {
    title: 'a cue sheet over the input',
    args: decorate(talk.mp4, '--cues', file('link.mp4')),
    says: /overwrite the input/,
  },
  {
    title: 'a cue sheet over the output',
    args: decorate(talk.mp4, '--cues', './out.mp4'),
    says: /overwrite the recording/,
  },
  {
    title: 'a cue sheet nowhere',
    args: decorate(talk.mp4, '--cues', '/nowhere/a.json'),
    says: /\/nowhere\/a\.json cannot be written/,
  },
  { title: 'a cue sheet that is a folder', args: decorate(talk.mp4, '--cues', folder), says: /is a folder/ },
];

const parts: Case[] = [
  {
    title: 'a missing library',
    args: decorate(talk.mp4, '--library', '/nowhere'),
    says: /no library in \/nowhere/,
  },
  {
    title: 'a library with a lost sound',
    args: decorate(
      talk.mp4,
      '--library',
      library('lost', (manifest) => (manifest.effects[1]!.file = 'gone.wav')),
    ),
    says: /gone\.wav/,
  },
  {
    title: 'a library with an unknown tag',
    args: decorate(
      talk.mp4,
      '--library',
      library('tagged', (manifest) => (manifest.effects[0]!.tag = 'fun')),
    ),
    says: /effects\[0\].*tag/,
  },
  {
    title: 'a library whose sound is no sound',
    args: decorate(
      talk.mp4,
      '--library',
      library('noise', ({ effects }) => writeFileSync(file(`noise/${effects[0]!.file}`), 'la la')),
    ),
    says: /cannot be read/,
  },
  {
    title: 'a missing checkpoint',
    args: decorate(talk.mp4, '--model', '/nowhere'),
    says: /\/nowhere is no model folder/,
  },
  {
    title: 'a checkpoint with a broken manifest',
    args: decorate(
      talk.mp4,
      '--model',
      checkpoint('torn', (copy) => writeFileSync(join(copy, 'manifest.json'), '{')),
    ),
    says: /torn\/manifest\.json is not JSON/,
  },
];
const models: Case[] = !hasModel
  ? []
  : [
      {
        title: 'a checkpoint with a broken network',
        args: decorate(
          talk.mp4,
          '--model',
          checkpoint('network', (copy) => truncateSync(join(copy, 'network.onnx'), 5000)),
        ),
        says: /network\.onnx/,
      },
      {
        title: 'a checkpoint for other encoders',
        args: decorate(talk.mp4, '--model', checkpoint('others', otherEncoders)),
        says: /trained with the frame encoder chinese-clip/,
      },
      {
        title: 'a device that is not there',
        args: decorate(talk.mp4, '--device', 'cuda'),
        says: /cuda can't be used here.*--device cpu/,
      },
    ];

const cases = [...input, ...output, ...options, ...cues, ...parts, ...models];
/** Loading the program is most of a case's time; a few at once keep both cores of a small machine busy. */
const AT_ONCE = 3;
const outcomes = cases.map(() => Promise.withResolvers<Outcome>());

async function runAll(): Promise<void> {
  const waiting = cases.entries();
  const work = async (): Promise<void> => {
    for (const [index, { args, env = {}, config }] of waiting) {
      const cwd = subfolder(folder, `case-${index}`);
      if (config !== undefined) writeFileSync(join(cwd, 'momentfx.config.json'), config);
      await runCli(args, { cwd, env }).then(outcomes[index]!.resolve, outcomes[index]!.reject);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
for (const { promise } of outcomes) promise.catch(() => undefined);
const finished = runAll();

for (const [index, { title, says, config }] of cases.entries())
  test(`${title}: one line, exit code 2, no output`, async () => {
    const { code, stderr } = await outcomes[index]!.promise;
    assert.match(stderr, says);
    assert.is(stderr.trimEnd().split('\n').length, 1, `one line, not:\n${stderr}`);
    assert.match(stderr, /^momentfx: .*[.!?…]\n$/);
    assert.not.match(stderr, /internal|undefined|node:|\.ts:\d/);
    assert.is(code, 2);
    assert.equal(
      readdirSync(file(`case-${index}`)),
      config === undefined ? [] : ['momentfx.config.json'],
      'no output',
    );
  });

/** Names of the checkpoint, which may be another. */
function withoutModel(line: string): string {
  const { name, encoders } = JSON.parse(readFileSync(join(modelFolder, 'manifest.json'), 'utf8')) as {
    readonly name: string;
    readonly encoders: { readonly frame: string };
  };
  return line
    .replaceAll(modelFolder, 'MODEL')
    .replace(`"${name}"`, '"NAME"')
    .replaceAll(encoders.frame, 'ENCODER');
}

testWithModel('each line is the one that people know', async () => {
  const lines: Record<string, string> = {};
  for (const [index, { title }] of cases.entries()) {
    const { stderr } = await outcomes[index]!.promise;
    lines[title] = withoutModel(stderr.trimEnd().replaceAll(folder, '…'));
  }
  golden('errors/decorate', lines);
});

test('nothing is left beside the input', async () => {
  await finished;
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('.part')),
    [],
  );
});

test('a folder that is not ours to write to', async () => {
  const closed = subfolder(folder, 'closed');
  chmodSync(closed, 0o500);
  const { code, stderr } = await runCli(['decorate', talk.mp4, '-o', join(closed, 'out.mp4')], {
    before: HELD_TO_PERMISSIONS,
  });
  assert.match(stderr, /^momentfx: .*cannot be written.*\n$/);
  assert.is(code, 2);
  assert.equal(readdirSync(closed), []);
});

test.run();
