/** `momentfx worker`. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { CommandContext } from '../../cli/context.ts';
import { tell } from '../../cli/standard-streams.ts';
import { UsageError } from '../../errors.ts';
import { plainKeyWarning } from '../../session/secrets.ts';
import { resolveSettings } from '../../config/options.ts';
import { Admission, machineCapacity } from '../admission/admission.ts';
import { connectRedis, redisPlace } from '../connection.ts';
import { QUEUES } from '../names.ts';
import { fleetKey } from '../sealing.ts';
import { peerPlace } from './peer-place.ts';
import { FleetWorker } from './worker.ts';

/** What a recording costs at most, in cores, where nothing else is known. */
const CORES_A_JOB = 2;
const MOST_JOBS = 256;
const machine = machineCapacity();
const GIB = 2 ** 30;
/** A day: longer than any recording. */
const LONGEST_DRAIN_S = 86_400;

const whole = (what: string, low: number, high: number) =>
  z.coerce.number(what).int(what).min(low, what).max(high, what);

const share = (what: string, high: number) => z.coerce.number(what).positive(what).max(high, what);

const optionsSchema = z.object({
  redis: z.string().optional(),
  redisCa: z.string().optional(),
  name: z
    .string()
    .regex(/^[\w.-]{1,100}$/, '--name: letters, digits, points and dashes')
    .optional(),
  concurrency: whole(`--concurrency: a whole number from 1 to ${MOST_JOBS}`, 1, MOST_JOBS).default(
    Math.max(1, Math.floor(machine.cores / CORES_A_JOB)),
  ),
  sessions: whole(`--sessions: a whole number from 1 to ${MOST_JOBS}`, 1, MOST_JOBS).default(MOST_JOBS),
  cores: share(`--cores: a number above 0, at most 1024`, 1_024).default(machine.cores),
  memory: share('--memory: GiB above 0', 1e6)
    .transform((gib) => gib * GIB)
    .default(machine.bytes),
  kinds: z
    .string()
    .transform((text) => text.split(',').map((kind) => kind.trim()))
    .pipe(z.array(z.enum(QUEUES, `--kinds: ${QUEUES.join(', ')}, separated by a comma`)))
    .default(['batch']),
  peers: z.string().default('0'),
  drainTime: whole(`--drain-time: seconds from 0 to ${LONGEST_DRAIN_S}`, 0, LONGEST_DRAIN_S).default(60),
});

/**
 * Works until it is stopped or asked to drain.
 * @throws UsageError bad-arguments; FleetError of the connection
 */
export async function workerCommand(
  options: Readonly<Record<string, unknown>>,
  { signal, version, willDrain }: CommandContext,
): Promise<void> {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success)
    throw new UsageError(
      'bad-arguments',
      `${parsed.error.issues[0]?.message}.`,
      'See `momentfx worker --help`.',
    );
  const { redis: text, redisCa, concurrency, sessions, cores, memory, kinds, drainTime } = parsed.data;
  const peers = peerPlace(parsed.data.peers);
  const warning = text === undefined ? undefined : plainKeyWarning(text);
  if (warning !== undefined) tell(`momentfx: ${warning}`);
  // A key that is none is told now, not by the first job.
  fleetKey();
  // What jobs say nothing of, they take from this machine's configuration.
  const defaults = resolveSettings({});
  const place = await redisPlace({ redis: text, redisCa });
  const redis = await connectRedis(place);
  const host = hostname();
  const name = parsed.data.name ?? `${host}-${process.pid}-${randomBytes(2).toString('hex')}`;
  const say = (line: string): void => tell(`momentfx worker ${name}: ${line}`);
  const most = {
    batch: kinds.includes('batch') ? concurrency : 0,
    live: kinds.includes('live') ? sessions : 0,
  };
  using admission = new Admission({
    ...{ redis, defaults },
    capacity: { cores, bytes: memory, most },
  });
  const worker = new FleetWorker({
    ...{ redis, name, host, version, admission, tell: say },
    queues: {
      ...(kinds.includes('batch') ? { batch: concurrency } : {}),
      ...(kinds.includes('live') ? { live: sessions } : {}),
    },
    drainMs: drainTime * 1_000,
    peers,
  });
  willDrain();
  process.once('exit', () => worker.kill());
  const jobs = `up to ${concurrency} ${concurrency === 1 ? 'recording' : 'recordings'}`;
  const room = `${cores} ${cores === 1 ? 'core' : 'cores'} and ${(memory / GIB).toFixed(1)} GiB`;
  const shows = `as many sessions as ${room} carry${sessions === MOST_JOBS ? '' : ` (at most ${sessions})`}`;
  const both = [kinds.includes('batch') ? jobs : '', kinds.includes('live') ? shows : ''].filter(Boolean);
  say(`${both.join(' and ')} at once, from ${place.address.shown}`);
  const stop = (): void => void worker.drain().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await worker.over;
    say('drained');
  } finally {
    redis.disconnect();
  }
}
