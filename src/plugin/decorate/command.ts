/** `momentfx decorate`: checks what was asked, shows progress, writes the cue sheet. */
import { z } from 'zod';
import { resolveSettings } from '../config/options.ts';
import { toCueSheet, writeCueSheet } from '../cue-sheet.ts';
import { UsageError } from '../errors.ts';
import { createProgress } from '../progress.ts';
import { toSeconds } from '../../streams/time.ts';
import { decorate, type DecorateSummary } from './session.ts';

const file = z.string().min(1);
const commandSchema = z.object({
  output: file.optional(),
  cues: file.optional(),
  fromCues: file.optional(),
  dryRun: z.boolean().default(false),
});
type CommandOptions = z.infer<typeof commandSchema>;

export async function decorateCommand(
  input: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const parsed = commandSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'BAD_ARGUMENTS',
      `--${parsed.error.issues[0]?.path.join('.')} needs a file name.`,
      'See --help.',
    );
  const command = parsed.data;
  refuseContradictions(input, command);
  const settings = resolveSettings(options);
  const progress = createProgress(command.output === undefined ? 'analysing' : 'decorating');
  const started = performance.now();
  let summary: DecorateSummary;
  try {
    summary = await decorate({
      input,
      settings,
      signal,
      ...(command.output === undefined ? {} : { output: command.output }),
      ...(command.fromCues === undefined ? {} : { fromCues: command.fromCues }),
      onProgress: (done, total) => progress.update(done, total),
      onWarning: (line) => process.stderr.write(`momentfx: ${line}\n`),
    });
  } finally {
    progress.stop();
  }
  const { cues, duration } = summary;
  if (command.cues !== undefined) await writeCueSheet(command.cues, toCueSheet(input, duration, cues));
  report(summary, command, (performance.now() - started) / 1000);
}

function refuseContradictions(input: string, { output, cues, fromCues, dryRun }: CommandOptions): void {
  const refuse = (what: string, nextStep: string): never => {
    throw new UsageError('BAD_ARGUMENTS', what, nextStep);
  };
  if (dryRun && output !== undefined)
    refuse('--dry-run writes no recording.', 'Leave out --dry-run or --output.');
  if (dryRun && fromCues !== undefined)
    refuse('--dry-run finds cues; --from-cues brings them.', 'Use one of the two.');
  if (!dryRun && output === undefined)
    refuse('Where should the recording go?', 'Name it with -o FILE, or use --dry-run.');
  if (cues !== undefined && cues === fromCues)
    refuse('--cues would overwrite the sheet that --from-cues reads.', 'Name another file.');
  if (cues !== undefined && (cues === output || cues === input))
    refuse('--cues names the same file as the recording.', 'Name another file.');
}

function report({ cues, duration, relay }: DecorateSummary, command: CommandOptions, seconds: number): void {
  const lines = cues.map((cue) =>
    `${toSeconds(cue.at).toFixed(2).padStart(9)} s  ${cue.sfx} (${cue.tag})  ${cue.subtitle ?? ''}`.trimEnd(),
  );
  const speed = (toSeconds(duration) / seconds).toFixed(1);
  lines.push(
    `${cues.length} effects in ${toSeconds(duration).toFixed(1)} s, ${seconds.toFixed(1)} s of work (${speed}× real time).`,
  );
  if (relay.late + relay.crowded > 0)
    lines.push(`${relay.late} came too late and ${relay.crowded} found no free voice; they were left out.`);
  if (relay.damaged > 0) lines.push(`${relay.damaged} damaged packets were skipped.`);
  if (command.output !== undefined) lines.push(`Written: ${command.output}`);
  if (command.cues !== undefined) lines.push(`Cue sheet: ${command.cues}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}
