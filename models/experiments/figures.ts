/** How well a trained network does on the test windows of an experiment's data, by the authors' rule and by the live one. */
import { evaluateCalibrated } from '../evaluation/calibrated.ts';
import { evaluateClips, type ClipEvaluation, type EvaluatedClip } from '../evaluation/clips.ts';
import { embedLibrary } from '../evaluation/embed-library.ts';
import { firstHits } from '../evaluation/first-hits.ts';
import { keyMomentFigures } from '../evaluation/key-moments.ts';
import { runWindows } from '../evaluation/network-runner.ts';
import { tagFigures } from '../evaluation/shows.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { libraryWithout, testWindows, type ExperimentData, type Modality } from './data.ts';
import type { Figures } from './experiment.ts';

/** A network with its parameters. */
export interface TrainedNetwork {
  readonly network: NetworkConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/** The figures of both rules; those of the live one begin with `live_`. */
export async function figuresOf(
  { network, parameters }: TrainedNetwork,
  data: ExperimentData,
  without: readonly Modality[],
  threads: number,
): Promise<Figures> {
  const { ids } = data.library;
  const clips = await runWindows(network, parameters, testWindows(data, without), data.blank, ids, threads);
  const library = await embedLibrary(network, parameters, libraryWithout(data.library, without), threads);
  const live = tabled(evaluateCalibrated(clips, library), clips, data);
  return {
    ...tabled(evaluateClips(clips, library), clips, data),
    ...Object.fromEntries(Object.entries(live).map(([name, value]) => [`live_${name}`, value])),
    windows: clips.length,
  };
}

/** A row of Tables 4 and 5, shares 0…1: names end with the least overlap, in percent. */
function tabled(evaluation: ClipEvaluation, clips: readonly EvaluatedClip[], data: ExperimentData): Figures {
  const { figures, keyMoments } = evaluation;
  const tags = tagFigures(evaluation, clips, data.library.ids, data.tagNames);
  const tagOf = new Map<string, string>(data.library.ids.map((id, row) => [id, data.tagNames[row]!]));
  const truths = clips.map(({ qid, truth }) => ({ ...truth, qid }));
  const { map_key_50, map_key_75 } = keyMomentFigures(keyMoments, truths, (sfx) => tagOf.get(sfx) ?? sfx);
  return {
    ...figures,
    map_tag_50: tags.map_sfx_50,
    map_tag_vid_50: tags.map_vid_50,
    map_key_50,
    map_key_75,
    r1_50: firstHits(keyMoments, truths, 0.5),
    r1_75: firstHits(keyMoments, truths, 0.75),
  };
}
