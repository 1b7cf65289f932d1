import { momentFeature } from '../../models/training/candidates.ts';
import type { PackedMoments } from '../../models/training/moment-targets.ts';
import { normalise, type LibraryEmbeddings } from '../../models/evaluation/postprocess.ts';

/** Which effect each moment is closest to. */
export interface RankOne {
  /** For each moment the library row with the largest cosine; the library's size stands for SFX0. */
  readonly best: number[];
  /** Share of moments whose best is their own effect; NaN without moments. */
  readonly share: number;
}

/**
 * The check of pre-training: each moment's mean encoder output against every effect and SFX0.
 * `videoEmb` is [videos, tokens, d], the frames first.
 */
export function rankOne(
  videoEmb: Float32Array,
  moments: Pick<PackedMoments, 'moment_num' | 'moment_start_frame' | 'moment_end_frame' | 'moment_sfx_index'>,
  { ids, emb, sfx0 }: LibraryEmbeddings,
): RankOne {
  const d = sfx0.length;
  const zero = normalise(sfx0);
  const best: number[] = [];
  for (const [video, own] of moments.moment_num.entries())
    for (let m = 0; m < own; m++) {
      const at = best.length;
      const feature = momentFeature(
        { videoEmb, videos: moments.moment_num.length, d },
        video,
        moments.moment_start_frame[at]!,
        moments.moment_end_frame[at]!,
      );
      const cosine = (row: number): number => {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += feature[k]! * (row < ids.length ? emb[row * d + k]! : zero[k]!);
        return sum;
      };
      const cosines = Float64Array.from({ length: ids.length + 1 }, (_, row) => cosine(row));
      best.push(cosines.reduce((top, value, row) => (value > cosines[top]! ? row : top), 0));
    }
  const hits = best.filter((row, at) => row === moments.moment_sfx_index[at]).length;
  return { best, share: hits / best.length };
}
