/** What an opened input holds: its streams, which of them matter, and the format of its sound. */
import {
  AVMEDIA_TYPE_ATTACHMENT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_ID_NONE,
  AV_CODEC_ID_TTF,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_COMMENT,
  AV_DISPOSITION_DEFAULT,
  AV_DISPOSITION_DUB,
  AV_DISPOSITION_FORCED,
  AV_DISPOSITION_HEARING_IMPAIRED,
  AV_DISPOSITION_ORIGINAL,
  AV_DISPOSITION_VISUAL_IMPAIRED,
} from 'node-av/constants';
import { Codec, avChannelLayoutDefault, avGetCodecName, type FormatContext, type Stream } from 'node-av/lib';
import type { Micros } from '../../streams/time.ts';
import { isUsableSound } from '../../core/formats.ts';
import { MediaError } from '../errors.ts';
import { MICROS_BASE, toMicros } from '../ffmpeg.ts';
import type { AudioFormat } from '../pcm.ts';
import type { Chapter } from './chapters.ts';
import { serviceOf, type Service } from './services.ts';
import { fileMetadata, streamMetadata } from './metadata.ts';
import type { InputPlan } from './plan.ts';
import { belongTogether } from './programmes.ts';
import { notMedia } from './refusal.ts';
import { pictureView, type PictureView } from './shape.ts';

/** What a stream holds. */
export type StreamKind = 'video' | 'audio' | 'subtitle' | 'attachment' | 'data';

