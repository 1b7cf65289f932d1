/** What becomes of each stream of the input in a given container. */
import { MediaError } from '../errors.ts';
import type { InputInfo, StreamInfo } from '../input/info.ts';
import type { Container } from './containers.ts';

/** What becomes of one stream. */
export type StreamPlan =
  | { readonly action: 'copy'; readonly stream: StreamInfo }
  /** Text subtitles in the container's own writing. */
  | {
      readonly action: 'rewrite';
      readonly stream: StreamInfo;
      readonly codec: 'mov_text' | 'subrip' | 'webvtt';
    }
  /** The decorated sound. */
  | { readonly action: 'encode'; readonly stream?: StreamInfo }
  | { readonly action: 'drop'; readonly stream: StreamInfo; readonly reason: string };

/** Subtitles whose packets are text that another container can hold too. */
const TEXT = new Set(['mov_text', 'subrip', 'webvtt', 'text', 'ass', 'ssa']);

/**
 * One plan for each stream, in the input's order; the sound is encoded in its place, or added at the end
 * when the input has none.
 * @throws MediaError OUTPUT_CODEC when the container cannot hold the picture
 */
export function planStreams(info: InputInfo, container: Container, file: string): StreamPlan[] {
  const plans = info.streams.map((stream): StreamPlan => planStream(stream, info, container, file));
  if (info.audio === undefined) plans.push({ action: 'encode' });
  return plans;
}

function planStream(stream: StreamInfo, info: InputInfo, container: Container, file: string): StreamPlan {
  if (stream.index === info.audio?.index) return { action: 'encode', stream };
  switch (stream.kind) {
    case 'video':
      return planVideo(stream, info, container, file);
    case 'audio':
      if (!container.manyAudio) return drop(stream, `${container.title} holds one audio stream`);
      return keepIf(container.audio.has(stream.codec), stream, container);
    case 'subtitle':
      return planSubtitle(stream, container);
    case 'attachment':
      return keepIf(container.attachments, stream, container);
    case 'data':
      return drop(stream, 'data streams are not carried over');
  }
}

function planVideo(stream: StreamInfo, info: InputInfo, container: Container, file: string): StreamPlan {
  if (stream.cover) return keepIf(container.covers, stream, container);
  if (container.video.has(stream.codec)) return { action: 'copy', stream };
  // Any picture that does not fit is a mistake, unless sound alone was asked for by name.
  if (container.soundOnly || stream.index !== info.video?.index)
    return drop(stream, `${container.title} cannot hold ${stream.codec}`);
  throw new MediaError(
    'OUTPUT_CODEC',
    `${container.title} cannot hold ${stream.codec} video, and momentfx copies video as it is.`,
    `Write ${file.replace(/\.[^.]*$/, '')}.mkv instead.`,
  );
}

function planSubtitle(stream: StreamInfo, container: Container): StreamPlan {
  if (container.subtitles.has(stream.codec)) return { action: 'copy', stream };
  if (container.text !== undefined && TEXT.has(stream.codec))
    return { action: 'rewrite', stream, codec: container.text };
  return drop(stream, `${container.title} cannot hold ${stream.codec} subtitles`);
}

const drop = (stream: StreamInfo, reason: string): StreamPlan => ({ action: 'drop', stream, reason });

const keepIf = (fits: boolean, stream: StreamInfo, container: Container): StreamPlan =>
  fits ? { action: 'copy', stream } : drop(stream, `${container.title} cannot hold ${stream.codec}`);
