/** Clips of one codec, muxed by FFmpeg's muxers as an output does it, and what reading them again gives. */
import { createHash } from 'node:crypto';
import {
  AVFMT_NOFILE,
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_ID_VVC,
  AV_NOPTS_VALUE,
  AV_PIX_FMT_YUV420P,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  CodecParameters,
  FormatContext,
  Frame,
  Packet,
  Rational,
  avGetCodecName,
  type IRational,
  type Stream,
} from 'node-av/lib';
import { check, withOptions } from '../../../src/media/ffmpeg.ts';

/** What a file holds: its codec, how many packets, and a hash of all decoded pictures or samples. */
export interface Found {
  readonly codec: string;
  readonly packets: number;
  readonly decoded: string;
}

export interface Container {
  readonly muxer: string;
  readonly options?: Readonly<Record<string, string>>;
}

async function opened(file: string, options: Readonly<Record<string, string>> = {}): Promise<FormatContext> {
  const context = new FormatContext();
  context.allocContext();
  await withOptions(options, async (dictionary) =>
    check(await context.openInput(file, null, dictionary), 'opening'),
  );
  return context;
}

function firstOf(context: FormatContext, file: string): Stream {
  const [stream] = context.streams;
  if (stream === undefined) throw new Error(`${file} holds no stream`);
  return stream;
}

/** The packets of a file's first stream; each is good until the next. */
function* packetsOf(context: FormatContext): Generator<Packet> {
  using packet = new Packet();
  packet.alloc();
  while (context.readFrameSync(packet) >= 0) {
    if (packet.streamIndex === 0) yield packet;
    packet.unref();
  }
}

/** Copies the first stream of `source` into a container. @throws FFmpegFailure as the muxer does */
export async function remux(source: string, target: string, container: Container): Promise<void> {
  const input = await opened(source);
  try {
    check(await input.findStreamInfo(null), 'probing');
    const stream = firstOf(input, source);
    const { num, den } = stream.timeBase;
    const video = stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO;
    let next: bigint | undefined;
    await write(target, container, stream.codecpar, { num, den }, function* () {
      for (const packet of packetsOf(input)) {
        const length = packet.duration > 0n ? packet.duration : 1n;
        // Matroska stores no decoding times; no picture here is reordered by more than two.
        if (packet.dts === AV_NOPTS_VALUE) packet.dts = next ?? packet.pts - (video ? 2n * length : 0n);
        if (packet.pts === AV_NOPTS_VALUE) packet.pts = packet.dts;
        next = packet.dts + length;
        yield packet;
      }
    });
  } finally {
    await input.closeInput();
  }
}

async function write(
  target: string,
  { muxer, options = {} }: Container,
  parameters: CodecParameters,
  base: IRational,
  packets: () => Iterable<Packet>,
): Promise<void> {
  const output = new FormatContext();
  check(output.allocOutputContext2(null, muxer, target), 'making');
  try {
    const track = output.newStream(null);
    check(parameters.copy(track.codecpar), 'copying');
    track.codecpar.codecTag = 0;
    track.timeBase = new Rational(base.num, base.den);
    if (output.oformat?.hasFlags(AVFMT_NOFILE) !== true) check(await output.openOutput(), 'creating');
    await withOptions(options, async (dictionary) =>
      check(await output.writeHeader(dictionary), 'writing the header'),
    );
    let last: bigint | undefined;
    for (const packet of packets()) {
      packet.pos = -1n;
      packet.streamIndex = 0;
      packet.rescaleTs(base, track.timeBase);
      if (last !== undefined && packet.dts <= last) packet.dts = last + 1n;
      if (packet.pts < packet.dts) packet.pts = packet.dts;
      last = packet.dts;
      check(output.interleavedWriteFrameSync(packet), 'writing a packet');
    }
    check(await output.writeTrailer(), 'writing the trailer');
  } finally {
    await output.closeOutput();
    output.freeContext();
  }
}

