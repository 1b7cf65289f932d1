import {
  figures,
  type ClipPrediction,
  type ClipTruth,
  type Figures,
  type KeyMomentPrediction,
} from './average-precision.ts';
import { NMS_THRESHOLD, postprocess, type ClipOutput, type LibraryEmbeddings } from './postprocess.ts';

/** A clip with what the network says of it and what is true; spans in frames. */
export interface EvaluatedClip {
  readonly qid: string;
  readonly output: ClipOutput;
  readonly truth: Omit<ClipTruth, 'qid'>;
}

/** What was found in all clips, and how well. */
export interface ClipEvaluation {
  readonly predictions: ClipPrediction[];
  readonly keyMoments: KeyMomentPrediction[];
  readonly figures: Figures;
}

/** The authors' evaluation: each window is a clip; the paper's post-processing, then the six figures. */
export function evaluateClips(
  clips: readonly EvaluatedClip[],
  library: LibraryEmbeddings,
  threshold = NMS_THRESHOLD,
): ClipEvaluation {
  const predictions: ClipPrediction[] = [];
  const keyMoments: KeyMomentPrediction[] = [];
  for (const { qid, output } of clips) {
    const { queries, kept, keptKeyMoments } = postprocess(output, library, threshold);
    predictions.push({
      qid,
      moment_pred_windows: kept.map((q) => queries[q]!.window),
      matched_sfx: kept.map((q) => queries[q]!.ranked.ids),
      moment_score: kept.map((q) => queries[q]!.ranked.scores),
    });
    keyMoments.push({
      qid,
      moment_pred_windows: keptKeyMoments.map((q) => {
        const { window, score } = queries[q]!;
        return [window[0], window[1], score];
      }),
    });
  }
  const truths = clips.map(({ qid, truth }) => ({ ...truth, qid }));
  return { predictions, keyMoments, figures: figures(predictions, truths, keyMoments) };
}