/** One stream of an input. */
export interface StreamInfo {
  readonly index: number;
  readonly kind: StreamKind;
  /** FFmpeg's name, such as `h264`. */
  readonly codec: string;
  readonly default: boolean;
  /** A cover picture that travels as a video stream of one packet. */
  readonly cover: boolean;
  /** The codec's four letters in its container, such as `hvc1` or `gpmd`, where it has any. */
  readonly tag?: string;
  readonly language?: string;
  /** What people call it: its title, or of an attached file its name. */
  readonly title?: string;
  /** What it is marked as beside `default`: FFmpeg's dispositions, such as `forced` and `hearing_impaired`. */
  readonly marks: readonly string[];
  /** How its pictures are to be shown. */
  readonly view?: PictureView;
  readonly width?: number;
  readonly height?: number;
  /** Frames a second; absent when unknown. */
  readonly frameRate?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** What is known of an input once it has been probed. */
export interface InputInfo {
  readonly url: string;
  /** The name for people: what is secret is left out. */
  readonly shown: string;
  /** FFmpeg's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** As the container says; absent when it does not. */
  readonly duration?: Micros;
  readonly streams: readonly StreamInfo[];
  /** The stream whose pictures are sampled. */
  readonly video?: StreamInfo;
  /** The stream that is decorated. */
  readonly audio?: StreamInfo;
  /** Live: a picture has been announced and none has come yet; it will be `video` from then on. */
  readonly awaitsPicture?: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  /** The time of day that the camera counted at the first picture, as `HH:MM:SS:FF`. */
  readonly timecode?: string;
  /** In order; read of recordings alone. */
  readonly chapters: readonly Chapter[];
  /** It may have chapters, which could not be read. */
  readonly chaptersUnread?: boolean;
}

/** Which streams count, by index. */
export interface ChosenStreams {
  readonly video: number | undefined;
  readonly audio: number | undefined;
  /** A picture has been announced and none has come. */
  readonly awaitsPicture: boolean;
}

const MARKS = [
  [AV_DISPOSITION_DUB, 'dub'],
  [AV_DISPOSITION_ORIGINAL, 'original'],
  [AV_DISPOSITION_COMMENT, 'comment'],
  [AV_DISPOSITION_FORCED, 'forced'],
  [AV_DISPOSITION_HEARING_IMPAIRED, 'hearing_impaired'],
  [AV_DISPOSITION_VISUAL_IMPAIRED, 'visual_impaired'],
] as const;

/** Demuxers that claim plain text or single pictures. */
const NO_RECORDINGS =
  /^(tty|image2|.*_pipe|lrc|ffmetadata|srt|webvtt|ass|microdvd|txt|idf|bin|xbin|adf|sup)$/;

/** What an input tells beside its streams. */
export interface Told {
  /** Undefined: nobody knows. */
  readonly chapters: readonly Chapter[] | undefined;
  readonly services: readonly Service[];
}

/**
 * Describes an input that has been probed; `url` is its name there. `chosen`: which streams count, where that is known
 * better by now.
 * @throws MediaError input-not-media, input-no-streams, input-unknown-codec
 */
export function describe(
  url: string,
  { shown, lenient, ends }: InputPlan,
  context: FormatContext,
  streams: readonly Stream[],
  { chapters, services }: Told,
  chosen?: ChosenStreams,
): InputInfo {
  const container = context.iformat?.name ?? 'unknown';
  if (NO_RECORDINGS.test(container)) throw notMedia(shown);
  const infos = streams.map((stream) => describeStream(stream, container));
  const pictures = infos.filter((stream) => stream.kind === 'video' && !stream.cover);
  // Of a sender that has not begun a stream yet, its codec alone is known.
  const begun = (stream: StreamInfo): boolean =>
    !lenient ||
    (stream.kind === 'video'
      ? (stream.width ?? 0) > 0
      : (stream.sampleRate ?? 0) > 0 && (stream.channels ?? 0) > 0);
  const sounds = infos.filter((stream) => stream.kind === 'audio');
  const video = chosen === undefined ? best(pictures.filter(begun)) : infos[chosen.video ?? -1];
  const beside = (sound: StreamInfo): boolean => video === undefined || belongTogether(context, video, sound);
  const heard = sounds.filter(begun);
  const audio =
    chosen === undefined ? (best(heard.filter(beside)) ?? best(heard)) : infos[chosen.audio ?? -1];
  const awaitsPicture = chosen?.awaitsPicture ?? (video === undefined && pictures.length > 0);
  if (video === undefined && audio === undefined && !(lenient && pictures.length + sounds.length > 0))
    throw new MediaError(
      'input-no-streams',
      `${shown} holds neither picture nor sound.`,
      'Name a video or audio file.',
    );
  refuseUnknownCodecs(shown, streams, [video, audio]);
  // Of a file in parts FFmpeg knows the first.
  const duration = ends === undefined ? toMicros(context.duration, MICROS_BASE) : undefined;
  return {
    url,
    shown,
    container,
    ...(duration === undefined || duration <= 0 ? {} : { duration }),
    streams: infos,
    ...(video === undefined ? {} : { video }),
    ...(audio === undefined ? {} : { audio }),
    ...(awaitsPicture ? { awaitsPicture } : {}),
    metadata: {
      ...serviceOf(services, (video ?? audio)?.index),
      ...fileMetadata(context.metadata?.getAll() ?? {}, streams, container),
    },
    ...timecodeOf(context, streams),
    chapters: chapters ?? [],
    ...(chapters === undefined ? { chaptersUnread: true } : {}),
  };
}

/** It stands with the pictures, in a track of its own, or at the file. */
function timecodeOf(context: FormatContext, streams: readonly Stream[]): Pick<InputInfo, 'timecode'> {
  const found = [...streams, context].map(({ metadata }) => metadata?.get('timecode')).find(Boolean);
  return typeof found === 'string' ? { timecode: found } : {};
}

/** The stream that its file marks as default, else the first. */
const best = (streams: readonly StreamInfo[]): StreamInfo | undefined =>
  streams.find((stream) => stream.default) ?? streams[0];

function refuseUnknownCodecs(
  shown: string,
  streams: readonly Stream[],
  used: readonly (StreamInfo | undefined)[],
): void {
  for (const info of used) {
    const codec = info === undefined ? undefined : streams[info.index]?.codecpar.codecId;
    if (info === undefined || codec === undefined) continue;
    // A picture stream that cannot be decoded is still copied; sound has to be decoded.
    if (codec === AV_CODEC_ID_NONE || (info.kind === 'audio' && Codec.findDecoder(codec) === null))
      throw new MediaError(
        'input-unknown-codec',
        `${shown}: the ${info.kind} (stream ${info.index}) has an unknown codec.`,
        'Convert it to H.264 and AAC first.',
      );
  }
}

function describeStream(stream: Stream, container: string): StreamInfo {
  const { codecpar } = stream;
  const kind = kindOf(stream);
  const rate = stream.avgFrameRate;
  const { language, title, filename } = lowerCase(streamMetadata(stream, container));
  const name = kind === 'attachment' ? filename : title;
  const tag = codecpar.codecTagString ?? '';
  const disposition = stream.disposition;
  return {
    index: stream.index,
    kind,
    codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
    default: (disposition & AV_DISPOSITION_DEFAULT) !== 0,
    cover: (disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0,
    ...(/^[\x20-\x7e]{4}$/.test(tag) ? { tag } : {}),
    ...(language === undefined || language === 'und' ? {} : { language }),
    ...(name === undefined ? {} : { title: name }),
    marks: MARKS.flatMap(([bit, mark]) => ((disposition & bit) === 0 ? [] : mark)),
    ...(kind === 'video'
      ? { width: codecpar.width, height: codecpar.height, view: pictureView(stream) }
      : {}),
    ...(kind === 'video' && rate.num > 0 && rate.den > 0 ? { frameRate: rate.num / rate.den } : {}),
    ...(kind === 'audio' ? { sampleRate: codecpar.sampleRate, channels: codecpar.channels } : {}),
  };
}

/** Keys as Matroska writes them are upper case, in part. */
const lowerCase = (words: Readonly<Record<string, string>>): Partial<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [key.toLowerCase(), value]));

