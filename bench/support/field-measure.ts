/** What Debian's ffmpeg, which is not ours, finds in a recording: pictures, flashes and beeps on their own time stamps. */
import { spawnSync } from 'node:child_process';

interface Stream {
  readonly index: number;
  readonly channels?: number;
  /** Of an attachment: its file. */
  readonly extradata_hash?: string;
  readonly codec_type: string;
  readonly codec_name?: string;
  readonly display_aspect_ratio?: string;
  readonly sample_aspect_ratio?: string;
  readonly codec_tag_string?: string;
  readonly disposition?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

export interface Measured {
  readonly streams: readonly Stream[];
  readonly chapters: number;
  readonly title: string | undefined;
  /** Payloads of the first picture stream. */
  readonly packets: readonly string[];
  /** Decoded pictures: a hash and a time in seconds each. */
  readonly pictures: readonly { readonly hash: string; readonly at: number }[];
  /** Seconds. */
  readonly flashes: readonly number[];
  readonly beeps: readonly number[];
  /** What each stream holds, by its index; packets without a payload, which fill holes in MP4, are no part of it. */
  readonly contents: ReadonlyMap<number, readonly Content[]>;
}

/** A packet: a hash of its payload, and its time in seconds. */
export interface Content {
  readonly hash: string;
  readonly at: number;
}

const LIMIT_MS = 180_000;
const call = (program: string, args: readonly string[]): { stdout: Buffer; stderr: string } => {
  const { stdout, stderr, error } = spawnSync(program, args, { maxBuffer: 2 ** 29, timeout: LIMIT_MS });
  if (error !== undefined) throw error;
  return { stdout, stderr: stderr.toString() };
};

export function measure(file: string): Measured {
  const show = ['-show_streams', '-show_chapters', '-show_format', '-show_data_hash', 'md5'];
  const args = ['-v', 'quiet', ...show, '-of', 'json', file];
  const {
    streams = [],
    chapters = [],
    format,
  } = JSON.parse(call('ffprobe', args).stdout.toString() || '{}') as {
    streams?: Stream[];
    chapters?: unknown[];
    format?: { tags?: Record<string, string> };
  };
  const contents = contentsOf(file);
  const first = streams.find(({ codec_type }) => codec_type === 'video');
  const has = (kind: string): boolean => streams.some(({ codec_type }) => codec_type === kind);
  return {
    streams,
    chapters: chapters.length,
    title: format?.tags?.['title'],
    packets: has('video') ? (contents.get(first?.index ?? -1) ?? []).map(({ hash }) => hash) : [],
    contents,
    ...(has('video') ? picturesOf(file) : { pictures: [], flashes: [] }),
    beeps: has('audio') ? beepsOf(file) : [],
  };
}

interface PacketShown {
  readonly stream_index: number;
  readonly pts_time?: string;
  readonly size: string;
  readonly data_hash: string;
}

/** The length that precedes a text in MP4: alone, it is no text. */
const NO_TEXT = 2;

function contentsOf(file: string): Map<number, Content[]> {
  const words = ['-v', 'quiet', '-show_packets', '-show_data_hash', 'md5', '-of', 'json', file];
  const { packets = [] } = JSON.parse(call('ffprobe', words).stdout.toString() || '{}') as {
    packets?: PacketShown[];
  };
  const contents = new Map<number, Content[]>();
  for (const { stream_index, pts_time, size, data_hash } of packets) {
    const own = contents.get(stream_index) ?? [];
    contents.set(stream_index, own);
    if (Number(size) > NO_TEXT) own.push({ hash: data_hash, at: Number(pts_time) });
  }
  return contents;
}

const DECODE = ['-v', 'info', '-hide_banner', '-nostats', '-copyts', '-noautorotate', '-threads', '1'];

/** Times by ffprobe: ffmpeg's own filters see some of them moved (MPEG-1 in MPEG-TS). */
function timesOf(file: string): number[] {
  const show = [
    '-select_streams',
    'v:0',
    '-show_entries',
    'frame=best_effort_timestamp_time',
    '-of',
    'csv=p=0',
  ];
  const text = call('ffprobe', ['-v', 'quiet', '-threads', '1', ...show, file]).stdout.toString();
  return [...text.matchAll(/^(-?[\d.]+|N\/A)/gm)].map(([, at]) => Number(at));
}

function picturesOf(file: string): Pick<Measured, 'pictures' | 'flashes'> {
  const filter = ['-vf', 'showinfo,scale=16:16,format=gray,showinfo', '-vsync', 'passthrough'];
  const { stderr } = call('ffmpeg', [
    ...DECODE,
    '-i',
    file,
    '-map',
    '0:v:0',
    '-an',
    ...filter,
    '-f',
    'null',
    '-',
  ]);
  const lines = [...stderr.matchAll(/Parsed_showinfo_(\d).*? checksum:(\w+) .*?mean:\[(\d+)/g)];
  const times = timesOf(file);
  const pictures = lines
    .filter(([, which]) => which === '0')
    .map(([, , hash = ''], i) => ({ hash, at: times[i] ?? NaN }));
  const means = lines.filter(([, which]) => which !== '0').map(([, , , mean]) => Number(mean));
  const flashes = pictures.flatMap(({ at }, i) =>
    (means[i] ?? 0) > 200 && (means[i - 1] ?? 0) <= 200 ? [at] : [],
  );
  return { pictures, flashes };
}

/** A beep is 40 ms; where its energy lies, since codecs blur its ends. */
const AROUND_S = 0.06;
const LOUD = 0.15;

function beepsOf(file: string): number[] {
  const out = [
    '-map',
    '0:a:0',
    '-vn',
    '-af',
    'ashowinfo',
    '-ac',
    '1',
    '-c:a',
    'pcm_f32le',
    '-f',
    'f32le',
    '-',
  ];
  const { stdout, stderr } = call('ffmpeg', [...DECODE, '-i', file, ...out]);
  const samples = new Float32Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 4));
  const frames = [...stderr.matchAll(/pts_time:(\S+) .*? rate:(\d+) nb_samples:(\d+)/g)];
  const rate = Number(frames[0]?.[2] ?? 48_000);
  const times = new Float64Array(samples.length);
  let index = 0;
  for (const [, at, , count] of frames)
    for (let i = 0; i < Number(count) && index < times.length; i += 1) times[index++] = Number(at) + i / rate;
  return onsets(samples.subarray(0, index), times, rate);
}

function onsets(samples: Float32Array, times: Float64Array, rate: number): number[] {
  const found: number[] = [];
  const around = Math.round(AROUND_S * rate);
  for (let i = 0; i < samples.length; i += 1) {
    if (Math.abs(samples[i] ?? 0) < LOUD) continue;
    let [energy, moment] = [0, 0];
    for (let j = Math.max(0, i - around / 2); j < i + around && j < samples.length; j += 1) {
      const power = (samples[j] ?? 0) ** 2;
      energy += power;
      moment += power * (times[j] ?? 0);
    }
    // The middle of the beep less half its length.
    found.push(moment / energy - 0.02);
    i += Math.round(0.5 * rate);
  }
  return found;
}
