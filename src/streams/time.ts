/**
 * Media time and audio positions. Every time in `src/streams` is media time: whole microseconds since the
 * first timestamp of the input. The brands make a bare number or a sum of two times a type error;
 * arithmetic goes through the named functions here.
 */
declare const microsBrand: unique symbol;
declare const sampleBrand: unique symbol;

/** Media time or a span of it, in whole microseconds. */
export type Micros = number & { readonly [microsBrand]: true };

/** A position on the audio time line, in samples since media time 0, at a rate that the context names. */
export type SampleIndex = number & { readonly [sampleBrand]: true };

/** A value of whole microseconds; throws a RangeError if it is no safe integer. */
export function micros(value: number): Micros {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`media time must be whole microseconds, got ${value}`);
  return value as Micros;
}

/** A position in whole samples; throws a RangeError if it is no safe integer. */
export function sampleIndex(value: number): SampleIndex {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`a sample index must be a whole number, got ${value}`);
  return value as SampleIndex;
}

/** The first timestamp of the input; also a span of no length. */
export const ZERO: Micros = micros(0);

/** Later than every media time that occurs: for "without limit". */
export const FOREVER: Micros = micros(Number.MAX_SAFE_INTEGER);

/** No time or span from outside lies further from 0: three years. Sums and differences of some tens of them are exact. */
const FURTHEST: Micros = micros(1e14);

/** The same in seconds: what a person, a file or a message may give as a time. */
export const FURTHEST_SECONDS: number = FURTHEST / 1e6;

/** Whether a number from outside can be a time or a span. */
export const isMediaTime = (value: unknown): value is Micros =>
  Number.isSafeInteger(value) && Math.abs(value as number) <= FURTHEST;

/** Seconds to media time, rounded to the nearest microsecond. */
export const fromSeconds = (seconds: number): Micros => micros(Math.round(seconds * 1e6));
/** Media time in seconds, for people and files. */
export const toSeconds = (time: Micros): number => time / 1e6;

/** A time and a span, or two spans; stays at FOREVER instead of passing it. */
export const add = (a: Micros, b: Micros): Micros => micros(Math.min(a + b, FOREVER));
/** From `b` to `a`; negative where `a` is the earlier. */
export const subtract = (a: Micros, b: Micros): Micros => micros(a - b);
/** A span `factor` times as long, rounded to the nearest microsecond; a RangeError beyond safe integers. */
export const scale = (time: Micros, factor: number): Micros => micros(Math.round(time * factor));
/** The earlier of two times, or the shorter of two spans. */
export const earliest = (a: Micros, b: Micros): Micros => (a < b ? a : b);
/** The later of two times, or the longer of two spans. */
export const latest = (a: Micros, b: Micros): Micros => (a > b ? a : b);
/** `time`, but no earlier than `low` and no later than `high`; `low` wins where they cross. */
export const clampTime = (time: Micros, low: Micros, high: Micros): Micros =>
  latest(low, earliest(time, high));
/** Distance between two times, never negative. */
export const gap = (a: Micros, b: Micros): Micros => micros(Math.abs(a - b));

/** The sample that sounds at `time` at `rate` Hz, rounded to the nearest sample. */
export const toSample = (time: Micros, rate: number): SampleIndex =>
  sampleIndex(Math.round((time * rate) / 1e6));
/** When sample `index` sounds at `rate` Hz, rounded to the nearest microsecond. */
export const fromSample = (index: SampleIndex, rate: number): Micros =>
  micros(Math.round((index * 1e6) / rate));