/** Reads a file's first stream and decodes it. @throws FFmpegFailure */
export async function found(file: string): Promise<Found> {
  const input = await opened(file);
  try {
    check(await input.findStreamInfo(null), 'probing');
    const stream = firstOf(input, file);
    const decoder = new CodecContext();
    decoder.allocContext3(Codec.findDecoder(stream.codecpar.codecId));
    stream.codecpar.toContext(decoder);
    const opens = decoder.open2Sync(null, null) >= 0;
    const hash = createHash('sha1');
    using frame = new Frame();
    frame.alloc();
    let packets = 0;
    const decode = (packet: Packet | null): void => {
      if (!opens) return;
      decoder.sendPacketSync(packet);
      for (; decoder.receiveFrameSync(frame) >= 0; frame.unref()) hash.update(frame.toBuffer());
    };
    for (const packet of packetsOf(input)) {
      packets += 1;
      decode(packet);
    }
    decode(null);
    decoder.freeContext();
    return {
      codec: avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
      packets,
      decoded: hash.digest('hex'),
    };
  } finally {
    await input.closeInput();
  }
}

/** Bits of a header, the first one highest. */
class Bits {
  #text = '';

  fixed(length: number, value: number): this {
    this.#text += value.toString(2).padStart(length, '0');
    return this;
  }

  /** Exp-Golomb. */
  golomb(value: number): this {
    const text = (value + 1).toString(2);
    this.#text += '0'.repeat(text.length - 1) + text;
    return this;
  }

  end(): Buffer {
    const text = `${this.#text}1`;
    const whole = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
    return Buffer.from(whole.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2)) ?? []);
  }
}

const unit = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 1, 0, (type << 3) | 1]), body]);

/** Bytes that look like no start code. */
const noise = (length: number, step: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => ((i * step) % 251) + 3));

/**
 * No encoder for VVC is at hand: parameter sets as far as muxers read them (ITU-T H.266, 7.3.2.4 and 7.3.2.5), and
 * pictures of no meaning.
 */
function vvcUnits(): { readonly sets: Buffer; readonly key: Buffer; readonly other: Buffer } {
  const sequence = new Bits()
    .fixed(4, 0)
    .fixed(4, 0)
    .fixed(3, 0)
    .fixed(2, 1)
    .fixed(2, 1)
    .fixed(1, 1)
    // Profile, tier, level; no constraints, no sub-profiles.
    .fixed(7, 1)
    .fixed(1, 0)
    .fixed(8, 51)
    .fixed(2, 2)
    .fixed(6, 0)
    .fixed(8, 0)
    .fixed(2, 0)
    .golomb(160)
    .golomb(128)
    .fixed(2, 0)
    .golomb(0)
    .fixed(30, 0x155)
    .end();
  const picture = new Bits()
    .fixed(6, 0)
    .fixed(4, 0)
    .fixed(1, 0)
    .golomb(160)
    .golomb(128)
    .fixed(20, 0x333)
    .end();
  const sets = Buffer.concat([unit(15, sequence), unit(16, picture)]);
  return { sets, key: Buffer.concat([sets, unit(8, noise(200, 37))]), other: unit(0, noise(90, 29)) };
}

/** Muxes 20 such pictures and gives codec and number of packets as they are read again, no parser in between. */
export async function vvcThrough(target: string, container: Container): Promise<readonly [string, number]> {
  const { sets, key, other } = vvcUnits();
  const parameters = new CodecParameters();
  parameters.alloc();
  parameters.codecType = AVMEDIA_TYPE_VIDEO;
  parameters.codecId = AV_CODEC_ID_VVC;
  parameters.width = 160;
  parameters.height = 128;
  parameters.format = AV_PIX_FMT_YUV420P;
  parameters.extradata = sets;
  await write(target, container, parameters, { num: 1, den: 25 }, function* () {
    for (let index = 0; index < 20; index += 1) {
      using packet = new Packet();
      packet.alloc();
      packet.data = index % 10 === 0 ? key : other;
      packet.pts = packet.dts = BigInt(index);
      packet.duration = 1n;
      packet.isKeyframe = index % 10 === 0;
      yield packet;
    }
  });
  parameters.free();
  const input = await opened(target, { fflags: '+noparse' });
  try {
    const packets = [...packetsOf(input)].length;
    return [avGetCodecName(firstOf(input, target).codecpar.codecId) ?? 'unknown', packets];
  } finally {
    await input.closeInput();
  }
}
