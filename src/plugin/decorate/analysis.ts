/** The analysis side of a session: encoders made ready, the process started, the library's effects known to the detector. */
import { startAnalysis, type AnalysisClient } from '../../analysis/process/client.ts';
import { ensureLiteEncoders } from '../../../models/encoders/lite.ts';
import type { LibraryEffect } from '../../media/library/index.ts';
import type { Settings } from '../config/options.ts';
import { starterFolder } from '../paths.ts';

/** Starts analysis for `settings`, with `effects` loaded. The caller closes the client. */
export async function openAnalysis(
  settings: Settings,
  effects: readonly LibraryEffect[],
): Promise<AnalysisClient> {
  const encodersFolder = await ensureLiteEncoders();
  const analysis = await startAnalysis({
    modelFolder: settings.model ?? starterFolder,
    encodersFolder,
    device: settings.device,
    speech: settings.asr.type === 'moonshine' ? 'moonshine' : 'none',
  });
  try {
    await analysis.loadLibrary(
      effects.map(({ id, tag, description, mono }) => ({ id, tag, description, pcm: mono })),
    );
    return analysis;
  } catch (error) {
    await analysis.close();
    throw error;
  }
}
