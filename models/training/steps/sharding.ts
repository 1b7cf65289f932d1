/** Cutting a batch into parts that are computed side by side, and putting the results together again. */
import type { PackedBatch } from '../../../src/analysis/pack.ts';
import type { NetworkSizes } from '../../networks/network.ts';
import type { Forward } from './end-to-end-step.ts';
import { backgroundQueries } from './end-to-end-targets.ts';
import { backgroundFrames } from './msm-targets.ts';
import type { Candidates, EndToEndTargets, EndToEndTerms, MsmTargets, MsmTerms, RowTotals } from './types.ts';

/** Video `from`…`to`−1 of each part; sizes differ by one at most. */
export function shardRanges(videos: number, shards: number): [from: number, to: number][] {
  const border = (shard: number): number => Math.round((shard * videos) / shards);
  return Array.from({ length: shards }, (_, shard) => [border(shard), border(shard + 1)]);
}

/** The videos of a range as a batch of their own (copied). */
export function shardBatch(batch: PackedBatch, from: number, to: number): PackedBatch {
  const rows = <T extends Float32Array | Int32Array>(values: T): T => {
    const width = values.length / batch.size;
    return values.slice(from * width, to * width) as T;
  };
  return {
    size: to - from,
    shape: batch.shape,
    frame_batch: rows(batch.frame_batch),
    tts_batch: rows(batch.tts_batch),
    asr_batch: rows(batch.asr_batch),
    frame_mask: rows(batch.frame_mask),
    tts_mask: rows(batch.tts_mask),
    asr_mask: rows(batch.asr_mask),
    tts_start_pos: rows(batch.tts_start_pos),
    tts_end_pos: rows(batch.tts_end_pos),
    asr_start_pos: rows(batch.asr_start_pos),
    asr_end_pos: rows(batch.asr_end_pos),
    frame_num: rows(batch.frame_num),
    tts_num: rows(batch.tts_num),
    asr_num: rows(batch.asr_num),
    ...(batch.sentences && {
      sentences: { target: rows(batch.sentences.target), weight: rows(batch.sentences.weight) },
    }),
  };
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);
const rowsOf = (matrix: Int32Array, width: number, from: number, to: number): Int32Array =>
  matrix.slice(from * width, to * width);

/** Cuts the candidates by items: moments and background items of the earlier parts come first. */
class CandidateCutter {
  readonly #candidates: Candidates;
  readonly #widths: { fore: number; back: number };
  #fore = 0;
  #back = 0;

  constructor(candidates: Candidates, fore: number, back: number) {
    this.#candidates = candidates;
    this.#widths =
      candidates === 'library'
        ? { fore: 0, back: 0 }
        : {
            fore: candidates.fore.length / Math.max(fore, 1),
            back: candidates.back.length / Math.max(back, 1),
          };
  }

