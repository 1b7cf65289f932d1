/** What becomes of each stream of the input in a given container. */
import { MediaError } from '../errors.ts';
import type { InputInfo, StreamInfo } from '../input/info.ts';
import { containerOf, holdsPicture, type Container } from './containers.ts';
import { dataName } from './stream-names.ts';

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
  /** What it holds is written in another way: a timecode, chapters. */
  | { readonly action: 'elsewhere'; readonly stream: StreamInfo }
  | { readonly action: 'drop'; readonly stream: StreamInfo; readonly reason: string };

/** Subtitles whose packets are text that another container can hold too. */
const TEXT = new Set(['mov_text', 'subrip', 'webvtt', 'text', 'ass', 'ssa']);

/** Where the streams go, and who knows whether they can. */
export interface StreamPlanOptions {
  readonly container: Container;
  /** The output's name. */
  readonly file: string;
  /** Whether the muxer takes a stream that the table lets pass: it may call it experimental, or miss something. */
  readonly taken: (stream: StreamInfo) => boolean;
}

/**
 * One plan for each stream, in the input's order; the sound is encoded in its place, or added at the end
 * when the input has none.
 * @throws MediaError output-codec when the container cannot hold the picture
 */
export function planStreams(info: InputInfo, options: StreamPlanOptions): StreamPlan[] {
  const plans = info.streams.map((stream): StreamPlan => planStream(stream, info, options));
  if (info.audio === undefined) plans.push({ action: 'encode' });
  return plans;
}

function planStream(stream: StreamInfo, info: InputInfo, options: StreamPlanOptions): StreamPlan {
  const plan = planByTable(stream, info, options);
  if (plan.action !== 'copy' || options.taken(stream)) return plan;
  const { container, file } = options;
  if (stream.index === info.video?.index) throw cannotHold(stream, container, file);
  return drop(stream, `${container.title} does not take ${stream.codec} as it is here`);
}

function planByTable(
  stream: StreamInfo,
  info: InputInfo,
  { container, file }: StreamPlanOptions,
): StreamPlan {
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
      return keepIf(container.attachments, stream, container, 'has no place for that');
    case 'data':
      return planData(stream, info, container);
  }
}

function planVideo(stream: StreamInfo, info: InputInfo, container: Container, file: string): StreamPlan {
  if (stream.cover) return keepIf(container.covers, stream, container, 'has no place for that');
  if (holdsPicture(container, stream)) return { action: 'copy', stream };
  // Any picture that does not fit is a mistake, unless sound alone was asked for by name.
  if (container.soundOnly || stream.index !== info.video?.index)
    return drop(stream, `${container.title} cannot hold ${stream.codec}`);
  throw cannotHold(stream, container, file);
}

/** The way out is a container that holds it, never the one that was just refused. */
function cannotHold(picture: StreamInfo, container: Container, file: string): MediaError {
  const other = containerOf(picture, container);
  return new MediaError(
    'output-codec',
    `${container.title} cannot hold ${picture.codec} video, and momentfx copies video as it is.`,
    other === undefined
      ? 'Convert the picture to H.264 first.'
      : `Write ${file.replace(/\.[^.]*$/, '')}${other} instead.`,
  );
}

function planData(stream: StreamInfo, { chapters, timecode }: InputInfo, container: Container): StreamPlan {
  const name = dataName(stream);
  // The titles of chapters lie in a text track; a timecode is known without its track. What is lost of them is told once.
  if ((name === 'text' && chapters.length > 0) || (name === 'tmcd' && timecode !== undefined))
    return { action: 'elsewhere', stream };
  return container.data.has(name)
    ? { action: 'copy', stream }
    : drop(stream, `${container.title} has no place for that`);
}

function planSubtitle(stream: StreamInfo, container: Container): StreamPlan {
  if (container.subtitles.has(stream.codec)) return { action: 'copy', stream };
  if (container.text !== undefined && TEXT.has(stream.codec))
    return { action: 'rewrite', stream, codec: container.text };
  return drop(stream, `${container.title} cannot hold ${stream.codec} subtitles`);
}

const drop = (stream: StreamInfo, reason: string): StreamPlan => ({ action: 'drop', stream, reason });

function keepIf(
  fits: boolean,
  stream: StreamInfo,
  { title }: Container,
  reason = `cannot hold ${stream.codec}`,
): StreamPlan {
  return fits ? { action: 'copy', stream } : drop(stream, `${title} ${reason}`);
}
