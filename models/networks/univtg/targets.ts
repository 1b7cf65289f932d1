/** What the losses of UniVTG are fed. */
import type { DetectionTargets, DetectionTruth } from '../network.ts';
import { framesOf } from '../retrieval/boundaries.ts';
import { frameFeeds } from '../retrieval/frame-targets.ts';
import type { Draw } from '../retrieval/labels.ts';
import { BACKGROUND_WEIGHT } from '../retrieval/set-losses.ts';
import { frameLabels, windowSalience, type FrameLabels } from './labels.ts';

/** Inputs that each frame's answer is compared with. */
export const FRAME_TARGETS = [
  'timestamp',
  'inside_target',
  'inside_weight',
  'span_target',
  'span_weight',
] as const;

/** A span with some width, so that frames without one have finite terms for their weight of 0. */
const ANY_SPAN = [0, 1] as const;

/**
 * The labels of a batch padded to `frames`. Without any frame inside a moment there are no spans to learn.
 * @internal The tests give it the authors' labels.
 */
export function labelFeeds(
  videos: readonly FrameLabels[],
  frames: number,
): Record<(typeof FRAME_TARGETS)[number], Float32Array> {
  const count = videos.length * frames;
  const feeds = {
    timestamp: new Float32Array(count),
    inside_target: new Float32Array(count),
    inside_weight: new Float32Array(count),
    span_target: new Float32Array(2 * count),
    span_weight: new Float32Array(count),
  };
  const all = videos.flatMap(({ inside }) => inside);
  const covered = all.filter(Boolean).length;
  for (let at = 0; at < count; at++) feeds.span_target.set(ANY_SPAN, 2 * at);
  for (const [row, { timestamps, spans, inside }] of videos.entries())
    for (const [frame, within] of inside.entries()) {
      const at = row * frames + frame;
      feeds.timestamp[at] = timestamps[frame]!;
      feeds.inside_target[at] = Number(within);
      feeds.inside_weight[at] = (within ? 1 : BACKGROUND_WEIGHT) / all.length;
      if (!within) continue;
      feeds.span_target.set(spans[frame]!, 2 * at);
      feeds.span_weight[at] = 1 / covered;
    }
  return feeds;
}

/** From the truth of a batch: moments have at least one frame, and frames are seconds. */
export function targetsOf(truth: DetectionTruth, draw: Draw): DetectionTargets {
  const videos = truth.moments.map((moments, video) => {
    const length = truth.frameNum[video] ?? 0;
    const labels = frameLabels(framesOf(moments, length), { length, clipSeconds: 1 });
    return { labels, length, ...windowSalience(labels.inside, draw) };
  });
  return {
    feeds: {
      ...labelFeeds(
        videos.map(({ labels }) => labels),
        truth.frames,
      ),
      ...frameFeeds(videos, truth.frames, 'left out'),
    },
  };
}
