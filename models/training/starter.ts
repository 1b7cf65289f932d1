/**
 * The bundled checkpoint from nothing: corpus, pre-training, training, threshold, export, model card. One call, and
 * the same seed and number of steps give the same checkpoint on one kind of machine.
 */
import { join } from 'node:path';
import type { ModelManifest } from '../../src/analysis/manifest.ts';
import { TAGS } from '../../src/streams/values.ts';
import type { GeneratedCorpus } from '../corpus/generated.ts';
import { LANGUAGE_NAMES } from '../corpus/talks/reader.ts';
import { MAX_TEXTS } from '../corpus/windows.ts';
import { findFamily } from '../encoders/families.ts';
import { tunedFilesFor } from '../encoders/minilm.ts';
import { assess, type Assessment } from './assess.ts';
import { loadCheckpoint, replaceFile } from './checkpoint.ts';
import { openCorpus, requireTunedPart, type CorpusOptions } from './corpus-folder.ts';
import { CONTEXT_STEPS, STARTER_NETWORK, starterRecipe, ZH_NETWORK, type RunConfig } from './config.ts';
import type { FittedSensitivity } from '../evaluation/talks/fit.ts';
import { writeModelFolder, type ModelParts } from './export-model.ts';
import type { CardTalks } from './talk-card.ts';
import { modelCard } from './model-card.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { networkOf } from '../networks/registry.ts';
import { readMatching } from './matching-part.ts';
import { withSteps } from './pace.ts';
import type { StepReport } from './progress.ts';
import { tagNamesOf } from './source.ts';
import { sourceOf, withContextHead } from './starter-source.ts';
import { readRunConfig, RUN_FILES, train } from './trainer.ts';

/** What `trainStarter` makes, from what, and where. */
export interface StarterOptions extends CorpusOptions {
  /** Run folder: configuration, curves, checkpoint, report. */
  readonly folder: string;
  /** Where the finished model is written. */
  readonly model: string;
  /** Type of the network; D&M by default. */
  readonly network?: string;
  /** Model folder whose matching part is taken over, in place of pre-training; see `readMatching`. */
  readonly matching?: string;
  /** Minutes for the steps; ignored when `steps` is given or a run goes on. */
  readonly minutes: number;
  readonly steps?: { readonly msm: number; readonly endToEnd: number };
  readonly device?: RunConfig['device'];
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport) => void;
  readonly say?: (line: string) => void;
  /** Fits thresholds of the model folder on talks, and measures it there. Without it the shows' threshold stands. */
  readonly calibrate?: (model: string) => Promise<Calibration>;
}

/** What `calibrate` found. */
export interface Calibration {
  readonly fitted: FittedSensitivity;
  readonly talks?: CardTalks;
}

/** How `trainStarter` ended; after `interrupted` the run folder holds a checkpoint. */
export type StarterResult =
  | { readonly outcome: 'interrupted' }
  | { readonly outcome: 'finished'; readonly manifest: ModelManifest; readonly assessment: Assessment };

/** Makes the checkpoint. After an interruption the same call with `resume` goes on. */
export async function trainStarter(options: StarterOptions): Promise<StarterResult> {
  const say = options.say ?? (() => undefined);
  const corpus = await openCorpus({ ...options, tunedIn: options.folder }, say);
  if (options.signal?.aborted === true) return { outcome: 'interrupted' };
  const config = await chooseConfig(options, corpus, say);
  const source = sourceOf(corpus, config);
  const { encoders } = corpus;
  if (options.matching !== undefined) await requireTunedPart(options.corpus, corpus, options.matching);
  const start = options.matching && (await readMatching(options.matching, { ...config, encoders }));
  const trained = await train({ ...options, config, source, ...(start && { start }) });
  if (trained.outcome === 'interrupted') return { outcome: 'interrupted' };
  const parameters = await withContextHead(trained.parameters, { ...options, corpus, config, say });
  if (parameters === undefined) return { outcome: 'interrupted' };
  const parts = (manifest: ModelManifest, card: string): ModelParts => ({
    network: config.network,
    parameters,
    manifest,
    card,
    files: {
      [RUN_FILES.picture]: join(options.folder, RUN_FILES.picture),
      ...tunedFilesFor(findFamily(manifest.encoders.text), options.folder),
    },
  });
  const draft = draftManifest(config, corpus);
  await writeModelFolder(options.model, parts(draft, ''));
  const calibration = await options.calibrate?.(options.model);
  say('Measuring on the validation and test shows.');
  const assessment = await assess(
    {
      ...parts(draft, ''),
      library: { ...corpus.library, tagNames: tagNamesOf(corpus.library) },
      blank: corpus.blank,
      threads: options.threads,
    },
    corpus.splits.val,
    corpus.splits.test,
    calibration?.fitted.sensitivity.normal,
  );
  const manifest = finalManifest(draft, {
    config,
    corpus,
    seconds: trained.seconds,
    assessment,
    calibration,
  });
  const card = modelCard({
    manifest,
    config,
    corpus: { ...sizes(corpus), hours: hoursOf(corpus), ...corpusFacts(corpus) },
    effects: corpus.library.ids.length,
    seconds: trained.seconds,
    assessment,
    ...(calibration?.talks === undefined ? {} : { talks: calibration.talks }),
  });
  await writeModelFolder(options.model, parts(manifest, card));
  await replaceFile(join(options.folder, 'assessment.json'), `${JSON.stringify(assessment, null, 2)}\n`);
  return { outcome: 'finished', manifest, assessment };
}

