/** The files of the cases in bad-input-cases.ts: broken recordings, checkpoints and libraries. */
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { scratch } from '../../support/scratch.ts';
import { hasModel, modelFolder } from '../../support/model.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';

export const folder = scratch('bad');
export const file = (name: string): string => join(folder, name);
export const talk = makeTalk(folder);

/** Decorates `input` with further words; the target is the same in every case. */
export const decorate = (input: string, ...words: string[]): string[] => [
  'decorate',
  input,
  '-o',
  'out.mp4',
  ...words,
];

export function text(name: string, content: string): string {
  writeFileSync(file(name), content);
  return file(name);
}

export function truncated(): string {
  // An index at the end, as recorders write it, so that cutting loses it.
  ffmpeg(`-i ${talk.mp4} -c copy ${file('whole.mp4')}`);
  truncateSync(file('whole.mp4'), 60_000);
  return file('whole.mp4');
}

/** Matroska with a codec that nobody knows, made by renaming the one it has. */
export function unknownCodec(): string {
  ffmpeg(`-i ${talk.mp4} -an -c copy ${file('known.mkv')}`);
  const bytes = readFileSync(file('known.mkv'));
  bytes.write('V_XXXX9/ISO/AVC', bytes.indexOf('V_MPEG4/ISO/AVC'), 'latin1');
  writeFileSync(file('unknown.mkv'), bytes);
  return file('unknown.mkv');
}

export function noStreams(): string {
  ffmpeg(`-f lavfi -i anullsrc -t 0.1 -c:a pcm_s16le ${file('streams.wav')}`);
  writeFileSync(file('none.wav'), readFileSync(file('streams.wav')).subarray(0, 12));
  return file('none.wav');
}

/** A copy of the checkpoint, changed by `change`. */
export function checkpoint(name: string, change: (copy: string) => void): string {
  if (hasModel) cpSync(modelFolder, file(name), { recursive: true });
  else mkdirSync(file(name));
  change(file(name));
  return file(name);
}

export const otherEncoders = (copy: string): void => {
  const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as object;
  const encoders = { frame: 'chinese-clip', text: 'chinese-clip', audio: 'imagebind' };
  writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, encoders }));
};

export function library(
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

export const sheet = (...cues: object[]): string => JSON.stringify({ version: 1, cues });
