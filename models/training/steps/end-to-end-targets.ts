/** Turns matched queries into the inputs of the second half: one row for each layer, video and query. */
import type { NetworkSizes } from '../../networks/network.ts';
import { ContrastInputs } from './contrast.ts';
import { part, RowWeights } from './rows.ts';
import type { EndToEndTargets } from './types.ts';

/** A box with some width, so that rows without a target have finite terms for their weight of 0. */
const ANY_BOX = [0.5, 1] as const;

/** The queries of a video that stand for "no effect": those without a moment, where there is room for any. */
export function backgroundQueries(
  moments: EndToEndTargets['moments'],
  video: number,
  matched: readonly number[],
  queries: number,
): number[] {
  if (moments.moment_num[video] !== 0 && !(moments.back_num[video]! > 0)) return [];
  const taken = new Set(matched);
  return Array.from({ length: queries }, (_, query) => query).filter((query) => !taken.has(query));
}

/** What of a network's sizes the rows follow from. */
type Rows = Pick<NetworkSizes, 'decoder_layer_num' | 'query_num'>;

/** One object serves every batch; `set` writes all of it anew. */
export class EndToEndInputs {
  readonly contrast: ContrastInputs;
  readonly boxTarget: Float32Array;
  readonly #fore: RowWeights;
  readonly #back: RowWeights;
  readonly #config: Rows;
  readonly #batch: number;

  constructor(config: Rows, batch: number, librarySize: number) {
    const rows = config.decoder_layer_num * batch * config.query_num;
    this.contrast = new ContrastInputs(rows, librarySize);
    this.boxTarget = new Float32Array(2 * rows);
    this.#fore = new RowWeights(rows);
    this.#back = new RowWeights(rows);
    this.#config = config;
    this.#batch = batch;
  }

  /** The arrays that the graph is fed with; `set` writes into them. */
  feeds(): Record<string, Float32Array | Int32Array> {
    return {
      candidate_log_count: this.contrast.logCount,
      target: this.contrast.target,
      box_target: this.boxTarget,
      fore_weight: this.#fore.values,
      back_weight: this.#back.values,
    };
  }

  /** Writes what each query of each layer and window should answer. */
  set(targets: EndToEndTargets): void {
    this.contrast.clear();
    this.#fore.clear();
    this.#back.clear();
    for (let at = 0; at < this.boxTarget.length; at++) this.boxTarget[at] = ANY_BOX[at % 2]!;
    for (let layer = 0; layer < this.#config.decoder_layer_num; layer++) this.#setLayer(layer, targets);
  }

  #setLayer(layer: number, { moments, candidates, assignment, totals }: EndToEndTargets): void {
    const queries = this.#config.query_num;
    const total = moments.moment_num.reduce((sum, count) => sum + count, 0);
    const [foreBefore, backBefore] = [this.#fore.rows.length, this.#back.rows.length];
    let momentsBefore = 0;
    for (let video = 0; video < this.#batch; video++) {
      const { rows, cols } = assignment[layer]?.[video] ?? { rows: [], cols: [] };
      const start = (layer * this.#batch + video) * queries;
      for (const [pair, query] of rows.entries()) {
        const moment = momentsBefore + cols[pair]!;
        const row = start + query;
        const drawn = candidates === 'library' ? undefined : part(candidates.fore, moment, total);
        this.contrast.set(row, moments.moment_sfx_index[moment]!, drawn);
        this.boxTarget.set(moments.moment_bbox_gt.subarray(2 * moment, 2 * moment + 2), 2 * row);
        this.#fore.rows.push(row);
      }
      for (const query of backgroundQueries(moments, video, rows, queries))
        this.#back.rows.push(start + query);
      momentsBefore += moments.moment_num[video]!;
    }
    const background = this.#back.rows.slice(backBefore);
    for (const [item, row] of background.entries()) {
      const drawn = candidates === 'library' ? undefined : part(candidates.back, item, background.length);
      this.contrast.set(row, this.contrast.noEffect, drawn);
    }
    this.#fore.spread(foreBefore, totals?.fore[layer]);
    this.#back.spread(backBefore, totals?.back[layer]);
  }

  /** For each layer the share of matched pairs (of background items) whose target has the largest logit. */
  top1(logits: Float32Array, kind: 'fore' | 'back'): number[] {
    const { rows } = kind === 'fore' ? this.#fore : this.#back;
    const perLayer = this.#batch * this.#config.query_num;
    return Array.from({ length: this.#config.decoder_layer_num }, (_, layer) =>
      this.contrast.share(
        logits,
        rows.filter((row) => Math.floor(row / perLayer) === layer),
      ),
    );
  }
}
