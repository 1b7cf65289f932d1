/**
 * The port that training, evaluation and export use. A network is one file or folder that defines one of these and is
 * listed in `registry.ts`; a run's configuration and a checkpoint's manifest name it by its `type`. Serving needs none of
 * it: there a network is two ONNX files, whose inputs and outputs are those named here.
 */
import type { z } from 'zod';
import type { Values } from '../graph/compile.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Random } from '../training/random.ts';
import type { LibraryInputs, VideoInputs } from './inputs.ts';

/** A network as data: its type, `dm` where none is given, and its sizes, as its `configSchema` checks them. */
export interface NetworkConfig {
  readonly type?: string;
  readonly [size: string]: unknown;
}

/** Extents of every parameter by name, in the order in which they are initialised. */
export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

/** What others must know of a network's sizes; names are those of the authors' configuration. */
export interface NetworkSizes {
  /** Widths of a frame's, a text's and an effect's audio feature. */
  readonly frame_dim: number;
  readonly text_dim: number;
  readonly ast_dim: number;
  /** Moments that it looks for in a window. */
  readonly query_num: number;
  /** Width of the space in which it compares moments with effects. */
  readonly hidden_dim: number;
  /** Layers whose answers are all trained; serving takes the last one's. */
  readonly decoder_layer_num: number;
  /** Classes that it sorts sentences into (no effect, then the tags); 0 where it does not. */
  readonly sentence_classes?: number;
  /** Shares that are dropped in training where the run does not say: of attention weights, of hidden values. */
  readonly att_dropout?: number;
  readonly ffn_dropout?: number;
}

/** Where a network finds its sizes and parameters, and what it does where values are dropped in training. */
export interface Scope<Config = NetworkConfig> {
  readonly config: Config;
  /** The parameter of that name. Throws where the network has none. */
  parameter(name: string): Tensor;
  /** Drops values of `x` at random in training (dropout); when serving, `x` itself. */
  drop(kind: 'attention' | 'ffn', x: Tensor): Tensor;
}

/** What a network says of each query of each window. */
export interface Built {
  /** Embeddings of unit length: [layers, batch, queries, d] of `all` layers, [batch, queries, d] of the `last`. */
  readonly embedding: Tensor;
  /** (center, width) in fractions of the window: the same axes, then 2. */
  readonly box: Tensor;
  /** [batch, tokens, d], the frames first, where a network encodes them: what tag-aware negatives are drawn by. */
  readonly encoded?: Tensor;
  /** Makes further outputs of `network.onnx`, under the names that `src/analysis/outputs.ts` reads. */
  readonly outputs?: () => Readonly<Record<string, Tensor>>;
  /**
   * Makes losses besides those of matched moments (contrast with effects, L1 and GIoU of boxes), each one number. A run's
   * configuration weighs them by their names; one that it does not name counts once.
   */
  readonly losses?: () => Readonly<Record<string, Tensor>>;
}

/** The effects' side of a network. */
export interface EffectSide {
  /** Embeddings of unit length [size, d]. */
  readonly effects: Tensor;
  /** SFX0, of unit length [d]. */
  readonly noEffect: Tensor;
  /** []: a moment's logits are exp(logScale)·cosine. */
  readonly logScale: Tensor;
}

/** What a network says whose moments carry a score of their own. */
export interface Detected {
  /** (center, width) in fractions of the window [batch, moments, 2]. */
  readonly box: Tensor;
  /** How probable it is that there is a moment there, 0…1 [batch, moments]. */
  readonly foreground: Tensor;
}

/** What the moments of a batch of windows should be. */
export interface DetectionTruth {
  /** Places of the windows' frames, padding included. */
  readonly frames: number;
  /** Real frames of each window. */
  readonly frameNum: ArrayLike<number>;
  /** Of each window. */
  readonly moments: readonly (readonly TrueMoment[])[];
}
/** A labelled moment of a window. */
export interface TrueMoment {
  /** (center, width) in fractions of the window. */
  readonly box: readonly [center: number, width: number];
  /** Its first and last frame. */
  readonly start: number;
  readonly end: number;
}

