/** `momentfx decorate`: checks what was asked, shows progress, writes the cue sheet. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { chooseCheckpoint } from '../checkpoint.ts';
import { resolveSettings, type Settings } from '../config/options.ts';
import { refuseLiveWords } from '../config/recorded-words.ts';
import { toCueSheet, writeCueSheet } from '../cue-sheet.ts';
import { UsageError } from '../errors.ts';
import { print, tell } from '../cli/standard-streams.ts';
import { checkWritable, realFile } from '../files.ts';
import { printable } from '../../core/printable.ts';
import { Address, fileOf } from '../../core/stream-url.ts';
import { plainKeyWarning, resolveAddress, secretFrom } from '../session/secrets.ts';
import { createProgress } from '../progress.ts';
import { toSeconds } from '../../streams/time.ts';
import { policyOf } from '../session/policy.ts';
import type { SizeChangesTold } from '../../media/input/size-changes.ts';
import type { DecorateSummary } from './session.ts';

const file = z.string().min(1);
const commandSchema = z.object({
  output: file.optional(),
  cues: file.optional(),
  fromCues: file.optional(),
  dryRun: z.boolean().default(false),
});
type CommandOptions = z.infer<typeof commandSchema>;

/**
 * Runs `momentfx decorate`.
 * @throws UsageError and others with a next step; the command line prints them as one line
 */
export async function decorateCommand(
  input: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const parsed = commandSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `--${parsed.error.issues[0]?.path.join('.')} needs a file name.`,
      'See --help.',
    );
  const command = parsed.data;
  refuseContradictions(command);
  const asked = resolveSettings(options);
  refuseLiveWords(asked.asr);
  const address = await inputOf(input);
  await checkFiles(address.reveal(), command, asked);
  const settings = command.fromCues === undefined ? await withCheckpoint(asked) : asked;
  // Only now: it loads FFmpeg and GStreamer, which a mistyped option need not wait for.
  const { decorate } = await import('./session.ts');
  const progress = createProgress(command.output === undefined ? 'analysing' : 'decorating');
  const started = performance.now();
  let summary: DecorateSummary;
  try {
    summary = await decorate({
      input: address,
      settings,
      signal,
      ...(command.output === undefined ? {} : { output: command.output }),
      ...(command.fromCues === undefined ? {} : { fromCues: command.fromCues }),
      onProgress: (done, total) => progress.update(done, total),
      onWarning: (line) => tell(`momentfx: ${line}`),
    });
  } finally {
    progress.stop();
  }
  const { cues, duration } = summary;
  if (command.cues !== undefined)
    await writeCueSheet(command.cues, toCueSheet(address.shown, duration, cues));
  report(summary, command, (performance.now() - started) / 1000);
}

/** The input as it was named, its placeholders filled in. What is there under that very name has none. */
async function inputOf(text: string): Promise<Address> {
  if (existsSync(text)) return new Address(text);
  const warning = plainKeyWarning(text);
  if (warning !== undefined) tell(`momentfx: ${warning}`);
  return resolveAddress(text, { env: process.env, stdin: secretFrom(process.stdin) });
}

/** The settings with the checkpoint that will run; says what there is to say about it. */
async function withCheckpoint(settings: Settings): Promise<Settings> {
  const { model, language } = settings;
  const { folder, manifest, note } = await chooseCheckpoint(model, { language });
  // Told now where the checkpoint knows no such sensitivity.
  policyOf(settings, manifest);
  if (note !== undefined) tell(`momentfx: ${note}`);
  return { ...settings, model: folder };
}

const refuse = (what: string, nextStep: string): never => {
  throw new UsageError('bad-arguments', what, nextStep);
};

function refuseContradictions({ output, fromCues, dryRun }: CommandOptions): void {
  if (dryRun && output !== undefined)
    refuse('--dry-run writes no recording.', 'Leave out --dry-run or --output.');
  if (dryRun && fromCues !== undefined)
    refuse('--dry-run finds cues; --from-cues brings them.', 'Use one of the two.');
  if (!dryRun && output === undefined)
    refuse('Where should the recording go?', 'Name it with -o FILE, or use --dry-run.');
}

/** A cue sheet is written last: what stands in its way, or what it would overwrite, is told before the work. */
async function checkFiles(
  input: string,
  { output, cues, fromCues }: CommandOptions,
  { asr }: Settings,
): Promise<void> {
  if (cues === undefined) return;
  await checkWritable(cues);
  const target = await realFile(cues);
  const taken: readonly (readonly [file: string | undefined, what: string])[] = [
    [fromCues, 'the sheet that --from-cues reads'],
    [fileOf(input), 'the input'],
    [output === undefined ? undefined : (fileOf(output) ?? output), 'the recording'],
    [asr.type === 'captions' ? asr.file : undefined, 'the captions file'],
  ];
  for (const [file, what] of taken)
    if (file !== undefined && (await realFile(file)) === target)
      refuse(`--cues would overwrite ${what}.`, 'Name another file.');
}

function report(
  { cues, beyond, duration, recording }: DecorateSummary,
  command: CommandOptions,
  seconds: number,
): void {
  const lines = cues.map((cue) =>
    `${toSeconds(cue.at).toFixed(2).padStart(9)} s  ${cue.sfx} (${cue.tag})  ${cue.subtitle ?? ''}`.trimEnd(),
  );
  const speed = (toSeconds(duration) / seconds).toFixed(1);
  lines.push(
    `${cues.length} effects in ${toSeconds(duration).toFixed(1)} s, ${seconds.toFixed(1)} s of work (${speed}× real time).`,
  );
  if (recording.late + recording.crowded > 0)
    lines.push(
      `${recording.late} came too late and ${recording.crowded} found no free voice; they were left out.`,
    );
  if (beyond > 0)
    lines.push(
      `${beyond} ${beyond === 1 ? 'lies' : 'lie'} behind the end of the media and ${beyond === 1 ? 'was' : 'were'} left out.`,
    );
  if (recording.damaged > 0) lines.push(`${recording.damaged} damaged packets were skipped.`);
  if (recording.jumps > 0)
    lines.push(
      `Time stamps jumped ${recording.jumps === 1 ? 'once' : `${recording.jumps} times`} and were set straight.`,
    );
  if (recording.sizes !== undefined) lines.push(sizesLine(recording.sizes));
  if (command.output !== undefined) lines.push(`Written: ${command.output}`);
  if (command.cues !== undefined) lines.push(`Cue sheet: ${command.cues}`);
  print(lines.map(printable).join('\n'));
}

/** Players that go by a file's header alone show what follows in the wrong size. */
function sizesLine({ count, from, to, at }: SizeChangesTold): string {
  const [one, other] = [from, to].map(({ width, height }) => `${width}×${height}`);
  const more = count === 1 ? '' : `, and ${count - 1} more ${count === 2 ? 'time' : 'times'}`;
  return `The picture changes its size at ${toSeconds(at).toFixed(1)} s, from ${one} to ${other}${more}; it was copied as it is.`;
}
