import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SPEECH_RATE } from '../../../src/core/formats.ts';

function samplesOf(wav: Buffer): Float32Array {
  const rate = wav.readUInt32LE(24);
  const data = wav.indexOf('data') + 8;
  const length = (wav.length - data) >> 1;
  const source = Float32Array.from({ length }, (_, index) => wav.readInt16LE(data + 2 * index) / 32_768);
  if (rate === SPEECH_RATE) return source;
  // Linear interpolation: espeak's 22.05 kHz has little above 8 kHz to fold back.
  return Float32Array.from({ length: Math.floor((length * SPEECH_RATE) / rate) }, (_, index) => {
    const place = (index * rate) / SPEECH_RATE;
    const low = Math.floor(place);
    return (source[low] ?? 0) + ((source[low + 1] ?? 0) - (source[low] ?? 0)) * (place - low);
  });
}

/** A sentence spoken by a synthetic voice (`flite:slt`, `espeak:en-us+m3`), mono 16 kHz, without silence at its ends. */
export function say(voice: string, text: string): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), 'momentfx-say-'));
  try {
    const file = join(folder, 'x.wav');
    const [engine, name = ''] = voice.split(':');
    if (engine === 'flite') execFileSync('flite', ['-voice', name, '-t', text, '-o', file]);
    else execFileSync('espeak-ng', ['-v', name, '-w', file, text]);
    const pcm = samplesOf(readFileSync(file));
    const loud = (sample: number): boolean => Math.abs(sample) > 0.01;
    return pcm.slice(pcm.findIndex(loud), pcm.findLastIndex(loud) + 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const silence = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * SPEECH_RATE));

export function join16k(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9' ]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);

/** Edit distance in words between what was said and what was heard, and the number of words said. */
export function wordErrors(said: string, heard: string): { errors: number; words: number } {
  const [a, b] = [words(said), words(heard)];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  a.forEach((word, i) => {
    const next = [i + 1];
    b.forEach((other, j) => {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (word === other ? 0 : 1)),
      );
    });
    row = next;
  });
  return { errors: row.at(-1) ?? 0, words: a.length };
}
