/** The windows of a generated corpus that train a starter, and its classifier of sentences by their context. */
import type { GeneratedCorpus } from '../corpus/generated.ts';
import { showSource, type ShowSourceOptions } from '../corpus/generated-source.ts';
import { dmConfigOf } from '../networks/dm/config.ts';
import { WINDOW } from '../corpus/windows.ts';
import { hasContextHead } from '../networks/dm/parameters.ts';
import type { RunConfig } from './config.ts';
import { fitContextHead } from './context-head.ts';
import { fitMoodHead, MOOD_ROWS } from './mood-head.ts';
import { Random } from './random.ts';
import { mixSeed } from './seeds.ts';
import type { TrainingSource } from './source.ts';
import { talkRows } from './talk-rows.ts';

/** Random windows of the corpus's training shows, as the configuration has them. */
export const sourceOf = (
  corpus: GeneratedCorpus,
  config: RunConfig,
  more: Partial<ShowSourceOptions> = {},
): TrainingSource =>
  showSource(corpus.splits.train, {
    library: corpus.library,
    blank: corpus.blank,
    maxTexts: config.shape.asr - 1,
    earlier: config.shape.tts - 1,
    textDropout: config.dropout.text,
    ...more,
  });

/** How genres of solemn talk end, written and real. */
const SOLEMN_GENRE = 'solemn talk';
/** Parts the draws of these classifiers from those of the steps. */
const SEED_PART = 13;

/** What the classifiers are fitted on, and for which network. */
export interface WithContextHeadOptions {
  readonly corpus: GeneratedCorpus;
  readonly config: RunConfig;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * The parameters with the classifiers by context and of moods, if the network has them; they are quick, and made anew when a
 * run goes on.
 * Resolves to undefined when it was interrupted.
 */
export async function withContextHead(
  parameters: ReadonlyMap<string, Float32Array>,
  options: WithContextHeadOptions,
): Promise<ReadonlyMap<string, Float32Array> | undefined> {
  const { corpus, config, seed, threads, signal, say } = options;
  const network = dmConfigOf(config.network);
  if (network === undefined || !hasContextHead(network)) return parameters;
  say(`Fitting the classifiers of sentences by their context, ${config.contextSteps} steps, and of moods.`);
  const draw = talkRows({
    talks: corpus.talks.map((talk) => ({ ...talk, solemn: talk.genre.endsWith(SOLEMN_GENRE) })),
    tags: corpus.library.tags,
    maxTexts: config.shape.asr - 1,
    earlier: config.shape.tts - 1,
  });
  const head = await fitContextHead({
    network,
    draw,
    steps: config.contextSteps,
    threads,
    random: new Random(mixSeed(seed, SEED_PART)),
    ...(signal === undefined ? {} : { signal }),
  });
  const sentences = corpus.talks.reduce((sum, { asr }) => sum + asr.length, 0);
  const mood = await fitMoodHead({
    draw,
    // A sentence is seen in so many windows: more rows of a small corpus would be the same ones again.
    rows: Math.min(MOOD_ROWS, WINDOW * sentences),
    width: network.text_dim,
    random: new Random(mixSeed(seed, SEED_PART + 1)),
    ...(signal === undefined ? {} : { signal }),
  });
  return head && mood && new Map([...parameters, ...head, ...mood]);
}
