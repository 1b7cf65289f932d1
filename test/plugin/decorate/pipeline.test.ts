/** A recording through the whole command: the same cues every time, each option does what it says. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { test } from 'uvu';
import type { CueSheet } from '../../../src/plugin/cue-sheet.ts';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { runCli, subfolder, type CliOptions, type Outcome } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';

const folder = scratch('pipeline');
const file = (name: string): string => join(folder, name);
const talk = makeTalk(folder);
const SENTENCES = [
  'Good evening friends.',
  'Oh my goodness, we just passed one thousand viewers!',
  'It costs just twenty five dollars, and the link is right below.',
  'All right, let us go on to our next item.',
];
const stamp = (seconds: number): string => `00:00:${String(seconds).padStart(2, '0')},000`;
const captions = file('talk.srt');
writeFileSync(
  captions,
  SENTENCES.map((text, i) => `${i + 1}\n${stamp(3 * i)} --> ${stamp(3 * i + 2)}\n${text}\n`).join('\n'),
);
/** Two effects of each tag: a run loads in half the time. */
const library = smallLibrary(file('library'));

function smallLibrary(target: string): string {
  mkdirSync(target);
  const manifest = JSON.parse(readFileSync(join(bundledLibrary, 'library.json'), 'utf8')) as {
    effects: { file: string; tag: string }[];
  };
  const effects = manifest.effects.filter(
    ({ tag }, at, all) => all.slice(0, at).filter((other) => other.tag === tag).length < 2,
  );
  for (const effect of effects) cpSync(join(bundledLibrary, effect.file), join(target, effect.file));
  writeFileSync(join(target, 'library.json'), JSON.stringify({ ...manifest, effects }));
  return target;
}

async function succeed(args: readonly string[], options?: CliOptions): Promise<Outcome> {
  const outcome = await runCli(args, options);
  assert.is(outcome.code, 0, outcome.stderr);
  return outcome;
}

const readSheet = (name: string): CueSheet => JSON.parse(readFileSync(name, 'utf8')) as CueSheet;

/** The cue sheet of a dry run by captions with the small library: no speech to recognise, little to load. */
async function cuesWith(
  name: string,
  words: readonly string[],
  options: CliOptions = {},
): Promise<CueSheet['cues']> {
  const cues = file(`${name}.json`);
  const args = ['--dry-run', '--cues', cues, '--asr', `captions:${captions}`, '--library', library];
  await succeed(['decorate', talk.mp4, ...args, ...words], options);
  return readSheet(cues).cues;
}

interface Stream {
  readonly codec_type: string;
  readonly codec_name: string;
}
const streams = (path: string): Stream[] =>
  (
    JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path]).toString()) as {
      streams: Stream[];
    }
  ).streams;
const sound = (path: string, stream = 0): string =>
  execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', `0:a:${stream}`, '-f', 'md5', '-']).toString();

testWithModel(
  'two runs, and runs on one core with other thread counts, give the same cue sheet',
  async () => {
    const full = ['decorate', talk.mp4, '-o', file('full.mp4'), '--cues', file('full.json')];
    await succeed(full);
    const sheet = readSheet(file('full.json'));
    assert.is(sheet.version, 1);
    assert.ok(sheet.cues.length > 0, 'the talk has moments');
    assert.ok(sheet.cues.every(({ subtitle }) => subtitle !== undefined));
    await succeed(['decorate', talk.mp4, '--dry-run', '--cues', file('dry.json')], {
      env: { UV_THREADPOOL_SIZE: '4', OMP_NUM_THREADS: '1' },
      before: ['taskset', '-c', '0'],
    });
    assert.is(readFileSync(file('dry.json'), 'utf8'), readFileSync(file('full.json'), 'utf8'));
    await succeed(['decorate', talk.mp4, '--dry-run', '--cues', file('again.json')], {
      env: { UV_THREADPOOL_SIZE: '32', OMP_NUM_THREADS: String(2 * availableParallelism()) },
    });
    assert.is(readFileSync(file('again.json'), 'utf8'), readFileSync(file('full.json'), 'utf8'));
  },
);

testWithModel('mixing the cue sheet of a run gives the sound of that run', async () => {
  await succeed(['decorate', talk.mp4, '-o', file('mixed.mp4'), '--from-cues', file('full.json')]);
  assert.is(sound(file('mixed.mp4')), sound(file('full.mp4')));
  assert.is.not(sound(file('mixed.mp4')), sound(talk.mp4));
});

test('an edited cue sheet puts an effect at its time, and tells of it', async () => {
  writeFileSync(
    file('edited.json'),
    JSON.stringify({
      version: 1,
      cues: [
        { at: 2, sfx: 'ding' },
        { at: 1, sfx: 'pop' },
      ],
    }),
  );
  const { stdout } = await succeed([
    'decorate',
    talk.wav,
    '-o',
    file('edited.wav'),
    '--from-cues',
    file('edited.json'),
  ]);
  assert.match(stdout, /1\.00 s {2}pop[^]*2\.00 s {2}ding[^]*2 effects in/);
});

