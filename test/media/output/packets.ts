/** A clip's packets as a program hands them to outputs, and what arrived at the other end. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import { FormatContext, Packet, type Stream } from 'node-av/lib';
import { check, toMicros } from '../../../src/media/ffmpeg.ts';
import type { LiveSink, OutputPacket, OutputStreams } from '../../../src/media/output/sink.ts';
import { add, micros, subtract, type Micros } from '../../../src/streams/time.ts';

export interface Clip extends AsyncDisposable {
  readonly streams: OutputStreams;
  /** In the file's order, from 0; both streams keep their relation. */
  readonly packets: readonly OutputPacket[];
  readonly span: Micros;
}

/** Runs ffmpeg; throws with what it says when it fails. */
export function ffmpeg(...args: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
}

/** Makes a clip: a test picture with B-frames, a key frame each second, and beeps. The name says the container. */
export function makeClip(file: string, seconds: number, ...more: string[]): string {
  const codecs =
    more.length > 0 ? more : ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-b_strategy', '0'];
  ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:beep_factor=4:sample_rate=48000'],
    ...['-t', String(seconds), ...codecs, '-g', '25', '-b:v', '400k', '-c:a', 'aac', '-b:a', '96k', file],
  );
  return file;
}

export async function openClip(file: string): Promise<Clip> {
  const context = new FormatContext();
  check(await context.openInput(file, null, null), 'opening the clip');
  check(await context.findStreamInfo(null), 'reading the clip');
  const { streams } = context;
  const video = streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_VIDEO);
  const audio = streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  if (audio === undefined) throw new Error(`${file} has no sound`);
  const packets = await readPackets(context, streams);
  const zero = micros(Math.min(...packets.map(({ dts }) => dts)));
  const moved = packets.map((item) => ({
    ...item,
    dts: subtract(item.dts, zero),
    pts: subtract(item.pts, zero),
  }));
  const last = moved.at(-1);
  return {
    streams: {
      ...(video === undefined
        ? {}
        : {
            video: {
              parameters: video.codecpar,
              codec: codecName(video),
              frameRate: video.avgFrameRate,
            },
          }),
      audio: { parameters: audio.codecpar, codec: codecName(audio) },
    },
    packets: moved,
    span: last === undefined ? micros(0) : add(last.dts, last.duration),
    async [Symbol.asyncDispose]() {
      for (const { packet } of moved) packet.free();
      await context.closeInput();
    },
  };
}

const NAMES = new Map([
  [27, 'h264'],
  [173, 'hevc'],
  [225, 'av1'],
  [86018, 'aac'],
]);
const codecName = (stream: Stream): string => NAMES.get(stream.codecpar.codecId) ?? 'unknown';

async function readPackets(context: FormatContext, streams: Stream[]): Promise<OutputPacket[]> {
  const packets: OutputPacket[] = [];
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if ((await context.readFrame(packet)) < 0) {
      packet.free();
      return packets;
    }
    const stream = streams[packet.streamIndex];
    const pts = stream && toMicros(packet.pts, stream.timeBase);
    // Matroska has no decoding times.
    const dts = stream && (toMicros(packet.dts, stream.timeBase) ?? pts);
    if (stream === undefined || dts === undefined || pts === undefined)
      throw new Error('a packet without times');
    const kind = stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO ? 'video' : 'audio';
    const duration = toMicros(packet.duration, stream.timeBase) ?? micros(0);
    packets.push({ kind, packet, dts, pts, duration, key: packet.isKeyframe });
  }
}

/** The clip's packets again, `offset` later. */
export const later = (packets: readonly OutputPacket[], offset: Micros): OutputPacket[] =>
  packets.map((item) => ({ ...item, dts: add(item.dts, offset), pts: add(item.pts, offset) }));

/** Writes packets at `speed` times their own pace (Infinity: at once) until done or `until` fires. */
export async function play(
  outputs: readonly LiveSink[],
  packets: readonly OutputPacket[],
  speed: number,
  until?: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const zero = packets[0]?.dts ?? 0;
  for (const packet of packets) {
    const due = began + (packet.dts - zero) / 1000 / speed;
    for (let wait = due - performance.now(); wait > 0; wait = due - performance.now())
      await new Promise((resolve) => setTimeout(resolve, Math.max(5, wait)));
    if (until?.aborted) return;
    for (const output of outputs) output.write(packet);
  }
}

/** What a file holds of one kind: the hash of each coded picture or sound, and its times in microseconds. */
export interface Content {
  readonly hashes: readonly string[];
  readonly pts: readonly number[];
  readonly dts: readonly number[];
}

/** Coded pictures without what containers add: NAL units by their content, parameter sets and delimiters aside. */
function payload(data: Buffer, kind: string, lengthPrefixed: boolean): Buffer {
  if (kind !== 'video') return data;
  const units = lengthPrefixed ? splitLengths(data) : splitStartCodes(data);
  return Buffer.concat(units.filter((unit) => ![7, 8, 9].includes((unit[0] ?? 0) & 0x1f)));
}

function splitLengths(data: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const length = data.readUInt32BE(at);
    units.push(data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return units;
}

function splitStartCodes(data: Buffer): Buffer[] {
  const starts: number[] = [];
  for (
    let at = data.indexOf('\0\0\u0001', 0, 'latin1');
    at >= 0;
    at = data.indexOf('\0\0\u0001', at + 3, 'latin1')
  )
    starts.push(at);
  return starts.map((start, index) => {
    let end = starts[index + 1] ?? data.length;
    while (end > start + 3 && data[end - 1] === 0) end -= 1;
    return data.subarray(start + 3, end);
  });
}

/** Sound without the header that MPEG-TS repeats before each frame. */
const withoutAdts = (data: Buffer): Buffer =>
  data[0] === 0xff && ((data[1] ?? 0) & 0xf6) === 0xf0 ? data.subarray((data[1] ?? 0) & 1 ? 7 : 9) : data;

export async function contentOf(file: string): Promise<{ video: Content; audio: Content }> {
  await using clip = await openClip(file);
  return contentOfClip(clip);
}

export function contentOfClip(clip: Clip): { video: Content; audio: Content } {
  const prefixed = clip.streams.video?.parameters.extradata?.[0] === 1;
  const read = (kind: 'video' | 'audio'): Content => {
    const own = clip.packets.filter((item) => item.kind === kind);
    return {
      hashes: own.map(({ packet }) => {
        const data = packet.data ?? Buffer.alloc(0);
        const bytes = kind === 'video' ? payload(data, kind, prefixed) : withoutAdts(data);
        return createHash('sha1').update(bytes).digest('hex');
      }),
      pts: own.map(({ pts }) => pts),
      dts: own.map(({ dts }) => dts),
    };
  };
  return { video: read('video'), audio: read('audio') };
}
