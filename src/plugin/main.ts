/** Entry of the `momentfx` command: one abort signal, one place where errors become a line and an exit code. */
import { readFileSync } from 'node:fs';
import { createCommandLine, runCommandLine } from './cli/command-line.ts';
import { guardStandardStreams, flushStandardError, tell } from './cli/standard-streams.ts';
import { listenForStops } from './cli/stops.ts';
import { startWatchdog, type Watchdog } from './cli/watchdog.ts';
import { removeParts } from '../core/part-files.ts';
import { describeError } from '../core/errors.ts';
import { exitCodeFor, StoppedError } from './errors.ts';
import { packageFile } from '../core/paths.ts';

/** A stop takes under half a second (measured); after this many ms what still hangs is ended by force. */
const STOP_LIMIT_MS = 1800;
/** Commands that hold native threads and write files: there a hang must end. */
const WATCHED = ['decorate', 'live', 'obs', 'review'];

const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
const args = process.argv.slice(2);
const abort = new AbortController();
/** The command takes its time to stop, and a stop is its proper end. */
let drains = false;
/** Who goes on after a fault of ours; without anybody, the command ends. */
let survivor: ((error: unknown) => void) | undefined;
let fault: { readonly error: unknown } | undefined;
let watchdog: Watchdog | undefined;

/** A running mixer holds worker threads, for which `process.exit` would wait: the signal itself ends the process. */
function endNow(signal: NodeJS.Signals): void {
  watchdog?.hurry();
  removeParts();
  flushStandardError();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function stop(signal: NodeJS.Signals, reason: Error): void {
  abort.abort(reason);
  if (!drains) setTimeout(() => endNow(signal), STOP_LIMIT_MS).unref();
}

guardStandardStreams();
listenForStops({ first: (signal) => stop(signal, new StoppedError()), again: endNow });
process.on('uncaughtException', (error: unknown) => {
  if (survivor !== undefined) return survivor(error);
  // The command is torn down as by a stop, which removes what it has written so far.
  if (fault === undefined) stop('SIGKILL', error instanceof Error ? error : new Error(String(error)));
  fault ??= { error };
});
if (WATCHED.includes(args[0] ?? '')) watchdog = startWatchdog();

try {
  const willDrain = (): void => void (drains = true);
  const survive = (heard: (error: unknown) => void): void => void (survivor = heard);
  await runCommandLine(createCommandLine({ signal: abort.signal, version, willDrain, survive }), args);
  if (abort.signal.aborted && !drains) process.exitCode = 130;
} catch (error) {
  if (abort.signal.aborted && !drains) {
    // A stop may surface as any error of a part that was closed; only a session says what it means for the output.
    tell(`momentfx: ${error instanceof StoppedError ? error.message : 'Stopped.'}`);
    process.exitCode = 130;
  } else {
    tell(`momentfx: ${describeError(error)}`);
    process.exitCode = exitCodeFor(error);
  }
}
if (fault !== undefined) {
  tell(`momentfx: ${describeError(fault.error)}`);
  process.exitCode = 1;
}
