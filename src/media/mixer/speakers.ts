/** Where an effect's channels sound in the output's speaker arrangement. */
import type { AudioFormat } from '../pcm.ts';

const FRONT_LEFT = 1n;
const FRONT_RIGHT = 2n;
const LFE = 8n;

/** The speaker of each channel in mask order; 0 where the layout does not say. */
export function speakers({ channels, mask }: Pick<AudioFormat, 'channels' | 'mask'>): bigint[] {
  const found: bigint[] = [];
  for (let bit = 1n; bit <= mask && found.length < channels; bit <<= 1n)
    if ((mask & bit) !== 0n) found.push(bit);
  return Array.from({ length: channels }, (_, channel) => found[channel] ?? 0n);
}

/** One channel of the output and the samples an effect plays there. */
export interface Lane {
  readonly channel: number;
  readonly samples: Float32Array;
}

/** Effects sound from the front pair, never from the LFE; a mono output gets the mean of the effect's channels. */
export function assignSpeakers(
  effect: readonly Float32Array[],
  format: Pick<AudioFormat, 'channels' | 'mask'>,
): Lane[] {
  const [left, right = left] = effect;
  if (left === undefined || right === undefined) return [];
  const where = speakers(format);
  const free = where.flatMap((speaker, channel) => (speaker === LFE ? [] : [channel]));
  const frontLeft = where.indexOf(FRONT_LEFT);
  const frontRight = where.indexOf(FRONT_RIGHT);
  if (frontLeft >= 0 && frontRight >= 0)
    return [
      { channel: frontLeft, samples: left },
      { channel: frontRight, samples: right },
    ];
  const [first = 0, second] = free;
  if (second !== undefined && format.mask === 0n)
    return [
      { channel: first, samples: left },
      { channel: second, samples: right },
    ];
  const mono = left === right ? left : left.map((value, i) => (value + (right[i] ?? 0)) / 2);
  return [{ channel: first, samples: mono }];
}
