/** What is mutated by bench/fuzz.ts: a sound input of each kind, the command that takes it, and what it may answer. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { bundledLibrary, starterFolders } from '../../src/plugin/paths.ts';
import { keyOf, made } from './made.ts';
import { mediaIn } from './media-in.ts';

export interface FuzzKind {
  readonly name: string;
  readonly text: boolean;
  /** The sound input; made by `makeBases`. */
  readonly base: string;
  /** Puts the mutated bytes where the commands look for them. */
  readonly place: (bytes: Buffer, folder: string) => void;
  /** What follows `momentfx`, run one after the other in the folder for as long as they end with 0. */
  readonly commands: readonly (readonly string[])[];
  /** After exit code 0: what is wrong with what was written. */
  readonly wrong?: (folder: string) => string | undefined;
}

/** Seconds of the clips. */
const SECONDS = 4;
const CLIP = 'clip.mp4';

const SRT = `1
00:00:00,300 --> 00:00:01,200
Good evening, friends.

2
00:00:01,300 --> 00:00:02,400
It costs just twenty five dollars.

3
00:00:02,500 --> 00:00:03,900
The link is right below.
`;
const CUES = {
  version: 1,
  input: CLIP,
  duration: SECONDS,
  cues: [
    { at: 1.5, end: 2.5, sfx: 'ding', tag: 'prompt', score: 0.9, subtitle: 'now', alternatives: [] },
    { at: 3, end: 3.4, sfx: 'boing', tag: 'humor', score: 0.5, alternatives: [{ sfx: 'ding', score: 0.1 }] },
  ],
};

const ffmpeg = (...words: string[]): void =>
  void execFileSync('ffmpeg', ['-v', 'error', '-y', ...words.flatMap((word) => word.split(' '))]);

/** What makes them is a part of what they are. */
const MAKER = readFileSync(import.meta.filename, 'utf8');

/** A base of each kind below `parent`; those that were made alike and are whole stay. */
export function makeBases(parent: string): readonly FuzzKind[] {
  const folder = join(parent, keyOf(MAKER));
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  made(at(CLIP), (part) =>
    ffmpeg(
      `-f lavfi -i testsrc2=s=160x120:r=25:d=${SECONDS} -f lavfi -i sine=f=440:r=48000:d=${SECONDS} -c:v libx264 -preset veryfast -bf 2 -g 25 -pix_fmt yuv420p -c:a aac -shortest ${part}`,
    ),
  );
  for (const name of ['clip.mkv', 'clip.ts', 'clip.flv'])
    made(at(name), (part) => ffmpeg(`-i ${at(CLIP)} -c copy ${part}`));
  made(at('clip.wav'), (part) => ffmpeg(`-i ${at(CLIP)} -vn -c:a pcm_s16le ${part}`));
  writeFileSync(at('words.srt'), SRT);
  writeFileSync(at('words.vtt'), `WEBVTT\n\n${SRT.replaceAll(',', '.').replaceAll('evening.', 'evening,')}`);
  writeFileSync(at('cues.json'), JSON.stringify(CUES, null, 2));
  made(at('show.jsonl'), (part) => makeRecord(part, at(CLIP)));
  return kinds(folder);
}

/** The record of a short live show. */
function makeRecord(record: string, clip: string): void {
  const main = join(import.meta.dirname, '../../src/plugin/main.ts');
  const args = ['live', clip, '--realtime', '--to', `${record}.mkv`, '--asr', 'none', '--log', record];
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    stdio: 'ignore',
  });
  rmSync(`${record}.mkv`);
}

