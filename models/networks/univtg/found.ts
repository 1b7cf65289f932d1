/**
 * What frames have found: as a network answers it, and as the lists of moments in seconds that the authors report. Our own evaluation
 * treats all networks alike (`models/evaluation/postprocess.ts`).
 */
import { reshape, slice } from '../../graph/ops/arrange.ts';
import { add, div, mul, sigmoid, sub } from '../../graph/ops/elementwise.ts';
import { reduceSum } from '../../graph/ops/reduce.ts';
import { scalar, type Tensor } from '../../graph/tensor.ts';
import { boxesWithin } from '../boxes.ts';
import type { Detected } from '../network.ts';
import { snapMoments, toDecimals, type RankedMoment } from '../retrieval/found.ts';
import { counted } from '../retrieval/inputs.ts';
import type { UnivtgAnswers } from './forward.ts';
import { timestampsOf, type Clips } from './labels.ts';

const f = Math.fround;

/** The moment of every frame, within its window; padding says that there is none. */
export function detectedAtFrames(
  { logits, spans }: Pick<UnivtgAnswers, 'logits' | 'spans'>,
  mask: Tensor,
): Detected {
  const [batch = 1, frames = 1] = mask.shape;
  const length = reduceSum(mask, [1]);
  // Frames stand at their middle.
  const time = reshape(div(sub(counted(mask), scalar(0.5)), length), [batch, frames, 1]);
  const [start, end] = [0, 1].map((side) => add(time, slice(spans, 2, side, side + 1))) as [Tensor, Tensor];
  return { box: boxesWithin(start, end), foreground: mul(sigmoid(logits), mask) };
}

/** What the network says of one video, padding included: its frames come last, and their scores are 0. */
export interface FrameAnswers {
  readonly scores: readonly number[];
  /** Signed distances to start and end, in fractions of the video. */
  readonly spans: readonly (readonly [toStart: number, toEnd: number])[];
}

/**
 * A moment for each frame, the most probable first (equal ones in the order of frames), within the video, rounded to four decimals;
 * where `whole`, then to whole clips.
 * @internal Checked against the authors' lists.
 */
export function rankFrames(
  { scores, spans }: FrameAnswers,
  clips: Clips,
  { duration, whole }: { readonly duration: number; readonly whole: boolean },
): RankedMoment[] {
  const timestamps = timestampsOf(clips);
  const within = (fraction: number): number => f(Math.min(Math.max(f(fraction * f(duration)), 0), duration));
  const ranked = spans
    .map(([toStart, toEnd], frame): RankedMoment => {
      const time = timestamps[frame] ?? 0;
      return [within(f(time + f(toStart))), within(f(time + f(toEnd))), scores[frame]!];
    })
    .sort((a, b) => b[2] - a[2])
    .map(([start, end, score]): RankedMoment => [toDecimals(start), toDecimals(end), toDecimals(score)]);
  return whole ? snapMoments(ranked, { clipSeconds: clips.clipSeconds, most: Infinity }) : ranked;
}

/**
 * How salient frames are said to be: in half precision, and where `add`, with the scores added.
 * @internal Checked against the authors' lists.
 */
export const reportedSaliency = (
  saliency: readonly number[],
  scores: readonly number[],
  add: boolean,
): number[] => saliency.map((own, frame) => Math.f16round(own) + (add ? scores[frame]! : 0));
