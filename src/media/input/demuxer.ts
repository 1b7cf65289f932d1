/** One opened input: what it holds, and packets one after the other. The only place that opens a demuxer. */
import {
  AVERROR_EOF,
  AVMEDIA_TYPE_ATTACHMENT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_ID_NONE,
  AV_CODEC_ID_TTF,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_NOPTS_VALUE,
} from 'node-av/constants';
import {
  Codec,
  FormatContext,
  avChannelLayoutDefault,
  avGetCodecName,
  type Packet,
  type Stream,
} from 'node-av/lib';
import { MediaError } from '../errors.ts';
import { check, withOptions } from '../ffmpeg.ts';
import type { AudioFormat } from '../pcm.ts';
import { micros, ZERO, type Micros } from '../../streams/time.ts';
import { planInput, explainRefusal, notMedia, type InputPlan } from './plan.ts';

export type StreamKind = 'video' | 'audio' | 'subtitle' | 'attachment' | 'data';

export interface StreamInfo {
  readonly index: number;
  readonly kind: StreamKind;
  /** FFmpeg's name, such as `h264`. */
  readonly codec: string;
  readonly default: boolean;
  /** A cover picture that travels as a video stream of one packet. */
  readonly cover: boolean;
  readonly language?: string;
  readonly width?: number;
  readonly height?: number;
  /** Frames a second; absent when unknown. */
  readonly frameRate?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

export interface InputInfo {
  readonly url: string;
  /** FFmpeg's name of the container, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** As the container says; absent when it does not. */
  readonly duration?: Micros;
  readonly streams: readonly StreamInfo[];
  /** The stream whose pictures are sampled. */
  readonly video?: StreamInfo;
  /** The stream that is decorated. */
  readonly audio?: StreamInfo;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Demuxers that claim plain text or single pictures. */
const NO_RECORDINGS =
  /^(tty|image2|.*_pipe|lrc|ffmetadata|srt|webvtt|ass|microdvd|txt|idf|bin|xbin|adf|sup)$/;

/** Metadata that describes the file rather than what is in it. */
const CONTAINER_KEYS = new Set(['major_brand', 'minor_version', 'compatible_brands', 'encoder', 'duration']);

export interface OpenedInput extends AsyncDisposable {
  readonly info: InputInfo;
  readonly streams: readonly Stream[];
  /** What media time 0 is on the input's own clock, in microseconds. */
  readonly zero: Micros;
  readonly audioFormat?: AudioFormat;
  /** Significant bits of the sound's integers; undefined for floating point and lossy codecs. */
  readonly audioBits?: number;
  /** Fills `packet` with the next packet; false at the end. Waits only on network inputs. */
  read(packet: Packet): boolean | Promise<boolean>;
  /** Breaks a blocked read. */
  interrupt(): void;
  close(): Promise<void>;
}

/**
 * Opens and probes any FFmpeg URL.
 * @throws MediaError with an INPUT_… code
 */
export const openInput = async (url: string): Promise<OpenedInput> =>
  openPlannedInput(await planInput(url), url);

/**
 * Opens and probes what is behind `plan`; `name` stands for it in its description. `signal` breaks off the waiting,
 * also for a peer that has not come yet.
 * @throws MediaError with an INPUT_… code
 */
export async function openPlannedInput(
  plan: InputPlan,
  name: string,
  watch: OpenWatch = {},
): Promise<OpenedInput> {
  const context = new FormatContext();
  context.allocContext();
  const interrupt = (): void => context.interrupt();
  watch.signal?.addEventListener('abort', interrupt, { once: true });
  try {
    watch.signal?.throwIfAborted();
    await withOptions(plan.options, async (options) => {
      check(await context.openInput(plan.url, plan.format ?? null, options), 'opening the input');
    });
    watch.onConnected?.();
    check(await context.findStreamInfo(null), 'probing the input');
    return new Input(name, plan, context);
  } catch (cause) {
    await context.closeInput();
    throw await explainRefusal(plan, cause);
  } finally {
    watch.signal?.removeEventListener('abort', interrupt);
  }
}

export interface OpenWatch {
  readonly signal?: AbortSignal;
  /** The peer is there and its first bytes have been read; probing follows. */
  readonly onConnected?: () => void;
}

class Input implements OpenedInput {
  readonly info: InputInfo;
  readonly streams: readonly Stream[];
  readonly zero: Micros;
  readonly audioFormat?: AudioFormat;
  readonly audioBits?: number;
  readonly #context: FormatContext;
  readonly #local: boolean;
  #closed = false;

