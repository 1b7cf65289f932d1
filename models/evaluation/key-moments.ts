/** How well the moments of each class are found, whatever effect they are matched with. */
import { averagePrecision, type ClipTruth, type KeyMomentPrediction } from './average-precision.ts';
import { iou, type Span } from './nms.ts';

/** Mean average precision (0…1) over the classes of key moments at overlaps of 0.5 and 0.75, and that of each class. */
export interface KeyMomentFigures {
  readonly map_key_50: number;
  readonly map_key_75: number;
  readonly classes: Readonly<Record<string, { readonly ap_50: number; readonly ap_75: number }>>;
}

interface Labelled {
  readonly group: string;
  readonly span: Span;
  readonly name: string;
}

/**
 * The paper's mAP_key, which its code does not have: the mean over the classes of key moments, where mAP_vid is one over videos. A
 * network that finds moments does not say of which class they are, so a found moment counts for each class, but where it lies on one
 * of another class: that is no mistake of this. `classOf` gives the class of a moment by its effect; the paper's own classes are not
 * published, and an effect's tag serves. A mean over nothing is 0.
 */
export function keyMomentFigures(
  found: readonly KeyMomentPrediction[],
  truths: readonly ClipTruth[],
  classOf: (sfx: string) => string,
): KeyMomentFigures {
  const clips = new Set(found.map(({ qid }) => qid));
  const labelled = truths
    .filter(({ qid }) => clips.has(qid))
    .flatMap(({ qid, moment_gt_windows, gt_sfx }) =>
      moment_gt_windows.map((span, at): Labelled => ({ group: qid, span, name: classOf(gt_sfx[at]!) })),
    );
  const byClip = Map.groupBy(labelled, ({ group }) => group);
  const detections = found.flatMap(({ qid, moment_pred_windows }) =>
    moment_pred_windows.map(([start, end, score]) => {
      const span = [start, end] as const;
      return { group: qid, span, score, nearest: nearestOf(span, byClip.get(qid) ?? []) };
    }),
  );
  const names = [...new Set(labelled.map(({ name }) => name))].sort();
  const precisionOf = (name: string, threshold: number): number => {
    const own = labelled.filter((moment) => moment.name === name);
    const counted = detections.filter(
      ({ nearest }) => nearest === undefined || nearest.overlap < threshold || nearest.names.has(name),
    );
    return averagePrecision(counted, own, own.length, threshold);
  };
  const classes = Object.fromEntries(
    names.map((name) => [name, { ap_50: precisionOf(name, 0.5), ap_75: precisionOf(name, 0.75) }]),
  );
  const mean = (key: 'ap_50' | 'ap_75'): number =>
    names.length === 0 ? 0 : Object.values(classes).reduce((sum, own) => sum + own[key], 0) / names.length;
  return { map_key_50: mean('ap_50'), map_key_75: mean('ap_75'), classes };
}

/** The largest overlap of a span with a moment, and the classes of those that have it; undefined without moments. */
function nearestOf(
  span: Span,
  moments: readonly Labelled[],
): { overlap: number; names: ReadonlySet<string> } | undefined {
  if (moments.length === 0) return undefined;
  const overlaps = moments.map((moment) => iou(moment.span, span));
  const overlap = Math.max(...overlaps);
  return {
    overlap,
    names: new Set(moments.filter((_, at) => overlaps[at] === overlap).map(({ name }) => name)),
  };
}
