/** `momentfx train` and `momentfx evaluate`: options checked, the work handed to `models`, results told. */
import { join } from 'node:path';
import { checked, evaluateSchema, trainSchema } from './settings.ts';

/** Runs `momentfx train`. Stopped by the signal, it says how to go on (`--resume`). */
export async function trainCommand(
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const settings = checked(trainSchema, options);
  const { runTraining } = await import('./train.ts');
  const finished = await runTraining(settings, signal);
  if (finished) process.stdout.write(`Model: ${join(settings.out, 'model')}\n`);
  else
    process.stdout.write(
      `Interrupted; the checkpoint is kept. Go on with: momentfx train --out ${settings.out} --resume\n`,
    );
}

/** Runs `momentfx evaluate`: on a corpus, or on labelled talks where `--talks` names some. */
export async function evaluateCommand(
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  if (options['talks'] !== undefined) {
    const { evaluateTalksCommand } = await import('./talks.ts');
    return evaluateTalksCommand(options, signal);
  }
  const settings = checked(evaluateSchema, options);
  const { evaluateOnCorpus, evaluateOnData } = await import('./evaluate.ts');
  const figures =
    settings.data === undefined
      ? await evaluateOnCorpus(settings)
      : await evaluateOnData(settings, settings.data);
  signal.throwIfAborted();
  if (settings.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name.padEnd(34)} ${value.toFixed(4)}\n`);
}
