/**
 * Figures of a generated corpus beside their targets. The paper's tables describe short e-commerce videos of about half
 * a minute with several effects each, most of them prompts and transitions; the targets for the grammar's shows say that
 * in numbers. Talks are as people really talk: longer, with a moment in every fifth sentence of a lively one.
 */
import type { GeneratedCorpus } from './generated.ts';
import type { VideoRecord } from './generated-files.ts';
import { ORIGINS, originOf } from './genres.ts';
import type { Origin } from './genres.ts';
import { TAGS } from '../../src/streams/values.ts';
import type { Tag } from '../../src/streams/values.ts';

/** Figures of a corpus; what they should be is in `TARGETS`. */
export interface Statistics {
  readonly videos: number;
  /** Mean length in seconds. */
  readonly duration: number;
  /** Mean number of sentences heard in a video. */
  readonly subtitles: number;
  /** Mean number of effects in a video that has any. */
  readonly effects: number;
  /** Share of sentences that are no key moment. */
  readonly quietSentences: number;
  /** Share of sentences where an effect would be a matter of taste. */
  readonly taste: number;
  /** Share of videos without a key moment. */
  readonly quietVideos: number;
  /** Share of heard sentences that are different from all others. */
  readonly distinct: number;
  readonly tags: Readonly<Record<Tag, number>>;
}

/** What the figures need of a video. */
export interface CountedVideo extends Pick<VideoRecord, 'genre' | 'duration' | 'sentences'> {
  readonly taste: readonly unknown[];
  readonly asr: readonly { readonly text: string }[];
  readonly moments: readonly { readonly tag: Tag }[];
}

type Limits = readonly [low: number, high: number];
type Targets = Readonly<Record<Exclude<keyof Statistics, 'videos' | 'tags'>, Limits>> & {
  readonly tags: Readonly<Record<Tag, Limits>>;
};

const NONE: Limits = [0, 0];

/**
 * Lower and upper limit of each figure for a few hundred training videos or more of each origin.
 * @internal Tests hold the figures to their targets as numbers, not out of the printed table.
 */
export const TARGETS: Readonly<Record<Origin, Targets>> = {
  grammar: {
    duration: [25, 45],
    subtitles: [8, 20],
    effects: [4, 8],
    quietSentences: [0.5, 0.75],
    taste: NONE,
    quietVideos: [0.15, 0.35],
    distinct: [0.85, 1],
    tags: {
      prompt: [0.35, 0.55],
      transition: [0.12, 0.25],
      humor: [0.12, 0.25],
      surprise: [0.12, 0.25],
      action: [0.003, 0.04],
      others: [0.003, 0.04],
    },
  },
  talks: {
    duration: [60, 110],
    subtitles: [11, 19],
    effects: [2, 6],
    quietSentences: [0.8, 0.92],
    taste: [0.06, 0.18],
    quietVideos: [0.25, 0.5],
    // The same sentences come again, in other company and other forms.
    distinct: [0.15, 1],
    tags: {
      prompt: [0.2, 0.5],
      transition: [0.04, 0.2],
      humor: [0.2, 0.5],
      surprise: [0.15, 0.45],
      action: NONE,
      others: NONE,
    },
  },
  plain: {
    duration: [40, 110],
    subtitles: [8, 20],
    effects: NONE,
    quietSentences: [1, 1],
    taste: NONE,
    quietVideos: [1, 1],
    distinct: [0.4, 1],
    tags: { prompt: NONE, transition: NONE, humor: NONE, surprise: NONE, action: NONE, others: NONE },
  },
  // Podcasts and meet-ups: mostly plain, and what rings is mostly a joke.
  real: {
    duration: [40, 110],
    subtitles: [8, 20],
    effects: [0, 2],
    quietSentences: [0.9, 1],
    taste: [0, 0.15],
    quietVideos: [0.3, 1],
    distinct: [0.15, 1],
    tags: {
      prompt: [0, 0.4],
      transition: [0, 0.3],
      humor: [0.3, 1],
      surprise: [0, 0.3],
      action: NONE,
      others: NONE,
    },
  },
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/**
 * Counts a corpus; means and shares of nothing are 0.
 * @internal Tests hold the figures to their targets as numbers, not out of the printed table.
 */
export function statisticsOf(videos: readonly CountedVideo[]): Statistics {
  const moments = videos.flatMap((video) => video.moments);
  const withMoments = videos.filter((video) => video.moments.length > 0);
  const sentences = videos.reduce((sum, video) => sum + video.sentences.length, 0);
  const texts = videos.flatMap((video) => video.asr.map(({ text }) => text));
  return {
    videos: videos.length,
    duration: mean(videos.map(({ duration }) => duration)),
    subtitles: mean(videos.map(({ asr }) => asr.length)),
    effects: mean(withMoments.map((video) => video.moments.length)),
    quietSentences: 1 - share(moments.length, sentences),
    taste: share(
      videos.reduce((sum, { taste }) => sum + taste.length, 0),
      sentences,
    ),
    quietVideos: 1 - share(withMoments.length, videos.length),
    distinct: share(new Set(texts).size, texts.length),
    tags: Object.fromEntries(
      TAGS.map((tag) => [tag, share(moments.filter((moment) => moment.tag === tag).length, moments.length)]),
    ) as Record<Tag, number>,
  };
}

const HEADINGS = ['videos', 'seconds', 'subtitles', 'effects', 'quiet', 'taste', 'quiet videos', 'distinct'];

function cells(videos: readonly CountedVideo[]): readonly string[] {
  const it = statisticsOf(videos);
  const means = [it.duration, it.subtitles, it.effects].map((value) => value.toFixed(1));
  const shares = [it.quietSentences, it.taste, it.quietVideos, it.distinct];
  return [
    String(it.videos),
    ...means,
    ...[...shares, ...TAGS.map((tag) => it.tags[tag])].map((value) => `${(100 * value).toFixed(1)} %`),
  ];
}

/** The figures of all splits, as a whole and by what the videos are made of, as lines of text. */
export function statisticsTable(corpus: GeneratedCorpus): string {
  const rows: (readonly string[])[] = [['', ...HEADINGS, ...TAGS]];
  for (const [split, videos] of Object.entries(corpus.splits)) {
    rows.push([split, ...cells(videos)]);
    for (const origin of ORIGINS) {
      const own = videos.filter(({ genre }) => originOf(genre) === origin);
      if (own.length > 0) rows.push([`${split}, ${origin}`, ...cells(own)]);
    }
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')).join('\n');
}
