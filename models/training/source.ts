/** What the trainer and the evaluation need of a data set, whichever it is. */
import type { PackItem } from '../../src/analysis/pack.ts';
import { TAGS, type Tag } from '../../src/streams/values.ts';
import type { Random } from './random.ts';
import type { TargetMoment } from './moment-targets.ts';

/** Width of an effect's audio and text features. */
export const AUDIO_WIDTH = 1024;
/** Width of a text's and a picture's features. */
export const TEXT_WIDTH = 512;

/** The sound effects to choose from, with their features. */
export interface FeatureLibrary {
  readonly ids: readonly string[];
  /** [L] row of the tag table. */
  readonly tags: Int32Array;
  /** [L] The tags that negatives are drawn by, where the network is not to know them; by default `tags`. */
  readonly drawTags?: Int32Array;
  /** [L, 1024] and [L, 512], row-major. */
  readonly audio: Float32Array;
  readonly text: Float32Array;
}

/** The tag of each effect of a library, whose tags are rows of `table`. */
export const tagNamesOf = ({ tags }: Pick<FeatureLibrary, 'tags'>, table: readonly Tag[] = TAGS): Tag[] =>
  Array.from(tags, (row) => table[row] ?? 'others');

/** One window with the moments in it. */
export interface TrainingItem {
  readonly item: PackItem;
  readonly moments: readonly TargetMoment[];
  /** What each `asr` sentence is: 0 for none, 1 + the tag's index for a key one, −1 where it should not count. */
  readonly sentenceClasses?: readonly number[];
}

/** Where training windows come from. Every draw goes through `random`, so that a seed fixes a run. */
export interface TrainingSource {
  readonly name: string;
  readonly library: FeatureLibrary;
  /** Embedding of one space: the text that closes each stream. */
  readonly blank: Float32Array;
  /**
   * The batch of one step: `step` counts batches from 0, so that a source can go through its videos in epochs;
   * everything else about the batch comes from `random`.
   */
  sample(step: number, batchSize: number, random: Random): Promise<TrainingItem[]>;
}

/** A window of a labelled split, as the evaluation takes it. */
export interface EvaluationWindow extends TrainingItem {
  /** Video name, plus sign, window number. */
  readonly key: string;
  /** Effects that fit each moment as well as its own (its own included). */
  readonly equals?: readonly (readonly number[])[];
}