test('a cue behind the end of the media is no effect: not in the count, not in the cue sheet', async () => {
  const cues = [{ at: 1, sfx: 'pop' }, ...[90, 91].map((at) => ({ at, sfx: 'ding' }))];
  writeFileSync(file('long.json'), JSON.stringify({ version: 1, cues }));
  const { stdout } = await succeed([
    ...['decorate', talk.wav, '-o', file('long.wav')],
    ...['--from-cues', file('long.json'), '--cues', file('heard.json')],
  ]);
  assert.match(stdout, /1 effects in .*\n2 lie behind the end of the media and were left out\.\n/);
  assert.not.match(stdout, /90\.00 s/);
  const sheet = JSON.parse(readFileSync(file('heard.json'), 'utf8')) as { cues: { at: number }[] };
  assert.equal(
    sheet.cues.map(({ at }) => at),
    [1],
  );
});

test('several audio streams: the default one is decorated, the other copied', async () => {
  ffmpeg(
    `-i ${talk.mp4} -f lavfi -i sine=r=48000 -map 0:v -map 0:a -map 1:a -shortest -c:v copy -c:a aac ${file('two.mkv')}`,
  );
  writeFileSync(file('one.json'), JSON.stringify({ version: 1, cues: [{ at: 2, sfx: 'ding' }] }));
  await succeed(['decorate', file('two.mkv'), '-o', file('two.out.mkv'), '--from-cues', file('one.json')]);
  assert.equal(
    streams(file('two.out.mkv')).map((stream) => stream.codec_type),
    ['video', 'audio', 'audio'],
  );
  assert.is.not(sound(file('two.out.mkv'), 0), sound(file('two.mkv'), 0));
  assert.is(sound(file('two.out.mkv'), 1), sound(file('two.mkv'), 1));
});

testWithModel('a video without sound gets sound to put effects into', async () => {
  const cwd = subfolder(folder, 'silent');
  await succeed(['decorate', talk.silent, '-o', 'out.mp4', '--library', library], { cwd });
  assert.equal(
    streams(join(cwd, 'out.mp4')).map((stream) => stream.codec_type),
    ['video', 'audio'],
  );
  assert.equal(readdirSync(cwd), ['out.mp4']);
});

testWithModel('sound without video is decorated by its words alone', async () => {
  const cues = file('words.json');
  await succeed([
    'decorate',
    talk.wav,
    '-o',
    file('words.flac'),
    '--cues',
    cues,
    '--library',
    library,
    '--threshold',
    '0.05',
  ]);
  const found = readSheet(cues).cues;
  assert.ok(found.length > 0);
  assert.ok(found.every(({ subtitle }) => subtitle !== undefined));
  assert.equal(
    streams(file('words.flac')).map((stream) => stream.codec_name),
    ['flac'],
  );
});

testWithModel('captions are the words; --asr none leaves the pictures', async () => {
  const found = await cuesWith('captions', ['--threshold', '0.05']);
  assert.ok(found.length > 0);
  assert.ok(found.every(({ subtitle }) => SENTENCES.includes(subtitle ?? '')));
  const blind = await cuesWith('none', ['--threshold', '0.05', '--asr', 'none']);
  assert.ok(blind.every(({ subtitle }) => subtitle === undefined));
});

testWithModel('threshold, density and muted tags each do what they say', async () => {
  const all = await cuesWith('all', ['--threshold', '0.05', '--density', '120']);
  assert.ok(all.length > 1, `${all.length} cues`);
  assert.ok(all.every(({ score }) => score! >= 0.05));
  const few = await cuesWith('few', ['--threshold', '0.05', '--density', '1']);
  assert.is(few.length, 1);
  const tag = all[0]!.tag!;
  const muted = await cuesWith('muted', ['--threshold', '0.05', '--density', '120', '--mute-tag', tag]);
  assert.ok(
    muted.every((cue) => cue.tag !== tag),
    `no ${tag}`,
  );
});

testWithModel('options win over the environment, that over the config file', async () => {
  const cwd = subfolder(folder, 'settings');
  writeFileSync(join(cwd, 'momentfx.config.json'), JSON.stringify({ threshold: 1 }));
  assert.is((await cuesWith('config', [], { cwd })).length, 0);
  const env = { MOMENTFX_THRESHOLD: '0.05' };
  assert.ok((await cuesWith('environment', [], { cwd, env })).length > 0);
  assert.is((await cuesWith('option', ['--threshold', '1'], { cwd, env })).length, 0);
});

testWithModel('a dry run writes its cue sheet alone', async () => {
  const cwd = subfolder(folder, 'dry');
  const { stdout } = await succeed(
    ['decorate', talk.mp4, '--dry-run', '--cues', 'cues.json', '--asr', 'none', '--library', library],
    { cwd },
  );
  assert.equal(readdirSync(cwd), ['cues.json']);
  assert.match(stdout, /effects in 11\.\d s.*\nCue sheet: cues\.json\n$/);
  assert.ok(!existsSync(join(cwd, 'out.mp4')));
});

test.run();
