/** The analysis side of a session: encoders made ready, the process started, the library's effects known to the detector. */
import type { Fork } from '../../core/child-process.ts';
import { describeError, isActionable } from '../../core/errors.ts';
import type { ActiveDevice } from '../../analysis/runtime/devices.ts';
import { NotSharedError } from '../../analysis/shared/errors.ts';
import { shareAnalysis } from '../../analysis/shared/join.ts';
import {
  startAnalysis,
  type AnalysisClient,
  type AnalysisLimits,
  type AnalysisOptions,
} from '../../analysis/process/client.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import type { LibraryEffect } from '../../library/index.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import type { AsrChoice, Settings } from '../config/options.ts';
import { lostToAuto, startLimits } from './device-start.ts';

/** It holds nothing that must be saved, and Ctrl-C has 2 s for everything: a process that still computes is ended. */
const STOP_MS = 800;

/** How often a shared process that ends while it is being joined is joined anew, the first time included. */
const MOST_TRIES = 3;

/** How analysis is opened. */
export interface OpenAnalysisOptions {
  /** Stops the start, which then rejects. */
  readonly signal?: AbortSignal | undefined;
  /** How long the process may be silent, where that differs from a recording's. */
  readonly limits?: Partial<AnalysisLimits>;
  /** Who forks it, where this process must not. */
  readonly fork?: Fork | undefined;
  /** Told what a person should know: that analysis is not shared although it should be. */
  readonly note?: ((line: string) => void) | undefined;
  /** Told that the network does not run on the device asked for, or no longer. */
  readonly notice?: ((line: string) => void) | undefined;
  /** A process before this one was lost while its network ran on that device: this one is to do without. */
  readonly lostOn?: ActiveDevice | undefined;
}

/**
 * Starts analysis for `settings`, or joins the shared one, with `effects` loaded. The caller closes the client. Where the
 * shared process can't serve this session it gets one of its own.
 */
export async function openAnalysis(
  settings: Settings,
  effects: readonly LibraryEffect[],
  { signal, limits, fork, note, notice, lostOn }: OpenAnalysisOptions = {},
): Promise<AnalysisClient> {
  // A faulty checkpoint is told at once; the process would tell it only after loading the encoders.
  const { folder: modelFolder, family } = await chooseCheckpoint(settings.model, settings);
  const encodersFolder = await ensureEncoders(family);
  const { asr } = settings;
  if (lostOn !== undefined)
    notice?.(`The analysis process was lost while it ran on ${lostOn}: it goes on on the CPU.`);
  const device = lostOn === undefined ? settings.device : 'cpu';
  let wanted: AnalysisOptions = { modelFolder, encodersFolder, device, speech: speechOf(asr) };
  const how = { limits: { stop: STOP_MS, ...startLimits(device), ...limits }, signal, fork, notice };
  const shared = settings.analysis === 'shared';
  for (let tries = 1; ; tries += 1) {
    try {
      const joined = shared ? await share(wanted, how, note) : undefined;
      return await loaded(joined ?? (await startAnalysis(wanted, how)), effects, signal);
    } catch (error) {
      const loss = lostToAuto(wanted.device, error);
      if (loss !== undefined) {
        notice?.(loss);
        wanted = { ...wanted, device: 'cpu' };
        continue;
      }
      // Whoever ended it did not mean this session, which had only just come.
      if (!shared || tries === MOST_TRIES || !isLoss(error)) throw error;
    }
  }
}

/** The client, once it knows the effects; closed where that fails. */
async function loaded(
  analysis: AnalysisClient,
  effects: readonly LibraryEffect[],
  signal: AbortSignal | undefined,
): Promise<AnalysisClient> {
  const stop = (): void => void analysis.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await analysis.loadLibrary(
      effects.map(({ id, tag, description, mono }) => ({ id, tag, description, pcm: mono })),
    );
    return analysis;
  } catch (error) {
    await analysis.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Whether the process ended under a session that did nothing to it. */
const isLoss = (error: unknown): boolean => isActionable(error) && error.code === 'analysis-died';

/** The shared process, or undefined where it can't serve this session, which is told. */
async function share(
  wanted: AnalysisOptions,
  how: Parameters<typeof shareAnalysis>[1],
  note: OpenAnalysisOptions['note'],
): Promise<AnalysisClient | undefined> {
  try {
    return await shareAnalysis(wanted, how);
  } catch (error) {
    if (!(error instanceof NotSharedError)) throw error;
    note?.(`${describeError(error)} Until then this session has a process of its own.`);
    return undefined;
  }
}

/** The engine that listens; words from elsewhere need none. */
function speechOf(asr: AsrChoice): AnalysisOptions['speech'] {
  if (asr.type === 'moonshine') return 'moonshine';
  return asr.type === 'sherpa' ? { engine: 'sherpa', folder: asr.folder } : 'none';
}
