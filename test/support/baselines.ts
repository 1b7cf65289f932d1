/** The parity fixtures of the baselines: numbers of the authors' code, one folder a network, shared inputs in `inputs`. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../models/graph/compile.ts';
import type { Tensor } from '../../models/graph/tensor.ts';
import { parameterInputs, type ParameterInputs } from '../../models/networks/scope.ts';
import type { ParameterShapes, Scope } from '../../models/networks/network.ts';
import type { Draw } from '../../models/networks/retrieval/labels.ts';
import { readSafetensors } from '../../models/training/safetensors.ts';
import { fixture } from './fixtures.ts';
import { closeTo, Stored } from './parity.ts';

/** The authors' picks at random were made the first of their pool. */
export const firstOfPool: Draw = { sample: (values, count) => values.slice(0, count) };

/** What a stored list was suppressed with, by its name: `0.7`, or `0.7_before5_after3`; else `usual` limits. */
export function suppressionOf(
  name: string,
  usual: { before?: number; after?: number } = {},
): { threshold: number; before?: number; after?: number } {
  const [, threshold, before, after] = /^([\d.]+)(?:_before(\d+)_after(\d+))?$/.exec(name)!;
  const limits = before === undefined ? usual : { before: Number(before), after: Number(after) };
  return { threshold: Number(threshold), ...limits };
}

/** Parameters of the authors' checkpoints that no formula reads. */
const DEAD = /^txt_position_embed\.|^loss\._loss_sal\.scale$/;

/** A case of a network: what is fed, what should come out, with which weights. */
export interface BaselineCase {
  readonly name: string;
  /** Of the sizes, as `config.json` has them. */
  readonly config: Record<string, unknown>;
  readonly inputs: Stored;
  readonly expected: Stored;
  /** Without those that no formula reads. */
  readonly weights: Map<string, Float32Array>;
}

export const baselineFile = (network: string, name: string): string => fixture('baselines', network, name);

export const baselineJson = (network: string, name: string): unknown =>
  JSON.parse(readFileSync(baselineFile(network, name), 'utf8'));

export const baselineTensors = async (network: string, name: string): Promise<Stored> =>
  Stored.of(await readSafetensors(baselineFile(network, name)));

/** Names X of `X.expected.safetensors` in a network's folder; none fails the test. */
export function baselineCases(network: string): string[] {
  const ending = '.expected.safetensors';
  const cases = readdirSync(fixture('baselines', network))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
  assert.ok(cases.length > 0, `no *${ending} of ${network}`);
  return cases;
}

/** A case has config, weights and inputs of its own, or those that it shares with others; `inputsOf` names another case's inputs. */
export async function loadBaseline(
  network: string,
  name: string,
  inputsOf: string = name,
): Promise<BaselineCase> {
  const own = (ending: string, shared: string): string =>
    existsSync(baselineFile(network, `${name}.${ending}`)) ? `${name}.${ending}` : shared;
  const inputs = existsSync(baselineFile(network, `${inputsOf}.inputs.safetensors`))
    ? `${inputsOf}.inputs.safetensors`
    : '';
  const weights = (
    await baselineTensors(network, own('weights.safetensors', 'weights.safetensors'))
  ).weights();
  for (const parameter of [...weights.keys()]) if (DEAD.test(parameter)) weights.delete(parameter);
  return {
    name,
    config: baselineJson(network, own('config.json', 'config.json')) as Record<string, unknown>,
    inputs: await (inputs === ''
      ? baselineTensors('inputs', `${inputsOf}.safetensors`)
      : baselineTensors(network, inputs)),
    expected: await baselineTensors(network, `${name}.expected.safetensors`),
    weights,
  };
}

/** One sample of a padded batch alone, its padding cut off. */
export function soloInputs(
  { inputs }: BaselineCase,
  sample: number,
): Map<string, { shape: number[]; data: Float32Array }> {
  const length = (mask: string): number => {
    const [, size = 0] = inputs.shape(mask);
    return inputs
      .floats(mask)
      .slice(sample * size, (sample + 1) * size)
      .filter((value) => value === 1).length;
  };
  const lengths = { src_vid: length('src_vid_mask'), src_txt: length('src_txt_mask') };
  const cut = (name: string, rows: number): [string, { shape: number[]; data: Float32Array }] => {
    const [, padded = 0, width = 1] = inputs.shape(name);
    const from = sample * padded * width;
    const shape = inputs.shape(name).length === 2 ? [1, rows] : [1, rows, width];
    return [name, { shape, data: inputs.floats(name).slice(from, from + rows * width) }];
  };
  return new Map([
    cut('src_vid', lengths.src_vid),
    cut('src_vid_mask', lengths.src_vid),
    cut('src_txt', lengths.src_txt),
    cut('src_txt_mask', lengths.src_txt),
  ]);
}

/** A scope of one network's parameters, without dropout. */
export function scopeOf<Config>(config: Config, shapes: ParameterShapes): Scope<Config> & ParameterInputs {
  return { config, drop: (_kind, x) => x, ...parameterInputs('a baseline', shapes) };
}

/** Runs a graph once with weights and inputs; the results are copied. */
export async function runOnce(
  outputs: Readonly<Record<string, Tensor>>,
  ...feeds: ReadonlyMap<string, Float32Array | Int32Array>[]
): Promise<Record<string, Float32Array>> {
  await using graph = await CompiledGraph.create(outputs);
  const values = await graph.run(new Map(feeds.flatMap((own) => [...own])));
  return Object.fromEntries(Object.entries(values).map(([name, data]) => [name, Float32Array.from(data)]));
}

/** Fails unless each tensor named is stored with those values, within `limit`; see `closeTo`. */
export function checkOutputs(
  found: Readonly<Record<string, Float32Array>>,
  expected: Stored,
  limit: number,
  what: string,
): void {
  for (const [name, values] of Object.entries(found))
    closeTo(values, expected.floats(name), limit, `${what} ${name}`);
}
