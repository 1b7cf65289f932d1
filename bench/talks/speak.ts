/** Speaks talks into small mp4 files with their truth, in the layout that the scoring reads. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kind, Talk } from './talks.ts';

const run = promisify(execFile);
const RATE = 16_000;

export interface TruthSentence {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: Kind | null;
}
export interface Truth {
  readonly id: string;
  readonly duration: number;
  readonly sentences: readonly TruthSentence[];
}

/** One sentence as 16 kHz mono 16-bit samples. `voice` is `flite:NAME` or `espeak:NAME`. */
async function speakSentence(text: string, voice: string, folder: string): Promise<Buffer> {
  const [engine, name = ''] = voice.split(':');
  const raw = join(folder, 'raw.wav');
  if (engine === 'flite') await run('flite', ['-voice', name, '-t', text, '-o', raw]);
  else await run('espeak-ng', ['-v', name, '-w', raw, text]);
  const pcm = join(folder, 'raw.pcm');
  await run('ffmpeg', ['-v', 'error', '-y', '-i', raw, '-ar', String(RATE), '-ac', '1', '-f', 's16le', pcm]);
  return readFile(pcm);
}

/** Writes `ID.mp4` into `folder` and returns its truth. Pauses vary from 0.7 to 1 s, as people's do. */
export async function speakTalk(talk: Talk, folder: string): Promise<Truth> {
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'momentfx-speak-'));
  try {
    const parts: Buffer[] = [Buffer.alloc(2 * 0.6 * RATE)];
    let at = 0.6;
    const sentences: TruthSentence[] = [];
    for (const [index, [text, kind]] of talk.sentences.entries()) {
      const speech = await speakSentence(text, talk.voice, scratch);
      const end = at + speech.length / 2 / RATE;
      sentences.push({ start: at, end, text, kind: kind ?? null });
      const pause = 0.7 + 0.1 * (index % 4);
      parts.push(speech, Buffer.alloc(2 * Math.round(pause * RATE)));
      at = end + pause;
    }
    parts.push(Buffer.alloc(2 * RATE));
    const duration = at + 1;
    const pcm = join(scratch, 'talk.pcm');
    await writeFile(pcm, Buffer.concat(parts));
    await run('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'smptebars=size=320x240:rate=15'],
      ...['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', pcm, '-t', duration.toFixed(3)],
      ...[
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-pix_fmt',
        'yuv420p',
        '-c:a',
        'aac',
        '-ar',
        '48000',
        join(folder, `${talk.id}.mp4`),
      ],
    ]);
    return { id: talk.id, duration, sentences };
  } finally {
    await rm(scratch, { recursive: true });
  }
}
