/** Tasks that the encoder may be pre-trained by, and what each makes of a batch of labelled windows. */
import type { PackedBatch } from '../../src/analysis/pack.ts';
import { TAGS } from '../../src/streams/values.ts';
import { countBackground } from './candidates.ts';
import type { PackedMoments } from './moment-targets.ts';
import type { MsmTargets } from './steps/types.ts';

/**
 * `msm`, the paper's moment-SFX matching: the mean of a moment's frames against effects. It compares it with two others, of which
 * its code has neither and we know the names and the aims only. `sfx-tp` predicts the tag of a moment's effect: the same mean against
 * the tags, each the mean of its effects. `ssp` is self-supervised, without labels: the mean of the frames that a sentence is
 * spoken over against what the encoder makes of the sentences of the batch.
 */
export const PRETRAINING_TASKS = ['msm', 'ssp', 'sfx-tp'] as const;
/** One of {@link PRETRAINING_TASKS}. */
export type PretrainingTask = (typeof PRETRAINING_TASKS)[number];

/** The targets of `sfx-tp`: every moment's tag, among all tags. */
export function tagTargets(moments: PackedMoments, tags: Int32Array): MsmTargets {
  const rows = Int32Array.from(moments.moment_sfx_index, (effect) => tags[effect]!);
  return { moments: { ...moments, moment_sfx_index: rows }, candidates: 'library' };
}

/** How many tags there are, and for each the share that each of its effects has in it: [tags, effects]. */
export function tagShares(tags: Int32Array): Float32Array {
  const shares = new Float32Array(TAGS.length * tags.length);
  for (let tag = 0; tag < TAGS.length; tag++) {
    const size = tags.reduce((count, own) => count + (own === tag ? 1 : 0), 0);
    // A tag without effects is never right; all effects together keep it finite.
    for (const [effect, own] of tags.entries())
      if (size === 0) shares[tag * tags.length + effect] = 1 / tags.length;
      else if (own === tag) shares[tag * tags.length + effect] = 1 / size;
  }
  return shares;
}

/** The targets of `ssp`: every sentence of the batch, by its place in [batch, asr], among them all. The blank counts for none. */
export function sentenceTargets(batch: PackedBatch): MsmTargets {
  const { size, shape, asr_num: counts, asr_start_pos: starts, asr_end_pos: ends, frame_num: frames } = batch;
  const places: number[] = [];
  const num = new Int32Array(size);
  for (let video = 0; video < size; video++) {
    num[video] = counts[video]! - 1;
    for (let place = 0; place < num[video]!; place++) places.push(video * shape.asr + place);
  }
  const videoOf = (place: number): number => Math.floor(place / shape.asr);
  const within = (place: number, frame: number): number => Math.min(frame, frames[videoOf(place)]! - 1);
  const moments = {
    moment_start_frame: Int32Array.from(places, (place) => within(place, starts[place]!)),
    moment_end_frame: Int32Array.from(places, (place) => within(place, ends[place]!)),
    moment_sfx_index: Int32Array.from(places),
    moment_num: num,
  };
  const all = (items: number): Int32Array => {
    const rows = new Int32Array(items * places.length);
    for (let item = 0; item < items; item++) rows.set(places, item * places.length);
    return rows;
  };
  // The frames that nobody speaks over are compared with all sentences, too.
  const candidates = { fore: all(places.length), back: all(countBackground(moments, frames)) };
  return { moments, candidates };
}
