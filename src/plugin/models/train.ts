/** Training on the generated corpus, or on data in the SFX-Moment layout, with progress on standard output. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Language } from '../../../models/corpus/talks/reader.ts';
import type { StepReport } from '../../../models/training/progress.ts';
import { progressLine } from '../../../models/training/progress.ts';
import type { Calibrated } from './calibrate.ts';
import { checkpointNamed } from '../checkpoint.ts';
import { SMALL_CORPUS, type TrainSettings } from './settings.ts';

/** Shows of a corpus that is made. */
const VIDEOS = 6000;

/** Trains as `settings` say. True when it came to its end; false when it was interrupted, with a checkpoint. */
export async function runTraining(settings: TrainSettings, signal: AbortSignal): Promise<boolean> {
  const { out, seed, minutes, threads, device, resume, steps, network, matching } = settings;
  const progress = progressLine(process.stdout, () => performance.now());
  const common = {
    folder: out,
    model: join(out, 'model'),
    network,
    ...(matching === undefined ? {} : { matching }),
    seed,
    minutes,
    threads,
    device,
    resume,
    signal,
    ...(steps === undefined ? {} : { steps: { msm: steps[0], endToEnd: steps[1] } }),
    onStep: (report: StepReport) => progress.report(report),
    say: (words: string) => progress.say(words),
  };
  try {
    if (settings.data !== undefined) {
      const { trainOnData } = await import('../../../models/training/data-run.ts');
      return (
        (await trainOnData({ ...common, data: settings.data, recipe: settings.recipe })) !== 'interrupted'
      );
    }
    const corpus = settings.corpus ?? join(out, 'corpus');
    const { encoders, language, plain, videos } = settings;
    const shared = {
      ...common,
      corpus,
      calibrate: calibrationOf(settings, common),
      ...(language === undefined ? {} : { language }),
      ...(plain === undefined ? {} : { plain }),
    };
    if (settings.from !== undefined) {
      const { refitClassifiers } = await import('../../../models/training/refit.ts');
      const from = await checkpointNamed(settings.from, language);
      const fitted = await refitClassifiers({ ...shared, ...SMALL_CORPUS, ...(videos && { videos }), from });
      return fitted.outcome === 'finished';
    }
    if (settings.tune && !(await tune(settings, common))) return false;
    const { trainStarter } = await import('../../../models/training/starter.ts');
    const result = await trainStarter({
      ...shared,
      videos: videos ?? VIDEOS,
      ...(encoders === undefined ? {} : { encoders }),
    });
    return result.outcome === 'finished';
  } finally {
    progress.end();
  }
}

type Common = Readonly<{ folder: string; signal: AbortSignal; say: (words: string) => void }>;

/** Fits the thresholds of a model folder, and measures it on the talks that were named. */
function calibrationOf(
  { plain, seed, talks, talksSplit }: TrainSettings,
  { signal, say }: Common,
): (model: string, language: Language) => Promise<Calibrated> {
  return async (model, language) => {
    const { calibrate } = await import('./calibrate.ts');
    const { plainTalkFrom } = await import('../../../models/corpus/talks/speeches.ts');
    return calibrate(model, {
      language,
      plain: await plainTalkFrom(plain),
      seed,
      signal,
      say,
      ...(talks === undefined
        ? {}
        : { talks: { folder: talks, ...(talksSplit === undefined ? {} : { split: talksSplit }) } }),
    });
  };
}

/**
 * Tunes the sentence encoder into the run folder, from which its encoders are made; with `resume` what that holds already.
 * False when it was interrupted.
 */
async function tune({ plain, seed, threads, resume }: TrainSettings, { folder, signal, say }: Common) {
  const [{ tuneOnTalks }, { TUNED_FILE }] = await Promise.all([
    import('../../../models/training/text-encoder/talks.ts'),
    import('../../../models/encoders/minilm/config.ts'),
  ]);
  const file = join(folder, basename(TUNED_FILE));
  if (resume && existsSync(file)) return true;
  await mkdir(folder, { recursive: true });
  const options = { file, seed, threads, signal, say };
  return (await tuneOnTalks(plain === undefined ? options : { ...options, plain })) !== undefined;
}
