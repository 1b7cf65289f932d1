/** What a worker and the process of one job say to each other. Credentials are not among it: the process looks them up itself. */
import type { DecorateIntent, JobProgress, JobResult } from '../intent.ts';

/** To the process of a job. */
export type ToJob =
  /** `claim`: what an earlier attempt was about to publish. */
  | { readonly type: 'begin'; readonly intent: DecorateIntent; readonly claim?: string }
  /** Whether the job is still this attempt's, and its output may appear. */
  | { readonly type: 'publish'; readonly allowed: boolean }
  | { readonly type: 'stop' };

/** From the process of a job. */
export type FromJob =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'line'; readonly line: string }
  /** The output is whole, aside; `claim` says how it can be known again. */
  | { readonly type: 'ready'; readonly claim: string }
  /** The output is at its address. Told at once: the process still has to end. */
  | { readonly type: 'published' }
  | { readonly type: 'done'; readonly result: JobResult }
  /** `again`: whether another try may succeed. */
  | { readonly type: 'failed'; readonly line: string; readonly again: boolean };
