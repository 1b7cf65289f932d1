/** Our networks against PyTorch's of the same weights and inputs, small and on the CPU: whether both measure the same thing. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, type Tensor } from '../../src/analysis/onnxruntime.ts';
import { sessionOptions } from '../../src/analysis/runtime/providers.ts';
import { parameterShapes } from '../../models/networks/dm/parameters.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../../models/training/safetensors.ts';
import { backboneFeeds, decoderFeeds, modelOf, weightsOf } from './gpu-measure.ts';
import { backboneShapes, SIZES, VIDEO } from './gpu-networks.ts';

const LIMIT = 1e-4;
const BATCH = 3;

/** Throws where an answer differs by more than 1e-4. */
export async function checkAgainstTorch(python: string, script: string, folder: string): Promise<void> {
  const parts = ['picture', 'text', 'decoder'] as const;
  const answers = new Map<string, Readonly<Record<string, Tensor>>>();
  for (const part of parts) {
    const shapes =
      part === 'decoder' ? parameterShapes(SIZES.small.decoder) : backboneShapes(SIZES.small[part]);
    const feeds = part === 'decoder' ? decoderFeeds(BATCH) : backboneFeeds('small', part, BATCH);
    const stored = (
      name: string,
      data: Float32Array | Int32Array,
      shape: readonly number[],
    ): [string, StoredTensor] => [
      name,
      data instanceof Int32Array ? { dtype: 'I32', shape, data } : { dtype: 'F32', shape, data },
    ];
    const weights = [...weightsOf('small', part)].map(([name, data]) =>
      stored(name, data, (shapes.get(name) ?? []).map(Number)),
    );
    const inputs = Object.entries(feeds).map(([name, { data, dims }]) =>
      stored(name, data as Float32Array | Int32Array, dims),
    );
    await writeSafetensors(join(folder, `${part}.weights.safetensors`), new Map(weights));
    await writeSafetensors(join(folder, `${part}.inputs.safetensors`), new Map(inputs));
    const session = await InferenceSession.create(
      modelOf('small', part, 'fp32'),
      sessionOptions({ threads: 1 }),
    );
    answers.set(part, await session.run(feeds));
    await session.release();
  }
  const spec = join(folder, 'check.json');
  writeFileSync(spec, JSON.stringify({ sizes: SIZES.small, video: VIDEO, folder }));
  const { status } = spawnSync(python, [script, spec], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${python} ${script} failed`);
  for (const part of parts)
    for (const [name, { data }] of await readSafetensors(join(folder, `${part}.torch.safetensors`))) {
      const own = answers.get(part)?.[name]?.data as Float32Array;
      const apart = Array.from(data).reduce(
        (most, value, at) => Math.max(most, Math.abs(value - own[at]!)),
        0,
      );
      console.log(`${part} ${name}: ${own.length} values, at most ${apart.toExponential(1)} apart`);
      if (!(apart <= LIMIT)) throw new Error(`${part} ${name} differs from PyTorch's by more than ${LIMIT}`);
    }
}
