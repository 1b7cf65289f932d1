/** The analysis process as other modules see it. */
import type { Fork } from '../../core/child-process.ts';
import { type AnalysisClient, type AnalysisLimits, LIMITS } from './api.ts';
import { ChannelClient } from './channel-client.ts';
import type { Channel } from './channel.ts';
import { checkedOptions } from './checks.ts';
import { forkChild } from './child.ts';
import { besides } from '../../core/entry.ts';
import { AnalysisClosedError, AnalysisFailedError } from './errors.ts';
import type { AnalysisOptions } from './protocol.ts';
import type { SpeechSession } from './speech-session.ts';

export type { AnalysisClient, AnalysisLimits, AnalysisOptions, SpeechSession };
export { AnalysisClosedError, AnalysisFailedError };

/**
 * Starts the analysis process: encoders, network and, if asked for, speech recognition, each loaded before this
 * resolves. Rejects with AnalysisStartError, whose code says what is missing. The caller closes the client.
 * `signal` stops the start, which then rejects with AnalysisClosedError; once started it has no effect.
 * `limits`: other times than `LIMITS`. `entry` is for tests: another program.
 */
export async function startAnalysis(
  options: AnalysisOptions,
  setting: {
    readonly limits?: Partial<AnalysisLimits>;
    readonly entry?: URL;
    /** Forks the process, where it must not be this one that does. */
    readonly fork?: Fork | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Told in one line what a person should know: that the network does not run on the device asked for, or no longer. */
    readonly notice?: ((line: string) => void) | undefined;
  } = {},
): Promise<AnalysisClient> {
  const entry = setting.entry ?? besides(import.meta.url, 'main');
  const checked = checkedOptions(options);
  return clientOver((received) => forkChild(entry, received, setting.fork), checked, setting);
}

/** A client over a new channel, once the process has started what `options` ask for; see `startAnalysis`. */
export async function clientOver(
  open: (received: (message: unknown) => void) => Channel,
  options: AnalysisOptions,
  setting: {
    readonly limits?: Partial<AnalysisLimits>;
    readonly signal?: AbortSignal | undefined;
    readonly notice?: ((line: string) => void) | undefined;
  },
): Promise<AnalysisClient> {
  const client = new ChannelClient(options, { ...LIMITS, ...setting.limits }, open, setting.notice);
  const stop = (): void => void client.close();
  setting.signal?.addEventListener('abort', stop, { once: true });
  if (setting.signal?.aborted) stop();
  try {
    await client.started;
    return client;
  } catch (error) {
    await client.close();
    throw error;
  } finally {
    setting.signal?.removeEventListener('abort', stop);
  }
}
