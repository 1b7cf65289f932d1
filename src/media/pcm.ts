/** Interleaved PCM as it is mixed, and exact conversions from and to what codecs use. */
import {
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_DBLP,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_S32P,
  AV_SAMPLE_FMT_S64,
  AV_SAMPLE_FMT_S64P,
  AV_SAMPLE_FMT_U8,
  AV_SAMPLE_FMT_U8P,
  type AVSampleFormat,
} from 'node-av/constants';
import type { SampleIndex } from '../streams/time.ts';

/** Interleaved samples, full scale ±1. 32 bits hold integers up to 24 bits exactly; 64 bits hold 32-bit integers. */
export type Samples = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
/**
 * Bits of the floating-point numbers that samples are mixed in: 64 for codecs of more than 24 bits, which 32 could not
 * hold exactly.
 */
export type Precision = 32 | 64;

/** Silence: `length` samples (frames × channels). */
export const newSamples = (precision: Precision, length: number): Samples =>
  precision === 32 ? new Float32Array(length) : new Float64Array(length);

/** Rate, channels and precision of the sound: what the mixer, the effects bus and the encoder agree on. */
export interface AudioFormat {
  readonly rate: number;
  readonly channels: number;
  /** FFmpeg's (and WAVE's) speaker mask; 0 when the channels have no known positions. */
  readonly mask: bigint;
  readonly precision: Precision;
}

/** Sound at its position: `start` counts samples since media time 0. */
export interface AudioBlock {
  readonly start: SampleIndex;
  /** Interleaved. */
  readonly samples: Samples;
}

/** The sound of an input that has none: silence to put effects into. */
export const NO_SOUND: AudioFormat = { rate: 48_000, channels: 2, mask: 3n, precision: 32 };
/**
 * Sound of a lower rate (Hz) is mixed at `NO_SOUND`'s: a telephone codec's 8 kHz would take all above 4 kHz from the
 * effects, and services warn of such sound. At 32 kHz effects keep 16 kHz, as much as most people hear.
 */
const LEAST_RATE = 32_000;

/** The format in which a program mixes an input's sound: its own, at 48 kHz where its rate is low. */
export function programFormat(own: AudioFormat | undefined): AudioFormat {
  if (own === undefined) return NO_SOUND;
  return own.rate < LEAST_RATE ? { ...own, rate: NO_SOUND.rate } : own;
}

/** Silence comes in pieces of this length (s), so that a long gap needs no long array. */
export const SILENCE_S = 1;

interface Layout {
  readonly view: (bytes: Buffer, count: number) => ArrayLike<number>;
  readonly planar: boolean;
  readonly scale: number;
  readonly bias: number;
}

const u8 = (bytes: Buffer, count: number): ArrayLike<number> => bytes.subarray(0, count);
const s16 = (b: Buffer, count: number): ArrayLike<number> => new Int16Array(b.buffer, b.byteOffset, count);
const s32 = (b: Buffer, count: number): ArrayLike<number> => new Int32Array(b.buffer, b.byteOffset, count);
const f32 = (b: Buffer, count: number): ArrayLike<number> => new Float32Array(b.buffer, b.byteOffset, count);
const f64 = (b: Buffer, count: number): ArrayLike<number> => new Float64Array(b.buffer, b.byteOffset, count);
const s64 = (b: Buffer, count: number): ArrayLike<number> =>
  Float64Array.from(new BigInt64Array(b.buffer, b.byteOffset, count), Number);

