/** Makes the recordings of bench/field.ts with the machine's ffmpeg. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../models/library/synthesis/random.ts';
import type { FieldRow } from './field-rows.ts';
import { keyOf, made } from './made.ts';

/** What makes them is a part of what they are. */
const MAKER = readFileSync(import.meta.filename, 'utf8');

/** Seconds of each recording; flashes and beeps at whole seconds from 1 on. */
export const SECONDS = 6;

const run = (words: readonly string[]): void =>
  void execFileSync('ffmpeg', ['-v', 'error', '-y', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });

/** The lossless sync clip: a white picture and a beep of 40 ms at each whole second, both in one Matroska file. */
function syncClip(folder: string, size: string, rate: string): string {
  const file = join(folder, `sync-${keyOf(MAKER, size, rate)}.mkv`);
  const [num = 25, den = 1] = rate.split('/').map(Number);
  const frame = (den ?? 1) / num;
  const on = `gte(t\\,0.9)*lt(mod(t+${(frame / 2).toFixed(5)}\\,1)\\,${frame.toFixed(5)})`;
  const words = [
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=${size}:r=${rate}:d=${SECONDS},eq=brightness=-0.2,drawbox=c=white:t=fill:enable=${on}`,
    ],
    ...[
      '-f',
      'lavfi',
      '-i',
      `aevalsrc=0.5*sin(2*PI*1000*t)*gte(t\\,0.9)*lt(mod(t\\,1)\\,0.04):s=48000:d=${SECONDS}`,
    ],
    ...['-c:v', 'ffv1', '-pix_fmt', 'yuv420p', '-ac', '2', '-c:a', 'pcm_s16le'],
  ];
  return made(file, (part) => run([...words, part]));
}

const CHAPTERS = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=3000
title=One
[CHAPTER]
TIMEBASE=1/1000
START=3000
END=6000
title=Two
`;
const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHello.\n\n2\n00:00:03,000 --> 00:00:04,000\nGood bye.\n';

/** Makes a row's recording in `folder`, unless it is there, and returns its path. Throws what ffmpeg says when it cannot write it. */
export function makeFieldClip(row: FieldRow, folder: string): string {
  const { words, ext, size, rate, damaged } = row;
  const key = keyOf(MAKER, words, ext, size, rate, damaged);
  return made(join(folder, `${key}.${ext}`), (part) => makeClip(row, folder, part));
}

function makeClip(row: FieldRow, folder: string, file: string): void {
  const sync = syncClip(folder, row.size ?? '160x120', row.rate ?? '25');
  const inputs = ['-i', sync];
  let words = row.words;
  const take = (mark: string): boolean => {
    const has = words.startsWith(`${mark} `);
    if (has) words = words.slice(mark.length + 1);
    return has;
  };
  let [picture, sound] = ['0:v', '0:a'];
  let more: string[] = [];
  if (words.includes('-map 1:a')) inputs.push('-f', 'lavfi', '-i', `sine=f=300:d=${SECONDS}`);
  if (take('CHAPTERS')) {
    writeFileSync(join(folder, 'chapters.txt'), CHAPTERS);
    inputs.push('-i', join(folder, 'chapters.txt'));
    more = ['-map_metadata', '1'];
  }
  if (take('SUBTITLES')) {
    writeFileSync(join(folder, 'words.srt'), SRT);
    inputs.push('-i', join(folder, 'words.srt'));
    more = ['-map', '1:s'];
  }
  if (take('ATTACHED')) {
    writeFileSync(join(folder, 'words.srt'), SRT);
    more = ['-attach', join(folder, 'words.srt'), '-metadata:s:t', 'mimetype=text/plain'];
  }
  if (take('LATESOUND')) {
    inputs.unshift('-itsoffset', '1.5');
    inputs.push('-i', sync);
    picture = '1:v';
  }
  if (take('LATEPICTURE')) {
    inputs.unshift('-itsoffset', '1.5');
    inputs.push('-i', sync);
    sound = '1:a';
  }
  if (take('ROTATED')) {
    const plain = join(folder, 'plain.mp4');
    run(['-i', sync, '-an', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', plain]);
    const turned = join(folder, 'turned.mp4');
    run(['-i', plain, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned]);
    inputs.push('-i', turned);
    picture = '1:v';
  }
  const mapped = words.replace(/\bV(?= |$)/g, `-map ${picture}`).replace(/\bA(?= |$)/g, `-map ${sound}`);
  run([...inputs, ...mapped.split(' ').filter(Boolean), ...more, file]);
  if (row.damaged !== undefined) damage(file, row.damaged);
}

/** Flips a bit in each of 40 places between a fifth and four fifths of the file. */
function damage(file: string, seed: number): void {
  const bytes = readFileSync(file);
  const random = seeded(`damage ${seed}`);
  for (let flips = 0; flips < 40; flips += 1) {
    const at = Math.floor(bytes.length * random.range(0.2, 0.8));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random.range(0, 8)));
  }
  writeFileSync(file, bytes);
}
