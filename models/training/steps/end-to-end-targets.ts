/** Turns matched queries into the inputs of the second half: one row for each layer, video and query. */
import type { DmConfig } from '../../networks/dm-config.ts';
import { ContrastInputs } from './contrast.ts';
import type { EndToEndTargets } from './types.ts';

/** A box with some width, so that rows without a target have finite terms for their weight of 0. */
const ANY_BOX = [0.5, 1] as const;

/** One object serves every batch; `set` writes all of it anew. */
export class EndToEndInputs {
  readonly contrast: ContrastInputs;
  readonly boxTarget: Float32Array;
  readonly foreWeight: Float32Array;
  readonly backWeight: Float32Array;
  readonly #config: DmConfig;
  readonly #batch: number;

  constructor(config: DmConfig, batch: number, librarySize: number) {
    const rows = config.decoder_layer_num * batch * config.query_num;
    this.contrast = new ContrastInputs(rows, librarySize);
    this.boxTarget = new Float32Array(2 * rows);
    this.foreWeight = new Float32Array(rows);
    this.backWeight = new Float32Array(rows);
    this.#config = config;
    this.#batch = batch;
  }

  feeds(): Record<string, Float32Array | Int32Array> {
    return {
      candidate_log_count: this.contrast.logCount,
      target: this.contrast.target,
      box_target: this.boxTarget,
      fore_weight: this.foreWeight,
      back_weight: this.backWeight,
    };
  }

  set(targets: EndToEndTargets): void {
    this.contrast.clear();
    this.foreWeight.fill(0);
    this.backWeight.fill(0);
    for (let at = 0; at < this.boxTarget.length; at++) this.boxTarget[at] = ANY_BOX[at % 2]!;
    for (let layer = 0; layer < this.#config.decoder_layer_num; layer++) this.#setLayer(layer, targets);
  }

  #setLayer(layer: number, { moments, candidates, assignment }: EndToEndTargets): void {
    const queries = this.#config.query_num;
    const first = layer * this.#batch * queries;
    const [fore, back]: number[][] = [[], []];
    let momentsBefore = 0;
    for (let video = 0; video < this.#batch; video++) {
      const { rows, cols } = assignment[layer]?.[video] ?? { rows: [], cols: [] };
      const start = first + video * queries;
      for (const [pair, query] of rows.entries()) {
        const moment = momentsBefore + cols[pair]!;
        const row = start + query;
        const drawn = candidates === 'library' ? undefined : part(candidates.fore, moment, this.#total(moments));
        this.contrast.set(row, moments.moment_sfx_index[moment]!, drawn);
        this.boxTarget.set(moments.moment_bbox_gt.subarray(2 * moment, 2 * moment + 2), 2 * row);
        fore!.push(row);
      }
      if (moments.moment_num[video] === 0 || moments.back_num[video]! > 0) {
        const matched = new Set(rows);
        for (let query = 0; query < queries; query++) if (!matched.has(query)) back!.push(start + query);
      }
      momentsBefore += moments.moment_num[video]!;
    }
    for (const [item, row] of back!.entries()) {
      const drawn = candidates === 'library' ? undefined : part(candidates.back, item, back!.length);
      this.contrast.set(row, this.contrast.noEffect, drawn);
      this.backWeight[row] = 1 / back!.length;
    }
    for (const row of fore!) this.foreWeight[row] = 1 / fore!.length;
  }

  #total({ moment_num }: EndToEndTargets['moments']): number {
    return moment_num.reduce((sum, count) => sum + count, 0);
  }

  /** For each layer the share of rows with a positive weight whose target has the largest logit; NaN without rows. */
  top1(logits: Float32Array, weight: Float32Array): number[] {
    const perLayer = this.#batch * this.#config.query_num;
    return Array.from({ length: this.#config.decoder_layer_num }, (_, layer) => {
      let [hits, rows] = [0, 0];
      for (let row = layer * perLayer; row < (layer + 1) * perLayer; row++) {
        if (weight[row] === 0) continue;
        rows++;
        if (this.contrast.hit(logits, row)) hits++;
      }
      return hits / rows;
    });
  }
}

/** Row `index` of a matrix of `rows` equally long rows. */
export function part(matrix: Int32Array, index: number, rows: number): Int32Array {
  const width = matrix.length / rows;
  if (!Number.isInteger(width)) throw new RangeError(`${matrix.length} candidates do not divide into ${rows} items`);
  return matrix.subarray(index * width, (index + 1) * width);
}
