/**
 * The safetensors container: 8 bytes little-endian header length, a JSON header, raw little-endian row-major
 * data. Only float32 and int32 occur here.
 */
import { open, readFile, rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { DataError } from './data-error.ts';

export interface FloatTensor {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
export interface IntTensor {
  readonly dtype: 'I32';
  readonly shape: readonly number[];
  readonly data: Int32Array;
}
/** A stored tensor; a shape of `[]` is a scalar with one value. */
export type StoredTensor = FloatTensor | IntTensor;

/** The format's own limit is 100 MB; a header of that size would mean millions of tensors. */
const MAX_HEADER_BYTES = 100_000_000;
const size = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());

const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const broken = (file: string, what: string, cause?: unknown): DataError =>
  new DataError(
    'safetensors-broken',
    `${file} is no usable safetensors file: ${what}`,
    'Write it again or fetch a fresh copy',
    cause === undefined ? undefined : { cause },
  );

function parseHeader(file: string, bytes: Buffer): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8)
    throw broken(file, `it has ${bytes.length} bytes, fewer than its 8-byte header length`);
  const length = bytes.readBigUInt64LE(0);
  if (length > BigInt(Math.min(bytes.length - 8, MAX_HEADER_BYTES)))
    throw broken(file, `its header claims ${length} bytes, the file has ${bytes.length}`);
  const dataStart = 8 + Number(length);
  try {
    return {
      header: headerSchema.parse(JSON.parse(bytes.subarray(8, dataStart).toString('utf8'))),
      dataStart,
    };
  } catch (cause) {
    throw broken(file, 'its header is not a JSON object', cause);
  }
}

function readTensor(file: string, name: string, entry: unknown, data: Buffer): StoredTensor {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) throw broken(file, `tensor "${name}": ${z.prettifyError(parsed.error)}`, parsed.error);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (dtype !== 'F32' && dtype !== 'I32')
    throw broken(file, `tensor "${name}" is ${dtype}; only F32 and I32 can be read`);
  const [start, end] = offsets;
  if (end < start || end > data.length)
    throw broken(file, `tensor "${name}" lies at bytes ${start}–${end} of ${data.length} (truncated?)`);
  if (end - start !== 4 * count(shape))
    throw broken(
      file,
      `tensor "${name}" has ${end - start} bytes, its shape [${shape.join(', ')}] needs ${4 * count(shape)}`,
    );
  // Copied, because the data need not start at a multiple of 4 bytes in the file.
  const copy = new Uint8Array(data.subarray(start, end)).buffer;
  return dtype === 'F32'
    ? { dtype, shape, data: new Float32Array(copy) }
    : { dtype, shape, data: new Int32Array(copy) };
}

/**
 * Reads every tensor of a file, in the order of its header (`__metadata__` is ignored).
 * @throws DataError (`safetensors-missing`, `safetensors-broken`) that names the file, the tensor and the fault.
 */
export async function readSafetensors(file: string): Promise<Map<string, StoredTensor>> {
  assertLittleEndian();
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new DataError('safetensors-missing', `cannot read ${file}`, 'Check the path', { cause });
  }
  const { header, dataStart } = parseHeader(file, bytes);
  const data = bytes.subarray(dataStart);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header))
    if (name !== '__metadata__') tensors.set(name, readTensor(file, name, entry, data));
  return tensors;
}

/**
 * Writes tensors in the map's order, beside the target and then renamed, so that a reader or a kill never meets
 * half a file.
 * @throws DataError (`safetensors-shape`) when a tensor's data does not fill its shape.
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<void> {
  assertLittleEndian();
  const header: Record<string, z.infer<typeof entrySchema>> = {};
  let offset = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (data.length !== count(shape))
      throw new DataError(
        'safetensors-shape',
        `tensor "${name}" has ${data.length} values, its shape [${shape.join(', ')}] needs ${count(shape)}`,
        'Give the shape that the data has',
      );
    header[name] = { dtype, shape: [...shape], data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  // The format asks for data aligned to 8 bytes; spaces after the JSON are allowed for that.
  const json = JSON.stringify(header);
  const text = Buffer.from(json + ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const aside = `${file}.${process.pid}.part`;
  try {
    const handle = await open(aside, 'w');
    try {
      await handle.writeFile(Buffer.concat([length, text]));
      for (const { data } of tensors.values())
        await handle.writeFile(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The float32 tensors of a file by name, as the trainer and the networks take them. */
export async function readWeights(file: string): Promise<Map<string, FloatTensor>> {
  const weights = new Map<string, FloatTensor>();
  for (const [name, tensor] of await readSafetensors(file)) {
    if (tensor.dtype !== 'F32') throw broken(file, `weight "${name}" is ${tensor.dtype}, expected F32`);
    weights.set(name, tensor);
  }
  return weights;
}

function assertLittleEndian(): void {
  if (endianness() !== 'LE')
    throw new DataError('big-endian', 'safetensors need a little-endian machine', 'Use another machine');
}
