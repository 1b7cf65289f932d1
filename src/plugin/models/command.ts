/** `momentfx train` and `momentfx evaluate`: options checked, the work handed to `models`, results told. */
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { print } from '../cli/standard-streams.ts';
import { checked, evaluateSchema, trainSchema } from './settings.ts';

/** Options of a training from nothing, for the figures of a card, of a training on a generated corpus, and of learning from shows. */
const FROM_NOTHING = [
  ...['data', 'recipe', 'minutes', 'steps', 'network', 'matching', 'device'],
  ...['encoders', 'tune'],
];
const CARD_TALKS = ['talks', 'talksSplit'];
const FROM_CORPUS = ['corpus', 'videos', 'plain', 'language', 'encoders', 'tune', 'talks', 'talksSplit'];
const FROM_SHOWS = ['library', 'tolerance'];

/** Of runs that keep nothing but their corpus. */
const AGAIN = 'Interrupted; the same command goes on.';

/** @throws UsageError where one of the options was given that `why` says something of */
function refuse(options: Readonly<Record<string, unknown>>, names: readonly string[], why: string): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const flag = given.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError('bad-arguments', `--${flag} ${why}.`, 'See `momentfx train --help`.');
}

/** Runs `momentfx train`. Stopped by the signal, it says how to go on (`--resume`). */
export async function trainCommand(
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const settings = checked(trainSchema, options);
  const { shows } = settings;
  if (shows !== undefined) {
    refuse(options, [...FROM_NOTHING, ...CARD_TALKS], 'does not go with --shows');
    const { learnCommand } = await import('./learn.ts');
    const learned = await learnCommand({ ...settings, shows }, signal);
    print(learned ? `Model: ${join(settings.out, 'model')}` : AGAIN);
    return;
  }
  refuse(options, FROM_SHOWS, 'goes with --shows only');
  if (settings.from !== undefined) refuse(options, FROM_NOTHING, 'does not go with --from');
  if (settings.data !== undefined) refuse(options, FROM_CORPUS, 'does not go with --data');
  else refuse(options, ['recipe'], 'goes with --data only');
  const { runTraining } = await import('./train.ts');
  const finished = await runTraining(settings, signal);
  if (finished) print(`Model: ${join(settings.out, 'model')}`);
  else if (settings.from !== undefined) print(AGAIN);
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
