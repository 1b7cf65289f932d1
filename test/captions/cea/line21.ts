/** Writes CEA-608 and CEA-708 captions: byte pairs, the SEI messages that carry them, and clips with them in their video. */
import { Packet, FormatContext } from 'node-av/lib';
import { check } from '../../../src/media/ffmpeg.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { file, make, VIDEO } from '../../media/clips.ts';

export type Pair = readonly [number, number];

/** Odd parity in the top bit. */
const parity = (byte: number): number => {
  let ones = 0;
  for (let bit = 0; bit < 7; bit++) ones += (byte >> bit) & 1;
  return ones % 2 === 0 ? byte | 0x80 : byte;
};

const pair = (a: number, b: number): Pair => [parity(a), parity(b)];

/** Control codes are sent twice. */
const control = (a: number, b: number): Pair[] => [pair(a, b), pair(a, b)];

export type Channel = 1 | 2 | 3 | 4;
const miscellaneous = (channel: Channel): number => ({ 1: 0x14, 2: 0x1c, 3: 0x15, 4: 0x1d })[channel];
const code = (b: number, channel: Channel = 1): Pair[] => control(miscellaneous(channel), b);

export const RCL = (channel?: Channel): Pair[] => code(0x20, channel);
export const RU2 = (channel?: Channel): Pair[] => code(0x25, channel);
export const RDC = (channel?: Channel): Pair[] => code(0x29, channel);
export const TEXT_MODE = (channel?: Channel): Pair[] => code(0x2a, channel);
export const BACKSPACE = (channel?: Channel): Pair[] => code(0x21, channel);
export const EDM = (channel?: Channel): Pair[] => code(0x2c, channel);
export const CR = (channel?: Channel): Pair[] => code(0x2d, channel);
export const ENM = (channel?: Channel): Pair[] => code(0x2e, channel);
export const EOC = (channel?: Channel): Pair[] => code(0x2f, channel);

/** Moves to the start of row 14 or 15. */
export const row = (number: 14 | 15, channel: Channel = 1): Pair[] =>
  control(channel % 2 === 1 ? 0x14 : 0x1c, number === 14 ? 0x40 : 0x60);

/** ASCII, but for the letters that CEA-608 puts elsewhere. */
export function letters(text: string): Pair[] {
  const codes = [...text].map((letter) => (letter === 'é' ? 0x5c : letter.charCodeAt(0)));
  const pairs: Pair[] = [];
  for (let index = 0; index < codes.length; index += 2)
    pairs.push(pair(codes[index] ?? 0, codes[index + 1] ?? 0));
  return pairs;
}

/** A caption that is loaded unseen and appears with `EOC`. */
export const loaded = (first: string, second = '', channel: Channel = 1): Pair[] => [
  ...RCL(channel),
  ...ENM(channel),
  ...row(14, channel),
  ...letters(first),
  ...(second === '' ? [] : [...row(15, channel), ...letters(second)]),
];

/** Pairs of the two fields of one picture. */
export interface PicturePairs {
  readonly one?: readonly Pair[];
  readonly two?: readonly Pair[];
  /** A CEA-708 packet. */
  readonly dtv?: readonly number[];
}

/** A CEA-708 packet with one block of these codes; a string stands for its letters. */
export function dtvPacket(service: number, ...codes: readonly (number | string)[]): number[] {
  const block = codes.flatMap((one) => (typeof one === 'number' ? [one] : [...Buffer.from(one, 'latin1')]));
  if (block.length > 31) throw new Error('too long a block');
  const head = service < 7 ? [(service << 5) | block.length] : [(7 << 5) | block.length, service];
  const bytes = [0, ...head, ...block];
  // What is left over is a block of size 0.
  if (bytes.length % 2 === 1) bytes.push(0);
  bytes[0] = 0x40 | (bytes.length / 2);
  return bytes;
}

const dtvTriples = (packet: readonly number[]): number[] => {
  const triples: number[] = [];
  for (let at = 0; at < packet.length; at += 2)
    triples.push(at === 0 ? 0xff : 0xfe, packet[at] ?? 0, packet[at + 1] ?? 0);
  return triples;
};

const HEADERS = { h264: [0x06], hevc: [0x4e, 0x01] } as const;
export type Codec = keyof typeof HEADERS;

