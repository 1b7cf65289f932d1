/** Reading files that somebody else wrote: whole, but never more than fits. */
import { open } from 'node:fs/promises';
import { MomentfxError } from './errors.ts';

/** Read at a time where the length is not known, in bytes. */
const PIECE = 1_048_576;

/** A file has more bytes than it may have; the code is the operating system's for that. */
class FileTooLongError extends MomentfxError<'EFBIG'> {
  constructor(file: string, most: number) {
    super('EFBIG', `${file} has more than ${most} bytes.`, 'Name another file.');
  }
}

/**
 * The bytes of a file, pipe or device of at most `most` bytes.
 * @throws an error of code EFBIG where there are more; else what the operating system says
 */
export async function readAtMost(file: string, most: number): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(PIECE, most + 1 - length)));
    if (bytesRead === 0) return Buffer.concat(pieces);
    pieces.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
    if (length > most) throw new FileTooLongError(file, most);
  }
}
