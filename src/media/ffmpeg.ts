/** Small shared pieces around node-av's low-level binding: return codes, time bases, owned packets. */
import { AV_LOG_FATAL, AV_NOPTS_VALUE } from 'node-av/constants';
import { Dictionary, FFmpegError, Log, avRescaleQ, type CodecContext, type IRational } from 'node-av/lib';
import { MomentfxError, REPORT } from '../core/errors.ts';
import { micros, type Micros } from '../streams/time.ts';

// FFmpeg reports each damaged packet on the terminal; what matters comes back as return codes.
Log.setLevel(AV_LOG_FATAL);

/** Media time as an FFmpeg time base. */
export const MICROS_BASE: IRational = { num: 1, den: 1_000_000 };

/** A negative FFmpeg return code, with the operation that gave it. */
export class FFmpegFailure extends MomentfxError<'ffmpeg'> {
  readonly returned: number;

  constructor(operation: string, returned: number) {
    super('ffmpeg', `${operation}: ${FFmpegError.strerror(returned)}`, REPORT, { fault: 'internal' });
    this.returned = returned;
  }
}

/** The code itself when it is no error; otherwise throws an FFmpegFailure that names the operation. */
export function check(returned: number, operation: string): number {
  if (returned < 0) throw new FFmpegFailure(operation, returned);
  return returned;
}

/** `a / b` rounded to the nearest whole number, halves away from 0, as FFmpeg rounds; exact for safe integers. */
function nearest(a: number, b: number): number {
  const rest = a % b;
  const whole = (a - rest) / b;
  return 2 * Math.abs(rest) >= b ? whole + Math.sign(a) : whole;
}

/**
 * The furthest time stamp that some clock tells, in microseconds: 142 years, more than from 1900 (NTP) to now. The
 * difference of two of them is still exact.
 */
export const FURTHEST_STAMP = 4.5e15;

/** A time stamp in `base` as microseconds; undefined where FFmpeg has none, or one that no clock tells. */
export function toMicros(stamp: bigint, base: IRational): Micros | undefined {
  if (stamp === AV_NOPTS_VALUE) return undefined;
  const scaled = Number(stamp) * base.num * MICROS_BASE.den;
  // Asking FFmpeg costs ten times as much as the division, and every packet asks a few times.
  const time = Number.isSafeInteger(scaled)
    ? nearest(scaled, base.den)
    : Number(avRescaleQ(stamp, base, MICROS_BASE));
  return Math.abs(time) <= FURTHEST_STAMP ? micros(time) : undefined;
}

/** Microseconds in ticks of `base`, rounded to the nearest. */
export function fromMicros(time: Micros, base: IRational): bigint {
  const scaled = time * base.den;
  if (!Number.isSafeInteger(scaled)) return avRescaleQ(BigInt(time), MICROS_BASE, base);
  return BigInt(nearest(scaled, base.num * MICROS_BASE.den));
}

/** Runs `use` with an FFmpeg dictionary of these options and frees it when `use` is done. */
export async function withOptions<T>(
  options: Readonly<Record<string, string | number>>,
  use: (dictionary: Dictionary) => Promise<T>,
): Promise<T> {
  const dictionary = Dictionary.fromObject({ ...options });
  try {
    return await use(dictionary);
  } finally {
    dictionary.free();
  }
}

/**
 * Sets codec options before the codec is opened. A dictionary handed to `open2` is freed by FFmpeg behind the
 * binding's back and then once more, which crashes; options set one by one are safe.
 */
export function setOptions(context: CodecContext, options: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(options))
    check(context.setOption(name, value), `setting the codec option ${name}`);
}
