/** The process of one session: forked by a worker, and gone with it. It runs what `momentfx live` runs. */
import type { CommandContext } from '../../cli/context.ts';
import { describeError } from '../../../core/errors.ts';
import type { Address } from '../../../core/stream-url.ts';
import { liveCommand } from '../../live/command.ts';
import { warmUp } from '../../live/warm-up.ts';
import { resolveAddress, secretFrom } from '../../session/secrets.ts';
import { mayTryAgain } from '../batch/try-again.ts';
import { fleetKey, unseal } from '../sealing.ts';
import { raiseFence, type Fence } from './fence.ts';
import { LEASES, monotonicMs, type FromSession, type ToSession } from './protocol.ts';

type Begin = Extract<ToSession, { readonly type: 'begin' }>;

const abort = new AbortController();

/** A running mixer would hold up an ordinary exit. */
const endNow = (): void => void process.kill(process.pid, 'SIGKILL');

const tell = (message: FromSession): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) return resolve();
    process.send(message, () => resolve());
  });

async function run({ intent, version, state }: Begin, fence: Fence): Promise<FromSession> {
  const began = monotonicMs();
  const { settings, realtime, loop } = intent;
  let input: Address | undefined;
  try {
    const key = fleetKey();
    const open = (text: string): string => unseal(text, key);
    // What failed is judged by it.
    input = await resolveAddress(open(intent.input), { env: process.env, stdin: secretFrom(process.stdin) });
    const options = { ...settings, realtime, loop, to: intent.to.map(open), logFormat: 'text' };
    const context: CommandContext = {
      ...{ signal: abort.signal, version },
      willDrain: () => undefined,
      survive: (heard) => void process.on('uncaughtException', heard),
    };
    await liveCommand(open(intent.input), options, context, {
      ...(state === undefined ? {} : { state }),
      onState: (next) => void tell({ type: 'state', state: next }),
      onFigures: (figures) => void tell({ type: 'figures', figures }),
      mayLeave: () => fence.check(),
    });
    return { type: 'done', seconds: (monotonicMs() - began) / 1_000 };
  } catch (error) {
    return { type: 'failed', line: describeError(error), again: mayTryAgain(error, input) };
  }
}

process.on('disconnect', endNow);
// The worker decides what a stop means for its sessions; a terminal or service manager tells it to all processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', (message) => {
  const said = message as ToSession;
  switch (said.type) {
    case 'begin':
      void run(said, raiseFence(said.until, LEASES)).then(tell).then(endNow);
      return;
    case 'stop':
      abort.abort();
      return;
    case 'warm':
      // What fails is told by the session, which needs it.
      warmUp().catch(() => undefined);
  }
});
