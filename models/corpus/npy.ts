import { readFile } from 'node:fs/promises';
import { DataError } from '../training/data-error.ts';

/** An array of 32-bit floats in rows (C order). */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/**
 * Reads a NumPy `.npy` file of little-endian float32 or float64 (narrowed to float32) in C order.
 * @throws DataError (`npy-missing`, `npy-broken`) that names the file and the fault.
 */
async function readNpy(file: string): Promise<NpyArray> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new DataError(
      'npy-missing',
      `cannot read the feature ${file}`,
      'Check that the data set is complete',
      {
        cause,
      },
    );
  }
  return parseNpy(bytes, file);
}

/** The parts of a `.npy` file whose header and size agree. */
export interface NpyParts {
  /** As NumPy writes it: `<f4` is little-endian float32, `|u1` bytes. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The values in C order, a view of the file's bytes. */
  readonly bytes: Buffer;
}

const broken = (file: string, what: string): DataError =>
  new DataError('npy-broken', `${file} is no usable .npy file: ${what}`, 'Extract the feature again');

/** Reads the header of a `.npy` file's `bytes`; `file` is for the error only. @throws DataError (`npy-broken`) */
export function npyParts(bytes: Buffer, file: string): NpyParts {
  if (bytes.length < 12 || !bytes.subarray(0, 6).equals(MAGIC))
    throw broken(file, 'it does not start like one');
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const dataStart = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.subarray(start, dataStart).toString('latin1');
  const dtype = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shapeText = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shapeText === undefined)
    throw broken(file, 'its header names no dtype or shape');
  if (/'fortran_order': *True/.test(header)) throw broken(file, 'it is in Fortran order');
  const shape = shapeText
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const needed = shape.reduce((product, extent) => product * extent, Number(dtype.slice(2)));
  const data = bytes.subarray(dataStart);
  if (data.length !== needed)
    throw broken(file, `${data.length} bytes of data, its shape (${shapeText}) needs ${needed}`);
  return { dtype, shape, bytes: data };
}

/**
 * As `readNpy`, from bytes; `file` is for the error only.
 */
export function parseNpy(bytes: Buffer, file: string): NpyArray {
  const { dtype, shape, bytes: data } = npyParts(bytes, file);
  if (dtype !== '<f4' && dtype !== '<f8')
    throw broken(file, `it holds ${dtype}, only float32 and float64 can be read`);
  const copy = new Uint8Array(data).buffer;
  return {
    shape,
    data: dtype === '<f4' ? new Float32Array(copy) : Float32Array.from(new Float64Array(copy)),
  };
}

/** A vector of exactly `width` values from a `.npy` file. */
export async function readNpyVector(file: string, width: number): Promise<Float32Array> {
  const { shape, data } = await readNpy(file);
  if (shape.length !== 1 || data.length !== width)
    throw new DataError(
      'npy-broken',
      `${file} has the shape (${shape.join(', ')}), expected (${width},)`,
      'Extract the feature again with the encoders of this data set',
    );
  return data;
}

/** A vector as a `.npy` file of little-endian float32. */
export function npyOf(values: Float32Array): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }`;
  // Ten bytes and the header, which ends with a line feed, fill whole blocks of 64.
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.alloc(10);
  MAGIC.copy(head);
  head[6] = 1;
  head.writeUInt16LE(padded.length, 8);
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, 4 * index);
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), bytes]);
}
