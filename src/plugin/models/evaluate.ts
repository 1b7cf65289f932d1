/** Accuracy of a checkpoint, from its weights: the paper's figures, and for generated shows the whole-video ones. */
import { join } from 'node:path';
import { readModelManifest } from '../../analysis/manifest.ts';
import { loadGenerated } from '../../../models/corpus/generated.ts';
import { SfxMoment } from '../../../models/corpus/sfx-moment.ts';
import { evaluateClips } from '../../../models/evaluation/clips.ts';
import { embedLibrary } from '../../../models/evaluation/embed-library.ts';
import { runWindows } from '../../../models/evaluation/network-runner.ts';
import { figuresAt } from '../../../models/evaluation/whole-video.ts';
import { dmConfigSchema } from '../../../models/networks/dm-config.ts';
import { sightShows, windowFigures } from '../../../models/training/assess.ts';
import type { EvaluationWindow } from '../../../models/training/source.ts';
import { readWeights } from '../../../models/training/safetensors.ts';
import { TAGS } from '../../streams/values.ts';
import type { EvaluateSettings } from './settings.ts';

/** Names of figures to their values. */
export type FigureTable = Readonly<Record<string, number>>;

const prefixed = (prefix: string, figures: object): FigureTable =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}${name}`, value as number]));

async function parametersOf(folder: string): Promise<Map<string, Float32Array>> {
  const weights = await readWeights(join(folder, 'weights.safetensors'));
  return new Map([...weights].map(([name, { data }]) => [name, data]));
}

/** On the shows of a generated corpus; `--corpus` names its folder (made by `momentfx train`). */
export async function evaluateOnCorpus({
  model,
  corpus,
  split,
  threads,
}: EvaluateSettings): Promise<FigureTable> {
  const manifest = await readModelManifest(model);
  const network = dmConfigSchema.parse(manifest.network);
  const parameters = await parametersOf(model);
  const { library, blank, splits } = await loadGenerated(corpus);
  const shows = splits[split];
  const tagNames = Array.from(library.tags, (index) => TAGS[index] ?? 'others');
  const own = {
    network,
    parameters,
    manifest,
    library: { ...library, tagNames },
    blank,
    threads,
  };
  const wholeVideo = await figuresAt(await sightShows(own, shows), manifest.threshold);
  const { effects, tags } = await windowFigures(own, shows);
  return {
    ...prefixed('whole video, ', wholeVideo),
    ...prefixed('windows by effect, ', effects),
    ...prefixed('windows by tag, ', tags),
  };
}

/** The authors' evaluation on a split in the SFX-Moment layout. */
export async function evaluateOnData(
  { model, split, threads }: EvaluateSettings,
  folder: string,
): Promise<FigureTable> {
  const manifest = await readModelManifest(model);
  const network = dmConfigSchema.parse(manifest.network);
  const parameters = await parametersOf(model);
  const set = await SfxMoment.open(folder);
  const windows: EvaluationWindow[] = [];
  for await (const window of set.windows(split, manifest.window)) windows.push(window);
  const clips = await runWindows(network, parameters, windows, set.blank, set.library.ids, threads);
  return prefixed('', evaluateClips(clips, embedLibrary(set.library, parameters)).figures);
}
