/** What pictures are, read from a key picture itself: the probing may have come before it, or what it saw has changed. */
import { AV_PKT_DATA_NEW_EXTRADATA, type AVPixelFormat, type AVProfile } from 'node-av/constants';
import {
  BitStreamFilter,
  BitStreamFilterContext,
  Codec,
  CodecContext,
  Frame,
  Rational,
  type CodecParameters,
  type IRational,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { setOptions } from '../ffmpeg.ts';
import { MOST_PIXELS } from '../most-pixels.ts';
import { sameShape } from './shape.ts';

/** What an output's header says of pictures, besides their codec. */
export interface PictureParameters {
  readonly width: number;
  readonly height: number;
  /** FFmpeg's number of the pixel format, of the profile. */
  readonly format: number;
  readonly profile: number;
  /** The shape of a pixel; 1:1 where the codec does not say. */
  readonly aspect: IRational;
  /** Frames by which decoding runs ahead of showing. */
  readonly delay: number;
  /** The codec's own header (parameter sets); empty where it has none. */
  readonly extradata: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Whether a codec's header is written as it is in a raw stream: then key pictures bring their parameter sets along. */
const isInBand = (extradata: Buffer | null): boolean =>
  extradata === null || extradata.length < 4 || (extradata[0] === 0 && extradata[1] === 0);

/** The header that a packet brings beside its picture, as RTMP and MP4 tell of another one. */
export const newHeader = (packet: Packet): Buffer | undefined => {
  const header = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA);
  return header === null ? undefined : Buffer.from(header);
};

/** The parameter sets inside a key picture; undefined where there are none, or the codec has none. The packet is kept. */
function headerInside(packet: Packet, stream: CodecParameters): Buffer | undefined {
  const filter = BitStreamFilter.getByName('extract_extradata');
  const copy = filter === null ? null : packet.clone();
  if (filter === null || copy === null) return undefined;
  const context = new BitStreamFilterContext();
  try {
    const parameters = context.alloc(filter) < 0 ? null : context.inputCodecParameters;
    if (parameters === null || stream.copy(parameters) < 0 || context.init() < 0) return undefined;
    if (context.sendPacketSync(copy) < 0 || context.receivePacketSync(copy) < 0) return undefined;
    return newHeader(copy);
  } finally {
    copy.free();
    context.free();
  }
}

/** The parameter sets that a key picture brings, beside it or inside; undefined where it has none of its own. */
export const headerOf = (packet: Packet, stream: CodecParameters): Buffer | undefined =>
  newHeader(packet) ?? (isInBand(stream.extradata) ? headerInside(packet, stream) : undefined);

/**
 * What the key picture in `packet` is, by decoding it; undefined when it cannot be decoded, or is too large to be. `stream` is what is known of
 * it, `header` the parameter sets that hold from this packet on, where they are not those of `stream`.
 */
export function readPicture(
  packet: Packet,
  stream: CodecParameters,
  header: Buffer | undefined,
): PictureParameters | undefined {
  const codec = Codec.findDecoder(stream.codecId);
  if (codec === null) return undefined;
  using owned = new DisposableStack();
  const decoder = owned.adopt(new CodecContext(), (context) => context.freeContext());
  const frame = owned.adopt(new Frame(), (one) => one.free());
  frame.alloc();
  decoder.allocContext3(codec);
  if (decoder.parametersToContext(stream) < 0) return undefined;
  if (header !== undefined) decoder.extraData = header;
  setOptions(decoder, { threads: '1', skip_loop_filter: 'all', max_pixels: MOST_PIXELS });
  if (decoder.open2Sync(codec, null) < 0) return undefined;
  // A picture that refers to lost ones is not given, but its size is known all the same.
  for (const part of [packet, null]) decoder.sendPacketSync(part);
  const whole = decoder.receiveFrameSync(frame) >= 0;
  const { width, height } = whole ? frame : decoder;
  if (width <= 0 || height <= 0) return undefined;
  const format: number = whole ? frame.format : decoder.pixelFormat;
  return {
    width,
    height,
    format,
    profile: decoder.profile,
    aspect: pixelShape(whole ? frame.sampleAspectRatio : decoder.sampleAspectRatio),
    delay: decoder.hasBFrames,
    extradata: header ?? stream.extradata ?? NOTHING,
  };
}

/** FFmpeg's aspect ratio with "unknown" read as square. */
const pixelShape = ({ num, den }: IRational): IRational =>
  num > 0 && den > 0 ? { num, den } : { num: 1, den: 1 };

/** Writes what was read into the description of its stream. */
export function describePicture(of: Stream, picture: PictureParameters): void {
  const stream = of.codecpar;
  const aspect = new Rational(picture.aspect.num, picture.aspect.den);
  // A container with a word of its own keeps it.
  if (sameShape(of.sampleAspectRatio, stream.sampleAspectRatio)) of.sampleAspectRatio = aspect;
  stream.width = picture.width;
  stream.height = picture.height;
  stream.format = picture.format as AVPixelFormat;
  stream.profile = picture.profile as AVProfile;
  stream.sampleAspectRatio = aspect;
  stream.videoDelay = picture.delay;
  if (picture.extradata.length > 0) stream.extradata = picture.extradata;
}

/** Whether `picture` goes on under the header that `stream` describes; what is not known of `stream` is no difference. */
export function isSamePicture(stream: CodecParameters, picture: PictureParameters): boolean {
  return (
    stream.width === picture.width &&
    stream.height === picture.height &&
    (stream.format < 0 || stream.format === picture.format) &&
    (stream.profile < 0 || stream.profile === picture.profile) &&
    sameShape(stream.sampleAspectRatio, picture.aspect)
  );
}
