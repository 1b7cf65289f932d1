/** Training on data in SFX-Moment's layout by the authors' or the paper's recipe, to a model folder. */
import { TAGS, type Tag } from '../../src/streams/values.ts';
import type { EncoderNames, ModelManifest } from '../../src/analysis/manifest.ts';
import type { Show } from '../corpus/generated-source.ts';
import { SfxMoment } from '../corpus/sfx-moment/data-set.ts';
import type { SplitName } from '../corpus/sfx-moment/layout.ts';
import { MAX_TEXTS } from '../corpus/windows.ts';
import { findFamily } from '../encoders/families.ts';
import { tunedFilesFor } from '../encoders/minilm.ts';
import { assess } from './assess.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { authorsRecipe, paperRecipe, type RunConfig } from './config.ts';
import { DataError } from './data-error.ts';
import { writeModelFolder } from './export-model.ts';
import { FULL_CONFIG } from '../networks/dm/config.ts';
import { configOfType } from '../networks/registry.ts';
import { readMatching } from './matching-part.ts';
import { withSteps } from './pace.ts';
import { tagNamesOf } from './source.ts';
import type { StarterOptions } from './starter.ts';
import { readRunConfig, train } from './trainer.ts';

/** What is trained on, by which recipe. */
export interface DataRunOptions extends Omit<StarterOptions, 'corpus' | 'videos' | 'encoders' | 'plain'> {
  /** The data set's top folder. */
  readonly data: string;
  readonly recipe: 'authors' | 'paper';
  /** Parts of the recipe to change, such as a smaller network. */
  readonly change?: Partial<RunConfig>;
  /** Who made the features; a detector asks for the same encoders. By default those that the data name, else those of the paper's data. */
  readonly encoders?: EncoderNames;
}

/** What SFX-Moment's features were made with, and those of data that do not say. */
export const PAPER_ENCODERS: EncoderNames = {
  frame: 'chinese-clip',
  text: 'chinese-clip',
  audio: 'imagebind',
};

/** Trains, fits the threshold on `val`, measures on `test`, exports. As `trainStarter`, on other data. */
export async function trainOnData(options: DataRunOptions): Promise<'interrupted' | ModelManifest> {
  const data = await SfxMoment.open(options.data);
  const tags = tagOrder(data);
  const source = await data.source('train');
  const config = await chooseConfig(options, source);
  const encoders = options.encoders ?? data.encoders ?? PAPER_ENCODERS;
  const start = options.matching && (await readMatching(options.matching, { ...config, encoders }));
  const trained = await train({ ...options, config, source, ...(start && { start }) });
  if (trained.outcome === 'interrupted') return 'interrupted';
  const draft: ModelManifest = {
    version: 1,
    name: `${config.network.type ?? 'D&M'}, ${options.recipe} recipe`,
    encoders,
    framesPerSecond: 1,
    window: config.shape.frames,
    maxSubtitles: MAX_TEXTS,
    earlier: 0,
    threshold: 0.5,
    tags,
    network: config.network,
    training: { data: 'SFX-Moment layout', ...config },
    accuracy: {},
  };
  const judged = {
    network: config.network,
    parameters: trained.parameters,
    manifest: draft,
    library: { ...data.library, tagNames: tagNamesOf(data.library, tags) },
    blank: data.blank,
    threads: options.threads,
  };
  const found = await assess(judged, await showsOf(data, 'val'), await showsOf(data, 'test'));
  const manifest: ModelManifest = {
    ...draft,
    threshold: found.fitted.threshold,
    accuracy: {
      wholeVideo: found.wholeVideo,
      windowsByEffect: found.effects,
      windowsByTag: found.tags,
      keyMomentsByTag: found.keys,
    },
  };
  const card = `# ${draft.name}\n\nTrained on data in the SFX-Moment layout; recipe and accuracy are in manifest.json.\n`;
  await writeModelFolder(options.model, {
    network: config.network,
    parameters: trained.parameters,
    manifest,
    card,
    // Features of data are made with the bundled part, whatever was tuned in the run's folder.
    files: tunedFilesFor(findFamily(encoders.text)),
  });
  return manifest;
}

async function chooseConfig(
  options: DataRunOptions,
  source: Awaited<ReturnType<SfxMoment['source']>>,
): Promise<RunConfig> {
  const { recipe, seed, threads, device = 'cpu', folder, change = {} } = options;
  if (options.resume === true && (await loadCheckpoint(folder)) !== undefined)
    return { ...(await readRunConfig(folder)), threads, device };
  const of = recipe === 'paper' ? paperRecipe : authorsRecipe;
  const recipeOf = of({ msm: 0, endToEnd: 0 });
  const network = configOfType(options.network ?? 'dm', FULL_CONFIG);
  const draft = { ...recipeOf, network, ...change, seed, threads, device };
  return withSteps(draft, options, () => source);
}

/** Tag names in the order of the data's own numbering. @throws DataError for a tag that is none of ours */
export function tagOrder({ tagTable, folder }: Pick<SfxMoment, 'tagTable' | 'folder'>): Tag[] {
  return TAGS.map((_, index) => {
    const name = tagTable.get(index);
    const tag = TAGS.find((known) => known === name);
    if (tag === undefined)
      throw new DataError(
        'sfx-moment-tags',
        `${folder}/sfx/sfx_info.csv has ${name === undefined ? 'no tag' : `the tag "${name}"`} with index ${index}`,
        `Number the tags ${TAGS.join(', ')} from 0 to ${TAGS.length - 1}, in any order`,
      );
    return tag;
  });
}

async function showsOf(data: SfxMoment, split: SplitName): Promise<Show[]> {
  const shows: Show[] = [];
  for (const video of await data.videos(split)) shows.push(await data.show(split, video));
  return shows;
}