/** An SEI unit with A/53 captions, escaped, without framing; it also holds a message of another kind and CEA-708 filling. */
export function seiUnit(codec: Codec, { one = [], two = [], dtv = [] }: PicturePairs): Buffer {
  const triples = [
    ...one.flatMap((bytes) => [0xfc, ...bytes]),
    ...two.flatMap((bytes) => [0xfd, ...bytes]),
    ...dtvTriples(dtv),
    // Marked as not valid.
    ...[0xfa, 0x00, 0x00, 0xf8, 0x41, 0x41],
  ];
  const data = [
    0xb5,
    0x00,
    0x31,
    ...Buffer.from('GA94'),
    0x03,
    0x40 | (triples.length / 3),
    0xff,
    ...triples,
    0xff,
  ];
  const other = [5, 17, ...Buffer.from('0123456789abcdef'), 0x00];
  return Buffer.from([...HEADERS[codec], ...escape([...other, 4, data.length, ...data, 0x80])]);
}

function escape(bytes: readonly number[]): number[] {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros === 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out;
}

export const lengthPrefixed = (unit: Buffer, size = 4): Buffer => {
  const length = Buffer.alloc(size);
  length.writeUIntBE(unit.length, 0, size);
  return Buffer.concat([length, unit]);
};

/** One pair a picture from these pictures on, at 25 pictures a second. */
export function schedule(
  ...parts: readonly (readonly [from: number, pairs: readonly Pair[]])[]
): Map<number, Pair[]> {
  const pictures = new Map<number, Pair[]>();
  for (const [from, pairs] of parts)
    for (const [index, one] of pairs.entries()) {
      if (pictures.has(from + index)) throw new Error(`two pairs in picture ${from + index}`);
      pictures.set(from + index, [one]);
    }
  return pictures;
}

const CODINGS: Readonly<Record<Codec, string>> = {
  h264: '-c:v libx264 -preset veryfast -bf 3 -g 50',
  hevc: '-c:v libx265 -preset ultrafast -x265-params bframes=3:log-level=none -tag:v hvc1',
};

/** A clip of `seconds` at 25 pictures a second with B frames, whose pictures carry these pairs; in any container. */
export async function captionedClip(
  name: string,
  codec: Codec,
  seconds: number,
  pairs: ReadonlyMap<number, readonly Pair[]>,
  ...containers: readonly string[]
): Promise<string[]> {
  const plain = make(`${name}-plain.mp4`, VIDEO, `-t ${seconds} -pix_fmt yuv420p ${CODINGS[codec]}`);
  const carried = file(`${name}-carried.mp4`);
  await addSei(plain, carried, codec, pairs);
  return containers.map((container) => make(`${name}.${container}`, '-i', carried, '-c copy'));
}

async function addSei(
  from: string,
  to: string,
  codec: Codec,
  pairs: ReadonlyMap<number, readonly Pair[]>,
): Promise<void> {
  await using input = await openInput(from);
  const [source] = input.streams;
  if (source === undefined) throw new Error(`no stream in ${from}`);
  const output = new FormatContext();
  check(output.allocOutputContext2(null, 'mp4', to), 'making the clip');
  const stream = output.newStream(null);
  check(source.codecpar.copy(stream.codecpar), 'copying the stream');
  stream.timeBase = source.timeBase;
  check(await output.openOutput(), 'creating the clip');
  check(await output.writeHeader(null), 'writing the header');
  using packet = new Packet();
  packet.alloc();
  while (await input.read(packet)) {
    const picture = Math.round((Number(packet.pts) * source.timeBase.num * 25) / source.timeBase.den);
    const one = pairs.get(picture);
    if (packet.data !== null && one !== undefined) prepend(packet, lengthPrefixed(seiUnit(codec, { one })));
    packet.rescaleTs(source.timeBase, stream.timeBase);
    packet.streamIndex = 0;
    check(output.interleavedWriteFrameSync(packet), 'writing the clip');
  }
  check(await output.writeTrailer(), 'writing the trailer');
  await output.closeOutput();
}

/** A packet forgets its times when it is given other data. */
function prepend(packet: Packet, unit: Buffer): void {
  const { pts, dts, duration, flags } = packet;
  packet.data = Buffer.concat([unit, packet.data ?? Buffer.alloc(0)]);
  Object.assign(packet, { pts, dts, duration, flags });
}