// Powers of two, so that integers survive the way to floating point and back unchanged.
const LAYOUTS = new Map<AVSampleFormat, Layout>([
  [AV_SAMPLE_FMT_U8, { view: u8, planar: false, scale: 2 ** -7, bias: -128 }],
  [AV_SAMPLE_FMT_U8P, { view: u8, planar: true, scale: 2 ** -7, bias: -128 }],
  [AV_SAMPLE_FMT_S16, { view: s16, planar: false, scale: 2 ** -15, bias: 0 }],
  [AV_SAMPLE_FMT_S16P, { view: s16, planar: true, scale: 2 ** -15, bias: 0 }],
  [AV_SAMPLE_FMT_S32, { view: s32, planar: false, scale: 2 ** -31, bias: 0 }],
  [AV_SAMPLE_FMT_S32P, { view: s32, planar: true, scale: 2 ** -31, bias: 0 }],
  [AV_SAMPLE_FMT_S64, { view: s64, planar: false, scale: 2 ** -63, bias: 0 }],
  [AV_SAMPLE_FMT_S64P, { view: s64, planar: true, scale: 2 ** -63, bias: 0 }],
  [AV_SAMPLE_FMT_FLT, { view: f32, planar: false, scale: 1, bias: 0 }],
  [AV_SAMPLE_FMT_FLTP, { view: f32, planar: true, scale: 1, bias: 0 }],
  [AV_SAMPLE_FMT_DBL, { view: f64, planar: false, scale: 1, bias: 0 }],
  [AV_SAMPLE_FMT_DBLP, { view: f64, planar: true, scale: 1, bias: 0 }],
]);

/**
 * A decoder's planes as interleaved samples: `frames` samples of each of `channels` channels. The result owns its
 * memory. Exact for integers that fit the precision.
 */
export function interleave(
  format: AVSampleFormat,
  planes: readonly Buffer[],
  frames: number,
  channels: number,
  precision: Precision,
): Samples {
  const layout = LAYOUTS.get(format);
  if (layout === undefined) throw new RangeError(`internal: sample format ${format} has no conversion`);
  const { scale, bias } = layout;
  const out = newSamples(precision, frames * channels);
  if (!layout.planar) {
    const [plane] = planes;
    if (plane === undefined) throw new RangeError('internal: a decoded frame without data');
    const values = layout.view(plane, frames * channels);
    for (let i = 0; i < out.length; i += 1) out[i] = ((values[i] ?? 0) + bias) * scale;
    return out;
  }
  for (let channel = 0; channel < channels; channel += 1) {
    const plane = planes[channel];
    if (plane === undefined) throw new RangeError(`internal: a decoded frame without channel ${channel}`);
    const values = layout.view(plane, frames);
    for (let i = 0, at = channel; i < frames; i += 1, at += channels)
      out[at] = ((values[i] ?? 0) + bias) * scale;
  }
  return out;
}

/** What an encoder takes: integers of `bits` significant bits (in the high bits of an s32) or floats. */
export type EncoderSample = 's16' | 's32' | 'flt';

/**
 * Interleaved samples into an encoder's planes, which it overwrites. Integers are rounded to the nearest of `bits`
 * bits and clipped, without dither, so samples that were integers come out as they went in.
 */
export function deinterleave(
  samples: Samples,
  channels: number,
  sample: EncoderSample,
  bits: number,
  planes: readonly Buffer[],
): void {
  const planar = planes.length > 1;
  const frames = samples.length / channels;
  const length = planar ? frames : samples.length;
  for (let plane = 0; plane < planes.length; plane += 1) {
    const buffer = planes[plane] as Buffer;
    const step = planar ? channels : 1;
    if (sample === 'flt') {
      const out = new Float32Array(buffer.buffer, buffer.byteOffset, length);
      for (let i = 0, at = plane; i < length; i += 1, at += step) out[i] = samples[at] ?? 0;
      continue;
    }
    const wide = sample === 's32';
    const out = wide
      ? new Int32Array(buffer.buffer, buffer.byteOffset, length)
      : new Int16Array(buffer.buffer, buffer.byteOffset, length);
    const full = 2 ** (bits - 1);
    const shift = wide ? 2 ** (32 - bits) : 1;
    for (let i = 0, at = plane; i < length; i += 1, at += step) {
      const value = Math.round((samples[at] ?? 0) * full);
      out[i] = (value > full - 1 ? full - 1 : value < -full ? -full : value) * shift;
    }
  }
}
