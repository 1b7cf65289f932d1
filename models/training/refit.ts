/**
 * The classifiers of a finished checkpoint, fitted anew: those of sentences by their context and of moods, with the thresholds. Its network,
 * its effects' side and the tuned part of its sentence encoder stay as they are. Minutes instead of hours, where talks or labels were added.
 */
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { languagesOf, readModelManifest } from '../../src/analysis/manifest.ts';
import { writtenSplits } from '../corpus/talks/split.ts';
import { LANGUAGES } from '../corpus/talks/reader.ts';
import { familyFor, familyOf } from '../encoders/families.ts';
import { dmConfigOf } from '../networks/dm/config.ts';
import { hasContextHead } from '../networks/dm/parameters.ts';
import { networkConfigSchema } from '../networks/registry.ts';
import { CONTEXT_STEPS, STARTER_NETWORK, starterRecipe, ZH_NETWORK } from './config.ts';
import { openCorpus, type CorpusOptions } from './corpus-folder.ts';
import { DataError } from './data-error.ts';
import { readParameters } from './export-model.ts';
import { finishStarter, type FinishOptions, type StarterResult } from './finish-starter.ts';

/** Which checkpoint's classifiers are fitted, on what, and where it is written. */
export interface RefitOptions
  extends
    Omit<CorpusOptions, 'encoders' | 'language' | 'tunedIn' | 'hearings'>,
    Omit<FinishOptions, 'corpus' | 'config' | 'before'> {
  /** The finished checkpoint's folder. */
  readonly from: string;
  /** Steps of the classifier by context; default `CONTEXT_STEPS`. */
  readonly contextSteps?: number;
}

/** How often each whole talk is heard: these classifiers are fitted on little else. */
const HEARINGS = 2;
/** What is asked of the record of its training; a checkpoint made by hand may have none. */
const stepsSchema = z.object({ steps: z.int().nonnegative() }).catch({ steps: 0 });

/**
 * Fits and writes the checkpoint. After an interruption the same call begins anew, but for the corpus, which is kept.
 * @throws ModelFolderError where `from` is no checkpoint; DataError where its network has no classifiers of sentences; CorpusFolderError
 * where the corpus there is another's
 */
export async function refitClassifiers(options: RefitOptions): Promise<StarterResult> {
  const { from, seed, threads, say } = options;
  const manifest = await readModelManifest(from);
  const known = dmConfigOf(networkConfigSchema.parse(manifest.network));
  if (known === undefined || !hasContextHead(known))
    throw new DataError(
      'no-classifiers',
      `The network of the checkpoint in ${from} has no classifiers of sentences`,
      'Name a checkpoint that `momentfx train` made from talks',
    );
  const language = LANGUAGES.find((each) => languagesOf(manifest).includes(each)) ?? 'en';
  const { name: encoders } = (await familyFor(manifest.encoders)) ?? familyOf(manifest.encoders.text);
  const hearings = HEARINGS * writtenSplits(language).train.length;
  const corpus = await openCorpus({ ...options, language, encoders, tunedIn: from, hearings }, say);
  if (options.signal?.aborted === true) return { outcome: 'interrupted' };
  const { context_hidden, context_share } = language === 'zh' ? ZH_NETWORK : STARTER_NETWORK;
  const steps = {
    msm: stepsSchema.parse(manifest.training['msm']).steps,
    endToEnd: stepsSchema.parse(manifest.training['endToEnd']).steps,
  };
  const recipe = starterRecipe(steps, seed, { ...known, context_hidden, context_share });
  const config = {
    ...recipe,
    shape: { ...recipe.shape, tts: manifest.earlier + 1 },
    contextSteps: options.contextSteps ?? CONTEXT_STEPS[corpus.labelled > 0 ? 'withLabelled' : 'written'],
    threads,
  };
  const parameters = await readParameters(from);
  await mkdir(options.folder, { recursive: true });
  // A checkpoint that was fitted anew itself tells where its network comes from.
  const origin = z.record(z.string(), z.unknown()).catch(manifest.training);
  const before = { folder: from, training: origin.parse(manifest.training['networkBefore']) };
  return finishStarter({ parameters, seconds: 0 }, { ...options, corpus, config, before });
}
