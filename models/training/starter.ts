/**
 * The bundled checkpoint from nothing: corpus, pre-training, training, threshold, export, model card. One call, and
 * the same seed and number of steps give the same checkpoint on one kind of machine.
 */
import { join } from 'node:path';
import type { ModelManifest } from '../../src/analysis/manifest.ts';
import { TAGS } from '../../src/streams/values.ts';
import { generateCorpus, loadGenerated, type GeneratedCorpus } from '../corpus/generated.ts';
import { CorpusFolderError } from '../corpus/generated-files.ts';
import { showSource } from '../corpus/generated-source.ts';
import { assess, type Assessment } from './assess.ts';
import { loadCheckpoint, replaceFile } from './checkpoint.ts';
import { starterRecipe, type RunConfig } from './config.ts';
import { writeModelFolder } from './export-model.ts';
import { modelCard } from './model-card.ts';
import { measurePace, stepsIn } from './pace.ts';
import type { StepReport } from './progress.ts';
import { readRunConfig, RUN_FILES, train } from './trainer.ts';

/** Most sentences of a window at run time; the authors' limit. */
const MAX_SUBTITLES = 40;

export interface StarterOptions {
  /** Run folder: configuration, curves, checkpoint, report. */
  readonly folder: string;
  /** Where the finished model is written. */
  readonly model: string;
  /** The corpus is kept here, and made when there is none. */
  readonly corpus: string;
  readonly seed: number;
  /** Shows of a corpus that is made. */
  readonly videos: number;
  /** Minutes for the steps; ignored when `steps` is given or a run goes on. */
  readonly minutes: number;
  readonly steps?: { readonly msm: number; readonly endToEnd: number };
  readonly threads: number;
  readonly device?: RunConfig['device'];
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport) => void;
  readonly say?: (line: string) => void;
}

export type StarterResult =
  | { readonly outcome: 'interrupted' }
  | { readonly outcome: 'finished'; readonly manifest: ModelManifest; readonly assessment: Assessment };

/** Makes the checkpoint. After an interruption the same call with `resume` goes on. */
export async function trainStarter(options: StarterOptions): Promise<StarterResult> {
  const say = options.say ?? (() => undefined);
  const corpus = await openCorpus(options, say);
  if (options.signal?.aborted === true) return { outcome: 'interrupted' };
  const config = await chooseConfig(options, corpus, say);
  const source = sourceOf(corpus, config);
  const trained = await train({ ...options, config, source });
  if (trained.outcome === 'interrupted') return { outcome: 'interrupted' };
  say('Fitting the threshold on the validation shows, then measuring on the test shows.');
  const tagNames = Array.from(corpus.library.tags, (index) => TAGS[index]!);
  const draft = draftManifest(config, corpus);
  const assessment = await assess(
    {
      network: config.network,
      parameters: trained.parameters,
      manifest: draft,
      library: { ...corpus.library, tagNames },
      blank: corpus.blank,
      threads: options.threads,
    },
    corpus.splits.val,
    corpus.splits.test,
  );
  const manifest = finalManifest(draft, config, corpus, trained.seconds, assessment);
  await writeModelFolder(options.model, {
    network: config.network,
    parameters: trained.parameters,
    manifest,
    card: modelCard({
      manifest,
      config,
      corpus: { ...sizes(corpus), hours: hoursOf(corpus) },
      effects: corpus.library.ids.length,
      seconds: trained.seconds,
      assessment,
    }),
    files: { [RUN_FILES.picture]: join(options.folder, RUN_FILES.picture) },
  });
  await replaceFile(join(options.folder, 'assessment.json'), `${JSON.stringify(assessment, null, 2)}\n`);
  return { outcome: 'finished', manifest, assessment };
}

const sourceOf = (corpus: GeneratedCorpus, config: RunConfig) =>
  showSource(corpus.splits.train, {
    library: corpus.library,
    blank: corpus.blank,
    maxTexts: config.shape.asr - 1,
  });

async function openCorpus(options: StarterOptions, say: (line: string) => void): Promise<GeneratedCorpus> {
  try {
    return await loadGenerated(options.corpus);
  } catch (error) {
    if (!(error instanceof CorpusFolderError)) throw error;
    say(`Making the corpus of ${options.videos} shows in ${options.corpus}.`);
  }
  let told = 0;
  await generateCorpus({
    seed: options.seed,
    videos: options.videos,
    folder: options.corpus,
    workers: options.threads,
    onProgress: (stage, done, total) => {
      // Ten lines a stage: it takes minutes.
      const tenth = Math.floor((10 * done) / total);
      if (tenth !== told) say(`  ${stage} ${done} of ${total}`);
      told = tenth;
    },
  });
  return loadGenerated(options.corpus);
}

async function chooseConfig(
  options: StarterOptions,
  corpus: GeneratedCorpus,
  say: (line: string) => void,
): Promise<RunConfig> {
  const { seed, threads, device = 'cpu', minutes } = options;
  const begun = options.resume === true && (await loadCheckpoint(options.folder)) !== undefined;
  if (begun) return { ...(await readRunConfig(options.folder)), threads, device };
  const draft = { ...starterRecipe({ msm: 0, endToEnd: 0 }, seed), threads, device };
  const steps = options.steps ?? stepsIn(minutes, await measurePace(draft, sourceOf(corpus, draft)));
  say(
    `${steps.msm} steps of pre-training and ${steps.endToEnd} end to end, ${draft.endToEnd.batch} windows each.`,
  );
  return {
    ...draft,
    msm: { ...draft.msm, steps: steps.msm },
    endToEnd: { ...draft.endToEnd, steps: steps.endToEnd },
  };
}

function draftManifest(config: RunConfig, { encoders }: GeneratedCorpus): ModelManifest {
  return {
    version: 1,
    name: 'momentfx starter',
    encoders,
    framesPerSecond: 1,
    window: config.shape.frames,
    maxSubtitles: MAX_SUBTITLES,
    threshold: 0.5,
    tags: [...TAGS],
    network: config.network,
    training: {},
    accuracy: {},
  };
}

const sizes = ({ splits }: GeneratedCorpus) => ({
  train: splits.train.length,
  val: splits.val.length,
  test: splits.test.length,
});
const hoursOf = ({ splits }: GeneratedCorpus): number =>
  Object.values(splits)
    .flat()
    .reduce((sum, { duration }) => sum + duration, 0) / 3600;

function finalManifest(
  draft: ModelManifest,
  config: RunConfig,
  corpus: GeneratedCorpus,
  seconds: number,
  { fitted, wholeVideo, effects, tags }: Assessment,
): ModelManifest {
  const { seed, msm, endToEnd, negatives, loss, weightDecay } = config;
  return {
    ...draft,
    threshold: fitted.threshold,
    training: {
      data: 'generated shows',
      corpusSeed: corpus.seed,
      shows: sizes(corpus),
      seed,
      msm,
      endToEnd,
      negatives,
      loss,
      weightDecay,
      seconds: Math.round(seconds),
    },
    accuracy: { wholeVideo, validation: fitted.figures, windowsByEffect: effects, windowsByTag: tags },
  };
}
