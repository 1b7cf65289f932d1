/** Whether a device answers as the CPU does: one stored batch, asked of both before the first window of a show. */
import { messageOf } from '../../core/errors.ts';
import { networkFeeds } from '../feeds.ts';
import type { Tensor } from '../onnxruntime.ts';
import { FEATURE_WIDTH, packBatch, type PackItem, type PackShape, type PackText } from '../pack.ts';
import { dispose, withoutNumbers, type NetworkSession } from './network-session.ts';

/**
 * How far an answer may be from the CPU's: absolute below 1, relative above. Right answers differ by 3e-5 and less
 * (`test/analysis/runtime/webgpu.test.ts`).
 */
const TOLERANCE = 1e-3;

/** Windows of the batch that is compared. */
const SELF_TEST_WINDOWS = 8;

/** What a network is asked in the self-test. */
export interface SelfTest {
  readonly blank: Float32Array;
  readonly shape: PackShape;
}

/**
 * A batch of `size` windows as inputs of those names: made by a formula, so that it is the same on every machine and fits
 * every checkpoint. Windows of many lengths, so that padding is tried too.
 */
export function selfTestFeeds(
  { blank, shape }: SelfTest,
  names: readonly string[],
  size: number = SELF_TEST_WINDOWS,
): Record<string, Tensor> {
  const items = Array.from({ length: size }, (_, at): PackItem => {
    const index = at % SELF_TEST_WINDOWS;
    const frames = Math.max(1, shape.frames - index);
    const texts = (count: number, seed: number): PackText[] =>
      Array.from({ length: count }, (__, place) => ({
        embedding: vector(seed + 100 * index + place),
        start: place % frames,
        end: Math.min(frames - 1, (place % frames) + 2),
      }));
    return {
      frames: Array.from({ length: frames }, (__, place) => vector(100 * index + place)),
      tts: texts(Math.min(index, shape.tts - 1), 20_000),
      asr: texts(Math.min(2 * index, shape.asr - 1), 40_000),
    };
  });
  return networkFeeds(packBatch(items, blank, shape), items, names);
}

/** A direction of length 1, by number. */
function vector(seed: number): Float32Array {
  const values = Float32Array.from({ length: FEATURE_WIDTH }, (_, k) =>
    Math.sin(12.9898 * (seed + 1) + 78.233 * k * k),
  );
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}

/** What is wrong with a session's answers to `feeds`, in words; undefined where they are the CPU's, `expected`. */
export async function wrongAnswer(
  session: NetworkSession,
  feeds: Readonly<Record<string, Tensor>>,
  expected: Readonly<Record<string, Tensor>>,
): Promise<string | undefined> {
  try {
    const found = await session.run(feeds);
    try {
      return differenceOf(found, expected);
    } finally {
      dispose(found);
    }
  } catch (error) {
    return `it fails: ${messageOf(error)}`;
  }
}

function differenceOf(
  found: Readonly<Record<string, Tensor>>,
  expected: Readonly<Record<string, Tensor>>,
): string | undefined {
  const strange = withoutNumbers(found);
  if (strange !== undefined) return `${strange} is no number`;
  for (const [name, { data }] of Object.entries(expected)) {
    const own = found[name]?.data;
    if (!(data instanceof Float32Array)) continue;
    if (!(own instanceof Float32Array) || own.length !== data.length) return `${name} has another size`;
    const worst = data.reduce(
      (most, value, at) => Math.max(most, Math.abs(own[at]! - value) / Math.max(1, Math.abs(value))),
      0,
    );
    // No number is no answer within the tolerance either.
    if (!(worst <= TOLERANCE)) return `${name} is off by ${worst.toPrecision(2)}`;
  }
  return undefined;
}
