/** From trained parameters to the checkpoint: classifiers by context and of moods, thresholds, figures, card, model folder. */
import { join } from 'node:path';
import { checkpointPolicy, type ModelManifest } from '../../src/analysis/manifest.ts';
import { TAGS } from '../../src/streams/values.ts';
import type { GeneratedCorpus } from '../corpus/generated.ts';
import { LANGUAGE_NAMES, type Language } from '../corpus/talks/reader.ts';
import { MAX_TEXTS } from '../corpus/windows.ts';
import { findFamily } from '../encoders/families.ts';
import { tunedFilesFor } from '../encoders/minilm.ts';
import type { FittedSensitivity } from '../evaluation/talks/fit.ts';
import type { NetworkConfig } from '../networks/network.ts';
import { assess, type Assessment } from './assess.ts';
import { replaceFile } from './checkpoint.ts';
import type { RunConfig } from './config.ts';
import { writeModelFolder, type ModelParts } from './export-model.ts';
import { modelCard, type NetworkBefore } from './model-card.ts';
import { tagNamesOf } from './source.ts';
import { withContextHead, type WithContextHeadOptions } from './starter-source.ts';
import type { CardTalks } from './talk-card.ts';
import { RUN_FILES } from './trainer.ts';

/** What `calibrate` found. */
export interface Calibration {
  readonly fitted: FittedSensitivity;
  /** Where the words are recognised speech; absent: as `fitted`. */
  readonly recognised?: FittedSensitivity;
  readonly talks?: CardTalks;
}

/** How a run ended; after `interrupted` the run folder holds a checkpoint. */
export type StarterResult =
  | { readonly outcome: 'interrupted' }
  | { readonly outcome: 'finished'; readonly manifest: ModelManifest; readonly assessment: Assessment };

/** What is finished, from what, and where to. */
export interface FinishOptions extends WithContextHeadOptions {
  /** Run folder: the assessment is written there. */
  readonly folder: string;
  /** Where the finished model is written. */
  readonly model: string;
  /** Fits thresholds of the model folder on talks in the corpus's language, and measures it there. Without it the shows' threshold stands. */
  readonly calibrate?: (model: string, language: Language) => Promise<Calibration>;
  /** Where the network comes from, if it was not trained in this run. */
  readonly before?: NetworkBefore;
}

/** What was trained, and how long it took. */
export interface TrainedNetwork {
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly seconds: number;
}

/** Makes the checkpoint of a trained network. */
export async function finishStarter(trained: TrainedNetwork, options: FinishOptions): Promise<StarterResult> {
  const { corpus, config, say, before } = options;
  const source = before?.folder ?? options.folder;
  const parameters = await withContextHead(trained.parameters, options);
  if (parameters === undefined) return { outcome: 'interrupted' };
  const parts = (manifest: ModelManifest, card: string): ModelParts => ({
    network: config.network,
    parameters,
    manifest,
    card,
    files: {
      [RUN_FILES.picture]: join(source, RUN_FILES.picture),
      ...tunedFilesFor(findFamily(manifest.encoders.text), source),
    },
  });
  const draft = draftManifest(config, corpus);
  await writeModelFolder(options.model, parts(draft, ''));
  const calibration = await options.calibrate?.(options.model, corpus.language);
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
    calibration && {
      threshold: calibration.fitted.sensitivity.normal,
      ...checkpointPolicy(calibration.fitted),
    },
  );
  const manifest = finalManifest(draft, {
    config,
    corpus,
    seconds: trained.seconds,
    assessment,
    calibration,
    before,
  });
  const card = modelCard({
    manifest,
    config,
    corpus: { ...sizes(corpus), hours: hoursOf(corpus), ...corpusFacts(corpus) },
    effects: corpus.library.ids.length,
    seconds: trained.seconds,
    assessment,
    ...(calibration?.talks === undefined ? {} : { talks: calibration.talks }),
    ...(before === undefined ? {} : { before }),
  });
  await writeModelFolder(options.model, parts(manifest, card));
  await replaceFile(join(options.folder, 'assessment.json'), `${JSON.stringify(assessment, null, 2)}\n`);
  return { outcome: 'finished', manifest, assessment };
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
  readonly before: NetworkBefore | undefined;
}

function finalManifest(draft: ModelManifest, findings: Findings): ModelManifest {
  const { config, corpus, seconds, calibration, before } = findings;
  const { fitted, wholeVideo, effects, tags, keys } = findings.assessment;
  const { seed, msm, endToEnd, negatives, loss, weightDecay, dropout } = config;
  return {
    ...draft,
    threshold: fitted.threshold,
    ...(calibration === undefined
      ? {}
      : {
          sensitivity: calibration.fitted.sensitivity,
          ...(calibration.recognised === undefined ? {} : { recognised: calibration.recognised.sensitivity }),
          tagThresholds: calibration.fitted.tagThresholds,
          fatigue: calibration.fitted.fatigue,
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
      ...(before === undefined ? {} : { networkBefore: before.training }),
    },
    accuracy: {
      wholeVideo,
      validation: fitted.figures,
      windowsByEffect: effects,
      windowsByTag: tags,
      keyMomentsByTag: keys,
      ...(calibration === undefined ? {} : { fittedOnTalks: calibration.fitted.levels }),
      ...(calibration?.recognised === undefined
        ? {}
        : { fittedOnRecognisedTalks: calibration.recognised.levels }),
    },
  };
}
