/**
 * Vectors kept in files: the effects of a library are the same in every session. ImageBind needs a minute for a hundred of them, the
 * bundled encoders two seconds of each start. They lie in the encoders' own folder, so that another model never finds them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Encoder } from './encoder.ts';

/** What the file system answers where nothing can be kept: the next session computes again. */
const UNKEPT = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'ENOTDIR', 'EMFILE']);
/** A folder with more files than this is emptied: twice as many as a library may have effects, 80 MB. */
const MOST_FILES = 20_000;

/**
 * The same encoder, but that each vector is looked for in `folder`, under the digest of what `bytesOf` gives, and kept there. Any
 * number of processes may share it: a file appears whole. Where it can't be read or written, vectors are computed.
 */
export function keepingVectors<Input>(
  encoder: Encoder<Input>,
  folder: string,
  bytesOf: (input: Input) => Uint8Array,
): Encoder<Input> {
  let released = false;
  let ready: Promise<void> | undefined;
  async function embedOne(input: Input): Promise<Float32Array> {
    const file = join(folder, `${createHash('sha256').update(bytesOf(input)).digest('hex')}.f32`);
    // After its release the encoder itself refuses.
    const kept = released ? undefined : await read(file, encoder.width);
    if (kept !== undefined) return kept;
    const [vector] = await encoder.embed([input]);
    if (vector === undefined) throw new Error(`internal: ${encoder.name} gave no vector`);
    await (ready ??= makeRoom(folder));
    await keep(file, vector);
    return vector;
  }

  return {
    ...{ name: encoder.name, width: encoder.width },
    async embed(batch) {
      const vectors: Float32Array[] = [];
      for (const input of batch) {
        vectors.push(await embedOne(input));
        // The process can say in between that it lives.
        await turn();
      }
      return vectors;
    },
    release() {
      released = true;
      return encoder.release();
    },
  };
}

/** The bytes of a sound's samples. */
export const soundBytes = (samples: Float32Array): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

const isUnkept = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && UNKEPT.has(String(error.code));

/** Undefined where there is none, or not what one is. */
async function read(file: string, width: number): Promise<Float32Array | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length !== width * Float32Array.BYTES_PER_ELEMENT) return undefined;
    const vector = new Float32Array(new Uint8Array(bytes).buffer);
    // A power cut may leave zeros under the name; no encoder gives them.
    return vector.every(Number.isFinite) && vector.some((value) => value !== 0) ? vector : undefined;
  } catch (error) {
    if (isUnkept(error)) return undefined;
    throw error;
  }
}

/** Makes the folder, and empties it where others have filled it. */
async function makeRoom(folder: string): Promise<void> {
  try {
    // Not its parents: where the encoders are gone, nothing is kept.
    await mkdir(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    const files = await readdir(folder);
    if (files.length <= MOST_FILES) return;
    for (const file of files) await rm(join(folder, file), { force: true });
  } catch (error) {
    if (!isUnkept(error)) throw error;
  }
}

async function keep(file: string, vector: Float32Array): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await writeFile(aside, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    await rename(aside, file);
  } catch (error) {
    if (!isUnkept(error)) throw error;
    await rm(aside, { force: true }).catch(() => undefined);
  }
}
