/**
 * `momentfx decorate` with fixed cues, packet by packet: each stream that is copied, what is left out and told, the
 * sound where nothing is lost in coding it. The demo's talk and one clip of each odd kind.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';
import { testWithModel } from '../support/model.ts';
import { golden, goldenFile, namesIn } from '../support/golden.ts';
import { manifestOf, newFolder, writeManifest } from '../library/sounds.ts';
import { contentOf, type Content } from './contents.ts';

const folder = scratch('golden');
const clips = goldenFile('clips');

/** A mono effect of 0.1 s at 48 kHz, in whole numbers: every machine reads the same samples. */
function blip(file: string): void {
  const samples = Int16Array.from({ length: 4_800 }, (_, i) => (i % 96 < 48 ? 1 : -1) * (9_600 - 2 * i));
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(96_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(file, Buffer.concat([header, Buffer.from(samples.buffer)]));
}

const library = newFolder();
blip(join(library, 'blip.wav'));
writeManifest(library, manifestOf({ id: 'blip', file: 'blip.wav', duration: 0.1 }));

/** The last one lies beyond the end of a clip. */
function sheetOf(...at: number[]): string {
  const file = join(folder, `cues-${at.join('-')}.json`);
  writeFileSync(file, JSON.stringify({ version: 1, cues: at.map((time) => ({ at: time, sfx: 'blip' })) }));
  return file;
}
const shortCues = sheetOf(0.0137, 0.45, 1.2345671, 9);

/** The containers that each clip goes to; with a codec where its usual one loses something. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'talk.mp4': ['mp4', 'mkv flac', 'mov alac', 'flv', 'ts'],
  'hevc.mp4': ['mp4', 'mkv', 'ts'],
  'vp9.webm': ['webm', 'mkv flac'],
  'stream.mpegts': ['mp4 flac', 'ts'],
  'mute.mp4': ['mkv flac', 'mp4'],
  'voice.mp3': ['m4a', 'mp3'],
  'alone.wav': ['wav', 'flac', 'mp3', 'mka flac', 'ogg'],
  'dub.mkv': ['mkv flac', 'mp4'],
  'words.mkv': ['mkv flac', 'mp4 flac', 'mov alac', 'flv', 'webm'],
  'song.mp3': ['m4a', 'mkv flac', 'mp3', 'flac', 'wav'],
  'font.mkv': ['mkv flac', 'mp4'],
  'seven.mkv': ['mkv flac', 'ts'],
  'turned.mp4': ['mp4', 'mkv'],
  'short-sound.mkv': ['mkv flac', 'mp4'],
};

interface Told {
  readonly code: number | undefined;
  /** All lines but progress, with file names alone. */
  readonly told: readonly string[];
  readonly content?: Content;
}

/** Decorates `input` to a container; a codec may follow its ending. */
async function decorated(
  input: string,
  to: string,
  cues: string,
  source: Content,
  more: readonly string[] = [],
): Promise<Told> {
  const [ending = '', codec] = to.split(' ');
  const cwd = subfolder(folder, `${input.split('/').at(-1)} to ${to}`);
  const { code, stdout, stderr } = await runCli(
    [
      ...['decorate', input, '-o', `out.${ending}`, '--from-cues', cues, '--library', library],
      ...['--gain', '0', '--duck', '0', '--limiter', 'off'],
      ...(codec === undefined ? [] : ['--audio-codec', codec]),
      ...more,
    ],
    { cwd },
  );
  assert.equal(readdirSync(cwd), code === 0 ? [`out.${ending}`] : [], 'nothing else is left');
  // Progress is told between the lines that count, as often as a machine's speed has it.
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => !/^(decorating .*)?$/.test(line));
  return {
    code,
    told: lines.map((line) =>
      line
        .replaceAll(input, input.split('/').at(-1) ?? '')
        .replaceAll(folder, '…')
        .replace(/[\d.]+ s of work \([\d.]+×/, '… s of work (…×'),
    ),
    ...(code === 0 ? { content: contentOf(join(cwd, `out.${ending}`), source) } : {}),
  };
}

test('every clip is used, and every clip is there', () => {
  assert.equal(readdirSync(clips).sort(), Object.keys(CASES).sort());
});

for (const [name, containers] of Object.entries(CASES))
  test(`${name} to ${containers.join(', ')}`, async () => {
    const source = contentOf(join(clips, name));
    const found: Record<string, Told> = {};
    for (const to of containers) found[to] = await decorated(join(clips, name), to, shortCues, source);
    golden(`streams/${name}`, found);
  });

test("the demo's talk", async () => {
  const talk = join(import.meta.dirname, '..', '..', 'demo', 'talk.mp4');
  const source = contentOf(talk);
  const cues = sheetOf(2.5, 17.000021, 41.3);
  const written = join(folder, 'written.json');
  golden('streams/demo-talk', {
    mp4: await decorated(talk, 'mp4', cues, source),
    'mkv flac': await decorated(talk, 'mkv flac', cues, source, ['--cues', written]),
    sheet: { ...(JSON.parse(readFileSync(written, 'utf8')) as object), input: basename(talk) },
  });
});

testWithModel("the cue sheet of the demo's talk: its parts, not what a checkpoint makes of it", async () => {
  const talk = join(import.meta.dirname, '..', '..', 'demo', 'talk.mp4');
  const file = join(folder, 'found.json');
  const { code, stderr } = await runCli(['decorate', talk, '--dry-run', '--cues', file]);
  assert.is(code, 0, stderr);
  const sheet = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly version: number;
    readonly input: string;
    readonly duration: number;
    readonly cues: readonly { readonly at: number; readonly end: number; readonly score: number }[];
  };
  assert.ok(sheet.cues.length > 0, 'the talk has moments');
  for (const [i, { at, end, score }] of sheet.cues.entries()) {
    assert.ok(at >= (sheet.cues[i - 1]?.at ?? 0) && end > at && end <= sheet.duration + 1, `cue ${i}`);
    assert.ok(score > 0 && score <= 1, `the score of cue ${i}`);
  }
  const { version, input, duration } = sheet;
  golden('streams/demo-talk-sheet', { version, input: basename(input), duration, names: namesIn(sheet) });
});

test.run();
