/** `momentfx train` and `momentfx evaluate`: options checked, the work handed to `models`, results told. */
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { print } from '../cli/standard-streams.ts';
import { checked, evaluateSchema, trainSchema } from './settings.ts';

/** Runs `momentfx train`. Stopped by the signal, it says how to go on (`--resume`). */
export async function trainCommand(
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const settings = checked(trainSchema, options);
  const { shows } = settings;
  if (shows !== undefined) {
    const { learnCommand } = await import('./learn.ts');
    const learned = await learnCommand({ ...settings, shows }, signal);
    print(learned ? `Model: ${join(settings.out, 'model')}` : 'Interrupted; the same command goes on.');
    return;
  }
  if (settings.from !== undefined)
    throw new UsageError('bad-arguments', '--from goes with --shows only.', 'See `momentfx train --help`.');
  const { runTraining } = await import('./train.ts');
  const finished = await runTraining(settings, signal);
  if (finished) print(`Model: ${join(settings.out, 'model')}`);
  else
    print(`Interrupted; the checkpoint is kept. Go on with: momentfx train --out ${settings.out} --resume`);
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
  if (settings.json) print(JSON.stringify(figures, null, 2));
  else for (const [name, value] of Object.entries(figures)) print(`${name.padEnd(34)} ${value.toFixed(4)}`);
}
