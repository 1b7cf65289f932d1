/** How good trained parameters are on generated shows: threshold on the validation split, figures on the test split. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDetector, type Detector } from '../../src/analysis/detector.ts';
import type { ModelManifest } from '../../src/analysis/manifest.ts';
import type { Show } from '../corpus/generated-source.ts';
import type { Figures } from '../evaluation/average-precision.ts';
import { evaluateClips } from '../evaluation/clips.ts';
import { keyMomentFigures, type KeyMomentFigures } from '../evaluation/key-moments.ts';
import { embedLibrary } from '../evaluation/embed-library.ts';
import { runWindows } from '../evaluation/network-runner.ts';
import { labelledVideo, showWindows, tagFigures } from '../evaluation/shows.ts';
import {
  figuresAt,
  fitThreshold,
  sight,
  THRESHOLDS,
  type FittedThreshold,
  type Sighted,
  type ThresholdPolicy,
  type WholeVideoFigures,
} from '../evaluation/whole-video.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { writeModelFolder } from './export-model.ts';
import { AUDIO_WIDTH, TEXT_WIDTH } from './source.ts';
import type { BundledLibrary } from './library-features.ts';

/** The checkpoint that `assess` judges. */
export interface Judged {
  readonly network: NetworkConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly manifest: ModelManifest;
  readonly library: BundledLibrary;
  readonly blank: Float32Array;
  readonly threads: number;
}

/** Opens a checkpoint exactly as a stream is served with it, for as long as `work` takes. */
export async function served<T>(own: Judged, work: (detector: Detector) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-assess-'));
  const { library, manifest, blank, threads } = own;
  try {
    await writeModelFolder(join(folder, 'model'), { ...own, card: '' });
    const detector = await openDetector(join(folder, 'model'), {
      threads,
      blank,
      encoderNames: manifest.encoders,
    });
    try {
      await detector.loadLibrary(
        library.ids.map((id, row) => ({
          id,
          tag: library.tagNames[row]!,
          audio: library.audio.subarray(row * AUDIO_WIDTH, (row + 1) * AUDIO_WIDTH),
          text: library.text.subarray(row * TEXT_WIDTH, (row + 1) * TEXT_WIDTH),
        })),
      );
      return await work(detector);
    } finally {
      await detector.release();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shows every window of some shows to the network. */
export const sightShows = (own: Judged, shows: readonly Show[]): Promise<Sighted[]> =>
  served(own, async (detector) => {
    const sighted: Sighted[] = [];
    for (const show of shows)
      sighted.push(
        await sight(labelledVideo(show, own.library.ids, own.library.tagNames), (windows) =>
          detector.detect(windows),
        ),
      );
    return sighted;
  });

/** How good a checkpoint is on shows that it was not trained on. */
export interface Assessment {
  readonly fitted: FittedThreshold;
  readonly wholeVideo: WholeVideoFigures;
  /** The paper's figures over windows, by effect and by tag. */
  readonly effects: Figures;
  readonly tags: Figures;
  /** The paper's mAP_key, an effect's tag being the class of its moments. */
  readonly keys: KeyMomentFigures;
}

/** The paper's figures over the authors' windows of some shows, by effect and by tag, and mAP_key. */
export async function windowFigures(
  own: Judged,
  shows: readonly Show[],
): Promise<Pick<Assessment, 'effects' | 'tags' | 'keys'> & { windows: number }> {
  const { library, network, parameters, blank, threads, manifest } = own;
  const windows = shows.flatMap((show) => showWindows(show, manifest.maxSubtitles, manifest.earlier));
  const clips = await runWindows(network, parameters, windows, blank, library.ids, threads);
  const evaluation = evaluateClips(clips, await embedLibrary(network, parameters, library, threads));
  const tagOf = new Map<string, string>(library.ids.map((id, row) => [id, library.tagNames[row]!]));
  return {
    effects: evaluation.figures,
    tags: tagFigures(evaluation, clips, library.ids, library.tagNames),
    keys: keyMomentFigures(
      evaluation.keyMoments,
      clips.map(({ qid, truth }) => ({ ...truth, qid })),
      (sfx) => tagOf.get(sfx) ?? sfx,
    ),
    windows: windows.length,
  };
}

/** Threshold from `val` unless a policy is given, figures from `test`. */
export async function assess(
  own: Judged,
  val: readonly Show[],
  test: readonly Show[],
  given?: ThresholdPolicy,
): Promise<Assessment> {
  const candidates = given === undefined ? THRESHOLDS : [given.threshold];
  const fitted = await fitThreshold(await sightShows(own, val), candidates, given);
  const wholeVideo = await figuresAt(await sightShows(own, test), { ...given, threshold: fitted.threshold });
  const { effects, tags, keys } = await windowFigures(own, test);
  return { fitted, wholeVideo, effects, tags, keys };
}
