/** `momentfx live`: checks what was asked, runs the session, tells about it. */
import { z } from 'zod';
import type { CommandContext } from '../cli/context.ts';
import { UsageError } from '../errors.ts';
import { resolveAddress, secretFrom, type SecretSources } from '../session/secrets.ts';
import type { Handover } from './handover.ts';
import type { LiveSession } from './session-options.ts';
import { openStage, planShow } from './show.ts';

const inputSchema = z.object({
  listen: z.boolean().default(false),
  realtime: z.boolean().default(false),
  loop: z.boolean().default(false),
});

/**
 * Runs `momentfx live` until its input ends or the signal stops it.
 * `handover`: for a show that another process may go on with.
 * @throws UsageError and others with a next step; the command line prints them as one line
 */
export async function liveCommand(
  input: string,
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
  handover?: Handover,
): Promise<void> {
  const parsed = inputSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `--${parsed.error.issues[0]?.path.join('.')} is not usable.`,
      'See `momentfx live --help`.',
    );
  const secrets: SecretSources = { env: process.env, stdin: secretFrom(process.stdin) };
  const plan = await planShow(options, { typed: [input], secrets });
  const address = await resolveAddress(input, secrets);
  await using stage = await openStage(plan, context, handover);
  const session = await stage.begin({ input: address, ...parsed.data });
  if (session === undefined) return;
  await untilStopped(session, context.signal);
  const { outputs } = session.status;
  const playsToDevices = plan.devices.mix.length + plan.devices.bus.length > 0;
  // Whoever watches over the show by its exit code must hear that nobody has seen it.
  if (!context.signal.aborted && !playsToDevices && outputs.every(({ state }) => state === 'gone'))
    throw new UsageError(
      'outputs-gone',
      'The show has ended without an output: every one was refused or lost for good.',
      'The lines above say why.',
      { fault: 'outside' },
    );
}

/** Until the session is over by itself or the signal stops it. */
export async function untilStopped(session: LiveSession, signal: AbortSignal): Promise<void> {
  const stop = (): void => {
    // It fails only as `done` does, which is awaited.
    session.stop().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await session.done;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