/** How good the answers of a batch are; NaN without moments. */
export interface Measures<T> {
  /** Share of the moments, or of their frames, whose answer is "foreground". */
  readonly accuracy: T;
  /** Mean GIoU of the moments and the boxes that answer for them. */
  readonly overlap: T;
}

/** What the losses of one batch are fed, and how good the answers were where the losses do not measure that. */
export interface DetectionTargets extends Partial<Measures<number>> {
  readonly feeds: Readonly<Record<string, Values>>;
}

/** Losses of a network that finds moments: what they read, and how the targets of a batch are made. */
export interface DetectionLosses {
  /** Outputs that targets depend on, such as what queries are matched by; they are computed first. May be empty. */
  readonly answers: Readonly<Record<string, Tensor>>;
  /**
   * Each of any shape; its values add up. The total weighs them by the run's configuration where that names them, else by the
   * weight that stands here.
   */
  readonly losses: Readonly<Record<string, { readonly value: Tensor; readonly weight: number }>>;
  /** How good the answers are, each one number, where that follows from the same inputs as the losses. */
  readonly measures?: Measures<Tensor>;
  /** The norm that all gradients together are held to. */
  readonly maxGradient: number;
  /** The inputs that `targets` gives. */
  readonly targetNames: readonly string[];
  /** From the truth, and the values of `answers`, to the inputs. Picks at random go through `random`. */
  targets(
    truth: DetectionTruth,
    answers: Readonly<Record<string, Float32Array>>,
    random: Random,
  ): DetectionTargets;
}

/** What all networks have: what they are told by, and what they hold. `scope.config` is what `configSchema` gave. */
interface NetworkBase<Config extends NetworkConfig> {
  /** Its name in configurations and manifests. */
  readonly type: string;
  readonly configSchema: z.ZodType<Config>;
  /** What others must know of its sizes. */
  sizes(config: Config): NetworkSizes;
  /** Extents of every parameter by name. */
  parameterShapes(config: Config): ParameterShapes;
  /** Seeded initial values of all parameters; see `initialValues`. */
  initialParameters(config: Config, seed: number): Map<string, Float32Array>;
  /** From a library's features to its embeddings: what `sfx.onnx` answers as `sfx_emb`, `sfx0_norm` and `logit_scale`. */
  effects(scope: Scope<Config>, library: LibraryInputs): EffectSide;
  /** Holds parameters within their ranges, after every step and in place. */
  constrain?(parameters: ReadonlyMap<string, Float32Array>): void;
}

/** A network that finds moments and matches them with effects in one space, trained together, as D&M. */
export interface JointNetwork<Config extends NetworkConfig = NetworkConfig> extends NetworkBase<Config> {
  readonly kind: 'joint';
  /**
   * From a batch of windows to what it says of each query: what `network.onnx` answers as `moment_emb` and `moment_bbox`, and
   * what training compares with the truth. It need not read every input.
   */
  build(scope: Scope<Config>, inputs: VideoInputs, layers: 'all' | 'last'): Built;
  /**
   * The encoder's output alone [batch, tokens, d], the frames first: what pre-training by moment-SFX matching trains. Without
   * it there is no pre-training.
   */
  encode?(scope: Scope<Config>, inputs: VideoInputs): Tensor;
}

/**
 * A network that finds moments without regard to effects, with another beside it that matches them and is trained by itself, by
 * moment-SFX matching: `withMatching` makes one of a `MomentDetector`.
 */
export interface TwoPartNetwork<Config extends NetworkConfig = NetworkConfig> extends NetworkBase<Config> {
  readonly kind: 'two-part';
  /** The moments: `moment_bbox` and `moment_foreground` of `network.onnx`. */
  detect(scope: Scope<Config>, inputs: VideoInputs): Detected;
  /** What end-to-end training lowers. Reads the same inputs as `detect`. */
  losses(scope: Scope<Config>, inputs: VideoInputs): DetectionLosses;
  /** The matching part's encoder output [batch, tokens, d], the frames first, which pre-training trains. */
  encode(scope: Scope<Config>, inputs: VideoInputs): Tensor;
}

/**
 * A network: what it is told by, what it holds, and what it computes, as a graph that trains and serves. Nothing here runs
 * anything.
 */
export type Network<Config extends NetworkConfig = NetworkConfig> =
  JointNetwork<Config> | TwoPartNetwork<Config>;
