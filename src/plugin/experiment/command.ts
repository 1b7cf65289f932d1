/** `momentfx experiment`: options checked, the work handed to `models/experiments`, tables told. */
import { join } from 'node:path';
import { z } from 'zod';
import type { ExperimentData } from '../../../models/experiments/data.ts';
import type { Experiment } from '../../../models/experiments/experiment.ts';
import { PRESET_NAMES, PRESETS, type Preset } from '../../../models/experiments/presets.ts';
import { EXPERIMENTS } from '../../../models/experiments/registry.ts';
import { writeReport } from '../../../models/experiments/report.ts';
import { runExperiment } from '../../../models/experiments/run.ts';
import { progressLine } from '../../../models/training/progress.ts';
import { UsageError } from '../errors.ts';
import { print } from '../cli/standard-streams.ts';
import { shellWord } from '../cli/invocation.ts';
import { checked, stepsSchema } from '../models/settings.ts';

const text = z.string().min(1);
const experimentSchema = z.object({
  out: text.default('runs/experiments'),
  data: text.optional(),
  corpus: text.optional(),
  encoders: z.enum(['lite', 'minilm']).default('lite'),
  preset: z.enum(PRESET_NAMES).default('small'),
  steps: stepsSchema.optional(),
  seeds: z.coerce.number().int().min(1).max(100).default(3),
  rows: text.transform((ids) => ids.split(',').map((id) => id.trim())).optional(),
  gather: z.boolean().default(false),
  threads: z.coerce.number().int().min(1).max(256).default(2),
  device: z.enum(['cpu', 'cuda', 'webgpu']).default('cpu'),
});
type ExperimentSettings = z.infer<typeof experimentSchema>;

/** Seed of a corpus that is made. */
const CORPUS_SEED = 1;

/** Runs `momentfx experiment NAME`. Stopped by the signal, the same command goes on. */
export async function experimentCommand(
  name: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  if (name === 'list') {
    for (const own of EXPERIMENTS) print(`${own.name.padEnd(12)} ${own.description}`);
    return;
  }
  const experiment = EXPERIMENTS.find((own) => own.name === name);
  if (experiment === undefined)
    throw new UsageError(
      'bad-arguments',
      `There is no experiment "${name}".`,
      `Use one of ${EXPERIMENTS.map((own) => own.name).join(', ')}, or \`list\`.`,
    );
  const settings = checked(experimentSchema, options);
  const progress = progressLine(process.stdout, performance.now.bind(performance));
  try {
    print(await run(experiment, settings, signal, progress));
  } catch (error) {
    if (!signal.aborted) throw error;
    progress.end();
    print('Interrupted; what is done is kept, and the same command goes on.');
  } finally {
    progress.end();
  }
}

async function run(
  experiment: Experiment,
  settings: ExperimentSettings,
  signal: AbortSignal,
  progress: ReturnType<typeof progressLine>,
): Promise<string> {
  const { out: folder, threads, device, gather } = settings;
  const preset = sizesOf(settings);
  const say = (line: string): void => progress.say(line);
  const data = await openData(settings, say);
  signal.throwIfAborted();
  const known = experiment.rows(data).map(({ id }) => id);
  const stray = settings.rows?.find((id) => !known.includes(id));
  if (stray !== undefined)
    throw new UsageError(
      'bad-arguments',
      `--rows: "${experiment.name}" has no row "${stray}" on these data.`,
      `It has ${known.join(', ')}.`,
    );
  const count = Math.min(settings.seeds, experiment.mostSeeds ?? Infinity);
  const seeds = Array.from({ length: count }, (_, at) => at + 1);
  const onStep: Parameters<typeof runExperiment>[2]['onStep'] = (report) => progress.report(report);
  const bench = { data, preset, folder, threads, device, signal, say, onStep };
  const rows = await runExperiment(
    experiment,
    { seeds, gather, ...(settings.rows && { rows: settings.rows }) },
    bench,
  );
  return writeReport(experiment, rows, bench, { seeds, command: commandOf(experiment.name, settings) });
}

/** The preset, with other numbers of steps where they are given. */
function sizesOf({ preset, steps }: ExperimentSettings): Preset {
  const own = PRESETS[preset];
  if (steps === undefined) return own;
  const [msm, endToEnd] = steps;
  return { ...own, msm: { ...own.msm, steps: msm }, endToEnd: { ...own.endToEnd, steps: endToEnd } };
}

/** The folder, or the corpus of the preset. What either needs is loaded only then: not every installation can draw a corpus. */
async function openData(settings: ExperimentSettings, say: (line: string) => void): Promise<ExperimentData> {
  const { data, out, corpus, encoders, preset, threads } = settings;
  if (data !== undefined)
    return (await import('../../../models/experiments/folder-data.ts')).openFolder(data);
  const { videos, pictures } = PRESETS[preset].corpus;
  const { openGenerated } = await import('../../../models/experiments/generated-data.ts');
  const folder = corpus ?? join(out, `corpus-${encoders}-${videos}`);
  return openGenerated({ corpus: folder, encoders, seed: CORPUS_SEED, videos, pictures, threads }, say);
}

/** The command that makes the same again, wherever its folder is. */
function commandOf(
  name: string,
  { data, corpus, encoders, preset, seeds, steps, rows, threads, device }: ExperimentSettings,
): string {
  return [
    'momentfx',
    'experiment',
    name,
    ...(data === undefined ? [] : ['--data', shellWord(data)]),
    ...(corpus === undefined ? [] : ['--corpus', shellWord(corpus)]),
    ...(data !== undefined || encoders === 'lite' ? [] : ['--encoders', encoders]),
    '--preset',
    preset,
    '--seeds',
    String(seeds),
    ...(steps === undefined ? [] : ['--steps', steps.join(',')]),
    ...(rows === undefined ? [] : ['--rows', rows.join(',')]),
    '--threads',
    String(threads),
    ...(device === 'cpu' ? [] : ['--device', device]),
  ].join(' ');
}
