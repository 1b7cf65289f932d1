/** An output's own copy of the streams' header: what is queued outlives the caller's `begin`. */
import { AV_CODEC_ID_OPUS } from 'node-av/constants';
import { CodecParameters, type IRational } from 'node-av/lib';
import { check } from '../../ffmpeg.ts';
import { sameShape } from '../../input/shape.ts';
import type { OutputStreams, ShowWords } from '../sink.ts';

/** The streams of one header; their parameters are freed with it. */
export interface StreamsCopy extends Disposable {
  readonly video?: {
    readonly parameters: CodecParameters;
    readonly codec: string;
    readonly frameRate: IRational;
  };
  readonly audio: { readonly parameters: CodecParameters; readonly codec: string };
  readonly words?: ShowWords;
}

/** Copies a header, as a connection needs it that may start while the program runs. @throws FFmpegFailure */
export function copyStreams({ video, audio, words }: OutputStreams): StreamsCopy {
  const sound = copyParameters(audio.parameters);
  // A connection may start while the program runs, where no packet is the encoder's priming. Opus counts it in its header too.
  if (sound.codecId !== AV_CODEC_ID_OPUS) sound.initialPadding = 0;
  const picture = video === undefined ? undefined : copyParameters(video.parameters);
  return {
    ...(video === undefined || picture === undefined
      ? {}
      : { video: { parameters: picture, codec: video.codec, frameRate: { ...plain(video.frameRate) } } }),
    audio: { parameters: sound, codec: audio.codec },
    ...(words === undefined ? {} : { words }),
    [Symbol.dispose]() {
      picture?.free();
      sound.free();
    },
  };
}

const plain = ({ num, den }: IRational): IRational => ({ num, den });

function copyParameters(source: CodecParameters): CodecParameters {
  const copy = new CodecParameters();
  copy.alloc();
  check(source.copy(copy), 'copying a stream');
  return copy;
}

/** Whether a connection may go on when the streams change from one to the other. */
export function sameStreams(a: StreamsCopy, b: StreamsCopy): boolean {
  if ((a.video === undefined) !== (b.video === undefined)) return false;
  const pairs = [[a.audio, b.audio] as const];
  if (a.video !== undefined && b.video !== undefined) pairs.push([a.video, b.video]);
  return pairs.every(([one, other]) => sameParameters(one.parameters, other.parameters));
}

function sameParameters(a: CodecParameters, b: CodecParameters): boolean {
  const [extra, otherExtra] = [a.extradata ?? Buffer.alloc(0), b.extradata ?? Buffer.alloc(0)];
  return (
    a.codecId === b.codecId &&
    a.width === b.width &&
    a.height === b.height &&
    sameShape(a.sampleAspectRatio, b.sampleAspectRatio) &&
    a.sampleRate === b.sampleRate &&
    a.channels === b.channels &&
    extra.equals(otherExtra)
  );
}
