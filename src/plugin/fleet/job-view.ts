/** A job as a person or program sees it. */
import type { Job } from 'bullmq';
import { messageOf } from '../../core/errors.ts';
import {
  outputsOf,
  progressSchema,
  readIntent,
  resultSchema,
  type Intent,
  type JobProgress,
  type JobResult,
} from './intent.ts';
import type { QueueName } from './names.ts';
import { shownAddress } from './sealing.ts';

/** Where a job is on its way; `dead`: it will not be tried again. */
export type JobState = 'waiting' | 'delayed' | 'running' | 'done' | 'dead';

/** A job, as a person or program sees it. */
export interface JobView {
  readonly id: string;
  readonly key?: string;
  readonly queue: QueueName;
  readonly state: JobState;
  /** Empty, as the outputs are, where a newer version has submitted the job; then `error` says so. */
  readonly input: string;
  readonly outputs: readonly string[];
  /** Times that it was begun. */
  readonly attempts: number;
  readonly worker?: string;
  /** When it was begun last and when it ended, as ISO 8601. */
  readonly began?: string;
  readonly ended?: string;
  readonly progress?: JobProgress;
  readonly result?: JobResult;
  /** One line: why the last attempt failed. */
  readonly error?: string;
}

const isoOf = (at: number): string => new Date(at).toISOString();

/** What a person calls it: its key, or its addresses as they may be shown. */
export const titleOf = ({ key, input, outputs }: JobView): string =>
  input === '' ? '?' : (key ?? `${shownAddress(input)} → ${outputs.map(shownAddress).join(', ')}`);

/** The view of a job in this state; also of one whose intent this version does not understand. */
export function viewOf(job: Job<Intent, JobResult>, state: JobState): JobView {
  let [intent, fault]: [Intent?, string?] = [];
  try {
    intent = readIntent(job.data);
  } catch (error) {
    fault = messageOf(error);
  }
  const error = (state === 'done' ? undefined : job.failedReason) || fault;
  const progress = progressSchema.safeParse(job.progress);
  const result = resultSchema.safeParse(job.returnvalue);
  return {
    id: job.id ?? '',
    ...(intent?.key === undefined ? {} : { key: intent.key }),
    queue: job.queueName as QueueName,
    state,
    input: intent?.input ?? '',
    outputs: intent === undefined ? [] : outputsOf(intent),
    attempts: job.attemptsStarted,
    ...(job.processedBy === undefined ? {} : { worker: job.processedBy }),
    ...(job.processedOn === undefined ? {} : { began: isoOf(job.processedOn) }),
    ...(job.finishedOn === undefined ? {} : { ended: isoOf(job.finishedOn) }),
    ...(state === 'running' && progress.success ? { progress: progress.data } : {}),
    ...(state === 'done' && result.success ? { result: result.data } : {}),
    ...(error === undefined ? {} : { error }),
  };
}
