/**
 * Figures of a generated corpus beside their targets. The paper's tables describe short e-commerce videos of about half
 * a minute with several effects each, most of them prompts and transitions; the targets here say that in numbers and
 * add what a stream needs: talk in which nothing should ring.
 */
import type { GeneratedCorpus, GeneratedVideo } from './generated.ts';
import { TAGS } from '../../src/streams/values.ts';
import type { Tag } from '../../src/streams/values.ts';

export interface Statistics {
  readonly videos: number;
  /** Mean length in seconds. */
  readonly duration: number;
  /** Mean number of recognised sentences in a video. */
  readonly subtitles: number;
  /** Mean number of effects in a video that has any. */
  readonly effects: number;
  /** Share of sentences that are no key moment. */
  readonly quietSentences: number;
  /** Share of videos without a key moment. */
  readonly quietVideos: number;
  /** Share of recognised sentences that are different from all others. */
  readonly distinct: number;
  readonly tags: Readonly<Record<Tag, number>>;
}

/** Lower and upper limit of each figure for a corpus of a few hundred videos or more. */
export const TARGETS = {
  duration: [25, 45],
  subtitles: [8, 20],
  effects: [4, 8],
  quietSentences: [0.5, 0.75],
  quietVideos: [0.15, 0.35],
  distinct: [0.85, 1],
  tags: {
    prompt: [0.35, 0.55],
    transition: [0.12, 0.25],
    humor: [0.12, 0.25],
    surprise: [0.12, 0.25],
    action: [0.01, 0.08],
    others: [0.01, 0.08],
  },
} as const;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export function statisticsOf(videos: readonly GeneratedVideo[]): Statistics {
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
    quietVideos: 1 - share(withMoments.length, videos.length),
    distinct: share(new Set(texts).size, texts.length),
    tags: Object.fromEntries(
      TAGS.map((tag) => [tag, share(moments.filter((moment) => moment.tag === tag).length, moments.length)]),
    ) as Record<Tag, number>,
  };
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** The figures of all splits as lines of text. */
export function statisticsTable(corpus: GeneratedCorpus): string {
  const rows = [
    ['', 'videos', 'seconds', 'subtitles', 'effects', 'quiet sentences', 'quiet videos', 'distinct', ...TAGS],
  ];
  for (const [name, videos] of Object.entries(corpus.splits)) {
    const it = statisticsOf(videos);
    const means = [it.duration, it.subtitles, it.effects].map((value) => value.toFixed(1));
    const shares = [it.quietSentences, it.quietVideos, it.distinct, ...TAGS.map((tag) => it.tags[tag])].map(
      percent,
    );
    rows.push([name, String(it.videos), ...means, ...shares]);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map((cells) => cells.map((cell, column) => cell.padStart(widths[column]!)).join('  '))
    .join('\n');
}
