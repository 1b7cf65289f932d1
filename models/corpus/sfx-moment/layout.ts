/** SFX-Moment's folders, files and tables: where things are, and what a row holds. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing } from '../csv.ts';

/** A part of the data: training, validation or test. */
export type SplitName = 'train' | 'val' | 'test';
/** All parts. */
export const SPLITS = ['train', 'val', 'test'] as const satisfies readonly SplitName[];
/** Where a text comes from: supplied by the creator for a synthetic voice, or recognised. */
export type TextStream = 'tts' | 'asr';
/** Both sources of text. */
export const TEXT_STREAMS = ['tts', 'asr'] as const satisfies readonly TextStream[];
/** Kinds of feature that an effect has. */
export const EFFECT_FEATURES = ['audio', 'text'] as const;

/** Where everything lies below the top `folder`. */
export const layoutOf = (folder: string) => ({
  /** One name a line. */
  list: (split: SplitName) => join(folder, `${split}_video.txt`),
  effects: join(folder, 'sfx', 'sfx_info.csv'),
  effectFeatures: (kind: (typeof EFFECT_FEATURES)[number]) => join(folder, 'sfx_feat', kind),
  moments: (split: SplitName) => join(folder, 'video', `${split}_keymoment.csv`),
  texts: (stream: TextStream, split: SplitName, video: string) =>
    join(folder, 'video', stream, split, `${video}.csv`),
  frameFeatures: (split: SplitName, video: string) => join(folder, 'video_feat', 'frame', split, video),
  textFeatures: (stream: TextStream, split: SplitName, video: string) =>
    join(folder, 'video_feat', stream, split, video),
  /** The feature of the blank text. */
  blank: join(folder, 'video_feat', 'text_sp.npy'),
  /** Not in the published data: which encoders made the features. */
  encoders: join(folder, 'encoders.json'),
});

/** File name of a frame's feature: five digits from 0. */
export const frameFile = (index: number): string => `${String(index).padStart(5, '0')}.npy`;

/** The names in the text of a list, one a line, in order. */
export const namesIn = (list: string): string[] =>
  list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);

/** Names of the files in a folder; none where it is not there. */
export async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A row of `sfx/sfx_info.csv`. */
export const effectRow = z.object({
  id: z.string().min(1),
  tag: z.string(),
  tag_index: z.coerce.number().int().nonnegative(),
  description: z.string(),
});
/** A row of `video/SPLIT_keymoment.csv`. */
export const momentRow = z.object({
  name: z.string().min(1),
  sfx_id: z.string().min(1),
  frameids: z.string().min(1),
});
/** A row of a video's texts; positions are frames, and may be fractions or outside the video. */
export const textRow = z.object({
  content: z.string(),
  start: z.coerce.number(),
  end: z.coerce.number(),
  feature: z.string().min(1),
});
