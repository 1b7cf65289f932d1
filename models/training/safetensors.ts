/**
 * The safetensors container: 8 bytes little-endian header length, a JSON header, raw little-endian row-major
 * data. Only float32, float16 and int32 occur here.
 */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { DataError } from './data-error.ts';

/** An array of 32-bit floats, row-major. */
export interface FloatTensor {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** An array of 32-bit integers, row-major. */
export interface IntTensor {
  readonly dtype: 'I32';
  readonly shape: readonly number[];
  readonly data: Int32Array;
}
/** For writing only: half the size, to 11 bits; it is read as float32. */
export interface HalfTensor {
  readonly dtype: 'F16';
  readonly shape: readonly number[];
  readonly data: Float16Array;
}
/** A tensor as it is read; a shape of `[]` is a scalar with one value. */
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

/** `length` bytes from `start`; fewer where the file ends. */
async function bytesAt(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}

interface Contents {
  readonly header: Record<string, unknown>;
  readonly dataStart: number;
  /** Bytes of data. */
  readonly dataLength: number;
}

async function readHeader(file: string, handle: FileHandle): Promise<Contents> {
  const { size: total } = await handle.stat();
  if (total < 8) throw broken(file, `it has ${total} bytes, fewer than its 8-byte header length`);
  const length = (await bytesAt(handle, 0, 8)).readBigUInt64LE(0);
  if (length > BigInt(Math.min(total - 8, MAX_HEADER_BYTES)))
    throw broken(file, `its header claims ${length} bytes, the file has ${total}`);
  const dataStart = 8 + Number(length);
  try {
    const text = (await bytesAt(handle, 8, Number(length))).toString('utf8');
    return { header: headerSchema.parse(JSON.parse(text)), dataStart, dataLength: total - dataStart };
  } catch (cause) {
    throw broken(file, 'its header is not a JSON object', cause);
  }
}

const BYTES = { F32: 4, I32: 4, F16: 2 } as const;
const isReadable = (dtype: string): dtype is keyof typeof BYTES => dtype in BYTES;

async function readTensor(
  file: string,
  name: string,
  handle: FileHandle,
  { header, dataStart, dataLength }: Contents,
): Promise<StoredTensor> {
  const parsed = entrySchema.safeParse(header[name]);
  if (!parsed.success) throw broken(file, `tensor "${name}": ${z.prettifyError(parsed.error)}`, parsed.error);
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isReadable(dtype))
    throw broken(file, `tensor "${name}" is ${dtype}; only F32, F16 and I32 can be read`);
  const [start, end] = offsets;
  if (end < start || end > dataLength)
    throw broken(file, `tensor "${name}" lies at bytes ${start}–${end} of ${dataLength} (truncated?)`);
  const needed = BYTES[dtype] * count(shape);
  if (end - start !== needed)
    throw broken(
      file,
      `tensor "${name}" has ${end - start} bytes, its shape [${shape.join(', ')}] needs ${needed}`,
    );
  const { buffer, byteLength } = await bytesAt(handle, dataStart + start, needed);
  if (byteLength !== needed) throw broken(file, `it ends inside tensor "${name}"`);
  if (dtype === 'I32') return { dtype, shape, data: new Int32Array(buffer, 0, count(shape)) };
  const data =
    dtype === 'F32' ? new Float32Array(buffer, 0, count(shape)) : new Float16Array(buffer, 0, count(shape));
  return { dtype: 'F32', shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
}

/**
 * Reads the tensors of a file for whose names `wanted` holds (default: all), in the order of its header; float16 as
 * float32 (`__metadata__` is ignored).
 * @throws DataError (`safetensors-missing`, `safetensors-broken`) that names the file, the tensor and the fault.
 */
export async function readSafetensors(
  file: string,
  wanted: (name: string) => boolean = () => true,
): Promise<Map<string, StoredTensor>> {
  assertLittleEndian();
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (cause) {
    throw new DataError('safetensors-missing', `cannot read ${file}`, 'Check the path', { cause });
  }
  try {
    const contents = await readHeader(file, handle);
    const tensors = new Map<string, StoredTensor>();
    for (const name of Object.keys(contents.header))
      if (name !== '__metadata__' && wanted(name))
        tensors.set(name, await readTensor(file, name, handle, contents));
    return tensors;
  } finally {
    await handle.close();
  }
}

/**
 * Writes tensors in the map's order, beside the target and then renamed, so that a reader or a kill never meets
 * half a file.
 * @throws DataError (`safetensors-shape`) when a tensor's data does not fill its shape.
 */
export async function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, StoredTensor | HalfTensor>,
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

/** The float tensors of a file by name, as the trainer and the networks take them; `wanted` as in `readSafetensors`. */
export async function readWeights(
  file: string,
  wanted?: (name: string) => boolean,
): Promise<Map<string, FloatTensor>> {
  const weights = new Map<string, FloatTensor>();
  for (const [name, tensor] of await readSafetensors(file, wanted)) {
    if (tensor.dtype !== 'F32') throw broken(file, `weight "${name}" is ${tensor.dtype}, expected F32`);
    weights.set(name, tensor);
  }
  return weights;
}

function assertLittleEndian(): void {
  if (endianness() !== 'LE')
    throw new DataError('big-endian', 'safetensors need a little-endian machine', 'Use another machine');
}