  constructor(url: string, plan: InputPlan, context: FormatContext) {
    this.#context = context;
    this.#local = plan.local;
    this.streams = context.streams;
    this.info = describe(url, plan, context, this.streams);
    this.zero = context.startTime === AV_NOPTS_VALUE ? ZERO : micros(Number(context.startTime));
    const audio = this.info.audio === undefined ? undefined : this.streams[this.info.audio.index];
    if (audio !== undefined) {
      const bits = significantBits(audio);
      this.audioFormat = audioFormatOf(audio, bits);
      if (bits !== undefined) this.audioBits = bits;
    }
  }

  read(packet: Packet): boolean | Promise<boolean> {
    if (this.#closed) return false;
    return this.#local ? this.#took(this.#context.readFrameSync(packet)) : this.#readLater(packet);
  }

  async #readLater(packet: Packet): Promise<boolean> {
    return this.#took(await this.#context.readFrame(packet));
  }

  #took(returned: number): boolean {
    if (returned === AVERROR_EOF || this.#closed) return false;
    check(returned, 'reading the input');
    return true;
  }

  interrupt(): void {
    this.#context.interrupt();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#context.closeInput();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function describe(
  url: string,
  { shown, lenient }: InputPlan,
  context: FormatContext,
  streams: readonly Stream[],
): InputInfo {
  const container = context.iformat?.name ?? 'unknown';
  if (NO_RECORDINGS.test(container)) throw notMedia(shown);
  const infos = streams.map(describeStream);
  const video = best(infos.filter((stream) => stream.kind === 'video' && !stream.cover));
  const known = ({ sampleRate, channels }: StreamInfo): boolean =>
    (sampleRate ?? 0) > 0 && (channels ?? 0) > 0;
  const audio = best(
    infos.filter((stream) => stream.kind === 'audio' && (lenient !== true || known(stream))),
  );
  if (video === undefined && audio === undefined)
    throw new MediaError(
      'INPUT_NO_STREAMS',
      `${shown} holds neither picture nor sound.`,
      'Name a video or audio file.',
    );
  refuseUnknownCodecs(shown, streams, [video, audio]);
  const duration = context.duration;
  return {
    url,
    container,
    ...(duration === AV_NOPTS_VALUE || duration <= 0n ? {} : { duration: micros(Number(duration)) }),
    streams: infos,
    ...(video === undefined ? {} : { video }),
    ...(audio === undefined ? {} : { audio }),
    metadata: mediaMetadata(context.metadata?.getAll() ?? {}),
  };
}

export const mediaMetadata = (all: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !CONTAINER_KEYS.has(key.toLowerCase())));

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
        'INPUT_UNKNOWN_CODEC',
        `${shown}: the ${info.kind} (stream ${info.index}) has an unknown codec.`,
        'Convert it to H.264 and AAC first.',
      );
  }
}

function describeStream(stream: Stream): StreamInfo {
  const { codecpar } = stream;
  const kind = kindOf(stream);
  const rate = stream.avgFrameRate;
  const language = stream.metadata?.get('language');
  const disposition = stream.disposition;
  return {
    index: stream.index,
    kind,
    codec: avGetCodecName(codecpar.codecId) ?? 'unknown',
    default: (disposition & AV_DISPOSITION_DEFAULT) !== 0,
    cover: (disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0,
    ...(typeof language === 'string' && language !== 'und' ? { language } : {}),
    ...(kind === 'video' ? { width: codecpar.width, height: codecpar.height } : {}),
    ...(kind === 'video' && rate.num > 0 && rate.den > 0 ? { frameRate: rate.num / rate.den } : {}),
    ...(kind === 'audio' ? { sampleRate: codecpar.sampleRate, channels: codecpar.channels } : {}),
  };
}

function kindOf(stream: Stream): StreamKind {
  const { codecType, codecId } = stream.codecpar;
  if (codecType === AVMEDIA_TYPE_VIDEO) return 'video';
  if (codecType === AVMEDIA_TYPE_AUDIO) return 'audio';
  if (codecType === AVMEDIA_TYPE_SUBTITLE) return 'subtitle';
  return codecType === AVMEDIA_TYPE_ATTACHMENT || codecId === AV_CODEC_ID_TTF ? 'attachment' : 'data';
}

function audioFormatOf(stream: Stream, bits: number | undefined): AudioFormat {
  const { sampleRate, channels, channelLayout } = stream.codecpar;
  if (sampleRate <= 0 || channels <= 0)
    throw new MediaError(
      'INPUT_UNKNOWN_CODEC',
      `The sound (stream ${stream.index}) does not say its rate or channels.`,
      'Convert it to AAC or WAV first.',
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

function significantBits(stream: Stream): number | undefined {
  const { codecpar } = stream;
  const name = avGetCodecName(codecpar.codecId) ?? '';
  if (!LOSSLESS.test(name)) return undefined;
  const bits =
    codecpar.bitsPerRawSample || codecpar.bitsPerCodedSample || Number(/\d+/.exec(name)?.[0] ?? 16);
  return Math.max(16, Math.min(32, bits));
}
