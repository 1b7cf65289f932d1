/** The size that a key picture says of itself, for codecs that have no header besides: their pictures change it as they like. */
import {
  AV_CODEC_ID_GIF,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_PNG,
  AV_CODEC_ID_VP8,
  AV_CODEC_ID_VP9,
} from 'node-av/constants';
import type { CodecParameters } from 'node-av/lib';

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Undefined for other codecs, and for what is no key picture of these. */
export function sizeInside(data: Uint8Array, { codecId }: CodecParameters): PictureSize | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const size = SIZES.get(codecId)?.(bytes);
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

/** RFC 6386, 9.1: behind the start code 14 bits each, above them how the picture is to be scaled. */
function ofVp8(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 10 || bytes.readUIntBE(3, 3) !== 0x9d012a) return undefined;
  return { width: bytes.readUInt16LE(6) & 0x3fff, height: bytes.readUInt16LE(8) & 0x3fff };
}

/** VP9 bitstream specification, 6.2: the uncompressed header of a key frame. */
function ofVp9(bytes: Buffer): PictureSize | undefined {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i += 1, at += 1)
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  if (bits(2) !== 2) return undefined;
  const profile = bits(1) + 2 * bits(1);
  if (profile === 3) bits(1);
  // A frame shown before, or no key frame.
  if (bits(1) === 1 || bits(1) === 1) return undefined;
  bits(2);
  if (bits(24) !== 0x498342) return undefined;
  if (profile >= 2) bits(1);
  const rgb = bits(3) === 7;
  if (!rgb) bits(1);
  // How colours are sampled is said in the profiles that may choose.
  if (profile % 2 === 1) bits(rgb ? 1 : 3);
  return { width: bits(16) + 1, height: bits(16) + 1 };
}

/** ITU-T T.81, B.2.2: the frame header, SOF0 to SOF15 without the tables among them. */
function ofJpeg(bytes: Buffer): PictureSize | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** The image header comes first (PNG, 11.2.2). */
const ofPng = (bytes: Buffer): PictureSize | undefined =>
  bytes.length < 24 || bytes.toString('latin1', 12, 16) !== 'IHDR'
    ? undefined
    : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };

/** That of the screen (GIF89a, 18). */
const ofGif = (bytes: Buffer): PictureSize | undefined =>
  bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'GIF'
    ? undefined
    : { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };

const SIZES: ReadonlyMap<number, (bytes: Buffer) => PictureSize | undefined> = new Map([
  [AV_CODEC_ID_VP8, ofVp8],
  [AV_CODEC_ID_VP9, ofVp9],
  [AV_CODEC_ID_MJPEG, ofJpeg],
  [AV_CODEC_ID_PNG, ofPng],
  [AV_CODEC_ID_GIF, ofGif],
]);
