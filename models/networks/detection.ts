/**
 * Networks that find moments only, made whole: the found moments are matched with effects by D&M's encoder, which is trained by
 * itself, by moment-SFX matching, as in the paper's "+" variants. Both parts lie in one set of parameters and one `network.onnx`.
 */
import { z } from 'zod';
import { clampLogitScale } from '../training/adamw.ts';
import { dmConfigSchema, type DmConfig } from './dm/config.ts';
import { encodeVideo } from './dm/encoder.ts';
import { effectsOf } from './dm/forward.ts';
import { initialMatching, matchingShapes } from './dm/parameters.ts';
import type { VideoInputs } from './inputs.ts';
import type {
  Detected,
  DetectionLosses,
  NetworkConfig,
  ParameterShapes,
  Scope,
  TwoPartNetwork,
} from './network.ts';

/** A network that finds moments, without regard to effects. */
export interface MomentDetector<Config> {
  /** Its name in configurations and manifests. */
  readonly type: string;
  /** Checks its sizes. */
  readonly schema: z.ZodType<Config>;
  /** Its sizes where nobody states them: comparable with a D&M of the sizes given. */
  sizesBeside(matching: DmConfig): Config;
  /** Widths of the frames' and sentences' vectors that it reads. */
  widths(config: Config): { readonly frame: number; readonly text: number };
  parameterShapes(config: Config): ParameterShapes;
  initialParameters(config: Config, seed: number): Map<string, Float32Array>;
  /** The moments of a batch of windows. It need not read every input. */
  detect(scope: Scope<Config>, inputs: VideoInputs): Detected;
  /** What training lowers. */
  losses(scope: Scope<Config>, inputs: VideoInputs): DetectionLosses;
}

/** Both parts' sizes. */
export interface TwoPartConfig<Config> {
  readonly type: string;
  /** Of the network that finds moments. */
  readonly finding: Config;
  /** Of D&M, of which the encoder and the effects' side match them. */
  readonly matching: DmConfig;
  readonly [size: string]: unknown;
}

type Part = 'finding' | 'matching';

/** One part of a whole: its sizes, and its parameters under the names that it knows them by. */
function partOf<Config>(
  { parameter, drop }: Pick<Scope, 'parameter' | 'drop'>,
  part: Part,
  config: Config,
): Scope<Config> {
  return { config, drop, parameter: (name) => parameter(`${part}.${name}`) };
}

const prefixed = <T>(part: Part, values: ReadonlyMap<string, T>): [string, T][] =>
  [...values].map(([name, value]) => [`${part}.${name}`, value]);

/** The parameters of one part by the names that it knows them by; the same arrays. */
const parametersOf = (part: Part, parameters: ReadonlyMap<string, Float32Array>) =>
  new Map(
    [...parameters].flatMap(([name, values]) =>
      name.startsWith(`${part}.`) ? [[name.slice(part.length + 1), values] as const] : [],
    ),
  );

/** A network whose matching part is D&M's encoder. */
export interface PairedNetwork<Config extends NetworkConfig = NetworkConfig> extends TwoPartNetwork<Config> {
  /** Its sizes where nobody states them, with a matching part of the sizes given. */
  configBeside(matching: DmConfig): Config;
}

/** The network that finds with `detector` and matches with D&M's encoder. */
export function withMatching<Config>(detector: MomentDetector<Config>): PairedNetwork<TwoPartConfig<Config>> {
  type Own = Scope<TwoPartConfig<Config>>;
  const finding = (scope: Own) => partOf(scope, 'finding', scope.config.finding);
  const matching = (scope: Own) => partOf(scope, 'matching', scope.config.matching);
  return {
    kind: 'two-part',
    type: detector.type,
    configSchema: z
      .object({ type: z.literal(detector.type), finding: detector.schema, matching: dmConfigSchema })
      .refine(
        (config) => {
          const { frame, text } = detector.widths(config.finding);
          return frame === config.matching.frame_dim && text === config.matching.text_dim;
        },
        { error: 'must read vectors as wide as those of "matching"', path: ['finding'] },
      ),
    configBeside: (dm) => ({
      type: detector.type,
      finding: detector.sizesBeside(dm),
      // Sentences are classified by a network that finds and matches in one.
      matching: { ...dm, sentence_classes: 0, context_hidden: 0 },
    }),
    sizes: ({ matching: sizes }) => ({ ...sizes, sentence_classes: 0 }),
    parameterShapes: (config) =>
      new Map([
        ...prefixed('matching', matchingShapes(config.matching)),
        ...prefixed('finding', detector.parameterShapes(config.finding)),
      ]),
    initialParameters: (config, seed) =>
      new Map([
        ...prefixed('matching', initialMatching(config.matching, seed)),
        ...prefixed('finding', detector.initialParameters(config.finding, seed)),
      ]),
    detect: (scope, inputs) => detector.detect(finding(scope), inputs),
    losses: (scope, inputs) => detector.losses(finding(scope), inputs),
    encode: (scope, inputs) => encodeVideo(matching(scope), inputs).videoEmb,
    effects: (scope, library) => effectsOf(matching(scope), library),
    constrain: (parameters) => {
      clampLogitScale(parametersOf('matching', parameters));
    },
  };
}
