/** A show of a few seconds for live tests: flashes and beeps at whole seconds, words from a captions file, and what to look for. */
import { createHash } from 'node:crypto';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { toMicros } from '../../../src/media/ffmpeg.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { nalUnits } from '../../../src/captions/cea/nal.ts';
import { framingOf } from '../../../src/captions/cea/nal.ts';
import { ffmpeg } from '../../support/talk.ts';

export const RATE = 48_000;
export const SECONDS = 15;
/** A beep begins 1,000 samples after each whole second, so that a cue at a sentence's start is not under it. */
export const BEEP_AT = 1_000;

export interface Show {
  /** H.264 with B frames, a white key picture each second, AAC. */
  readonly mp4: string;
  /** The same packets as FLV, with the time stamps that RTMP gives them. */
  readonly flv: string;
  readonly captions: string;
}

export function makeShow(folder: string): Show {
  const file = (name: string): string => join(folder, name);
  const beeps = new Int16Array(SECONDS * RATE);
  for (let second = 0; second < SECONDS; second += 1)
    for (let i = 0; i < 480; i += 1)
      beeps[second * RATE + BEEP_AT + i] = Math.round(8_000 * Math.sin((2 * Math.PI * 3_000 * i) / RATE));
  writeFileSync(file('beeps.raw'), beeps);
  ffmpeg(
    `-f lavfi -i testsrc2=s=320x180:r=25 -f s16le -ar 48000 -ac 1 -i ${file('beeps.raw')} -t ${SECONDS} -vf drawbox=c=white:t=fill:enable=lt(mod(t\\,1)\\,0.04) -c:v libx264 -preset veryfast -bf 2 -g 25 -sc_threshold 0 -pix_fmt yuv420p -c:a aac -b:a 192k -ac 2 ${file('show.mp4')}`,
  );
  writeFileSync(
    file('words.srt'),
    [
      '1\n00:00:01,000 --> 00:00:02,600\nGood evening, friends.',
      '2\n00:00:04,000 --> 00:00:07,200\nIt costs just twenty five dollars, and the link is right below.',
      '3\n00:00:09,000 --> 00:00:11,600\nAll right, let us go on to our next item.',
    ].join('\n\n'),
  );
  ffmpeg(`-i ${file('show.mp4')} -c copy ${file('show.flv')}`);
  return { mp4: file('show.mp4'), flv: file('show.flv'), captions: file('words.srt') };
}

export interface Unit {
  readonly pts: number;
  readonly key: boolean;
  /** Of the slices and parameter sets inside, however they are framed. */
  readonly hash: string;
}

/** The pictures of a recording in decoding order; times in seconds. Only what is a picture counts: framing differs by container. */
export async function pictures(file: string): Promise<Unit[]> {
  await using input = await openInput(file);
  const { video } = input.info;
  const stream = video && input.streams[video.index];
  if (stream === undefined) throw new Error(`${file} has no pictures`);
  const framing = framingOf('h264', stream.codecpar.extradata ?? undefined);
  const units: Unit[] = [];
  using packet = new Packet();
  packet.alloc();
  while (await input.read(packet)) {
    if (packet.streamIndex === stream.index && packet.data !== null && packet.pts !== AV_NOPTS_VALUE) {
      const hash = createHash('sha1');
      for (const unit of nalUnits(packet.data, framing)) {
        const type = (unit[0] ?? 0) & 31;
        if (type === 1 || type === 5) hash.update(unit);
      }
      const pts = (toMicros(packet.pts, stream.timeBase) ?? 0) / 1e6;
      units.push({ pts, key: packet.isKeyframe, hash: hash.digest('hex') });
    }
    packet.unref();
  }
  return units;
}

/** The pictures of a recording with the media times that a session gives them. */
export async function mediaTimes(file: string): Promise<Unit[]> {
  const input = await openInput(file);
  const zero = input.zero / 1e6;
  await input.close();
  return (await pictures(file)).map((unit) => ({ ...unit, pts: unit.pts - zero }));
}

export interface Sound {
  /** Mono. */
  readonly samples: Float32Array;
  /** When the first of them sounds, in seconds of the recording. */
  readonly start: number;
}

export function sound(file: string): Sound {
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', file, '-map', '0:a', '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'],
    { maxBuffer: 2 ** 28 },
  );
  const start = execFileSync('ffprobe', [
    ...['-v', 'error', '-select_streams', 'a', '-show_entries', 'packet=pts_time', '-read_intervals', '%+#1'],
    ...['-of', 'csv=p=0', file],
  ]);
  return {
    samples: new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength)),
    start: Number(start.toString().split('\n')[0]?.replace(',', '')),
  };
}

/** Where beeps begin, as samples; found by energy at the beep's pitch. */
export function beepsIn(samples: Float32Array): number[] {
  const found: number[] = [];
  const length = 480;
  const power = (from: number): number => {
    let [re, im] = [0, 0];
    for (let i = 0; i < length; i += 1) {
      const phase = (2 * Math.PI * 3_000 * i) / RATE;
      const value = samples[from + i] ?? 0;
      re += value * Math.cos(phase);
      im += value * Math.sin(phase);
    }
    return Math.hypot(re, im) / length;
  };
  for (let at = 0; at + length < samples.length; at += 120) {
    if (power(at) < 0.04) continue;
    let [best, where] = [0, at];
    for (let near = at; near < at + 720; near += 4) {
      const here = power(near);
      if (here > best) [best, where] = [here, near];
    }
    found.push(where);
    at = where + RATE / 2;
  }
  return found;
}

/** Where `effect` lies best inside `samples` within `reach` samples of `near`, and how well (1: exactly it). */
export function locate(
  samples: Float32Array,
  effect: Float32Array,
  near: number,
  reach: number,
): { readonly at: number; readonly likeness: number } {
  const length = Math.min(effect.length, 12_000);
  let best = { at: near, likeness: -Infinity };
  for (let at = near - reach; at <= near + reach; at += 1) {
    let [dot, own, other] = [0, 1e-12, 1e-12];
    for (let i = 0; i < length; i += 1) {
      const [a, b] = [samples[at + i] ?? 0, effect[i] ?? 0];
      dot += a * b;
      own += a * a;
      other += b * b;
    }
    const likeness = dot / Math.sqrt(own * other);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}

/** Waits until somebody listens at a port of the loopback; an RTMP listener takes the first connection, so it is asked gently. */
export async function listening(port: number, ms = 40_000): Promise<void> {
  const until = performance.now() + ms;
  // Reading the kernel's table disturbs no listener that takes one connection only.
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  while (performance.now() < until) {
    const table = execFileSync('cat', ['/proc/net/tcp', '/proc/net/udp']).toString();
    if (new RegExp(`:${hex} 00000000:0000 (0A|07)`).test(table)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens at ${port}`);
}

/** ffmpeg sends a file at its pace. */
export function send(file: string, to: string, format: string, ...more: string[]): ChildProcess {
  return spawn('ffmpeg', ['-v', 'error', '-re', '-i', file, '-c', 'copy', ...more, '-f', format, to], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
