/**
 * A run's resumable state: one safetensors file with parameters and optimiser state, and `state.json`, which names
 * it. The JSON is written last and renamed into place, so a kill at any time leaves the old state or the new.
 */
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AdamWState } from './adamw.ts';
import { DataError } from './data-error.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from './safetensors.ts';

const mean = z.number().nullable();

/** How far a run has come: the next step of the stage it is in. Random numbers follow from the step. */
export const progressSchema = z.object({
  version: z.literal(1),
  stage: z.int().nonnegative(),
  step: z.int().nonnegative(),
  /** Seconds spent in steps so far. */
  seconds: z.number().nonnegative(),
  /** Running means of the stage, as people see them; null where there is none yet. */
  means: z.object({ loss: mean, accuracy: mean, overlap: mean }),
  file: z.string().regex(/^checkpoint-[0-9-]+\.safetensors$/),
});
/** How far a run is, as `state.json` says it. */
export type RunProgress = Omit<z.infer<typeof progressSchema>, 'version' | 'file'>;

/** All that a run needs to go on as if it had not stopped. */
export interface RunState extends RunProgress {
  readonly parameters: Map<string, Float32Array>;
  readonly optimiser: AdamWState;
}

const STATE_FILE = 'state.json';

/** Writes text beside the target and renames it into place. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const aside = `${file}.${process.pid}.part`;
  await writeFile(aside, text, { flush: true });
  await rename(aside, file);
}

/**
 * Writes the state so that a crash at any moment leaves the old checkpoint or the new one, whole. `shapes`: of every
 * parameter, by name.
 */
export async function saveCheckpoint(
  folder: string,
  state: RunState,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  const float = (name: string, shape: readonly number[], data: Float32Array): void =>
    void tensors.set(name, { dtype: 'F32', shape, data });
  for (const [name, data] of state.parameters)
    float(`weight/${name}`, shapes.get(name) ?? [data.length], data);
  for (const [name, { m, v, step }] of state.optimiser) {
    const shape = shapes.get(name) ?? [m.length];
    float(`m/${name}`, shape, m);
    float(`v/${name}`, shape, v);
    tensors.set(`step/${name}`, { dtype: 'I32', shape: [], data: Int32Array.of(step) });
  }
  const file = `checkpoint-${state.stage}-${state.step}.safetensors`;
  await writeSafetensors(join(folder, file), tensors);
  const { stage, step, seconds, means } = state;
  await replaceFile(
    join(folder, STATE_FILE),
    `${JSON.stringify({ version: 1, stage, step, seconds, means, file })}\n`,
  );
  for (const name of await readdir(folder))
    if (/^checkpoint-.*\.safetensors/.test(name) && name !== file)
      await rm(join(folder, name), { force: true });
}

/** The state that a run folder holds; undefined when it holds none. @throws DataError when it is broken. */
export async function loadCheckpoint(folder: string): Promise<RunState | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, STATE_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const { file, ...progress } = parseState(text, join(folder, STATE_FILE));
  const parameters = new Map<string, Float32Array>();
  const optimiser: AdamWState = new Map();
  const tensors = await readSafetensors(join(folder, file));
  for (const [key, { data }] of tensors) {
    const slash = key.indexOf('/');
    const name = key.slice(slash + 1);
    if (key.startsWith('weight/') && data instanceof Float32Array) parameters.set(name, data);
    if (!key.startsWith('m/')) continue;
    const [v, steps] = [tensors.get(`v/${name}`)?.data, tensors.get(`step/${name}`)?.data[0]];
    if (!(data instanceof Float32Array && v instanceof Float32Array) || steps === undefined)
      throw new DataError(
        'checkpoint-broken',
        `${file} has no whole optimiser state of ${name}`,
        'Start a new run',
      );
    optimiser.set(name, { m: data, v, step: steps });
  }
  return { ...progress, parameters, optimiser };
}

function parseState(text: string, file: string): z.infer<typeof progressSchema> {
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError('checkpoint-broken', `${file} is no usable run state`, 'Start a new run', { cause });
  }
}
