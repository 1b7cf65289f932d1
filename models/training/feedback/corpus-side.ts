/** The corpus beside people's feedback: sentences whose decisions stay, and the measure of what a checkpoint can do. */
import { checkpointPolicy, type ModelManifest } from '../../../src/analysis/manifest.ts';
import type { GeneratedCorpus, GeneratedVideo } from '../../corpus/generated.ts';
import { labelledVideo } from '../../evaluation/shows.ts';
import { figuresAt, type WholeVideoFigures } from '../../evaluation/whole-video.ts';
import { sightShows } from '../assess.ts';
import { tagNamesOf } from '../source.ts';
import { opinionsOn, type Opinion, type OpinionModel } from './opinions.ts';
import type { Taught } from './taught.ts';

/** Shows whose sentences stay as they are: some 2,000 sentences. */
export const ANCHOR_SHOWS = 150;

/** Opinions on the sentences of training shows. Resolves to undefined when it was interrupted. */
export async function anchorOpinions(
  corpus: GeneratedCorpus,
  model: OpinionModel,
  signal?: AbortSignal,
): Promise<Opinion[] | undefined> {
  const names = tagNamesOf(corpus.library);
  const opinions: Opinion[] = [];
  for (const show of corpus.splits.train.slice(0, ANCHOR_SHOWS)) {
    if (signal?.aborted === true) return undefined;
    opinions.push(...(await opinionsOn(labelledVideo(show, corpus.library.ids, names), model)).values());
  }
  return opinions;
}

/** The shows that no training has seen. */
export const unseenShows = ({ splits }: GeneratedCorpus): readonly GeneratedVideo[] => [
  ...splits.val,
  ...splits.test,
];

/** How a checkpoint does on the shows that no training has seen, served as ever, at its threshold. */
export async function unseenFigures(
  { network, parameters }: Taught,
  manifest: ModelManifest,
  corpus: GeneratedCorpus,
  threads: number,
): Promise<WholeVideoFigures> {
  const { library, blank } = corpus;
  const own = {
    network,
    parameters,
    manifest: { ...manifest, network },
    library: { ...library, tagNames: tagNamesOf(library) },
    blank,
    threads,
  };
  return figuresAt(await sightShows(own, unseenShows(corpus)), {
    threshold: manifest.threshold,
    ...checkpointPolicy(manifest),
  });
}

/**
 * Whether nothing that counts fell by more than `tolerance` (0…1): the share of moments found, that of moments with a fitting tag,
 * and that of cues which lie at a moment.
 */
export function accuracyHolds(
  before: WholeVideoFigures,
  after: WholeVideoFigures,
  tolerance: number,
): boolean {
  return (['found', 'matched', 'precision'] as const).every(
    (share) => after[share] >= before[share] - tolerance,
  );
}
