/** A network trained on one's own data as a model folder. */
import { TAGS } from '../../streams/values.ts';
import type { RunConfig } from '../../../models/training/config.ts';
import { writeModelFolder } from '../../../models/training/export-model.ts';

/** The paper's encoders: SFX-Moment's features were made with them, so nothing else may feed the network. */
const ENCODERS = { frame: 'chinese-clip', text: 'chinese-clip', audio: 'imagebind' };

/** Paper's decision: an uncalibrated half; `evaluate` shows what suits. */
const THRESHOLD = 0.5;

/** Writes `folder`; a checkpoint trained on features of other encoders is refused where those are missing. */
export async function exportTrained(
  folder: string,
  config: RunConfig,
  parameters: ReadonlyMap<string, Float32Array>,
  data: string,
): Promise<void> {
  const { network, msm, endToEnd, negatives, seed } = config;
  await writeModelFolder(folder, {
    network,
    parameters,
    card: `# A D&M network trained on ${data}\n\nTrained with \`momentfx train --data\`; its configuration is in manifest.json.\n`,
    manifest: {
      version: 1,
      name: 'momentfx trained',
      encoders: ENCODERS,
      framesPerSecond: 1,
      window: config.shape.frames,
      maxSubtitles: config.shape.asr - 1,
      threshold: THRESHOLD,
      tags: [...TAGS],
      network,
      training: { data, seed, msm, endToEnd, negatives },
      accuracy: {},
    },
  });
}
