/** `momentfx review`: finds a recording's effects and lets a person change them on a page before they are mixed. */
import { extname } from 'node:path';
import { z } from 'zod';
import { Address, fileOf } from '../../core/stream-url.ts';
import { fromSeconds } from '../../streams/time.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import type { CommandContext } from '../cli/context.ts';
import { print, tell } from '../cli/standard-streams.ts';
import { resolveSettings } from '../config/options.ts';
import { parsePlace, type Place } from '../config/place.ts';
import { tokenless } from '../control/command.ts';
import { refuseLiveWords } from '../config/recorded-words.ts';
import { UsageError } from '../errors.ts';
import { checkWritable, realFile } from '../files.ts';
import { createProgress } from '../progress.ts';
import { REVIEW_EXTENSION } from './kept.ts';
import { policyOf } from '../session/policy.ts';

const schema = z.object({
  output: z.string().min(1).optional(),
  cues: z.string().min(1).optional(),
  place: z.string().min(1).optional(),
});

/** Where the page is served unless somebody names another place; where it is taken, any other port. */
export const REVIEW_PLACE = '9466';

/**
 * Runs `momentfx review` until it is stopped.
 * @throws UsageError and others with a next step; the command line prints them as one line
 */
export async function reviewCommand(
  input: string,
  options: Readonly<Record<string, unknown>>,
  { signal, version, willDrain }: CommandContext,
): Promise<void> {
  const parsed = schema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `--${parsed.error.issues[0]?.path.join('.')} is not usable.`,
      'See `momentfx review --help`.',
    );
  const file = fileOf(input);
  if (file === undefined)
    throw new UsageError('bad-arguments', 'Only a file can be reviewed.', 'Download the recording first.');
  const asked = resolveSettings(options);
  refuseLiveWords(asked.asr);
  const { output = decoratedName(file), place } = parsed.data;
  const { cues: cueSheet = `${withoutExtension(output)}.cues.json` } = parsed.data;
  const keptFile = `${withoutExtension(output)}${REVIEW_EXTENSION}`;
  await refuseOverwriting(file, [output, cueSheet, keptFile]);
  for (const written of [output, cueSheet, keptFile]) await checkWritable(written);
  const { folder, manifest, note } = await chooseCheckpoint(asked.model, { language: asked.language });
  // Told now where the checkpoint knows no such sensitivity.
  policyOf(asked, manifest);
  if (note !== undefined) tell(`momentfx: ${note}`);
  // Only now: it loads FFmpeg and GStreamer, which a mistyped option need not wait for.
  const { ReviewSession } = await import('./session.ts');
  const progress = { finding: createProgress('looking through'), mixing: createProgress('mixing') };
  const open = (at: Place) =>
    ReviewSession.open({
      ...{
        input: new Address(input),
        file,
        output,
        cueSheet,
        keptFile,
        manifest,
        version,
        signal,
        place: at,
      },
      settings: { ...asked, model: folder },
      warn: (line) => tell(`momentfx: ${line}`),
      onProgress: (what, done, total) =>
        progress[what].update(fromSeconds(done), total === undefined ? undefined : fromSeconds(total)),
    });
  await using session = await openAt(place, open);
  print(`Review: open ${process.stdout.isTTY ? session.url : tokenless(session.url)}`);
  // Every change is kept as it is made: a stop is the proper end from here on.
  willDrain();
  try {
    await session.find();
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  } finally {
    progress.finding.stop();
  }
  tell(`Found. ${cueSheet} and ${output} are written when you ask for it on the page; Ctrl-C ends.`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** At the usual place or, where nobody has named one and it is taken, at any other. */
async function openAt<T>(place: string | undefined, open: (at: Place) => Promise<T>): Promise<T> {
  if (place !== undefined) return open(parsePlace('--place', place));
  const usual = parsePlace('--place', REVIEW_PLACE);
  try {
    return await open(usual);
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'control-place') throw error;
    return open({ ...usual, port: 0 });
  }
}

const withoutExtension = (file: string): string => file.slice(0, file.length - extname(file).length);

/** Beside the input; sound alone and old containers become what can hold them. */
function decoratedName(file: string): string {
  const extension = extname(file).toLowerCase();
  const kept = ['.mp4', '.mkv', '.mov', '.flv', '.ts', '.webm'].includes(extension) ? extension : '.mkv';
  return `${withoutExtension(file)}.fx${kept}`;
}

async function refuseOverwriting(input: string, files: readonly string[]): Promise<void> {
  const taken = new Map([[await realFile(input), 'the recording']]);
  for (const file of files) {
    const real = await realFile(file);
    const other = taken.get(real);
    if (other !== undefined)
      throw new UsageError('bad-arguments', `${file} would overwrite ${other}.`, 'Name another file.');
    taken.set(real, file);
  }
}
