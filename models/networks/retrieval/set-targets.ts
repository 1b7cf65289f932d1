/** Which query answers for which moment, and the inputs of `set-losses.ts` that follow. */
import { hungarian, type Assignment } from '../../training/hungarian.ts';
import { giou, type Box } from '../../training/matching.ts';
import type { DetectionTargets, Measures } from '../network.ts';
import { fixedShape } from '../../graph/shape.ts';
import { PAIRS, type SaliencyLabels } from './labels.ts';
import type { SetAnswers } from './set-losses.ts';

/** Weights of the matching cost's parts in the authors' code. */
const COST = { span: 10, giou: 1, label: 4 } as const;
/** A box with some width, so that rows without a target have finite terms for their weight of 0. */
const ANY_BOX: Box = [0.5, 1];

/** What all queries of all layers say, row-major [layers, batch, queries, 2]. */
export interface SetValues {
  readonly logits: Float32Array;
  readonly spans: Float32Array;
  readonly layers: number;
  readonly batch: number;
  readonly queries: number;
}

/** P(foreground) and box of a row of all layers, windows and queries. */
function rowOf({ logits, spans }: SetValues, row: number): { foreground: number; box: Box } {
  const [ahead, behind] = [logits[2 * row]!, logits[2 * row + 1]!];
  return { foreground: 1 / (1 + Math.exp(behind - ahead)), box: [spans[2 * row]!, spans[2 * row + 1]!] };
}

/**
 * 10 · (|Δcenter| + |Δwidth|) − GIoU − 4 · P(foreground) of each query with each moment of a window [queries, moments].
 * @internal An equation, checked against the authors' numbers.
 */
export function setCosts(
  values: SetValues,
  layer: number,
  window: number,
  moments: readonly Box[],
): Float64Array {
  const first = (layer * values.batch + window) * values.queries;
  const costs = new Float64Array(values.queries * moments.length);
  for (let query = 0; query < values.queries; query++) {
    const { foreground, box } = rowOf(values, first + query);
    for (const [at, truth] of moments.entries()) {
      const l1 = Math.abs(box[0] - truth[0]) + Math.abs(box[1] - truth[1]);
      costs[query * moments.length + at] =
        COST.span * l1 - COST.giou * giou(box, truth) - COST.label * foreground;
    }
  }
  return costs;
}

/**
 * The least costly assignment of each layer and window.
 * @internal Checked against the authors' matching.
 */
export function matchSet(values: SetValues, moments: readonly (readonly Box[])[]): Assignment[][] {
  return Array.from({ length: values.layers }, (_, layer) =>
    moments.map((own, window) =>
      own.length === 0
        ? { rows: [], cols: [] }
        : hungarian(setCosts(values, layer, window, own), values.queries, own.length),
    ),
  );
}

/** The inputs of `setLosses`, and how good the last layer's answers are. */
export function setTargets(
  values: SetValues,
  moments: readonly (readonly Box[])[],
  assignment: readonly (readonly Assignment[])[] = matchSet(values, moments),
): DetectionTargets & Measures<number> {
  const { layers, batch, queries } = values;
  const rows = layers * batch * queries;
  const foreground = new Float32Array(rows);
  const weight = new Float32Array(rows);
  const span = Float32Array.from({ length: 2 * rows }, (_, at) => ANY_BOX[at % 2]!);
  let [right, overlap, count] = [0, 0, 0];
  for (const [layer, windows] of assignment.entries()) {
    const pairs = windows.reduce((sum, { rows: own }) => sum + own.length, 0);
    for (const [window, { rows: own, cols }] of windows.entries())
      for (const [pair, query] of own.entries()) {
        const row = (layer * batch + window) * queries + query;
        const truth = moments[window]![cols[pair]!]!;
        foreground[row] = 1;
        weight[row] = 1 / pairs;
        span.set(truth, 2 * row);
        if (layer < layers - 1) continue;
        const said = rowOf(values, row);
        count += 1;
        overlap += giou(said.box, truth);
        if (said.foreground > 0.5) right += 1;
      }
  }
  return {
    feeds: { set_foreground: foreground, set_weight: weight, set_span: span },
    accuracy: right / count,
    overlap: overlap / count,
  };
}

/** The inputs of `marginLoss`: pairs of frames of each window, where it has any. */
export function pairFeeds(
  labels: readonly (Pick<SaliencyLabels, 'pos' | 'neg'> | undefined)[],
): Record<string, Int32Array | Float32Array> {
  const total = PAIRS * labels.filter((own) => own !== undefined).length;
  const none = new Array<number>(PAIRS).fill(0);
  return {
    saliency_pos: Int32Array.from(labels.flatMap((own) => own?.pos ?? none)),
    saliency_neg: Int32Array.from(labels.flatMap((own) => own?.neg ?? none)),
    saliency_weight: Float32Array.from(labels.flatMap((own) => none.map(() => (own ? 1 / total : 0)))),
  };
}

/** The values of answers' `logits` and `spans`, with their sizes. */
export function valuesOf(
  { logits }: Pick<SetAnswers, 'logits'>,
  values: Readonly<Record<string, Float32Array>>,
): SetValues {
  const [layers = 0, batch = 0, queries = 0] = fixedShape('valuesOf', logits.shape);
  const of = (name: string): Float32Array => {
    const found = values[name];
    if (found === undefined) throw new Error(`internal: nothing was read of ${name}`);
    return found;
  };
  return { logits: of('logits'), spans: of('spans'), layers, batch, queries };
}
