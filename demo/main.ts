/**
 * The demonstration: decorates a one-minute talk (or the recording named on the command line) and writes a folder
 * with both recordings, the cue sheet and a page that shows and plays what was found.
 *
 *   npm run demo [-- RECORDING] [-- --out FOLDER] [-- --no-open]
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, delimiter, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { decorate, type DecorateSummary } from '../src/plugin/decorate/session.ts';
import { toCueSheet, writeCueSheet } from '../src/plugin/cue-sheet.ts';
import { describeError } from '../src/core/errors.ts';
import { exitCodeFor, UsageError } from '../src/plugin/errors.ts';
import { writeWhole } from '../src/plugin/files.ts';
import { bundledLibrary } from '../src/plugin/paths.ts';
import { createProgress } from '../src/plugin/progress.ts';
import { toSeconds } from '../src/streams/time.ts';
import { ShowRecord, writePage } from './show.ts';

interface Wishes {
  readonly input: string;
  readonly folder: string;
  readonly open: boolean;
}

function readArguments(): Wishes {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { out: { type: 'string' }, open: { type: 'boolean', default: true } },
      allowNegative: true,
    });
    return {
      input: resolve(positionals[0] ?? join(import.meta.dirname, 'talk.mp4')),
      folder: resolve(values.out ?? join(import.meta.dirname, 'out')),
      open: values.open,
    };
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0] ?? '';
    throw new UsageError('bad-arguments', message, 'The demo knows RECORDING, --out FOLDER and --no-open.', {
      cause,
    });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'unwritable',
      `The folder ${folder} cannot be made (${reason}).`,
      'Name another with --out FOLDER.',
      { cause },
    );
  }
}

async function main(signal: AbortSignal): Promise<void> {
  const { input, folder, open } = readArguments();
  await makeFolder(folder);
  const extension = extname(input) || '.mp4';
  const original = `original${extension}`;
  const decorated = `decorated${extension}`;
  const settings = resolveSettings({});

  const started = performance.now();
  const progress = createProgress(`decorating ${basename(input)}`);
  const record = new ShowRecord();
  let summary: DecorateSummary;
  try {
    summary = await decorate({
      input,
      output: join(folder, decorated),
      settings,
      signal,
      onEvent: (event) => record.take(event),
      onProgress: (done, total) => progress.update(done, total),
    });
  } finally {
    progress.stop();
  }
  if (input !== join(folder, original)) await copyFile(input, join(folder, original));
  await writeCueSheet(join(folder, 'cues.json'), toCueSheet(basename(input), summary.duration, summary.cues));
  const seconds = (performance.now() - started) / 1000;
  const facts = `${summary.cues.length} effects in ${toSeconds(summary.duration).toFixed(0)} s of talk, found and mixed in ${seconds.toFixed(1)} s`;
  const page = join(folder, 'index.html');
  const template = await readFile(join(import.meta.dirname, 'page.html'), 'utf8');
  const library = settings.library ?? bundledLibrary;
  await writeWhole(
    page,
    await writePage(template, { folder, library, original, decorated, facts, summary, record }),
  );

  for (const cue of summary.cues)
    console.log(
      `${toSeconds(cue.at).toFixed(2).padStart(7)} s  ${cue.sfx} (${cue.tag})  ${cue.subtitle ?? ''}`,
    );
  console.log(`${facts}.`);
  console.log(`Open ${page}`);
  if (open) openInBrowser(page);
}

/** Opens the page where there is a screen and a program for it; never waits for it. */
function openInBrowser(page: string): void {
  const hasScreen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const opener = 'xdg-open';
  const present = (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, opener)));
  if (!hasScreen || !present || process.env['CI']) return;
  const child = spawn(opener, [pathToFileURL(page).href], { stdio: 'ignore', detached: true });
  child.on('error', (error) => console.error(`The browser could not be opened (${error.message}).`));
  child.unref();
}

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort(signal));
try {
  await main(abort.signal);
} catch (error) {
  console.error(abort.signal.aborted ? 'Stopped.' : `demo: ${describeError(error)}`);
  process.exitCode = abort.signal.aborted ? 130 : exitCodeFor(error);
}
