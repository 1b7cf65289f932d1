/** Asks a muxer itself what it takes: a header is written into nothing. */
import { devNull } from 'node:os';
import { AVIO_FLAG_WRITE } from 'node-av/constants';
import {
  Dictionary,
  FormatContext,
  IOContext,
  Rational,
  type CodecParameters,
  type IRational,
  type Stream,
} from 'node-av/lib';
import { check } from '../../ffmpeg.ts';

/** Counts a stream's times where its own base does not matter. */
const ANY_BASE: IRational = { num: 1, den: 90_000 };

/**
 * Whether `muxer` writes a header for the stream that `describe` makes, alone. Takes about 0.2 ms. Not for muxers that
 * write files of their own, as HLS does.
 */
export function muxerTakes(
  muxer: string,
  options: Readonly<Record<string, string>>,
  describe: (stream: Stream) => void,
): boolean {
  // Not a `MemoryIO`: each one made costs 64 KB for good, and a header that is longer would wait for this thread.
  const io = new IOContext();
  check(io.open2Sync(`file:${devNull}`, AVIO_FLAG_WRITE), 'opening a place for a header');
  const context = new FormatContext();
  const wishes = Dictionary.fromObject({ ...options });
  try {
    if (context.allocOutputContext2(null, muxer, null) < 0) return false;
    context.pb = io;
    const stream = context.newStream(null);
    stream.timeBase = new Rational(ANY_BASE.num, ANY_BASE.den);
    describe(stream);
    return context.writeHeaderSync(wishes) >= 0;
  } finally {
    wishes.free();
    context.pb = null;
    context.freeContext();
    io.closepSync();
  }
}

/**
 * The muxers that name a codec by a four-letter tag, of several that it may have: players go by it (Apple's show HEVC
 * as `hvc1`, not as `hev1`; ProRes has one for each quality).
 */
const TAGGED = new Set(['mp4', 'mov', 'ipod', 'matroska', 'hls']);

/** The codec tag of copied `parameters` in this muxer: the input's where it knows it, else 0, its own choice. */
export function tagIn(muxer: string, parameters: CodecParameters): number {
  const { codecTag } = parameters;
  if (codecTag === 0 || !TAGGED.has(muxer)) return 0;
  // HLS asks the muxer of its segments itself.
  if (muxer === 'hls') return codecTag;
  const taken = muxerTakes(muxer, {}, (stream) => {
    check(parameters.copy(stream.codecpar), 'copying a stream');
    stream.sampleAspectRatio = parameters.sampleAspectRatio;
  });
  return taken ? codecTag : 0;
}
