/** `momentfx fleet serve`. */
import { z } from 'zod';
import type { CommandContext } from '../../cli/context.ts';
import { print, tell } from '../../cli/standard-streams.ts';
import { parsePlace } from '../../config/place.ts';
import { tokenless } from '../../control/command.ts';
import { readTls } from '../../control/tls.ts';
import { UsageError } from '../../errors.ts';
import { plainKeyWarning } from '../../session/secrets.ts';
import { redisPlace } from '../connection.ts';
import { serveFleet } from './server.ts';

const schema = z.object({
  redis: z.string().optional(),
  redisCa: z.string().optional(),
  place: z.string().min(1),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
});

/**
 * Serves the fleet's page and metrics until it is stopped.
 * @throws UsageError; FleetError of the connection
 */
export async function serveCommand(
  given: Readonly<Record<string, unknown>>,
  { signal, version, willDrain }: CommandContext,
): Promise<void> {
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `--${parsed.error.issues[0]?.path.join('.')} is not usable.`,
      'See `momentfx fleet serve --help`.',
    );
  const { redis, redisCa, place, cert, key } = parsed.data;
  const warning = redis === undefined ? undefined : plainKeyWarning(redis);
  if (warning !== undefined) tell(`momentfx: ${warning}`);
  const tls = await readTls({ cert: ['--cert', cert], key: ['--key', key] });
  await using server = await serveFleet({
    redis: await redisPlace({ redis, redisCa }),
    place: {
      ...{ ...parsePlace('--place', place), option: '--place', certificate: '--cert and --key' },
      ...(tls === undefined ? {} : { tls }),
    },
    version,
    tell: (line) => tell(`momentfx fleet: ${line}`),
  });
  print(`Fleet: open ${process.stdout.isTTY ? server.url : tokenless(server.url)}`);
  willDrain();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
