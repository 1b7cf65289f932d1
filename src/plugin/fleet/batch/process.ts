/** The process of one job: forked by a worker, and gone with it. */
import { describeError } from '../../../core/errors.ts';
import { removeParts } from '../../../core/part-files.ts';
import type { Address } from '../../../core/stream-url.ts';
import { startWatchdog } from '../../cli/watchdog.ts';
import { StoppedError } from '../../errors.ts';
import { decorateJob } from './decorate-job.ts';
import type { FromJob, ToJob } from './protocol.ts';
import { mayTryAgain } from './try-again.ts';

const abort = new AbortController();
let allow: ((allowed: boolean) => void) | undefined;

/** Without its worker nobody would know whether it may publish. A running mixer would hold up an ordinary exit. */
function endNow(): void {
  removeParts();
  process.kill(process.pid, 'SIGKILL');
}

/** Resolves when the worker has it. */
const tell = (message: FromJob): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });

async function begin({ intent, claim }: Extract<ToJob, { readonly type: 'begin' }>): Promise<FromJob> {
  let input: Address | undefined;
  try {
    const result = await decorateJob(intent, {
      claim,
      signal: abort.signal,
      onProgress: (progress) => void tell({ type: 'progress', progress }),
      onLine: (line) => void tell({ type: 'line', line }),
      onInput: (address) => (input = address),
      mayPublish: (ready) =>
        new Promise((resolve) => {
          allow = resolve;
          void tell({ type: 'ready', claim: ready });
        }),
      onPublished: () => void tell({ type: 'published' }),
    });
    return { type: 'done', result };
  } catch (error) {
    return { type: 'failed', line: describeError(error), again: mayTryAgain(error, input) };
  }
}

process.on('disconnect', endNow);
// The worker decides what a stop means for its jobs; a terminal or service manager tells it to all processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', (message) => {
  const said = message as ToJob;
  switch (said.type) {
    case 'begin':
      void begin(said).then(tell).then(endNow);
      return;
    case 'publish':
      allow?.(said.allowed);
      return;
    case 'stop':
      abort.abort(new StoppedError());
      // Whoever waits for leave to publish waits no more.
      allow?.(false);
  }
});
startWatchdog();
