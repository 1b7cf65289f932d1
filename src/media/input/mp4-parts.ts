/**
 * Fragmented MP4 that is joined from several recordings: FFmpeg leaves out every header but the first, and takes what
 * follows for what it is not.
 */
import { closeSync, openSync, readSync } from 'node:fs';

/** Beyond this (bytes) nothing is a header. */
const LONGEST_HEADER = 64 * 2 ** 20;
const CONTAINERS = new Set(['trak', 'mdia', 'minf', 'stbl', 'mvex']);

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

/** The boxes inside `bytes`; what is no box ends them. */
function* boxesIn(bytes: Buffer): Generator<Box, undefined> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const head = boxAt(bytes.subarray(at, at + 16), bytes.length - at);
    if (head === undefined) return;
    yield { type: head.type, body: bytes.subarray(at + head.head, at + head.size) };
    at += head.size;
  }
}

/** Size and type of the box that begins with these 8 or 16 bytes; undefined where there is none. */
function boxAt(
  start: Buffer,
  left: number,
): { readonly type: string; readonly size: number; readonly head: number } | undefined {
  if (start.length < 8) return undefined;
  const type = start.toString('latin1', 4, 8);
  const short = start.readUInt32BE(0);
  if (short === 1 && start.length < 16) return undefined;
  const [size, head] = short === 1 ? [Number(start.readBigUInt64BE(8)), 16] : [short === 0 ? left : short, 8];
  return size < head || size > left ? undefined : { type, size, head };
}

/**
 * What decides how samples are read: of each track its number, time scale and sample descriptions, and the fragments'
 * defaults. Undefined where `bytes` hold no header of MP4.
 */
export function headerOf(bytes: Buffer): Buffer | undefined {
  const moov = [...boxesIn(bytes)].find(({ type }) => type === 'moov');
  if (moov === undefined) return undefined;
  const parts: Buffer[] = [];
  const collect = (body: Buffer): void => {
    for (const box of boxesIn(body))
      if (CONTAINERS.has(box.type)) collect(box.body);
      else if (box.type === 'stsd' || box.type === 'trex') parts.push(box.body);
      else if (box.type === 'tkhd') parts.push(numberIn(box.body));
      else if (box.type === 'mdhd') parts.push(numberIn(box.body));
  };
  collect(moov.body);
  return Buffer.concat(parts);
}

/** The field behind the two times of a `tkhd` or `mdhd`: track number, time scale. */
const numberIn = (body: Buffer): Buffer => (body[0] === 1 ? body.subarray(20, 24) : body.subarray(12, 16));

/** With which a file begins. */
const FIRST = /^(ftyp|moov|styp|free|skip|wide)$/;

/** Where in a file of `size` bytes parts with another header begin; none where it is no fragmented MP4. */
export function laterParts(path: string, size: number): number[] {
  if (size === 0) return [];
  const file = openSync(path, 'r');
  const parts: number[] = [];
  const start = Buffer.alloc(16);
  try {
    let header: Buffer | undefined;
    let type: number | undefined;
    for (let at = 0; at + 8 <= size;) {
      const box = boxAt(start.subarray(0, readSync(file, start, 0, 16, at)), size - at);
      if (box === undefined || (at === 0 && !FIRST.test(box.type))) break;
      if (box.type === 'moov' && box.size < LONGEST_HEADER) {
        const bytes = Buffer.alloc(box.size);
        readSync(file, bytes, 0, box.size, at);
        const next = headerOf(bytes);
        if (header !== undefined && next?.equals(header) === false) parts.push(type ?? at);
        header = next;
      }
      type = box.type === 'ftyp' ? at : undefined;
      at += box.size;
    }
  } finally {
    closeSync(file);
  }
  return parts;
}
