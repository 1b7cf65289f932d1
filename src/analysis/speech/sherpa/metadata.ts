/** Reads what an ONNX file says of itself without loading its weights. */
import { type FileHandle, open } from 'node:fs/promises';

/** Fields of ONNX's ModelProto, and of the key and value pairs in it. */
const METADATA_FIELD = 14;
const KEY_FIELD = 1;
const VALUE_FIELD = 2;
/** Protocol buffers' wire types. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A field's tag and length need at most this many bytes. */
const HEADER = 20;
/** Longest metadata entry that is read; paraformer's normalisation table has 10 KB. */
const MOST_BYTES = 1 << 20;

interface Field {
  readonly number: number;
  /** Bytes from the field's beginning to its content, and to its end. */
  readonly head: number;
  readonly size: number;
}

function varint(bytes: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 1, next = at; next < bytes.length; shift *= 128) {
    const byte = bytes[next++] ?? 0;
    value += (byte & 127) * shift;
    if (byte < 128) return { value, next };
  }
  throw new Error('it is cut short');
}

function fieldAt(bytes: Buffer, at: number): Field {
  const tag = varint(bytes, at);
  const number = Math.floor(tag.value / 8);
  const length = varint(bytes, tag.next);
  switch (tag.value % 8) {
    case VARINT:
      return { number, head: tag.next - at, size: length.next - at };
    case FIXED64:
      return { number, head: tag.next - at, size: tag.next - at + 8 };
    case FIXED32:
      return { number, head: tag.next - at, size: tag.next - at + 4 };
    case BYTES:
      return { number, head: length.next - at, size: length.next - at + length.value };
    default:
      throw new Error('it is no protocol buffer');
  }
}

function pairIn(bytes: Buffer): [key: string, value: string] {
  const found = new Map<number, string>();
  for (let at = 0; at < bytes.length;) {
    const { number, head, size } = fieldAt(bytes, at);
    found.set(number, bytes.toString('utf8', at + head, at + size));
    at += size;
  }
  return [found.get(KEY_FIELD) ?? '', found.get(VALUE_FIELD) ?? ''];
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** The metadata of an ONNX file, by key. Rejects with an Error that says what is wrong when it is none. */
export async function readOnnxMetadata(path: string): Promise<Map<string, string>> {
  await using file = await open(path);
  const { size: total } = await file.stat();
  const pairs = new Map<string, string>();
  for (let at = 0; at < total;) {
    // Padded, since the last field may be shorter than a header can be.
    const header = Buffer.concat([await read(file, at, HEADER), Buffer.alloc(HEADER)]);
    const { number, head, size } = fieldAt(header, 0);
    if (at + size > total) throw new Error('it is cut short');
    if (number === METADATA_FIELD && size <= MOST_BYTES)
      pairs.set(...pairIn(await read(file, at + head, size - head)));
    at += size;
  }
  return pairs;
}
