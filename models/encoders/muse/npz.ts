/** NumPy's `.npz` archives: a zip file of `.npy` files, stored or deflated. */
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { npyParts, type NpyParts } from '../../corpus/npy.ts';
import { DataError } from '../../training/data-error.ts';

/** Signatures and lengths of the fixed parts of a zip file's records. */
const END = { signature: 0x06054b50 } as const;
const ENTRY = { signature: 0x02014b50, length: 46 } as const;
const LOCAL = { signature: 0x04034b50, length: 30 } as const;
/** How a member is packed. */
const [STORED, DEFLATED] = [0, 8] as const;
/** What stands for a number that only a zip64 field holds: archives of 4 GB, which none of ours is. */
const ELSEWHERE = 0xffffffff;

const broken = (file: string, what: string, options?: ErrorOptions): DataError =>
  new DataError('npz-broken', `${file} is no usable .npz file: ${what}`, 'Get the file again', options);

/**
 * The arrays of an archive by name, unpacked one after the other as they are asked for.
 * @throws DataError (`npz-broken`, `npy-broken`) that names the file and the fault.
 */
export async function* readNpz(
  file: string,
): AsyncGenerator<readonly [name: string, array: NpyParts], void, undefined> {
  const archive = await readFile(file).catch((cause: unknown) => {
    throw broken(file, 'it cannot be read', { cause });
  });
  yield* arraysOf(archive, file);
}

/** As `readNpz`, from bytes; `file` is for errors only. */
function* arraysOf(
  archive: Buffer,
  file: string,
): Generator<readonly [name: string, array: NpyParts], void, undefined> {
  try {
    for (const entry of entriesOf(archive, file)) {
      const name = entry.name.replace(/\.npy$/, '');
      yield [name, npyParts(unpack(archive, entry, file), `${name} in ${file}`)];
    }
  } catch (cause) {
    if (cause instanceof RangeError) throw broken(file, 'it is cut off', { cause });
    throw cause;
  }
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header lies. */
  readonly at: number;
}

/** The list of members, which stands at the end: only there are sizes sure to be known. */
function* entriesOf(archive: Buffer, file: string): Generator<Entry, void, undefined> {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(END.signature);
  const end = archive.lastIndexOf(mark);
  if (end < 0) throw broken(file, 'it does not end like a zip file');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (archive.readUInt32LE(at) !== ENTRY.signature) throw broken(file, 'its list of members is damaged');
    const [name, extra, comment] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const [packed, size, local] = [20, 24, 42].map((place) => archive.readUInt32LE(at + place)) as [
      number,
      number,
      number,
    ];
    if ([packed, size, local].includes(ELSEWHERE)) throw broken(file, 'it is larger than 4 GB');
    const start = at + ENTRY.length;
    yield {
      name: archive.toString('utf8', start, start + name),
      method: archive.readUInt16LE(at + 10),
      packed,
      size,
      at: local,
    };
    at = start + name + extra + comment;
  }
}

function unpack(archive: Buffer, { name, method, packed, size, at }: Entry, file: string): Buffer {
  if (archive.readUInt32LE(at) !== LOCAL.signature) throw broken(file, `${name} is not where it should be`);
  const start = at + LOCAL.length + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const bytes = archive.subarray(start, start + packed);
  if (method !== STORED && method !== DEFLATED) throw broken(file, `${name} is packed by method ${method}`);
  let content: Buffer;
  try {
    content = method === STORED ? bytes : inflateRawSync(bytes, { maxOutputLength: size });
  } catch (cause) {
    throw broken(file, `${name} cannot be unpacked`, { cause });
  }
  if (content.length !== size) throw broken(file, `${name} has ${content.length} bytes instead of ${size}`);
  return content;
}
