/** Entry of the `momentfx` command: one abort signal, one place where errors become a line and an exit code. */
import { readFileSync, writeSync } from 'node:fs';
import { createCommandLine, runCommandLine } from './cli/command-line.ts';
import { describeError } from '../core/errors.ts';
import { exitCodeFor, StoppedError } from './errors.ts';
import { packageFile } from '../core/paths.ts';

/** A stop takes under half a second (measured); after this many ms what still hangs is ended by force. */
const STOP_LIMIT_MS = 1800;

const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
const abort = new AbortController();
/** The command takes its time to stop, and a stop is its proper end. */
let drains = false;

function stop(signal: NodeJS.Signals): void {
  if (abort.signal.aborted) endNow(signal);
  abort.abort(new StoppedError());
  if (!drains) setTimeout(() => process.exit(130), STOP_LIMIT_MS).unref();
}

/** A running mixer holds worker threads, for which `process.exit` would wait: there the signal itself ends the process. */
function endNow(signal: NodeJS.Signals): void {
  if (!drains) process.exit(130);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** The same worker threads would keep a process that has failed from ending: a service manager would never start it anew. */
function failNow(error: unknown): void {
  writeSync(process.stderr.fd, `momentfx: ${describeError(error)}\n`);
  process.kill(process.pid, 'SIGKILL');
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `momentfx library list | head` closes the pipe early; that is no fault.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  const willDrain = (): void => {
    drains = true;
    process.on('uncaughtException', failNow);
  };
  await runCommandLine(
    createCommandLine({ signal: abort.signal, version, willDrain }),
    process.argv.slice(2),
  );
  if (abort.signal.aborted && !drains) process.exitCode = 130;
} catch (error) {
  if (abort.signal.aborted && !drains) {
    // A stop may surface as any error of a part that was closed; only a session says what it means for the output.
    process.stderr.write(`momentfx: ${error instanceof StoppedError ? error.message : 'Stopped.'}\n`);
    process.exitCode = 130;
  } else {
    process.stderr.write(`momentfx: ${describeError(error)}\n`);
    process.exitCode = exitCodeFor(error);
  }
}
