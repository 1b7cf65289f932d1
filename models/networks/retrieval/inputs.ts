/**
 * What networks of moment retrieval read: a video's frames and the tokens of a text. Where their authors had a query's words,
 * here the sentences that are said stand.
 */
import { concat, reshape } from '../../graph/ops/arrange.ts';
import { add, div, mul, sqrt, sub } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/matrix.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import type { Dim } from '../../graph/shape.ts';
import { constant, input, scalar, type Tensor } from '../../graph/tensor.ts';
import { realTokens, type VideoInputs } from '../inputs.ts';

/** Keeps a vector of zeros from dividing by 0 where vectors become of unit length. */
const EPSILON = 1e-5;
/** What a masked key's score is lowered by: its share of the attention becomes exactly 0. */
export const MASKED = -1e6;

/** A padded batch; masks are 1 where something real is, and padding is at the end of the frames. */
export interface RetrievalInputs {
  /** [batch, frames, width + 2]: of unit length, then (i / L, (i + 1) / L) for frame i of L. */
  readonly src_vid: Tensor;
  /** [batch, frames] */
  readonly src_vid_mask: Tensor;
  /** [batch, tokens, width], of unit length. */
  readonly src_txt: Tensor;
  /** [batch, tokens] */
  readonly src_txt_mask: Tensor;
}

/** Sizes of a batch. */
export interface RetrievalShape {
  readonly batch: Dim;
  readonly frames: number;
  readonly tokens: number;
}

/**
 * {@link RetrievalInputs} as inputs of a graph, under their own names.
 * @internal The authors' code is fed so, and with it the tests that compare numbers.
 */
export function retrievalInputs(
  widths: { readonly v_feat_dim: number; readonly t_feat_dim: number },
  { batch, frames, tokens }: RetrievalShape,
): RetrievalInputs {
  const float = (name: string, ...rest: number[]) => input(name, 'float', [batch, ...rest]);
  return {
    src_vid: float('src_vid', frames, widths.v_feat_dim),
    src_vid_mask: float('src_vid_mask', frames),
    src_txt: float('src_txt', tokens, widths.t_feat_dim),
    src_txt_mask: float('src_txt_mask', tokens),
  };
}

/** Each row divided by its length + 1e-5. */
const unitRows = (x: Tensor): Tensor => div(x, add(sqrt(reduceSum(mul(x, x), [-1])), scalar(EPSILON)));

/** [L, L]: 1 where the row's index is at most the column's. A product with it makes running sums, on every device. */
const upTo = (length: number): Tensor =>
  constant(
    Float32Array.from({ length: length * length }, (_, at) =>
      Math.floor(at / length) <= at % length ? 1 : 0,
    ),
    [length, length],
  );

/** How many real frames there are up to each, itself included: [batch, frames] of 1 and 0 → [batch, frames]. */
export const counted = (mask: Tensor): Tensor => matmul(mask, upTo(Number(mask.shape[1])));

/** The place (i / L, (i + 1) / L) of frame i of L real ones: [batch, frames] each; of no meaning on padding. */
export function placesOf(mask: Tensor): { readonly starts: Tensor; readonly ends: Tensor } {
  const length = reduceSum(mask, [1]);
  const ends = div(counted(mask), length);
  return { starts: sub(ends, div(scalar(1), length)), ends };
}

/**
 * Frames [batch, frames, width] of unit length, with their places in their own video; padding stays 0.
 * @internal An equation, checked against the authors' numbers.
 */
export function placedFrames(frames: Tensor, mask: Tensor): Tensor {
  const [batch = 1, length = 1] = mask.shape;
  const { starts, ends } = placesOf(mask);
  const column = (x: Tensor): Tensor => reshape(mul(x, mask), [batch, length, 1]);
  return concat([unitRows(frames), column(starts), column(ends)], 2);
}

/** The inputs that a stream's window gives: its sentences of both text streams are the tokens. */
export function inputsOfWindows(inputs: VideoInputs): RetrievalInputs {
  const frameMask = realTokens(inputs.frame_mask);
  return {
    src_vid: placedFrames(inputs.frame_batch, frameMask),
    src_vid_mask: frameMask,
    src_txt: unitRows(concat([inputs.tts_batch, inputs.asr_batch], 1)),
    src_txt_mask: realTokens(concat([inputs.tts_mask, inputs.asr_mask], 1)),
  };
}

/** A mask of 1 and 0 [batch, keys] as what is added to attention scores: [batch, 1, 1, keys]. */
export function hidden(mask: Tensor): Tensor {
  const [batch = 1, keys = 1] = mask.shape;
  return reshape(mul(sub(mask, scalar(1)), scalar(-MASKED)), [batch, 1, 1, keys]);
}
