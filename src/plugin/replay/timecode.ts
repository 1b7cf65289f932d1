/** Frame rates and timecode of edit lists. */
import { UsageError } from '../errors.ts';
import type { Micros } from '../../streams/time.ts';

/** A frame rate as a fraction, with how timecode counts it: 29.97 is 30000/1001, nominal 30. */
export interface FrameRate {
  /** Frames in a second: `frames / per`. */
  readonly frames: number;
  readonly per: number;
  /** What a second of timecode counts to. */
  readonly nominal: number;
  /** Whether timecode leaves out numbers so that it keeps to the clock. */
  readonly drop: boolean;
}

const RATES: Readonly<Record<string, readonly [frames: number, per: number]>> = {
  '23.976': [24_000, 1001],
  '23.98': [24_000, 1001],
  '24': [24, 1],
  '25': [25, 1],
  '29.97': [30_000, 1001],
  '30': [30, 1],
  '48': [48, 1],
  '50': [50, 1],
  '59.94': [60_000, 1001],
  '60': [60, 1],
};
const KNOWN = '23.976, 24, 25, 29.97, 29.97df, 30, 48, 50, 59.94, 59.94df or 60';

/**
 * The rate that `25`, `29.97`, `29.97df` (drop-frame) or `30000/1001` names.
 * @throws UsageError bad-frame-rate
 */
export function parseFrameRate(text: string): FrameRate {
  const drop = /df$/i.test(text);
  const name = text.replace(/df$/i, '');
  const [, above, below] = /^(\d+)\/(\d+)$/.exec(name) ?? [];
  const rate = Object.hasOwn(RATES, name)
    ? RATES[name]
    : Object.values(RATES).find(([frames, per]) => String(frames) === above && String(per) === below);
  if (rate === undefined)
    throw new UsageError('bad-frame-rate', `--fps: an edit list knows no rate ${text}.`, `Use ${KNOWN}.`);
  const [frames, per] = rate;
  const nominal = Math.round(frames / per);
  // Only these run slower than their count; 23.976 has no drop-frame timecode.
  if (drop && (per === 1 || nominal % 30 !== 0))
    throw new UsageError(
      'bad-frame-rate',
      `--fps: there is no drop-frame timecode at ${name}.`,
      'Use 29.97df or 59.94df, or leave out df.',
    );
  return { frames, per, nominal, drop };
}

/** The frame that is on at `time`, rounded to the nearest. */
export const frameAt = (time: Micros, { frames, per }: FrameRate): number =>
  Math.round((time / 1e6) * (frames / per));

/** `HH:MM:SS:FF`, or `HH:MM:SS;FF` in drop-frame. Frames past 24 h are for the caller to refuse. */
export function timecode(frame: number, { nominal, drop }: FrameRate): string {
  const number = drop ? frame + dropped(frame, nominal) : frame;
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = Math.floor(number / nominal);
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(pad).join(':');
  return `${clock}${drop ? ';' : ':'}${pad(number % nominal)}`;
}

/** Frames in the 24 h after which timecode begins anew. */
export const framesADay = ({ nominal, drop }: FrameRate): number =>
  24 * 6 * (nominal * 600 - (drop ? 9 * (nominal / 15) : 0));

/** SMPTE 12M: the first two numbers (at 30) of each minute are left out, but for every tenth. */
function dropped(frame: number, nominal: number): number {
  const each = nominal / 15;
  const tenMinutes = nominal * 600 - 9 * each;
  const minute = nominal * 60 - each;
  const tens = Math.floor(frame / tenMinutes);
  const rest = frame % tenMinutes;
  return tens * 9 * each + (rest < nominal * 60 ? 0 : each * Math.floor((rest - nominal * 60) / minute + 1));
}
