/** A live input in virtual time: a file's bytes arrive as a sender would send them, and what is read of them is measured. */
import { statSync } from 'node:fs';
import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Codec, CodecContext, Frame, type Packet } from 'node-av/lib';
import { TimestampFollower } from '../../../src/media/input/audio/timestamp-follower.ts';
import { openPlannedInput, type OpenedInput } from '../../../src/media/input/demuxer.ts';
import { planNetwork } from '../../../src/media/input/network-options.ts';
import { Reader } from '../../../src/media/input/reader.ts';
import { type MediaItem } from '../../../src/media/input/source.ts';
import { isPacket } from '../../support/packets.ts';
import { TimestampNormaliser, type Jump } from '../../../src/media/input/timestamp-normaliser.ts';
import { check, toMicros } from '../../../src/media/ffmpeg.ts';
import type { AudioFormat } from '../../../src/media/pcm.ts';
import { ZERO, type Micros } from '../../../src/streams/time.ts';
import { flashesOf, syncOf, type Sync } from '../sync-clip.ts';

const BEEP = 0.1;

export interface VirtualOptions {
  /** When the byte at this place of the file arrives, in seconds. Default: all evenly over `seconds`. */
  readonly arrives?: (place: number) => number;
  readonly seconds?: number;
}

export interface Received extends Sync {
  readonly jumps: readonly (Jump & { readonly at: Micros })[];
  /** Holes in the sound that became silence, in seconds. */
  readonly gaps: readonly { readonly at: number; readonly length: number }[];
  /** By stream: decoding and presentation times in seconds. */
  readonly packets: ReadonlyMap<number, { readonly dts: number; readonly pts: number }[]>;
  /** When the decoded pictures are shown, in order, in seconds. */
  readonly shown: readonly number[];
  /** The end of the sound, in seconds. */
  readonly soundEnd: number;
}

/** Reads a file as a live input that comes from the network, as fast as it goes. */
export async function receive(
  path: string,
  { arrives, seconds = 10 }: VirtualOptions = {},
): Promise<Received> {
  const { options: demuxer } = planNetwork('tcp', 'tcp://127.0.0.1:1', true);
  // The stream as it came, from a file.
  const options = { ...demuxer, protocol_whitelist: 'file' };
  const plan = { kind: 'pull', url: path, shown: path, segments: false, options, lenient: true } as const;
  await using input = await openPlannedInput(plan, path);
  const size = statSync(path).size;
  const arrival = arrives ?? ((place: number) => (place / size) * seconds);
  const gaps: { at: number; length: number }[] = [];
  const format = input.audioFormat;
  using reader = new Reader({
    input,
    changing: input,
    start: ZERO,
    timestamps: new TimestampNormaliser(),
    ...(format === undefined
      ? {}
      : {
          audio: {
            format,
            placement: (from: Micros) =>
              new TimestampFollower({
                format,
                from,
                onGap: (at, length) => gaps.push({ at: at / 1e6, length: length / 1e6 }),
              }),
          },
        }),
    pictures: false,
    speech: false,
    packets: true,
  });
  const listener = new Listener(input);
  const jumps: (Jump & { at: Micros })[] = [];
  try {
    let place = 0;
    while (await reader.next()) {
      place = Math.max(place, reader.position);
      const placed = reader.place(arrival(place) * 1000);
      if (placed === undefined) continue;
      if (placed.jump !== undefined) jumps.push({ ...placed.jump, at: placed.at });
      for (const item of reader.take()) listener.take(item);
    }
    for (const item of reader.finish()) listener.take(item);
    return { ...listener.finish(), jumps, gaps };
  } finally {
    listener[Symbol.dispose]();
  }
}

/** Decodes the pictures and listens to the sound. */
class Listener implements Disposable {
  readonly #packets = new Map<number, { dts: number; pts: number }[]>();
  readonly #shown: { at: number; white: boolean }[] = [];
  readonly #beeps: number[] = [];
  readonly #input: OpenedInput;
  /** Of the sound when it began. */
  readonly #format: AudioFormat | undefined;
  readonly #decoder = new CodecContext();
  readonly #frame = new Frame();
  #end = 0;

  constructor(input: OpenedInput) {
    this.#input = input;
    this.#format = input.audioFormat;
    this.#frame.alloc();
    const stream = input.streams[input.info.video?.index ?? -1];
    if (stream === undefined) return;
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    this.#decoder.allocContext3(codec);
    check(this.#decoder.parametersToContext(stream.codecpar), 'test decoder');
    check(this.#decoder.open2Sync(codec, null), 'test decoder');
  }

  take(item: MediaItem): void {
    if (item.type === 'audio') {
      const { rate, channels } = this.#format ?? { rate: 1, channels: 1 };
      const { start, samples } = item.block;
      for (let i = 0; i < samples.length; i += channels)
        if (Math.abs(samples[i] ?? 0) > BEEP) {
          const at = (start + i / channels) / rate;
          if (at - (this.#beeps.at(-1) ?? -Infinity) > 0.3) this.#beeps.push(at);
        }
      this.#end = (start + samples.length / channels) / rate;
    } else if (isPacket(item)) {
      const { packet, stream } = item;
      const base = this.#input.streams[stream]?.timeBase ?? { num: 1, den: 1 };
      const seconds = (stamp: bigint): number => (toMicros(stamp, base) ?? NaN) / 1e6;
      const list = this.#packets.get(stream) ?? [];
      this.#packets.set(stream, list);
      list.push({ dts: seconds(packet.dts), pts: seconds(packet.pts) });
      if (stream === this.#input.info.video?.index) this.#decode(packet);
      packet.free();
    }
  }

  #decode(packet: Packet | null): void {
    const base = this.#input.streams[this.#input.info.video?.index ?? -1]?.timeBase ?? { num: 1, den: 1 };
    this.#decoder.sendPacketSync(packet);
    for (;;) {
      const got = this.#decoder.receiveFrameSync(this.#frame);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF || got < 0) return;
      const { width, height, linesize } = this.#frame;
      const luma = this.#frame.data?.[0];
      let sum = 0;
      for (let y = 0; y < height; y += 8)
        for (let x = 0; x < width; x += 8) sum += luma?.[y * (linesize[0] ?? 0) + x] ?? 0;
      const at = (toMicros(this.#frame.pts, base) ?? NaN) / 1e6;
      this.#shown.push({ at, white: sum / Math.ceil(height / 8) / Math.ceil(width / 8) > 200 });
      this.#frame.unref();
    }
  }

  finish(): Omit<Received, 'jumps' | 'gaps'> {
    if (this.#input.info.video !== undefined) this.#decode(null);
    return {
      ...syncOf(flashesOf(this.#shown), this.#beeps),
      packets: this.#packets,
      shown: this.#shown.map(({ at }) => at),
      soundEnd: this.#end,
    };
  }

  [Symbol.dispose](): void {
    this.#frame.free();
    this.#decoder.freeContext();
  }
}
