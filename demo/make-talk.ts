/**
 * Makes demo/talk.mp4, the demo's one-minute talk: speech by flite, pictures from ./scenes.ts. The result is kept in
 * the repository, so the demo itself needs neither; run this only after changing the script:
 * `node scripts/run.mjs demo/make-talk.ts`
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawScene } from './scenes.ts';
import { SCRIPT } from './script.ts';

/** flite's voices speak at 16 kHz, mono, 16 bit. */
const RATE = 16_000;
const FRAME_RATE = 25;
/** Quiet at the end, so that the last effect can ring out. */
const TAIL_SECONDS = 1.5;

const folder = mkdtempSync(join(tmpdir(), 'momentfx-talk-'));
try {
  const parts: Buffer[] = [];
  const list: string[] = [];
  let samples = 0;
  let shownUntil = 0;
  const show = (scene: string, until: number): void => {
    // Whole frames, counted from the start, so that pictures and speech never drift apart.
    const end = Math.round((until / RATE) * FRAME_RATE);
    list.push(`file '${scene}.png'`, `duration ${((end - shownUntil) / FRAME_RATE).toFixed(4)}`);
    shownUntil = end;
  };
  let scene: string | undefined;
  for (const line of SCRIPT) {
    writeFileSync(join(folder, `${line.scene}.png`), drawScene(line.scene));
    const pause = Buffer.alloc(2 * Math.round(line.pause * RATE));
    const wav = join(folder, 'line.wav');
    execFileSync('flite', ['-voice', 'slt', '-t', line.text, '-o', wav]);
    const speech = readFileSync(wav).subarray(44);
    // The cut comes 0.2 s before the sentence, as an editor would place it.
    if (scene !== undefined && scene !== line.scene) show(scene, samples + pause.length / 2 - 0.2 * RATE);
    scene = line.scene;
    parts.push(pause, speech);
    samples += (pause.length + speech.length) / 2;
  }
  parts.push(Buffer.alloc(2 * TAIL_SECONDS * RATE));
  samples += TAIL_SECONDS * RATE;
  show(scene ?? 'host', samples);
  list.push(`file '${scene}.png'`);
  writeFileSync(join(folder, 'speech.pcm'), Buffer.concat(parts));
  writeFileSync(join(folder, 'list.txt'), list.join('\n'));
  const target = join(import.meta.dirname, 'talk.mp4');
  execFileSync(
    'ffmpeg',
    `-v error -y -f concat -i ${join(folder, 'list.txt')} -f s16le -ar ${RATE} -ac 1 -i ${join(folder, 'speech.pcm')}`
      .split(' ')
      .concat(
        '-r',
        String(FRAME_RATE),
        '-c:v',
        'libx264',
        '-preset',
        'slow',
        '-crf',
        '26',
        '-g',
        '50',
        '-pix_fmt',
        'yuv420p',
      )
      .concat(
        '-c:a',
        'aac',
        '-ar',
        '48000',
        '-ac',
        '2',
        '-b:a',
        '112k',
        '-t',
        (samples / RATE).toFixed(3),
        '-movflags',
        '+faststart',
        target,
      ),
  );
  console.log(`${target}: ${(samples / RATE).toFixed(1)} s`);
} finally {
  rmSync(folder, { recursive: true });
}
