/** Forks the analysis process and tells how it ended. The only place that touches the operating system's process. */
import { forkHere, type Fork } from '../../core/child-process.ts';
import { AnalysisFailedError } from './errors.ts';
import type { Channel } from './channel.ts';

/** How much of the process's error output is kept for a report, in characters: V8's words on memory and 40 stack lines. */
const LAST_WORDS = 8_000;

/**
 * Forks the process and gives each of its messages to `received`. `ended` also tells of a process that can't
 * start (`analysis-no-process`).
 */
export function forkChild(entry: URL, received: (message: unknown) => void, how: Fork = forkHere): Channel {
  const child = how(entry, [], { serialization: 'advanced', pipes: ['stderr'] });
  let words = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  child.on('message', received);
  const ended = new Promise<AnalysisFailedError>((resolve) => {
    child.on('error', (error) => {
      const message = `the analysis process can't be started: ${error.message}`;
      resolve(
        new AnalysisFailedError({
          code: 'analysis-no-process',
          message,
          nextStep: 'Check the memory and the process limit of the machine',
          fault: 'outside',
        }),
      );
    });
    // `close` comes after the last of its error output.
    child.on('close', (code, signal) => {
      resolve(
        AnalysisFailedError.ended({
          exitCode: code ?? undefined,
          signal: signal ?? undefined,
          lastWords: words,
        }),
      );
    });
  });
  return {
    get pid() {
      return child.pid ?? 0;
    },
    send(message) {
      // A failed send means that the process is ending, which `ended` tells.
      if (child.connected) child.send(message, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
    abandon: () => void child.kill('SIGKILL'),
    ended,
  };
}
