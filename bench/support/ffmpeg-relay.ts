/** ffmpeg doing what a live session does, without analysis: copies the pictures, mixes effects into the sound. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadLibrary } from '../../src/library/index.ts';
import { bundledLibrary } from '../../src/plugin/paths.ts';
import { toSample } from '../../src/streams/time.ts';
import type { Cue } from '../../src/streams/values.ts';
import type { RtmpServer } from '../../test/support/nginx.ts';
import { cpuSecondsOf } from './process-tree.ts';

const RATE = 48_000;

/** The effects alone as a wave file of a minute, each where its cue was in a session. */
export async function writeEffects(cues: readonly Cue[], file: string): Promise<void> {
  const { effects } = await loadLibrary(bundledLibrary);
  const sound = new Int16Array(60 * RATE * 2);
  for (const { at, sfx } of cues) {
    const channels = effects.find(({ id }) => id === sfx)?.channels ?? [];
    const start = 2 * (toSample(at, RATE) % (60 * RATE));
    for (const channel of [0, 1]) {
      const samples = channels[channel] ?? channels[0] ?? new Float32Array();
      for (let i = 0, to = start + channel; i < samples.length && to < sound.length; i += 1, to += 2)
        sound[to] = Math.max(-32_768, Math.min(32_767, (sound[to] ?? 0) + 10_000 * (samples[i] ?? 0)));
    }
  }
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + sound.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(sound.byteLength, 40);
  await writeFile(file, Buffer.concat([header, Buffer.from(sound.buffer)]));
}

export interface FfmpegRelay extends Disposable {
  /** Processor seconds so far. */
  cpu(): number;
}

export interface FfmpegRelayOptions {
  /** Arguments that name the input. */
  readonly input: readonly string[];
  /** A wave file, see `writeEffects`. */
  readonly effects: string;
  readonly server: RtmpServer;
  /** Of the stream at the server. */
  readonly name: string;
  readonly file: string;
}

/** Runs until disposed of; throws then when one of its two outputs got nothing. */
export function startFfmpegRelay({ input, effects, server, name, file }: FfmpegRelayOptions): FfmpegRelay {
  const child = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', ...input, '-stream_loop', '-1', '-i', effects],
      ...['-filter_complex', '[0:a][1:a]amix=inputs=2:duration=first:normalize=0[a]'],
      ...['-map', '0:v', '-map', '[a]', '-c:v', 'copy', '-c:a', 'aac', '-flags', '+global_header'],
      ...['-f', 'tee', `[f=flv]${server.url(name)}|[f=matroska]${file}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('ffmpeg did not start');
  return {
    cpu: () => cpuSecondsOf(`/proc/${pid}/stat`),
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      const streamed = server.recordings().find((recording) => recording.includes(name));
      for (const made of [file, streamed])
        if (made === undefined || statSync(made).size < 1e6)
          throw new Error(
            `ffmpeg did only half of the work: ${made ?? 'the recording of its stream'} is missing or empty`,
          );
    },
  };
}