function kindOf(stream: Stream): StreamKind {
  const { codecType, codecId } = stream.codecpar;
  if (codecType === AVMEDIA_TYPE_VIDEO) return 'video';
  if (codecType === AVMEDIA_TYPE_AUDIO) return 'audio';
  if (codecType === AVMEDIA_TYPE_SUBTITLE) return 'subtitle';
  return codecType === AVMEDIA_TYPE_ATTACHMENT || codecId === AV_CODEC_ID_TTF ? 'attachment' : 'data';
}

/**
 * The format in which a stream's sound is decoded; `bits` are its significant ones.
 * @throws MediaError input-unknown-codec
 */
export function audioFormatOf(stream: Stream, bits: number | undefined): AudioFormat {
  const { sampleRate, channels, channelLayout } = stream.codecpar;
  if (sampleRate <= 0 || channels <= 0)
    throw new MediaError(
      'input-unknown-codec',
      `The sound (stream ${stream.index}) does not say its rate or channels.`,
      'Convert it to AAC or WAV first.',
    );
  if (!isUsableSound(sampleRate, channels))
    throw new MediaError(
      'input-unknown-codec',
      `The sound (stream ${stream.index}) has ${channels} channels at ${sampleRate} Hz; 1 to 64 at 1,000 to 768,000 Hz can be used.`,
      'Check what wrote the file, or convert it first.',
    );
  const known =
    channelLayout.mask !== 0n
      ? channelLayout.mask
      : channels <= 2
        ? avChannelLayoutDefault(channels).mask
        : 0n;
  return { rate: sampleRate, channels, mask: known, precision: (bits ?? 0) > 24 ? 64 : 32 };
}

/** Codecs that give back the integers they were given; their width decides the width of the output. */
const LOSSLESS = /^(pcm_[su](8|16|24|32)|flac|alac|wavpack|tta|truehd|mlp|ape|shorten|tak|s302m)/;

/** Significant bits of a stream's integers; undefined for floating point and lossy codecs. */
export function significantBits(stream: Stream): number | undefined {
  const { codecpar } = stream;
  const name = avGetCodecName(codecpar.codecId) ?? '';
  if (!LOSSLESS.test(name)) return undefined;
  const bits =
    codecpar.bitsPerRawSample || codecpar.bitsPerCodedSample || Number(/\d+/.exec(name)?.[0] ?? 16);
  return Math.max(16, Math.min(32, bits));
}
