/** The video side of D&M up to the encoder's output: tokens, their positions, and the encoder layers. */
import { concat, gather, reshape, slice } from '../../graph/ops/arrange.ts';
import { add, mul } from '../../graph/ops/elementwise.ts';
import { gemm } from '../../graph/ops/matrix.ts';
import { constant, scalar, type Tensor } from '../../graph/tensor.ts';
import type { VideoInputs } from '../inputs.ts';
import { attention, feedForward, linear, norm } from '../layers.ts';
import type { DmScope } from './config.ts';

/**
 * The sinusoid table [positions, width]: sin(p·10000^(−2i/width)) at column 2i, its cosine at 2i + 1.
 * @internal A test of graphs in 64 bits computes it.
 */
export function positionTable(positions: number, width: number): Tensor {
  const table = new Float64Array(positions * width);
  for (let position = 0; position < positions; position++)
    for (let column = 0; column < width; column++) {
      const pair = column - (column % 2);
      const angle = position * 10000 ** (-pair / width);
      table[position * width + column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  return constant(table, [positions, width]);
}

/**
 * The positional code of every token [batch, tokens, d]. A text's code is linear in PE[start] and PE[end], so the
 * layer is applied to the table once and its rows are looked up: the same numbers for a fraction of the work.
 */
function positions(scope: DmScope, inputs: VideoInputs): Tensor {
  const width = scope.config.hidden_dim;
  const [batch = 1, frames = 1] = inputs.frame_batch.shape;
  const table = positionTable(Number(frames), width);
  const weight = scope.parameter('startend_proj.weight');
  const bias = scope.parameter('startend_proj.bias');
  const starts = gemm(table, slice(weight, 1, 0, width), bias, { transB: true });
  const ends = gemm(table, slice(weight, 1, width, 2 * width), undefined, { transB: true });
  const text = (start: Tensor, end: Tensor, stream: string): Tensor =>
    add(add(gather(starts, start), gather(ends, end)), scope.parameter(stream));
  // Frames stand at their index; the zeros only carry the batch, whose size may be a name.
  const zeros = mul(reshape(inputs.frame_mask, [batch, frames, 1]), scalar(0));
  const frameCodes = add(zeros, table);
  return concat(
    [
      frameCodes,
      text(inputs.tts_start_pos, inputs.tts_end_pos, 'tts_lemb'),
      text(inputs.asr_start_pos, inputs.asr_end_pos, 'asr_lemb'),
    ],
    1,
  );
}

/** The encoder's output and what the decoder needs besides; tokens are frames, then tts, then asr. */
export interface Encoded {
  /** [batch, tokens, d] */
  readonly videoEmb: Tensor;
  /** [batch, tokens, d]: the positional code of each token. */
  readonly videoPe: Tensor;
  /** [batch, 1, 1, tokens]: added to attention scores, 0 or −10⁶. */
  readonly mask: Tensor;
}

/** The encoder's output, with what the decoder needs besides. */
export function encodeVideo(scope: DmScope, inputs: VideoInputs): Encoded {
  const tokens = concat(
    [
      linear(scope, 'frame_proj', inputs.frame_batch),
      linear(scope, 'ttsasr_proj', inputs.tts_batch),
      linear(scope, 'ttsasr_proj', inputs.asr_batch),
    ],
    1,
  );
  const flatMask = concat([inputs.frame_mask, inputs.tts_mask, inputs.asr_mask], 1);
  const [batch = 1, count = 1] = flatMask.shape;
  const mask = reshape(flatMask, [batch, 1, 1, count]);
  const videoPe = positions(scope, inputs);
  let x = tokens;
  for (let layer = 0; layer < scope.config.encoder_layer_num; layer++) {
    const prefix = `transformers.${layer}`;
    const placed = add(x, videoPe);
    const mixed = attention(scope, `${prefix}.`, { query: placed, key: placed, value: x, mask });
    x = norm(scope, `${prefix}.ln1`, add(x, mixed));
    x = norm(scope, `${prefix}.ln2`, add(x, feedForward(scope, prefix, x)));
  }
  return { videoEmb: x, videoPe, mask };
}
