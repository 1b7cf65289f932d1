/** Sine codes of frames and of boxes. */
import { concat, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, div, mul, sin } from '../../graph/ops/elementwise.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import { counted } from './inputs.ts';

const EPSILON = 1e-6;

/** sin(x / 10000^(2⌊j/2⌋/width)) at even columns j, the cosine at odd ones: [.., 1] → [.., width]. */
function waves(x: Tensor, width: number): Tensor {
  const columns = Array.from({ length: width }, (_, column) => column);
  const speed = columns.map((column) => 10000 ** (-(column - (column % 2)) / width));
  // A cosine is a sine a quarter turn on.
  const turn = columns.map((column) => (column % 2) * (Math.PI / 2));
  return sin(
    add(mul(x, constant(Float64Array.from(speed), [width])), constant(Float64Array.from(turn), [width])),
  );
}

/**
 * The code of each frame [batch, frames, width]: x = 2π·c / (c of the last + 1e-6), where c counts the real frames up to it and
 * stays on padding; then {@link waves}.
 */
export function framePositions(mask: Tensor, width: number): Tensor {
  const [batch = 1, frames = 1] = mask.shape;
  const count = counted(mask);
  const last = slice(count, 1, Number(frames) - 1, Number(frames));
  const turns = mul(div(count, add(last, scalar(EPSILON))), scalar(2 * Math.PI));
  return waves(reshape(turns, [batch, frames, 1]), width);
}

/** The code of (center, width) pairs [.., 2] → [.., d]: half of the channels for each, x = 2π·value. */
export function boxPositions(boxes: Tensor, d: number): Tensor {
  const turns = mul(boxes, scalar(2 * Math.PI));
  return concat(
    [0, 1].map((at) => waves(slice(turns, -1, at, at + 1), d / 2)),
    boxes.shape.length - 1,
  );
}

/** Codes of frames, then none for the tokens of a text: [batch, frames + tokens, d]. */
export const thenText = (frames: Tensor, text: Tensor): Tensor => concat([frames, mul(text, scalar(0))], 1);
