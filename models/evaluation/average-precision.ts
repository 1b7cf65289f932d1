/** The paper's six figures, as the authors' evaluation computes them over clips. */
import { iou, type Span } from './nms.ts';
import { SFX0 } from './postprocess.ts';

/** What was found in a clip, in the authors' format. Lists are parallel: one entry for each span. */
export interface ClipPrediction {
  /** Name of the clip. */
  readonly qid: string;
  /** Spans in frames. */
  readonly moment_pred_windows: readonly Span[];
  /** Effect ids of each span, most probable first. */
  readonly matched_sfx: readonly (readonly string[])[];
  /** Their scores, in the same order. */
  readonly moment_score: readonly (readonly number[])[];
}
/** What is true of a clip, in the authors' format. */
export interface ClipTruth {
  readonly qid: string;
  /** Spans in frames. */
  readonly moment_gt_windows: readonly Span[];
  /** The effect of each span. */
  readonly gt_sfx: readonly string[];
}
/** Key moments without regard to the effect: [start, end, score]. */
export interface KeyMomentPrediction {
  readonly qid: string;
  readonly moment_pred_windows: readonly (readonly [number, number, number])[];
}

/**
 * Mean average precision (0…1) at overlaps of 0.5 and 0.75: over effects (`map_sfx`), over clips (`map_vid`),
 * and over clips for key moments whatever their effect (`kmd_map_vid`).
 */
export interface Figures {
  readonly map_sfx_50: number;
  readonly map_sfx_75: number;
  readonly map_vid_50: number;
  readonly map_vid_75: number;
  readonly kmd_map_vid_50: number;
  readonly kmd_map_vid_75: number;
}

/** A detection or a moment; `group` says which may match (clip, effect). */
interface Detection {
  readonly group: string;
  readonly span: Span;
  readonly score: number;
}
type Truth = Omit<Detection, 'score'>;

/**
 * Average precision: detections by falling score (stable); each claims the moment of its group with the largest
 * overlap above 0 and is right if that overlap reaches the threshold and nobody claimed the moment before. It
 * never falls back to its second best. The area under the precision envelope over the recall steps.
 */
export function averagePrecision(
  detections: readonly Detection[],
  truths: readonly Truth[],
  total: number,
  threshold: number,
): number {
  const groups = Map.groupBy(truths.keys(), (i) => truths[i]!.group);
  const taken = new Set<number>();
  const sorted = [...detections].sort((a, b) => b.score - a.score);
  const precision: number[] = [];
  const hits: boolean[] = [];
  for (const { group, span } of sorted) {
    let best = -1;
    let overlap = 0;
    for (const i of groups.get(group) ?? []) {
      const candidate = iou(truths[i]!.span, span);
      if (candidate > overlap) [best, overlap] = [i, candidate];
    }
    const hit = best >= 0 && overlap >= threshold && !taken.has(best);
    if (hit) taken.add(best);
    hits.push(hit);
    precision.push(taken.size / hits.length);
  }
  let area = 0;
  let envelope = 0;
  for (let i = sorted.length - 1; i >= 0; i--) {
    envelope = Math.max(envelope, precision[i]!);
    if (hits[i]) area += envelope / total;
  }
  return area;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
const byQid = <T extends { readonly qid: string }>(clips: readonly T[]): Map<string, T> =>
  new Map(clips.map((clip) => [clip.qid, clip]));

/** Mean over the effects of the ground truth; a detection stands for an effect among its first `rankK` ids. */
function meanOverEffects(
  predictions: readonly ClipPrediction[],
  truths: readonly ClipTruth[],
  threshold: number,
  rankK: number,
): number {
  const moments = Map.groupBy(
    truths.flatMap(({ qid, gt_sfx, moment_gt_windows }) =>
      moment_gt_windows.map((span, i) => ({ sfx: gt_sfx[i]!, group: qid, span })),
    ),
    ({ sfx }) => sfx,
  );
  const detections = Map.groupBy(
    predictions.flatMap(({ qid, moment_pred_windows, matched_sfx, moment_score }) =>
      moment_pred_windows.flatMap((span, i) =>
        matched_sfx[i]!.slice(0, rankK).map((sfx, rank) => ({
          sfx,
          group: qid,
          span,
          score: moment_score[i]![rank]!,
        })),
      ),
    ),
    ({ sfx }) => sfx,
  );
  return mean(
    [...moments].map(([sfx, own]) => averagePrecision(detections.get(sfx) ?? [], own, own.length, threshold)),
  );
}

/** Mean over the clips that hold a moment; only moments of the same effect may match. */
function meanOverClips(
  predictions: ReadonlyMap<string, ClipPrediction>,
  truths: readonly ClipTruth[],
  threshold: number,
  rankK: number,
): number {
  return mean(
    truths
      .filter(({ gt_sfx }) => gt_sfx.length > 0)
      .map(({ qid, gt_sfx, moment_gt_windows }) => {
        const {
          moment_pred_windows: windows,
          matched_sfx: sfx,
          moment_score: scores,
        } = predictions.get(qid)!;
        const detections = windows
          .map((span, i) => ({ group: sfx[i]![0]!, span, score: scores[i]![0]! }))
          .filter((_, i) => !sfx[i]!.slice(0, rankK).includes(SFX0));
        const own = moment_gt_windows.map((span, i) => ({ group: gt_sfx[i]!, span }));
        return averagePrecision(detections, own, own.length, threshold);
      }),
  );
}

function keyMomentsOverClips(
  predictions: readonly KeyMomentPrediction[],
  truths: readonly ClipTruth[],
  threshold: number,
): number {
  const found = byQid(predictions);
  return mean(
    truths
      .filter(({ qid, moment_gt_windows }) => found.has(qid) && moment_gt_windows.length > 0)
      .map(({ qid, moment_gt_windows }) =>
        averagePrecision(
          found
            .get(qid)!
            .moment_pred_windows.map(([start, end, score]) => ({ group: '', span: [start, end], score })),
          moment_gt_windows.map((span) => ({ group: '', span })),
          moment_gt_windows.length,
          threshold,
        ),
      ),
  );
}

/**
 * mAP over effects, over clips, and of key moments alone, at overlaps 0.5 and 0.75. Only clips that occur on both
 * sides count. A mean over nothing is 0 (the authors' code gives NaN). `rankK`: over effects, a detection stands
 * for each of so many of its ranked effects.
 */
export function figures(
  predictions: readonly ClipPrediction[],
  truths: readonly ClipTruth[],
  keyMoments: readonly KeyMomentPrediction[],
  rankK = 1,
): Figures {
  const found = byQid(predictions);
  const known = byQid(truths);
  const ownTruths = truths.filter(({ qid }) => found.has(qid));
  const ownPredictions = predictions.filter(({ qid }) => known.has(qid));
  const sfx = (threshold: number): number => meanOverEffects(ownPredictions, ownTruths, threshold, rankK);
  const vid = (threshold: number): number => meanOverClips(found, ownTruths, threshold, rankK);
  const kmd = (threshold: number): number => keyMomentsOverClips(keyMoments, truths, threshold);
  return {
    map_sfx_50: sfx(0.5),
    map_sfx_75: sfx(0.75),
    map_vid_50: vid(0.5),
    map_vid_75: vid(0.75),
    kmd_map_vid_50: kmd(0.5),
    kmd_map_vid_75: kmd(0.75),
  };
}
