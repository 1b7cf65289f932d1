/** `momentfx submit`. */
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { print, tell } from '../cli/standard-streams.ts';
import { UsageError } from '../errors.ts';
import { countProgress } from '../progress.ts';
import { plainKeyWarning } from '../session/secrets.ts';
import { connectFleet, type Fleet, type Submitted } from './client.ts';
import { FleetError } from './errors.ts';
import { DECORATE_SETTINGS, LIVE_SETTINGS } from './intent.ts';
import { readList } from './list-file.ts';
import { ATTEMPTS, FIRST_WAIT_MS, type Patience } from './names.ts';
import type { PreparedJob } from './submission.ts';

const file = z.string().min(1);
const sharedSchema = z.object({
  redis: z.string().optional(),
  redisCa: z.string().optional(),
  json: z.boolean().default(false),
  again: z.boolean().default(false),
  attempts: z.coerce
    .number('--attempts: a whole number from 1 to 100')
    .int()
    .min(1)
    .max(100)
    .default(ATTEMPTS),
  retryAfter: z.coerce
    .number('--retry-after: seconds')
    .min(0)
    .max(86_400)
    .default(FIRST_WAIT_MS / 1_000),
});
const workSchema = z.object({
  output: file,
  cues: file.optional(),
  fromCues: file.optional(),
  key: z.string().min(1).max(200).optional(),
});

/** Jobs that go to Redis at once. */
const AT_ONCE = 200;

type Options = Readonly<Record<string, unknown>>;

function parsed<T>(schema: z.ZodType<T>, options: Options): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const message = issue?.message.startsWith('--')
    ? issue.message
    : `--${issue?.path.join('.')}: ${issue?.message}`;
  throw new UsageError('bad-arguments', `${message}.`, 'See `momentfx submit --help`.');
}

async function connected(options: z.infer<typeof sharedSchema>): Promise<Fleet> {
  const warning = options.redis === undefined ? undefined : plainKeyWarning(options.redis);
  if (warning !== undefined) tell(`momentfx: ${warning}`);
  return connectFleet(options);
}

/** `momentfx submit decorate IN -o OUT`. @throws UsageError, FleetError */
export async function submitDecorateCommand(input: string, options: Options): Promise<void> {
  const shared = parsed(sharedSchema, options);
  if (options['output'] === undefined)
    throw new UsageError('bad-arguments', 'Where should the recording go?', 'Name it with -o OUT.');
  const { output, cues, fromCues, key } = parsed(workSchema, options);
  const settings = textsOf(options, DECORATE_SETTINGS);
  await using fleet = await connected(shared);
  const job = fleet.prepare({ input, output, cues, fromCues, key, settings });
  const [submitted = { id: job.id, known: false }] = await send(fleet, [job], shared);
  await tellSubmitted(fleet, submitted, shared.json);
}

const showSchema = z.object({
  to: z.array(file).default([]),
  realtime: z.boolean().default(false),
  loop: z.boolean().default(false),
  key: z.string().min(1).max(200).optional(),
});

/** `momentfx submit live IN --to OUT`. @throws UsageError, FleetError */
export async function submitLiveCommand(input: string, options: Options): Promise<void> {
  const shared = parsed(sharedSchema, options);
  const { to, realtime, loop, key } = parsed(showSchema, options);
  await using fleet = await connected(shared);
  const settings = textsOf(options, LIVE_SETTINGS);
  const submitted = await fleet.submitLive({ input, to, realtime, loop, key, settings });
  if (shared.again && submitted.known) await fleet.again(submitted.id);
  await tellSubmitted(fleet, submitted, shared.json);
}

/** The options that are settings, as they were typed. */
const textsOf = (options: Options, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = options[name];
      return typeof value === 'string' || typeof value === 'boolean' ? [[name, String(value)]] : [];
    }),
  );

async function tellSubmitted(fleet: Fleet, submitted: Submitted, json: boolean): Promise<void> {
  if (json) return print(JSON.stringify(submitted));
  const { id, known } = submitted;
  print(known ? `${id} is known, and is ${(await fleet.job(id)).state}.` : `${id} submitted.`);
}

/** `momentfx submit --from LIST`. @throws UsageError, FleetError bad-list before anything is submitted */
export async function submitListCommand(options: Options, signal: AbortSignal): Promise<void> {
  const shared = parsed(sharedSchema, options);
  const list = options['from'];
  if (typeof list !== 'string' || list === '')
    throw new UsageError(
      'bad-arguments',
      'What should be submitted?',
      'Use `momentfx submit decorate IN -o OUT`, or --from LIST.csv.',
    );
  await using fleet = await connected(shared);
  // Twice through the file: a wrong row is told before half of the list is at work, and no list fills the memory.
  let rows = 0;
  for await (const _ of prepared(fleet, list, signal)) rows += 1;
  const progress = countProgress('submitting', 'jobs');
  let [known, done] = [0, 0];
  let batch: PreparedJob[] = [];
  const flush = async (): Promise<void> => {
    const submitted = await send(fleet, batch, shared);
    known += submitted.filter((one) => one.known).length;
    done += batch.length;
    batch = [];
    progress.update(done, rows);
  };
  try {
    for await (const job of prepared(fleet, list, signal)) {
      batch.push(job);
      if (batch.length === AT_ONCE) await flush();
    }
    if (batch.length > 0) await flush();
  } finally {
    progress.stop();
  }
  if (shared.json) return print(JSON.stringify({ rows: done, submitted: done - known, known }));
  print(`${done - known} submitted${known === 0 ? '' : `, ${known} known before`}.`);
}

async function* prepared(fleet: Fleet, list: string, signal: AbortSignal): AsyncGenerator<PreparedJob> {
  for await (const row of readList(list)) {
    signal.throwIfAborted();
    try {
      yield row.kind === 'show' ? fleet.prepareLive(row.work) : fleet.prepare(row.work);
    } catch (cause) {
      throw new FleetError(
        'bad-list',
        `${list}, line ${row.line}: ${messageOf(cause)}`,
        cause instanceof FleetError ? cause.nextStep : 'Mend that line.',
        { cause },
      );
    }
  }
}

async function send(
  fleet: Fleet,
  jobs: readonly PreparedJob[],
  { again, attempts, retryAfter }: Patience & { readonly again: boolean; readonly retryAfter: number },
): Promise<readonly Submitted[]> {
  const submitted = await fleet.submitPrepared(jobs, { attempts, firstWaitMs: retryAfter * 1_000 });
  if (again) for (const { id, known } of submitted) if (known) await fleet.again(id);
  return submitted;
}
