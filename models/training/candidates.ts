/** Which effects each moment and each background item of a batch is compared with. */
import type { PackedMoments } from './moment-targets.ts';
import type { Random } from './random.ts';
import { drawNegatives, drawUniform, negativeCounts, type SimilarityDraw } from './tag-aware-negatives.ts';

/** `fore` [moments, count] with the positive first, `back` [items, count]; SFX0 is added by the step. */
export interface DrawnCandidates {
  readonly fore: Int32Array;
  readonly back: Int32Array;
}

const uniformBack = (items: number, librarySize: number, count: number, random: Random): Int32Array =>
  Int32Array.from(Array.from({ length: items }, () => drawUniform(librarySize, count, -1, random)).flat());

/** Uniform negatives: every moment its positive and `count` − 1 others, every background item `count` effects. */
export function uniformCandidates(
  positives: Int32Array,
  backItems: number,
  librarySize: number,
  count: number,
  random: Random,
): DrawnCandidates {
  const fore = Array.from(positives, (positive) => [
    positive,
    ...drawUniform(librarySize, count - 1, positive, random),
  ]);
  return { fore: Int32Array.from(fore.flat()), back: uniformBack(backItems, librarySize, count, random) };
}

/** What the effects of a batch are compared with; all arrays are row-major. */
export interface MomentFeatures {
  /** Encoder output [videos, tokens, d]; the frames come first. */
  readonly videoEmb: Float32Array;
  readonly videos: number;
  /** Effects' unit embeddings [L, d]. */
  readonly sfxEmb: Float32Array;
  readonly d: number;
}

/**
 * The mean of the encoder output over frames first…last of a video, of unit length.
 * @internal Tests work out the rank with it.
 */
export function momentFeature(
  { videoEmb, videos, d }: Omit<MomentFeatures, 'sfxEmb'>,
  video: number,
  first: number,
  last: number,
): Float64Array {
  const tokens = videoEmb.length / videos / d;
  const mean = new Float64Array(d);
  for (let frame = first; frame <= last; frame++)
    for (let k = 0; k < d; k++) mean[k]! += videoEmb[(video * tokens + frame) * d + k]!;
  const length = Math.hypot(...mean);
  return mean.map((value) => value / length);
}

/**
 * Negatives drawn by the cosine of each moment's mean encoder output with every effect, tag-aware or as `how` says; the
 * background is compared with uniform draws as ever.
 */
export function similarCandidates(
  moments: PackedMoments,
  features: MomentFeatures,
  tags: Int32Array,
  backItems: number,
  count: number,
  random: Random,
  how: SimilarityDraw = 'tag-aware',
): DrawnCandidates {
  const { sfxEmb, d } = features;
  const fore: number[] = [];
  let at = 0;
  for (const [video, own] of moments.moment_num.entries())
    for (let m = 0; m < own; m++, at++) {
      const feature = momentFeature(
        features,
        video,
        moments.moment_start_frame[at]!,
        moments.moment_end_frame[at]!,
      );
      const sims = Float64Array.from(tags, (_, row) => {
        let cosine = 0;
        for (let k = 0; k < d; k++) cosine += feature[k]! * sfxEmb[row * d + k]!;
        return cosine;
      });
      const positive = moments.moment_sfx_index[at]!;
      const counts = negativeCounts(tags, positive, count - 1);
      fore.push(positive, ...drawNegatives({ tags, sims, positive, ...counts }, random, how));
    }
  return { fore: Int32Array.from(fore), back: uniformBack(backItems, tags.length, count, random) };
}

/** Videos that have a frame outside all their moments: the background items of pre-training. */
export function countBackground(
  moments: Pick<PackedMoments, 'moment_num' | 'moment_start_frame' | 'moment_end_frame'>,
  frameNum: Int32Array,
): number {
  let items = 0;
  let at = 0;
  for (const [video, own] of moments.moment_num.entries()) {
    const covered = new Set<number>();
    for (let m = 0; m < own; m++, at++)
      for (let f = moments.moment_start_frame[at]!; f <= moments.moment_end_frame[at]!; f++) covered.add(f);
    if (covered.size < frameNum[video]!) items++;
  }
  return items;
}