async function chooseConfig(
  options: StarterOptions,
  corpus: GeneratedCorpus,
  say: (line: string) => void,
): Promise<RunConfig> {
  const { seed, threads, device = 'cpu' } = options;
  const begun = options.resume === true && (await loadCheckpoint(options.folder)) !== undefined;
  if (begun) return { ...(await readRunConfig(options.folder)), threads, device };
  const sizes = corpus.language === 'zh' ? ZH_NETWORK : STARTER_NETWORK;
  const draft = { ...starterRecipe({ msm: 0, endToEnd: 0 }, seed, sizes, options.network), threads, device };
  const run = await withSteps(draft, options, () => sourceOf(corpus, draft));
  const { msm, endToEnd } = run;
  say(`${msm.steps} steps of pre-training and ${endToEnd.steps} end to end, ${endToEnd.batch} windows each.`);
  const hasContext = networkOf(run.network).kind === 'joint';
  const most = CONTEXT_STEPS[corpus.labelled > 0 ? 'withLabelled' : 'written'];
  return { ...run, contextSteps: hasContext ? Math.min(endToEnd.steps, most) : 0 };
}

/** A checkpoint is called by the network it is of. */
const nameOf = ({ type = 'dm' }: NetworkConfig): string =>
  type === 'dm' ? 'momentfx starter' : `${type} with matching`;

function draftManifest(config: RunConfig, { encoders, language }: GeneratedCorpus): ModelManifest {
  const own = language === 'en' ? {} : { languages: [language] };
  return {
    version: 1,
    name: `${nameOf(config.network)}${language === 'en' ? '' : ` (${LANGUAGE_NAMES[language]})`}`,
    ...own,
    encoders,
    framesPerSecond: 1,
    window: config.shape.frames,
    maxSubtitles: MAX_TEXTS,
    earlier: config.shape.tts - 1,
    threshold: 0.5,
    tags: [...TAGS],
    network: config.network,
    training: {},
    accuracy: {},
  };
}

const corpusFacts = ({ plain, labelled, language }: GeneratedCorpus) => ({ plain, labelled, language });

const sizes = ({ splits }: GeneratedCorpus) => ({
  train: splits.train.length,
  val: splits.val.length,
  test: splits.test.length,
});
const hoursOf = ({ splits }: GeneratedCorpus): number =>
  Object.values(splits)
    .flat()
    .reduce((sum, { duration }) => sum + duration, 0) / 3600;

interface Findings {
  readonly config: RunConfig;
  readonly corpus: GeneratedCorpus;
  readonly seconds: number;
  readonly assessment: Assessment;
  readonly calibration: Calibration | undefined;
}

function finalManifest(draft: ModelManifest, findings: Findings): ModelManifest {
  const { config, corpus, seconds, calibration } = findings;
  const { fitted, wholeVideo, effects, tags, keys } = findings.assessment;
  const { seed, msm, endToEnd, negatives, loss, weightDecay, dropout } = config;
  return {
    ...draft,
    threshold: fitted.threshold,
    ...(calibration === undefined
      ? {}
      : {
          sensitivity: calibration.fitted.sensitivity,
          tagThresholds: calibration.fitted.tagThresholds,
        }),
    training: {
      data: corpus.language === 'en' ? 'generated shows and written talks' : 'written talks',
      plain: corpus.plain,
      labelled: corpus.labelled,
      corpusSeed: corpus.seed,
      shows: sizes(corpus),
      seed,
      msm,
      endToEnd,
      negatives,
      loss,
      weightDecay,
      dropout,
      seconds: Math.round(seconds),
    },
    accuracy: {
      wholeVideo,
      validation: fitted.figures,
      windowsByEffect: effects,
      windowsByTag: tags,
      keyMomentsByTag: keys,
      ...(calibration === undefined ? {} : { fittedOnTalks: calibration.fitted.levels }),
    },
  };
}
