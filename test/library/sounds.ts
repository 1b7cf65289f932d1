/** Small sound files and libraries for tests, made with FFmpeg. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../support/scratch.ts';

/** A new empty folder, with room beside it; all of it is removed when the test file ends. */
export function newFolder(): string {
  const folder = join(scratch('library'), 'sounds');
  mkdirSync(folder);
  return folder;
}

export interface SoundOptions {
  readonly seconds?: number;
  readonly rate?: number;
  readonly channels?: number;
  /** FFmpeg source expression, one for each channel, joined by `|`; default: a 1 kHz sine at half scale. */
  readonly source?: string;
  readonly extra?: readonly string[];
}

/** Writes a sound at `file`; the name's ending chooses the codec. */
export function makeSound(file: string, options: SoundOptions = {}): string {
  const { seconds = 0.5, rate = 48_000, channels = 1, extra = [] } = options;
  const source = options.source ?? Array.from({ length: channels }, () => '0.5*sin(2*PI*1000*t)').join('|');
  mkdirSync(dirname(file), { recursive: true });
  const input = `aevalsrc='${source}':s=${rate}:d=${seconds}`;
  execFileSync('ffmpeg', ['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', input, ...extra, file]);
  return file;
}

/** The manifest of a library with these effects, complete but for what the test changes. */
export const manifestOf = (...effects: readonly object[]): object => ({
  version: 1,
  name: 'test',
  effects: effects.map((effect) => ({
    id: 'ding',
    name: 'Ding',
    description: 'A bell that points to the link.',
    tag: 'prompt',
    file: 'ding.wav',
    duration: 0.5,
    ...effect,
  })),
});

/** Writes library.json. */
export function writeManifest(folder: string, manifest: unknown): string {
  writeFileSync(
    join(folder, 'library.json'),
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  );
  return folder;
}
