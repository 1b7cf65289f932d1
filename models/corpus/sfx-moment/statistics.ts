/**
 * What a data set holds, as the paper's tables of SFX-Moment tell it: its parts with their videos, lengths, texts and moments
 * (Table 1), and its effects by tag with the moments that use them (Table 2).
 */
import { TAGS, type Tag } from '../../../src/streams/values.ts';
import type { EffectTags } from './effects-check.ts';
import { SPLITS, type SplitName } from './layout.ts';
import type { CheckedVideo } from './video-check.ts';

/** The videos of a split. */
export interface SplitVideos {
  /** Names in its list. */
  readonly listed: number;
  readonly videos: readonly CheckedVideo[];
}

/** A row of the first table; a frame is a second. Means of nothing are 0. */
export interface SplitStatistics {
  readonly listed: number;
  /** Videos with frames and a moment inside: what is trained and measured on. */
  readonly videos: number;
  readonly hours: number;
  /** Lengths of a video in seconds. */
  readonly seconds: { readonly mean: number; readonly median: number; readonly longest: number };
  /** Texts in a video. */
  readonly tts: number;
  readonly asr: number;
  readonly moments: number;
  readonly momentsPerVideo: number;
  readonly secondsPerMoment: number;
  /** Different effects. */
  readonly effects: number;
  /** Validation windows: of 12 frames, with a moment. */
  readonly windows: number;
}

/** A row of the second table. */
export interface TagStatistics {
  readonly effects: number;
  readonly moments: Readonly<Record<SplitName, number>>;
  /** Of all moments, over all splits. */
  readonly share: number;
  readonly momentsPerEffect: number;
  readonly secondsPerMoment: number;
}

/** Both tables. */
export interface DataStatistics {
  readonly splits: Readonly<Record<SplitName, SplitStatistics>>;
  readonly tags: Readonly<Record<Tag, TagStatistics>>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => share(sum(values), values.length);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const record = <Key extends string, Value>(
  keys: readonly Key[],
  of: (key: Key) => Value,
): Record<Key, Value> => Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>;

/** Counts a data set. */
export function statisticsOf(
  effects: EffectTags,
  splits: ReadonlyMap<SplitName, SplitVideos>,
): DataStatistics {
  const own = (split: SplitName): SplitVideos => splits.get(split) ?? { listed: 0, videos: [] };
  const moments = record(SPLITS, (split) => own(split).videos.flatMap((video) => video.moments));
  const all = SPLITS.flatMap((split) => moments[split]);
  return {
    splits: record(SPLITS, (split) => ofSplit(own(split))),
    tags: record(TAGS, (tag) => {
      const count = [...effects.values()].filter((each) => each === tag).length;
      const tagged = all.filter(({ sfx }) => effects.get(sfx) === tag);
      return {
        effects: count,
        moments: record(
          SPLITS,
          (split) => moments[split].filter(({ sfx }) => effects.get(sfx) === tag).length,
        ),
        share: share(tagged.length, all.length),
        momentsPerEffect: share(tagged.length, count),
        secondsPerMoment: mean(tagged.map(({ frames }) => frames)),
      };
    }),
  };
}

function ofSplit({ listed, videos }: SplitVideos): SplitStatistics {
  const used = videos.filter(({ frames, moments }) => frames > 0 && moments.length > 0);
  const lengths = used.map(({ frames }) => frames).sort((a, b) => a - b);
  const moments = used.flatMap((video) => video.moments);
  return {
    listed,
    videos: used.length,
    hours: sum(lengths) / 3_600,
    seconds: { mean: mean(lengths), median: median(lengths), longest: lengths.at(-1) ?? 0 },
    tts: mean(used.map(({ texts }) => texts.tts)),
    asr: mean(used.map(({ texts }) => texts.asr)),
    moments: moments.length,
    momentsPerVideo: share(moments.length, used.length),
    secondsPerMoment: mean(moments.map(({ frames }) => frames)),
    effects: new Set(moments.map(({ sfx }) => sfx)).size,
    windows: sum(used.map(({ windows }) => windows)),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return mean(sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

const fixed = (value: number): string => value.toFixed(value >= 100 ? 0 : 1);

/** Both tables as Markdown. */
export function statisticsTables({ splits, tags }: DataStatistics): string {
  const first = SPLITS.map((split) => {
    const {
      listed,
      videos,
      hours,
      seconds,
      tts,
      asr,
      moments,
      momentsPerVideo,
      secondsPerMoment,
      effects,
      windows,
    } = splits[split];
    return [
      split,
      String(listed),
      String(videos),
      hours.toFixed(2),
      `${fixed(seconds.mean)} (${seconds.median}, ${seconds.longest})`,
      ...[tts, asr].map(fixed),
      String(moments),
      ...[momentsPerVideo, secondsPerMoment].map(fixed),
      String(effects),
      String(windows),
    ];
  });
  const second = TAGS.map((tag) => {
    const { effects, moments, share: part, momentsPerEffect, secondsPerMoment } = tags[tag];
    return [
      tag,
      String(effects),
      ...SPLITS.map((split) => String(moments[split])),
      `${(100 * part).toFixed(1)} %`,
      ...[momentsPerEffect, secondsPerMoment].map(fixed),
    ];
  });
  return [
    table(
      [
        'split',
        'listed',
        'videos',
        'hours',
        'seconds (median, longest)',
        'tts',
        'asr',
        'moments',
        'a video',
        's a moment',
        'effects',
        'windows',
      ],
      first,
    ),
    table(['tag', 'effects', ...SPLITS, 'share', 'moments an effect', 's a moment'], second),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
