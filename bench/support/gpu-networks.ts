/**
 * Networks of the paper's size with random weights, for speed: D&M, and Transformers of the sizes of the encoders that the
 * paper takes (ViT-B/16 for pictures, BERT-base for text). `gpu_torch.py` builds the same from the same names.
 */
import { toOnnx } from '../../models/graph/onnx.ts';
import { shareCommon } from '../../models/graph/optimize.ts';
import { gather, reshape, slice } from '../../models/graph/ops/arrange.ts';
import { add } from '../../models/graph/ops/elementwise.ts';
import { gelu } from '../../models/graph/ops/gelu.ts';
import { input, type Tensor } from '../../models/graph/tensor.ts';
import { FULL_CONFIG, type DmConfig } from '../../models/networks/dm/config.ts';
import { attention, linear, norm } from '../../models/networks/layers.ts';
import type { ParameterShapes } from '../../models/networks/network.ts';
import { parameterInputs } from '../../models/networks/scope.ts';
import { Random } from '../../models/training/random.ts';

/** A Transformer encoder over one sequence: pre-norm layers, the first token projected. */
export interface BackboneSizes {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly ffn: number;
  readonly tokens: number;
  /** Width of its answer. */
  readonly out: number;
  /** Values of a picture's patch; a vocabulary for one that reads words. */
  readonly input: { readonly patch: number } | { readonly words: number };
}

export interface BenchSizes {
  readonly decoder: DmConfig;
  readonly picture: BackboneSizes;
  readonly text: BackboneSizes;
}

export const SIZES: Readonly<Record<'paper' | 'small', BenchSizes>> = {
  paper: {
    decoder: FULL_CONFIG,
    // 224² pixels in patches of 16², and the class token; 52 word pieces at most, as Chinese-CLIP cuts sentences.
    picture: { width: 768, heads: 12, layers: 12, ffn: 3072, tokens: 197, out: 512, input: { patch: 768 } },
    text: { width: 768, heads: 12, layers: 12, ffn: 3072, tokens: 52, out: 512, input: { words: 21_128 } },
  },
  small: {
    decoder: {
      ...FULL_CONFIG,
      hidden_dim: 64,
      att_dim: 8,
      encoder_layer_num: 2,
      decoder_layer_num: 2,
      ffn_dim: 256,
    },
    picture: { width: 64, heads: 4, layers: 2, ffn: 128, tokens: 17, out: 512, input: { patch: 192 } },
    text: { width: 64, heads: 4, layers: 2, ffn: 128, tokens: 12, out: 512, input: { words: 100 } },
  },
};

/** Frames and sentences of a video in the paper's table. */
export const VIDEO = { frames: 20, sentences: 40 } as const;

/** Names and shapes of a backbone's parameters. */
export function backboneShapes({
  width,
  layers,
  ffn,
  tokens,
  out,
  input: given,
}: BackboneSizes): ParameterShapes {
  const shapes = new Map<string, readonly number[]>();
  const affine = (name: string, to: number, from: number): void => {
    shapes.set(`${name}.weight`, [to, from]).set(`${name}.bias`, [to]);
  };
  const normed = (name: string): void =>
    void shapes.set(`${name}.weight`, [width]).set(`${name}.bias`, [width]);
  if ('patch' in given) affine('patches', width, given.patch);
  else shapes.set('words', [given.words, width]);
  shapes.set('places', [tokens, width]);
  for (let layer = 0; layer < layers; layer += 1) {
    const prefix = `layers.${layer}.`;
    for (const name of ['w_q', 'w_k', 'w_v', 'w_o']) affine(prefix + name, width, width);
    affine(`${prefix}ffn1`, ffn, width);
    affine(`${prefix}ffn2`, width, ffn);
    normed(`${prefix}ln1`);
    normed(`${prefix}ln2`);
  }
  normed('ln');
  affine('out', out, width);
  return shapes;
}

/** The input of a backbone: patches [batch, tokens, values], or words [batch, tokens]. */
export const BACKBONE_INPUT = 'tokens';
/** Its answer: [batch, out]. */
export const BACKBONE_OUTPUT = 'embedding';

/** A backbone as an ONNX model for any batch. */
export function backboneModel(sizes: BackboneSizes, weights: ReadonlyMap<string, Float32Array>): Uint8Array {
  const { width, heads, layers, tokens, input: given } = sizes;
  const scope = {
    config: { head_num: heads, att_dim: width / heads, layer_norm_eps: 1e-5 },
    drop: (_kind: string, x: Tensor) => x,
    ...parameterInputs('a backbone', backboneShapes(sizes)),
  };
  let x =
    'patch' in given
      ? linear(scope, 'patches', input(BACKBONE_INPUT, 'float', ['batch', tokens, given.patch]))
      : gather(scope.parameter('words'), input(BACKBONE_INPUT, 'int32', ['batch', tokens]));
  x = add(x, scope.parameter('places'));
  for (let layer = 0; layer < layers; layer += 1) {
    const prefix = `layers.${layer}.`;
    const seen = norm(scope, `${prefix}ln1`, x);
    x = add(x, attention(scope, prefix, { query: seen, key: seen, value: seen }));
    const hidden = gelu(linear(scope, `${prefix}ffn1`, norm(scope, `${prefix}ln2`, x)));
    x = add(x, linear(scope, `${prefix}ffn2`, hidden));
  }
  const first = reshape(slice(norm(scope, 'ln', x), 1, 0, 1), ['batch', width]);
  const embedding = linear(scope, 'out', first);
  return toOnnx(shareCommon({ [BACKBONE_OUTPUT]: embedding }), { baked: weights });
}

/** Random weights of those shapes, small enough that nothing grows from layer to layer; norms begin as the identity. */
export function randomWeights(shapes: ParameterShapes, seed: number): Map<string, Float32Array> {
  const random = new Random(seed);
  return new Map(
    [...shapes].map(([name, shape]) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      if (/(^|\.)ln\d?\.weight$/.test(name)) return [name, new Float32Array(length).fill(1)];
      const spread = 2 / Math.sqrt(shape.at(-1) ?? 1);
      return [name, Float32Array.from({ length }, () => spread * (random.next() - 0.5))];
    }),
  );
}
