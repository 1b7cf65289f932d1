/** The analysis side of a session: encoders made ready, the process started, the library's effects known to the detector. */
import type { Fork } from '../../core/child-process.ts';
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

/** It holds nothing that must be saved, and Ctrl-C has 2 s for everything: a process that still computes is ended. */
const STOP_MS = 800;

/**
 * Starts analysis for `settings`, with `effects` loaded. The caller closes the client. `signal` stops the start, which
 * then rejects. `limits`: how long the process may be silent, where that differs from a recording's; `fork`: who forks it, where this process must not.
 */
export async function openAnalysis(
  settings: Settings,
  effects: readonly LibraryEffect[],
  signal: AbortSignal | undefined,
  limits: Partial<AnalysisLimits> = {},
  fork?: Fork,
): Promise<AnalysisClient> {
  // A faulty checkpoint is told at once; the process would tell it only after loading the encoders.
  const { folder: modelFolder, family } = await chooseCheckpoint(settings.model, settings);
  const encodersFolder = await ensureEncoders(family);
  const analysis = await startAnalysis(
    {
      modelFolder,
      encodersFolder,
      device: settings.device,
      speech: speechOf(settings.asr),
    },
    { limits: { stop: STOP_MS, ...limits }, signal, fork },
  );
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

/** The engine that listens; words from elsewhere need none. */
function speechOf(asr: AsrChoice): AnalysisOptions['speech'] {
  if (asr.type === 'moonshine') return 'moonshine';
  return asr.type === 'sherpa' ? { engine: 'sherpa', folder: asr.folder } : 'none';
}