  next(fore: number, back: number): Candidates {
    const [foreFrom, backFrom] = [this.#fore, this.#back];
    this.#fore += fore;
    this.#back += back;
    if (this.#candidates === 'library') return 'library';
    return {
      fore: rowsOf(this.#candidates.fore, this.#widths.fore, foreFrom, this.#fore),
      back: rowsOf(this.#candidates.back, this.#widths.back, backFrom, this.#back),
    };
  }
}

/** The targets of each part, and how many rows of the whole batch share each mean. */
export function shardEndToEndTargets(
  targets: EndToEndTargets,
  ranges: readonly (readonly [number, number])[],
  config: Pick<NetworkSizes, 'query_num'>,
): EndToEndTargets[] {
  const { moments, assignment, candidates } = targets;
  const totals = endToEndTotals(targets, config);
  const cutter = new CandidateCutter(candidates, sum(moments.moment_num), totals.back[0] ?? 0);
  let first = 0;
  return ranges.map(([from, to]) => {
    const own = {
      moment_num: moments.moment_num.slice(from, to),
      back_num: moments.back_num.slice(from, to),
    };
    const count = sum(own.moment_num);
    const part = {
      moments: {
        ...own,
        moment_bbox_gt: moments.moment_bbox_gt.slice(2 * first, 2 * (first + count)),
        moment_sfx_index: moments.moment_sfx_index.slice(first, first + count),
      },
      assignment: assignment.map((layer) => layer.slice(from, to)),
      totals,
    };
    first += count;
    const back = endToEndTotals({ ...part, candidates: 'library' }, config).back[0] ?? 0;
    return { ...part, candidates: cutter.next(count, back) };
  });
}

/** Matched pairs and background items of each layer. */
export function endToEndTotals(
  { moments, assignment }: EndToEndTargets,
  config: Pick<NetworkSizes, 'query_num'>,
): RowTotals {
  return {
    fore: assignment.map((layer) => sum(layer.map(({ rows }) => rows.length))),
    back: assignment.map((layer) =>
      sum(layer.map(({ rows }, video) => backgroundQueries(moments, video, rows, config.query_num).length)),
    ),
  };
}

/** The same for pre-training. `frameNum`: real frames of each video of the whole batch. */
export function shardMsmTargets(
  { moments, candidates }: MsmTargets,
  ranges: readonly (readonly [number, number])[],
  frameNum: Int32Array,
): MsmTargets[] {
  const free = backgroundFrames(moments, frameNum);
  const background = (from: number, to: number): number =>
    free.slice(from, to).filter((frames) => frames.length > 0).length;
  const total = moments.moment_sfx_index.length;
  const totals = { fore: [total], back: [background(0, free.length)] };
  const cutter = new CandidateCutter(candidates, total, totals.back[0] ?? 0);
  let first = 0;
  return ranges.map(([from, to]) => {
    const moment_num = moments.moment_num.slice(from, to);
    const end = first + sum(moment_num);
    const part = {
      moment_num,
      moment_start_frame: moments.moment_start_frame.slice(first, end),
      moment_end_frame: moments.moment_end_frame.slice(first, end),
      moment_sfx_index: moments.moment_sfx_index.slice(first, end),
    };
    const own = { moments: part, candidates: cutter.next(end - first, background(from, to)), totals };
    first = end;
    return own;
  });
}

/** Parts of [leading, videos, …] joined along the videos. */
function joinVideos(parts: readonly Float32Array[], leading: number): Float32Array {
  const joined = new Float32Array(sum(parts.map((part) => part.length)));
  let at = 0;
  for (let index = 0; index < leading; index++)
    for (const part of parts) {
      const width = part.length / leading;
      joined.set(part.subarray(index * width, (index + 1) * width), at);
      at += width;
    }
  return joined;
}

/** The outputs of all parts as those of the whole batch; the effects' side is the same in each. */
export function joinForward(parts: readonly Forward[], layers: number): Forward {
  const [head] = parts;
  if (head === undefined) throw new Error('internal: a batch without parts');
  return {
    videoEmb: joinVideos(
      parts.map(({ videoEmb }) => videoEmb),
      1,
    ),
    momentEmb: joinVideos(
      parts.map(({ momentEmb }) => momentEmb),
      layers,
    ),
    momentBox: joinVideos(
      parts.map(({ momentBox }) => momentBox),
      layers,
    ),
    sfxEmb: head.sfxEmb,
    sfx0: head.sfx0,
  };
}

/** A share over all parts from the shares of each and the numbers they were taken over. */
function joinShares(shares: readonly number[], counts: readonly number[]): number {
  const hits = sum(shares.map((share, part) => (counts[part] ? share * counts[part] : 0)));
  return hits / sum(counts);
}

/** Losses add up, because each part divides by the numbers of the whole batch; accuracies are weighted. */
export function joinEndToEndTerms(
  parts: readonly EndToEndTerms[],
  counts: readonly RowTotals[],
): EndToEndTerms {
  const layers = parts[0]?.layer.map((_, layer) => layer) ?? [];
  const add = (name: 'layer' | 'foreMatch' | 'l1' | 'giou' | 'backMatch'): number[] =>
    layers.map((layer) => sum(parts.map((part) => part[name][layer] ?? 0)));
  const share = (name: 'foreTop1' | 'backTop1', kind: 'fore' | 'back'): number[] =>
    layers.map((layer) =>
      joinShares(
        parts.map((part) => part[name][layer] ?? NaN),
        counts.map((count) => count[kind][layer] ?? 0),
      ),
    );
  return {
    total: sum(parts.map(({ total }) => total)),
    layer: add('layer'),
    foreMatch: add('foreMatch'),
    l1: add('l1'),
    giou: add('giou'),
    backMatch: add('backMatch'),
    foreTop1: share('foreTop1', 'fore'),
    backTop1: share('backTop1', 'back'),
  };
}

/** The same for pre-training; `counts`: moments and background items of each part. */
export function joinMsmTerms(
  parts: readonly MsmTerms[],
  counts: readonly { readonly fore: number; readonly back: number }[],
): MsmTerms {
  const fore = counts.map((count) => count.fore);
  return {
    total: sum(parts.map(({ total }) => total)),
    fore: sum(parts.map((part) => part.fore)),
    back: sum(parts.map(({ back }) => back)),
    foreTop1: joinShares(
      parts.map(({ foreTop1 }) => foreTop1),
      fore,
    ),
    backTop1: joinShares(
      parts.map(({ backTop1 }) => backTop1),
      counts.map(({ back }) => back),
    ),
    rank1: joinShares(
      parts.map(({ rank1 }) => rank1),
      fore,
    ),
  };
}
