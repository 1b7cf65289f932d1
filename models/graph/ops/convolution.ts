/** Convolutions along a sequence, made of products: one for all places of all sequences. */
import { dimAt, product, ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { concat, pad, reshape, slice, transpose } from './arrange.ts';
import { gemm } from './matrix.ts';

/** How a convolution steps. */
export interface ConvolutionOptions {
  /** Places from one output to the next; 1 by default. */
  readonly stride?: number;
  /** Zeros put at both ends; none by default. */
  readonly padding?: number;
}

/** What each output sees, side by side: [batch, length, channels] → [batch, outputs, kernel · channels]. */
function unfold(x: Tensor, kernel: number, { stride = 1, padding = 0 }: ConvolutionOptions): Tensor {
  const [batch = 1, length = 1, channels = 1] = x.shape;
  const padded = Number(length) + 2 * padding;
  const outputs = Math.floor((padded - kernel) / stride) + 1;
  if (outputs < 1) throw new ShapeError('conv1d', [x.shape, [kernel]], 'a sequence shorter than the kernel');
  if (stride === kernel) {
    const even = slice(pad(x, 1, padding, padding), 1, 0, outputs * stride);
    return reshape(even, [batch, outputs, product([kernel, channels])]);
  }
  const last = kernel - 1 + outputs * stride;
  const whole = pad(x, 1, padding, padding + Math.max(last - padded, 0));
  const taps = Array.from({ length: kernel }, (_, tap) => {
    const from = slice(whole, 1, tap, tap + outputs * stride);
    return reshape(slice(reshape(from, [batch, outputs, stride, channels]), 2, 0, 1), [
      batch,
      outputs,
      channels,
    ]);
  });
  return concat(taps, 2);
}

/**
 * A convolution as PyTorch's `Conv1d` computes it, with the channels last: x [batch, length, in], weight [out, in, kernel], bias
 * [out] → [batch, ⌊(length + 2 · padding − kernel) / stride⌋ + 1, out].
 */
export function conv1d(x: Tensor, weight: Tensor, bias: Tensor, options: ConvolutionOptions = {}): Tensor {
  const [out = 1, channels = 1, kernel = 1] = weight.shape;
  if (weight.shape.length !== 3 || x.shape.length !== 3 || dimAt('conv1d', x.shape, 2) !== channels)
    throw new ShapeError(
      'conv1d',
      [x.shape, weight.shape],
      'takes [batch, length, in] and [out, in, kernel]',
    );
  const seen = unfold(x, Number(kernel), options);
  const [batch = 1, outputs = 1, width = 1] = seen.shape;
  const rows = reshape(transpose(weight, [0, 2, 1]), [out, width]);
  const y = gemm(reshape(seen, [product([batch, outputs]), width]), rows, bias, { transB: true });
  return reshape(y, [batch, outputs, out]);
}