function kinds(folder: string): readonly FuzzKind[] {
  const base = (name: string): string => join(folder, name);
  const beside =
    (...names: string[]) =>
    (target: string): void => {
      for (const name of names) copyFileSync(base(name), join(target, name));
    };
  const media = (name: string, output: string): FuzzKind => ({
    name: name.slice(name.indexOf('.') + 1),
    text: false,
    base: base(name),
    place(bytes, target) {
      writeFileSync(join(target, name), bytes);
      beside('cues.json')(target);
    },
    commands: [['decorate', name, '-o', output, '--from-cues', 'cues.json']],
    wrong: (target) => tooLittle(join(target, name), join(target, output), base(name)),
  });
  const captions = (name: string): FuzzKind => ({
    name: name.slice(name.indexOf('.') + 1),
    text: true,
    base: base(name),
    place(bytes, target) {
      writeFileSync(join(target, name), bytes);
      beside(CLIP)(target);
    },
    commands: [['decorate', CLIP, '--dry-run', '--asr', `captions:${name}`, '--cues', 'found.json']],
  });
  return [
    media('clip.mp4', 'out.mp4'),
    media('clip.mkv', 'out.mkv'),
    media('clip.ts', 'out.ts'),
    media('clip.flv', 'out.flv'),
    media('clip.wav', 'out.wav'),
    captions('words.srt'),
    captions('words.vtt'),
    {
      name: 'cues',
      text: true,
      base: base('cues.json'),
      place(bytes, target) {
        writeFileSync(join(target, 'cues.json'), bytes);
        beside(CLIP)(target);
      },
      commands: [['decorate', CLIP, '-o', 'out.mp4', '--from-cues', 'cues.json']],
      wrong: (target) => tooLittle(join(target, CLIP), join(target, 'out.mp4'), base(CLIP)),
    },
    libraryManifest(beside(CLIP, 'cues.json')),
    modelManifest(),
    soundFolder(),
    {
      name: 'record',
      text: true,
      base: base('show.jsonl'),
      place: (bytes, target) => writeFileSync(join(target, 'show.jsonl'), bytes),
      commands: [['replay', 'show.jsonl', '--threshold', '0.5', '--cues', 'anew.json']],
    },
  ];
}

const linkAll = (from: string, to: string, names: readonly string[]): void => {
  mkdirSync(to, { recursive: true });
  for (const name of names) symlinkSync(join(from, name), join(to, name));
};

function libraryManifest(beside: (target: string) => void): FuzzKind {
  const base = join(bundledLibrary, 'library.json');
  const { effects } = JSON.parse(readFileSync(base, 'utf8')) as { effects: { file: string }[] };
  return {
    name: 'library',
    text: true,
    base,
    place(bytes, target) {
      const library = join(target, 'library');
      mkdirSync(library);
      // Copies: a link that leads out of a library is refused.
      for (const { file } of effects) copyFileSync(join(bundledLibrary, file), join(library, file));
      writeFileSync(join(library, 'library.json'), bytes);
      beside(target);
    },
    commands: [
      ['library', 'check', 'library'],
      ['decorate', CLIP, '-o', 'out.mp4', '--library', 'library', '--from-cues', 'cues.json'],
    ],
  };
}

function modelManifest(): FuzzKind {
  const from = starterFolders.lite;
  return {
    name: 'model',
    text: true,
    base: join(from, 'manifest.json'),
    place(bytes, target) {
      linkAll(from, join(target, 'model'), ['network.onnx', 'sfx.onnx', 'weights.safetensors']);
      writeFileSync(join(target, 'model', 'manifest.json'), bytes);
      writeFileSync(join(target, 'momentfx.config.json'), JSON.stringify({ model: 'model' }));
    },
    commands: [['doctor']],
  };
}

/** A folder of sounds with one that is damaged: the others make a library that `check` accepts. */
function soundFolder(): FuzzKind {
  const base = join(bundledLibrary, 'boing.wav');
  return {
    name: 'sound',
    text: false,
    base,
    place(bytes, target) {
      mkdirSync(join(target, 'sounds'));
      writeFileSync(join(target, 'sounds', 'boing.wav'), bytes);
      copyFileSync(join(bundledLibrary, 'bite.wav'), join(target, 'sounds', 'bite.wav'));
    },
    commands: [
      ['library', 'add', 'sounds', '--out', 'library'],
      ['library', 'check', 'library'],
    ],
    wrong: (target) =>
      existsSync(join(target, 'library', 'library.json')) ? undefined : 'no library was written',
  };
}

/** Half of what an independent reader finds in the input, or of the clip where that finds more, must be there. */
function tooLittle(input: string, output: string, base: string): string | undefined {
  const [there, came, whole] = [mediaIn(input), mediaIn(output), mediaIn(base)];
  const least = (kind: 'pictures' | 'sound'): number => Math.min(there[kind], whole[kind]) / 2;
  if (came.pictures < least('pictures'))
    return `${came.pictures} of ${there.pictures} pictures (${basename(output)})`;
  if (came.sound < least('sound'))
    return `${came.sound.toFixed(2)} of ${there.sound.toFixed(2)} s of sound (${basename(output)})`;
  return undefined;
}
