/** Tiny recordings made by ffmpeg for the media tests, and what ffmpeg says about what came out. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  openRecording,
  type Recording,
  type RecordingOptions,
  type RecordingSummary,
} from '../../src/media/program/recording.ts';
import { FOREVER, fromSeconds, type Micros } from '../../src/streams/time.ts';
import type { Cue } from '../../src/streams/values.ts';
import { scratch } from '../support/scratch.ts';

export const folder: string = scratch('media');

export const file = (name: string): string => join(folder, name);

const run = (program: string, args: readonly string[]): Buffer =>
  execFileSync(program, args, { maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs ffmpeg with these words (split at blanks) and gives the path of the file named last. */
export function make(name: string, ...words: string[]): string {
  run('ffmpeg', ['-v', 'error', '-y', ...words.flatMap((word) => word.split(' ')), file(name)]);
  return file(name);
}

export const VIDEO = '-f lavfi -i testsrc2=s=160x120:r=25';
/** Noise fills every bit of a sample; its level leaves room for an effect. */
export const noise = (rate: number): string => `-f lavfi -i anoisesrc=r=${rate}:a=0.2:seed=7`;

/** Interleaved 32-bit integers of an audio stream, as ffmpeg decodes it. */
export function pcm(path: string, stream = 0): Int32Array {
  const bytes = run('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    `0:a:${stream}`,
    '-f',
    's32le',
    '-c:a',
    'pcm_s32le',
    '-',
  ]);
  return new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

export interface PacketFacts {
  readonly pts_time: string;
  readonly dts_time?: string;
  readonly data_hash: string;
  readonly flags: string;
}

/** Every packet of a stream (such as `v:0`) with its payload's hash. */
export function packets(path: string, stream: string): PacketFacts[] {
  const args = [
    '-v',
    'error',
    '-select_streams',
    stream,
    '-show_packets',
    '-show_data_hash',
    'md5',
    '-of',
    'json',
    path,
  ];
  return (JSON.parse(run('ffprobe', args).toString()) as { packets: PacketFacts[] }).packets;
}

export interface StreamFacts {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly channels?: number;
  readonly sample_rate?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly disposition: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

export function probe(path: string): {
  streams: StreamFacts[];
  format: { duration: string; tags?: Record<string, string> };
} {
  const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path];
  return JSON.parse(run('ffprobe', args).toString()) as ReturnType<typeof probe>;
}

/** An entry of a file's first picture stream, as ffprobe reads it. */
export function seen(path: string, entry: string): string {
  const words = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', `stream=${entry}`];
  return (
    run('ffprobe', [...words, '-of', 'csv=p=0', path])
      .toString()
      .split('\n')[0]
      ?.trim() ?? ''
  );
}

/** A mono effect of 0.1 s that starts with its loudest sample. */
export const BLIP: Float32Array = Float32Array.from(
  { length: 4_800 },
  (_, i) => 0.5 * Math.cos(i * 0.2) * Math.exp(-i / 900),
);

export const cue = (seconds: number, sfx = 'blip'): Cue => ({
  id: `${sfx}@${seconds}`,
  at: fromSeconds(seconds),
  end: fromSeconds(seconds + 0.1),
  sfx,
  tag: 'prompt',
  score: 1,
  alternatives: [],
});

export type Wishes = Partial<RecordingOptions> & { readonly cues?: readonly Cue[] };

export function open(input: string, output: string | undefined, wishes: Wishes = {}): Promise<Recording> {
  const { cues: _, ...options } = wishes;
  return openRecording({
    input,
    ...(output === undefined ? {} : { output }),
    duck: 0,
    gain: 0,
    limiter: false,
    effects: [{ id: 'blip', channels: [BLIP] }],
    ...options,
  });
}

/** A whole run as the session does it: analysis reads both feeds, the playhead follows one second behind. */
export async function runRecording(
  input: string,
  output: string | undefined,
  wishes: Wishes = {},
): Promise<Outcome> {
  const waiting = [...(wishes.cues ?? [])].sort((a, b) => a.at - b.at);
  const recording = await open(input, output, wishes);
  const decided = (at: Micros): void => {
    while (waiting[0] !== undefined && waiting[0].at < at) recording.place(waiting.shift() as Cue);
    recording.decided(at);
  };
  try {
    let heard = 0;
    const pictures: Micros[] = [];
    const listen = async (): Promise<void> => {
      for await (const block of recording.speech) heard += block.samples.length;
    };
    const watch = async (): Promise<void> => {
      for await (const { at } of recording.pictures) {
        pictures.push(at);
        if (at > 1e6) decided(fromSeconds(at / 1e6 - 1));
        await recording.room();
      }
    };
    const analysed = Promise.all([listen(), watch()]).then(() => decided(FOREVER));
    const [summary] = await Promise.all([recording.run(), analysed]);
    return { summary, heard, pictures, warnings: recording.warnings };
  } finally {
    await recording.abort();
  }
}

/** A run that nobody analyses: all cues are known, media simply pass. */
export async function mixed(input: string, output: string, wishes: Wishes = {}): Promise<RecordingSummary> {
  await using recording = await open(input, output, { ...wishes, pictures: false, speech: false });
  for (const cue of wishes.cues ?? []) recording.place(cue);
  recording.decided(FOREVER);
  return await recording.run();
}

export interface Outcome {
  readonly summary: RecordingSummary;
  /** 16 kHz samples. */
  readonly heard: number;
  readonly pictures: readonly Micros[];
  readonly warnings: readonly string[];
}
