/** Training on the generated corpus, or on data in the SFX-Moment layout. */
import { join } from 'node:path';
import type { RunConfig } from '../../../models/training/config.ts';
import { progressLine } from '../../../models/training/progress.ts';
import type { TrainSettings } from './command.ts';

const line = () => progressLine(process.stdout, () => performance.now());

/** True when it came to its end; false when it was interrupted, with a checkpoint. */
export async function trainOnCorpus(settings: TrainSettings, signal: AbortSignal): Promise<boolean> {
  const { trainStarter } = await import('../../../models/training/starter.ts');
  const { out, seed, videos, minutes, threads, device, resume, steps } = settings;
  const progress = line();
  const result = await trainStarter({
    folder: out,
    model: join(out, 'model'),
    corpus: join(out, 'corpus'),
    seed,
    videos,
    minutes,
    threads,
    device,
    resume,
    signal,
    ...(steps === undefined ? {} : { steps: { msm: steps[0], endToEnd: steps[1] } }),
    onStep: (report) => progress.report(report),
    say: (words) => progress.say(words),
  });
  progress.end();
  return result.outcome === 'finished';
}

/** The recipe as the authors' scripts run it (or the paper's), on a folder in the SFX-Moment layout. */
export async function trainOnData(
  settings: TrainSettings,
  data: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { train } = await import('../../../models/training/trainer.ts');
  const { SfxMoment } = await import('../../../models/corpus/sfx-moment.ts');
  const set = await SfxMoment.open(data);
  const source = await set.source('train');
  const config = await recipe(settings);
  const progress = line();
  const { out, resume } = settings;
  const result = await train({
    folder: out,
    config,
    source,
    resume,
    signal,
    onStep: (report) => progress.report(report),
  });
  progress.end();
  if (result.outcome === 'interrupted') return false;
  const { exportTrained } = await import('./export.ts');
  await exportTrained(join(out, 'model'), config, result.parameters, data);
  return true;
}

/** The authors' 3000 + 3000 epochs would take weeks on a small machine: the number of steps is the user's. */
async function recipe({ recipe, seed, threads, device, steps }: TrainSettings): Promise<RunConfig> {
  const { authorsRecipe, paperRecipe, starterRecipe } = await import('../../../models/training/config.ts');
  const [msm, endToEnd] = steps ?? [1000, 10_000];
  const counts = { msm, endToEnd };
  const base =
    recipe === 'paper'
      ? paperRecipe(counts)
      : recipe === 'starter'
        ? starterRecipe(counts, seed)
        : authorsRecipe(counts);
  return { ...base, shape: { frames: 12, tts: 41, asr: 41 }, seed, threads, device };
}
