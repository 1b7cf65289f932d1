/**
 * The bundled checkpoint from nothing: corpus, pre-training, training, threshold, export, model card. One call, and
 * the same seed and number of steps give the same checkpoint on one kind of machine.
 */
import type { GeneratedCorpus } from '../corpus/generated.ts';
import type { Language } from '../corpus/talks/reader.ts';
import { networkOf } from '../networks/registry.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { openCorpus, requireTunedPart, type CorpusOptions } from './corpus-folder.ts';
import { CONTEXT_STEPS, STARTER_NETWORK, starterRecipe, ZH_NETWORK, type RunConfig } from './config.ts';
import { finishStarter, type Calibration, type StarterResult } from './finish-starter.ts';
import { readMatching } from './matching-part.ts';
import { withSteps } from './pace.ts';
import type { StepReport } from './progress.ts';
import { sourceOf } from './starter-source.ts';
import { readRunConfig, train } from './trainer.ts';

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
  /** Fits thresholds of the model folder on talks in the corpus's language, and measures it there. Without it the shows' threshold stands. */
  readonly calibrate?: (model: string, language: Language) => Promise<Calibration>;
}

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
  return finishStarter(trained, { ...options, corpus, config, say });
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
