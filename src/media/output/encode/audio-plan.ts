/** Which encoder makes the sound, and in which format, so that nothing is lost that need not be. */
import {
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_S32P,
  type AVSampleFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Rational, avChannelLayoutDefault, type ChannelLayout } from 'node-av/lib';
import { channelLayout } from '../../input/audio/decoder.ts';
import { MediaError } from '../../errors.ts';
import { setOptions } from '../../ffmpeg.ts';
import type { AudioFormat } from '../../pcm.ts';
import type { AudioChoice, AudioCodec } from '../codec-sets.ts';
import { checkEncoded, type Container } from '../containers.ts';

/** One encoder, opened with these. Rate in Hz. */
export interface EncoderPlan {
  readonly encoder: FFEncoderCodec;
  readonly format: AVSampleFormat;
  /** Significant bits of integer formats. */
  readonly bits?: number;
  readonly rate: number;
  readonly layout: ChannelLayout;
  /** Bits a second; absent for lossless codecs. */
  readonly bitRate?: number;
  readonly options: Readonly<Record<string, string>>;
}

const ENCODERS: Readonly<Record<AudioCodec, string>> = {
  aac: 'aac',
  opus: 'libopus',
  flac: 'flac',
  pcm_s16le: 'pcm_s16le',
  pcm_s24le: 'pcm_s24le',
  alac: 'alac',
  mp3: 'libmp3lame',
  vorbis: 'libvorbis',
};

/** Input codecs that `copy` may name beside those of `--audio-codec`. */
const SAME_NAME = /^(pcm_(s16|s24|s32|f32)(le|be)|ac3|eac3|mp2|wavpack)$/;

/** Bits a second for each channel, at which each codec is taken for transparent. */
const RATES: Readonly<Record<string, number>> = {
  aac: 80_000,
  libvorbis: 80_000,
  libopus: 64_000,
  libmp3lame: 96_000,
  mp2: 128_000,
  ac3: 96_000,
  eac3: 96_000,
};

/**
 * FFmpeg's careful AAC search takes 37 s for ten minutes of stereo, the fast one 13 s; at these rates they lie 2 dB
 * apart, both far below what is heard.
 */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aac: { aac_coder: 'fast' },
};

/**
 * `wanted` undefined: the container's own choice. `input` is the codec of the sound, for `copy`; `bits`
 * its significant bits, undefined when it has no integers.
 * @throws MediaError output-codec
 */
export function planAudio(
  container: Container,
  wanted: AudioChoice | undefined,
  format: AudioFormat,
  input: string | undefined,
  bits: number | undefined,
): EncoderPlan {
  const name = encoderName(container, wanted, input, bits);
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (codec === null)
    throw new MediaError(
      'output-codec',
      `There is no encoder for ${name} sound here.`,
      'Choose another --audio-codec.',
    );
  const layout = fitLayout(codec, container, name, format);
  const bitRate = RATES[name];
  return {
    encoder: name as FFEncoderCodec,
    ...sampleFormat(codec, name, bits),
    rate: fitRate(codec, container, name, format.rate),
    layout,
    ...(bitRate === undefined ? {} : { bitRate: bitRate * layout.nbChannels }),
    options: OPTIONS[name] ?? {},
  };
}

function encoderName(
  container: Container,
  wanted: AudioChoice | undefined,
  input: string | undefined,
  bits: number | undefined,
): string {
  if (wanted !== undefined && wanted !== 'copy') return encoderOf(container, wanted);
  const usual =
    (bits ?? 16) > 16 ? (container.defaultDeepSound ?? container.defaultSound) : container.defaultSound;
  if (wanted === undefined || input === undefined) return encoderOf(container, usual);
  if (SAME_NAME.test(input) && container.audio.has(input)) return input;
  return encoderOf(container, isAudioCodec(input) ? input : usual);
}

const isAudioCodec = (codec: string): codec is AudioCodec => Object.hasOwn(ENCODERS, codec);

function encoderOf(container: Container, codec: AudioCodec): string {
  checkEncoded(container, codec);
  return ENCODERS[codec];
}

function sampleFormat(
  codec: Codec,
  name: string,
  bits: number | undefined,
): { format: AVSampleFormat; bits?: number } {
  const offered = codec.sampleFormats ?? [];
  const find = (...formats: AVSampleFormat[]): AVSampleFormat | undefined =>
    formats.find((format) => offered.includes(format));
  const float = find(AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_FLT);
  const lossless = /^(flac|alac|pcm_|wavpack)/.test(name);
  if (float !== undefined && !(lossless && bits !== undefined)) return { format: float };
  const short = find(AV_SAMPLE_FMT_S16, AV_SAMPLE_FMT_S16P);
  // Few players read FLAC of more than 24 bits.
  const long = find(AV_SAMPLE_FMT_S32, AV_SAMPLE_FMT_S32P);
  // Decoded lossy sound has no bits of its own; 24 keep all that can be heard of it.
  const needed = bits ?? 24;
  if (long !== undefined && (needed > 16 || short === undefined))
    return { format: long, bits: name === 'pcm_s24le' || name === 'flac' || needed <= 24 ? 24 : 32 };
  if (short !== undefined) return { format: short, bits: 16 };
  throw new MediaError(
    'output-codec',
    `${name} takes no sample format known here.`,
    'Choose another --audio-codec.',
  );
}

/** The nearest rate that the codec takes, rather higher than lower. */
function fitRate(codec: Codec, container: Container, name: string, rate: number): number {
  const offered =
    (name === 'libmp3lame' ? container.mp3Rates : undefined) ?? codec.supportedSamplerates ?? [];
  if (offered.length === 0 || offered.includes(rate)) return rate;
  const higher = offered.filter((other) => other >= rate);
  return higher.length > 0 ? Math.min(...higher) : Math.max(...offered);
}

/** The sound's own layout, or the codec's own with as many channels, or stereo. */
function fitLayout(codec: Codec, container: Container, name: string, format: AudioFormat): ChannelLayout {
  const own = channelLayout(format);
  const offered = codec.channelLayouts ?? [];
  if (offered.length > 0) {
    const same =
      offered.find((layout) => layout.mask === own.mask) ??
      offered.find((layout) => layout.nbChannels === own.nbChannels);
    return same ?? avChannelLayoutDefault(format.channels > 1 ? 2 : 1);
  }
  if (name === 'aac' && format.channels > (container.aacChannels ?? 8))
    return avChannelLayoutDefault(container.aacChannels ?? 8);
  const most = /^(aac|libopus|flac|libvorbis)$/.test(name) ? 8 : 64;
  if (format.channels > most) return avChannelLayoutDefault(2);
  const usual = avChannelLayoutDefault(format.channels);
  return own.mask === usual.mask || takes(codec, container, format, own) ? own : usual;
}

/** Whether the encoder opens with these speakers: cameras name a single microphone "left", which many refuse. */
function takes(codec: Codec, container: Container, format: AudioFormat, layout: ChannelLayout): boolean {
  const [sample] = codec.sampleFormats ?? [];
  if (sample === undefined) return true;
  const context = new CodecContext();
  try {
    context.allocContext3(codec);
    context.sampleFormat = sample;
    context.sampleRate = fitRate(codec, container, codec.name ?? '', format.rate);
    context.channelLayout = layout;
    context.timeBase = new Rational(1, context.sampleRate);
    setOptions(context, { threads: '1' });
    return context.open2Sync(codec, null) >= 0;
  } finally {
    context.freeContext();
  }
}
