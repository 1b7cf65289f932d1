/** What a media file holds, in a form that a golden file can keep: ffprobe looks at it, no code of ours. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

interface ProbedPacket {
  readonly stream_index: number;
  readonly pts?: number;
  readonly dts?: number;
  readonly flags: string;
  readonly size: string;
  readonly data_hash: string;
}

interface ProbedStream {
  readonly index: number;
  readonly codec_type: string;
  readonly codec_name?: string;
  readonly time_base: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_rate?: string;
  readonly channel_layout?: string;
  readonly bits_per_raw_sample?: string;
  readonly disposition: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

interface Probed {
  readonly packets: readonly ProbedPacket[];
  readonly streams: readonly ProbedStream[];
  readonly format: { readonly format_name: string; readonly tags?: Readonly<Record<string, string>> };
}

/** One stream; `undefined` parts are left out of the JSON. */
export interface StreamContent {
  readonly type: string;
  readonly codec: string | undefined;
  readonly timeBase: string;
  readonly picture: string | undefined;
  readonly sound: string | undefined;
  readonly rotation: number | undefined;
  readonly disposition: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly packets: number;
  readonly keys: number;
  /** Presentation time of the first and the last packet, in the time base. */
  readonly span: readonly (number | undefined)[];
  /** Of all times and flags, in order. */
  readonly times: string;
  /** Of all payloads, in order; absent where a codec that loses made them. */
  readonly data?: string;
}

export interface Content {
  readonly container: string;
  readonly title: string | undefined;
  readonly streams: readonly StreamContent[];
}

/** What a person put there; muxers add tags of their own, with dates and versions. */
const TAGS = ['language', 'title', 'filename', 'mimetype'];
/** What they make of the same sound may differ by processor and version. */
const LOSSY = new Set(['aac', 'mp3', 'opus', 'vorbis', 'ac3']);

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/** Names are in lower case in some containers and capitals in others. */
function tagsOf(all: Readonly<Record<string, string>> = {}): Record<string, string> {
  const named = Object.entries(all).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(named.filter(([name]) => TAGS.includes(name)));
}

/** Everything in `file` that a copy must keep. `source`: what its copied streams come from. */
export function contentOf(file: string, source?: Content): Content {
  const args = ['-v', 'error', '-show_streams', '-show_packets', '-show_format', '-show_data_hash', 'sha256'];
  const probed = JSON.parse(
    execFileSync('ffprobe', [...args, '-of', 'json', file], { maxBuffer: 2 ** 28 }).toString(),
  ) as Probed;
  const known = new Set(source?.streams.map(({ data }) => data));
  return {
    container: probed.format.format_name,
    title: tagsOf(probed.format.tags)['title'],
    streams: probed.streams.map((stream) => {
      const packets = probed.packets.filter(({ stream_index }) => stream_index === stream.index);
      const data = hash(packets.map(({ data_hash }) => data_hash));
      const isMade = source !== undefined && LOSSY.has(stream.codec_name ?? '') && !known.has(data);
      return {
        type: stream.codec_type,
        codec: stream.codec_name,
        timeBase: stream.time_base,
        picture: stream.width === undefined ? undefined : `${stream.width}×${stream.height}`,
        sound:
          stream.sample_rate === undefined ? undefined : `${stream.sample_rate} Hz ${stream.channel_layout}`,
        rotation: stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation,
        disposition: Object.keys(stream.disposition).filter((name) => stream.disposition[name] === 1),
        tags: tagsOf(stream.tags),
        packets: packets.length,
        keys: packets.filter(({ flags }) => flags.startsWith('K')).length,
        span: [packets[0]?.pts, packets.at(-1)?.pts],
        times: hash(packets.map(({ pts, dts, flags }) => `${pts} ${dts} ${flags}`)),
        ...(isMade ? {} : { data }),
      };
    }),
  };
}
