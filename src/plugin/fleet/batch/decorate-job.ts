/** One recording of a fleet: probe, decorate aside, publish. */
import { constants, setPriority } from 'node:os';
import { chooseCheckpoint } from '../../checkpoint.ts';
import { resolveSettings, type Settings } from '../../config/options.ts';
import { toCueSheet, writeCueSheet } from '../../cue-sheet.ts';
import { decorate } from '../../decorate/session.ts';
import { resolveAddress } from '../../session/secrets.ts';
import { policyOf } from '../../session/policy.ts';
import { openInput } from '../../../media/input/demuxer.ts';
import type { Address } from '../../../core/stream-url.ts';
import { toSeconds } from '../../../streams/time.ts';
import { FleetError } from '../errors.ts';
import type { DecorateIntent, JobProgress, JobResult } from '../intent.ts';
import { fleetKey, unseal } from '../sealing.ts';
import { openPublication, publishedBefore } from './publication.ts';

/** Who hears of a job, and decides whether its output may appear. */
export interface JobContext {
  /** What an earlier attempt was about to publish. */
  readonly claim: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onLine: (line: string) => void;
  /** Told as soon as it is known: what failed is judged by it. */
  readonly onInput: (input: Address) => void;
  /** Whether the job is still this attempt's. */
  readonly mayPublish: (claim: string) => Promise<boolean>;
  /** The output is at its address; told before the process ends. */
  readonly onPublished: () => void;
}

/**
 * Runs a job to its end, for which the process is its own: it gives way to sessions. The output is there, whole, or not at all.
 * @throws what `decorate` throws; FleetError publish-refused, publish-failed, not-unsealed, lease-lost; the signal's reason
 */
export async function decorateJob(intent: DecorateIntent, context: JobContext): Promise<JobResult> {
  const { signal, onProgress, onLine } = context;
  const started = performance.now();
  const [input, output] = [await lookUp(intent.input), await lookUp(intent.output)];
  context.onInput(input);
  if (context.claim !== undefined) {
    const before = await publishedBefore(context.claim, output);
    if (before !== undefined) {
      onLine('an earlier attempt has published the output');
      return before;
    }
  }
  onProgress({ phase: 'probing' });
  await using publication = await openPublication(output, input);
  await probe(input);
  const settings = await settingsOf(intent, onLine);
  // A shared analysis process would be slow for the sessions that use it, too.
  if (settings.analysis !== 'shared') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  onProgress({ phase: 'decorating', percent: 0 });
  const { cues, duration } = await decorate({
    input,
    output: publication.aside,
    settings,
    signal,
    ...(intent.fromCues === undefined ? {} : { fromCues: (await lookUp(intent.fromCues)).reveal() }),
    onProgress: (done, total) => onProgress(share('decorating', done, total)),
    onWarning: onLine,
  });
  const result = {
    effects: cues.length,
    duration: toSeconds(duration),
    seconds: Math.round(performance.now() - started) / 1000,
  };
  if (!(await context.mayPublish(await publication.claim(result))))
    throw new FleetError(
      'lease-lost',
      'Another worker has this job now, or Redis does not say whether; what was made here is thrown away.',
      'Nothing has to be done.',
      { fault: 'outside', retryable: true },
    );
  onProgress({ phase: 'publishing', percent: 0 });
  if (intent.cues !== undefined)
    await writeCueSheet((await lookUp(intent.cues)).reveal(), toCueSheet(input.shown, duration, cues));
  await publication.publish((done) => onProgress(share('publishing', done, 1)), signal);
  context.onPublished();
  return result;
}

/** The address with what its references stand for on this machine. */
async function lookUp(text: string): Promise<Address> {
  const stdin = (): Promise<never> => {
    throw new FleetError('bad-job', 'A job names {stdin}.', 'Use {env:NAME} or {file:PATH}.');
  };
  return resolveAddress(unseal(text, fleetKey()), { env: process.env, stdin });
}

/** What is no recording is told before the models are loaded. */
async function probe(input: Address): Promise<void> {
  const opened = await openInput(input);
  await opened.close();
}

async function settingsOf(intent: DecorateIntent, onLine: (line: string) => void): Promise<Settings> {
  const settings = resolveSettings(intent.settings);
  if (intent.fromCues !== undefined) return settings;
  const { folder, manifest, note } = await chooseCheckpoint(settings.model, { language: settings.language });
  policyOf(settings, manifest);
  if (note !== undefined) onLine(note);
  return { ...settings, model: folder };
}

function share(phase: JobProgress['phase'], done: number, total: number | undefined): JobProgress {
  if (total === undefined || total <= 0) return { phase };
  return { phase, percent: Math.round(Math.min(1, done / total) * 1000) / 10 };
}
