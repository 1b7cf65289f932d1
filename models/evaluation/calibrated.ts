/**
 * The decision that the live path takes, over clips: a moment is as probable as its match is not SFX0, and what it is matched with
 * is told among the effects alone. The authors' rule (`clips.ts`) drops what SFX0 matches best, and where several effects fit a
 * moment equally well SFX0 does so although each of them loses to their sum.
 */
import { probabilities } from '../../src/analysis/decision.ts';
import { figures, type ClipPrediction, type KeyMomentPrediction } from './average-precision.ts';
import type { ClipEvaluation, EvaluatedClip } from './clips.ts';
import type { EmbeddedLibrary } from './embed-library.ts';
import { nms } from './nms.ts';
import { boxToFrames, NMS_THRESHOLD, normalise } from './postprocess.ts';

/** Effects that are listed for a moment. */
const LISTED = 10;

/**
 * As `evaluateClips`, by probabilities under the learned temperature. A network that tells moments apart from their effects keeps its
 * own probability of a moment.
 */
export function evaluateCalibrated(
  clips: readonly EvaluatedClip[],
  library: EmbeddedLibrary,
  threshold = NMS_THRESHOLD,
): ClipEvaluation {
  const predictions: ClipPrediction[] = [];
  const keyMoments: KeyMomentPrediction[] = [];
  const { ids, emb: rows, sfx0, logScale } = library;
  const effects = { ids, emb: rows, sfx0: Float32Array.from(normalise(sfx0)), scale: Math.exp(logScale) };
  for (const { qid, output } of clips) {
    const { boxes, emb, foreground, frames } = output;
    const count = boxes.length / 2;
    const width = emb.length / count;
    const moments = Array.from({ length: count }, (_, query) => {
      const own = emb.subarray(query * width, (query + 1) * width);
      const { ids, scores, isMoment } = matchesOf(own, effects);
      return {
        span: boxToFrames(boxes[2 * query]!, boxes[2 * query + 1]!, frames),
        ids,
        scores,
        probability: foreground?.[query] ?? isMoment,
      };
    });
    const kept = nms(
      moments.map(({ span }) => span),
      moments.map(({ probability }) => probability),
      threshold,
    ).map((query) => moments[query]!);
    predictions.push({
      qid,
      moment_pred_windows: kept.map(({ span }) => span),
      matched_sfx: kept.map(({ ids }) => ids),
      moment_score: kept.map(({ scores, probability }) => scores.map((own) => own * probability)),
    });
    keyMoments.push({
      qid,
      moment_pred_windows: kept.map(({ span: [start, end], probability }) => [start, end, probability]),
    });
  }
  const truths = clips.map(({ qid, truth }) => ({ ...truth, qid }));
  return { predictions, keyMoments, figures: figures(predictions, truths, keyMoments) };
}

/** The effects of a moment with their shares among all effects, the best first, and 1 − P(SFX0). */
function matchesOf(query: Float32Array, effects: Parameters<typeof probabilities>[1]) {
  const shares = probabilities(query, effects);
  const { ids } = effects;
  // Summed rather than 1 − P(SFX0), of which nothing is left where that is nearly 1.
  const isMoment = shares.subarray(0, ids.length).reduce((sum, share) => sum + share, 0);
  const best = [...ids.keys()].sort((a, b) => shares[b]! - shares[a]!).slice(0, LISTED);
  return {
    ids: best.map((row) => ids[row]!),
    scores: best.map((row) => shares[row]! / isMoment),
    isMoment,
  };
}
