import { readFile } from 'node:fs/promises';
import { DataError } from '../training/data-error.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/**
 * Reads a NumPy `.npy` file of little-endian float32 or float64 (narrowed to float32) in C order.
 * @throws DataError (`npy-missing`, `npy-broken`) that names the file and the fault.
 */
export async function readNpy(file: string): Promise<NpyArray> {
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

/** As `readNpy`, from bytes; `file` is for the error only. */
export function parseNpy(bytes: Buffer, file: string): NpyArray {
  const broken = (what: string): DataError =>
    new DataError('npy-broken', `${file} is no usable .npy file: ${what}`, 'Extract the feature again');
  if (bytes.length < 12 || !bytes.subarray(0, 6).equals(MAGIC)) throw broken('it does not start like one');
  const wide = bytes[6]! > 1;
  const start = wide ? 12 : 10;
  const dataStart = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.subarray(start, dataStart).toString('latin1');
  const dtype = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shapeText = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  if (dtype === undefined || shapeText === undefined) throw broken('its header names no dtype or shape');
  if (dtype !== '<f4' && dtype !== '<f8')
    throw broken(`it holds ${dtype}, only float32 and float64 can be read`);
  if (/'fortran_order': *True/.test(header)) throw broken('it is in Fortran order');
  const shape = shapeText
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const size = dtype === '<f4' ? 4 : 8;
  if (bytes.length - dataStart !== count * size)
    throw broken(`${bytes.length - dataStart} bytes of data, its shape (${shapeText}) needs ${count * size}`);
  const copy = new Uint8Array(bytes.subarray(dataStart)).buffer;
  return { shape, data: size === 4 ? new Float32Array(copy) : Float32Array.from(new Float64Array(copy)) };
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
