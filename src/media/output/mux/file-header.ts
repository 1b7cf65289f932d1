/** The streams of a recording, described to its muxer: copies of the input's, and the decorated sound. */
import { AVMEDIA_TYPE_AUDIO, AV_CHANNEL_ORDER_UNSPEC } from 'node-av/constants';
import { Rational, avChannelLayoutDefault, type FormatContext, type Stream } from 'node-av/lib';
import { ZERO } from '../../../streams/time.ts';
import { check } from '../../ffmpeg.ts';
import type { OpenedInput } from '../../input/demuxer.ts';
import type { InputInfo, StreamInfo } from '../../input/info.ts';
import { streamMetadata } from '../../input/metadata.ts';
import { sampleShape } from '../../input/shape.ts';
import type { Container } from '../containers.ts';
import { textParameters } from '../encode/subtitles.ts';
import type { OutputStreams } from '../sink.ts';
import type { StreamPlan } from '../stream-plan.ts';
import { attachCover, sizeCover } from './cover.ts';
import { muxerTakes, tagIn } from './muxer-trial.ts';
import { Tracks } from './tracks.ts';
import { forMuxer, setMetadata } from './words.ts';

/** What a recording is made of. All belongs to the caller and is not needed once the streams are described. */
export interface FileStreams {
  readonly input: OpenedInput;
  readonly plans: readonly StreamPlan[];
  /** Pictures to attach, by the stream that they are in the input. */
  readonly covers: ReadonlyMap<number, Buffer>;
  readonly audio: OutputStreams['audio'];
  /** Metadata besides the input's. */
  readonly comments: Readonly<Record<string, string>>;
}

/**
 * Adds all streams to `context`, with their codec tags where its muxer knows them. The header is not written yet.
 * @throws FFmpegFailure
 */
export function describeFile(context: FormatContext, streams: FileStreams): Tracks {
  const tracks = new Tracks(ZERO);
  for (const plan of streams.plans)
    if (plan.action === 'encode') addSound(context, tracks, streams, plan.stream);
    else if (plan.action === 'copy' || plan.action === 'rewrite') addCopy(context, tracks, streams, plan);
  setMetadata(context, { ...streams.input.info.metadata, ...streams.comments });
  return tracks;
}

/** Whether a muxer takes a copy of this stream of the input. */
export function takesCopy(
  { muxer, options = {} }: Container,
  input: OpenedInput,
  stream: StreamInfo,
): boolean {
  // A cover belongs to the sound beside it, and an attached file needs no muxer to understand it.
  if (stream.cover || stream.kind === 'attachment') return true;
  const source = sourceOf(input, stream.index);
  return muxerTakes(muxer, options, (copy) => copyParameters(copy, source, muxer));
}

function addCopy(
  context: FormatContext,
  tracks: Tracks,
  { input, covers }: FileStreams,
  plan: Extract<StreamPlan, { action: 'copy' | 'rewrite' }>,
): void {
  const { index } = plan.stream;
  const source = sourceOf(input, index);
  const stream = context.newStream(null);
  const cover = covers.get(index);
  const muxer = context.oformat?.name ?? '';
  if (cover !== undefined && muxer === 'matroska') {
    attachCover(stream, source, cover);
    return;
  }
  if (plan.action === 'copy') copyParameters(stream, source, muxer);
  else {
    using parameters = textParameters(plan.codec, source.codecpar);
    stream.codecpar = parameters;
  }
  if (cover !== undefined) sizeCover(stream, cover);
  stream.timeBase = source.timeBase;
  stream.avgFrameRate = source.avgFrameRate;
  stream.rFrameRate = source.rFrameRate;
  describe(stream, source, namesOf(context, input), extraFor(plan.stream, input.info));
  const { num, den } = source.timeBase;
  const name = index === input.info.video?.index ? 'video' : index;
  tracks.add(name, stream, { base: { num, den }, zero: input.zero });
}

function addSound(
  context: FormatContext,
  tracks: Tracks,
  { input, audio: { parameters } }: FileStreams,
  replaced: StreamInfo | undefined,
): void {
  const stream = context.newStream(null);
  stream.codecpar = parameters;
  stream.codecpar.codecTag = 0;
  const base = { num: 1, den: parameters.sampleRate };
  stream.timeBase = new Rational(base.num, base.den);
  if (replaced !== undefined) describe(stream, sourceOf(input, replaced.index), namesOf(context, input));
  tracks.add('audio', stream, { base, zero: ZERO });
}

/** Where the words come from, and where they go. */
const namesOf = (context: FormatContext, { info }: OpenedInput): { container: string; muxer: string } => ({
  container: info.container,
  muxer: context.oformat?.name ?? '',
});

function sourceOf(input: OpenedInput, index: number): Stream {
  const source = input.streams[index];
  if (source === undefined) throw new RangeError(`internal: the input has no stream ${index}`);
  return source;
}

function copyParameters(stream: Stream, source: Stream, muxer: string): void {
  check(source.codecpar.copy(stream.codecpar), 'copying a stream');
  const shape = sampleShape(source);
  stream.codecpar.sampleAspectRatio = shape;
  stream.sampleAspectRatio = shape;
  nameSpeakers(stream);
  stream.codecpar.codecTag = tagIn(muxer, stream.codecpar);
}

/**
 * Sound whose container names no speakers gets the usual ones: MP4 has to name them for PCM, and FFmpeg notices only
 * at the very end that it cannot.
 */
function nameSpeakers({ codecpar }: Stream): void {
  const { order, nbChannels } = codecpar.channelLayout;
  if (codecpar.codecType === AVMEDIA_TYPE_AUDIO && order === AV_CHANNEL_ORDER_UNSPEC && nbChannels > 0)
    codecpar.channelLayout = avChannelLayoutDefault(nbChannels);
}

function describe(
  stream: Stream,
  source: Stream,
  { container, muxer }: { readonly container: string; readonly muxer: string },
  more: Readonly<Record<string, string>> = {},
): void {
  stream.disposition = source.disposition;
  const kept = Object.entries(forMuxer(streamMetadata(source, container), muxer));
  const known = new Set(kept.map(([key]) => key.toLowerCase()));
  const added = Object.entries(more).filter(([key]) => !known.has(key));
  setMetadata(stream, Object.fromEntries([...kept, ...added]));
}

/** What a stream's metadata has to hold for the muxer, where the input holds it elsewhere or not at all. */
function extraFor({ index, kind }: StreamInfo, { video, timecode }: InputInfo): Record<string, string> {
  if (kind === 'attachment') return { filename: `attachment-${index}`, mimetype: 'application/octet-stream' };
  return index === video?.index && timecode !== undefined ? { timecode } : {};
}
