/** Accuracy of a checkpoint, from its weights: the paper's figures, and for generated shows the whole-video ones. */
import { checkpointPolicy, readModelManifest, requireEncoders } from '../../analysis/manifest.ts';
import { loadGenerated } from '../../../models/corpus/generated.ts';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { evaluateClips } from '../../../models/evaluation/clips.ts';
import { embedLibrary } from '../../../models/evaluation/embed-library.ts';
import { keyMomentFigures, type KeyMomentFigures } from '../../../models/evaluation/key-moments.ts';
import { runWindows } from '../../../models/evaluation/network-runner.ts';
import { figuresAt } from '../../../models/evaluation/whole-video.ts';
import { findFamily } from '../../../models/encoders/families.ts';
import { networkConfigSchema } from '../../../models/networks/registry.ts';
import { sightShows, windowFigures } from '../../../models/training/assess.ts';
import { requireTunedPart } from '../../../models/training/corpus-folder.ts';
import { PAPER_ENCODERS } from '../../../models/training/data-run.ts';
import { readParameters } from '../../../models/training/export-model.ts';
import { tagNamesOf, type EvaluationWindow } from '../../../models/training/source.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import { UsageError } from '../errors.ts';
import { starterFolders } from '../paths.ts';
import type { EvaluateSettings } from './settings.ts';

/** Names of figures to their values. */
export type FigureTable = Readonly<Record<string, number>>;

const prefixed = (prefix: string, figures: object): FigureTable =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}${name}`, value as number]));

/** mAP_key; how each class is found stays out of the table. */
const keyTable = (prefix: string, { map_key_50, map_key_75 }: KeyMomentFigures): FigureTable =>
  prefixed(prefix, { map_key_50, map_key_75 });

/**
 * On the shows of a generated corpus; `--corpus` names its folder (made by `momentfx train`). Without `--model` it is the
 * bundled checkpoint for the corpus's encoders.
 */
export async function evaluateOnCorpus({
  model: named,
  corpus,
  split,
  threads,
}: EvaluateSettings): Promise<FigureTable> {
  const asked = named === undefined ? undefined : await readModelManifest(named);
  const generated = await loadGenerated(corpus);
  const { library, blank, splits, encoders } = generated;
  const model = named ?? bundledFor(encoders.text);
  const manifest = asked ?? (await readModelManifest(model));
  requireEncoders(manifest, encoders);
  await requireTunedPart(corpus, generated, model);
  const network = networkConfigSchema.parse(manifest.network);
  const parameters = await readParameters(model);
  const shows = splits[split];
  const own = {
    network,
    parameters,
    manifest,
    library: { ...library, tagNames: tagNamesOf(library) },
    blank,
    threads,
  };
  const wholeVideo = await figuresAt(await sightShows(own, shows), {
    threshold: manifest.threshold,
    ...checkpointPolicy(manifest),
  });
  const { effects, tags, keys } = await windowFigures(own, shows);
  return {
    ...prefixed('whole video, ', wholeVideo),
    ...prefixed('windows by effect, ', effects),
    ...prefixed('windows by tag, ', tags),
    ...keyTable('windows by tag, ', keys),
  };
}

/** The bundled checkpoint for a sentence encoder. */
function bundledFor(textEncoder: string): string {
  const family = findFamily(textEncoder);
  if (family !== undefined) return starterFolders[family.name];
  throw new UsageError(
    'bad-arguments',
    `No bundled checkpoint was trained with the sentence encoder ${textEncoder}.`,
    'Name one with --model.',
  );
}

/** The authors' evaluation on a split in the SFX-Moment layout, of a checkpoint that was trained with the encoders of its features. */
export async function evaluateOnData(
  { model: named, split, threads }: EvaluateSettings,
  folder: string,
): Promise<FigureTable> {
  // A checkpoint of others' features need not have encoders that are known here.
  const model = named ?? (await chooseCheckpoint(undefined)).folder;
  const manifest = await readModelManifest(model);
  const network = networkConfigSchema.parse(manifest.network);
  const parameters = await readParameters(model);
  const set = await SfxMoment.open(folder);
  requireEncoders(manifest, set.encoders ?? PAPER_ENCODERS);
  const windows: EvaluationWindow[] = [];
  for await (const window of set.windows(split, manifest.window)) windows.push(window);
  const clips = await runWindows(network, parameters, windows, set.blank, set.library.ids, threads);
  const library = await embedLibrary(network, parameters, set.library, threads);
  const { figures, keyMoments } = evaluateClips(clips, library);
  const tagOf = new Map(
    set.library.ids.map((id, row) => [id, set.tagTable.get(set.library.tags[row]!) ?? id]),
  );
  const truths = clips.map(({ qid, truth }) => ({ ...truth, qid }));
  const keys = keyMomentFigures(keyMoments, truths, (sfx) => tagOf.get(sfx) ?? sfx);
  return { ...prefixed('', figures), ...keyTable('', keys) };
}
