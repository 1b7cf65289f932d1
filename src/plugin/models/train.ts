/** Training on the generated corpus, or on data in the SFX-Moment layout, with progress on standard output. */
import { join } from 'node:path';
import type { StepReport } from '../../../models/training/progress.ts';
import { progressLine } from '../../../models/training/progress.ts';
import type { TrainSettings } from './settings.ts';

/** Trains as `settings` say. True when it came to its end; false when it was interrupted, with a checkpoint. */
export async function runTraining(settings: TrainSettings, signal: AbortSignal): Promise<boolean> {
  const { out, seed, minutes, threads, device, resume, steps } = settings;
  const progress = progressLine(process.stdout, () => performance.now());
  const common = {
    folder: out,
    model: join(out, 'model'),
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
    const { trainStarter } = await import('../../../models/training/starter.ts');
    const corpus = settings.corpus ?? join(out, 'corpus');
    const result = await trainStarter({ ...common, corpus, videos: settings.videos });
    return result.outcome === 'finished';
  } finally {
    progress.end();
  }
}
