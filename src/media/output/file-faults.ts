/** Why a recording could not be written, in words that a person can act on. */
import { asError } from '../../core/errors.ts';
import { MediaError } from '../errors.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import { OutputFailure } from './transport/loss.ts';

/** The system's word for what went wrong, such as `ENOSPC`. */
function systemCode(error: unknown): string | undefined {
  const cause = error instanceof OutputFailure ? error.cause : error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}

/** `what` was being done to `file` when `cause` came. Faults that are explained already are given back as they are. */
export function explainFileFault(file: string, what: string, cause: unknown): Error {
  if (cause instanceof MediaError) return cause;
  const code = systemCode(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new MediaError(
      'output-disk-full',
      `The disk is full; ${file} was not written.`,
      'Make room, or write to another disk.',
      { cause },
    );
  if (code === 'EFBIG')
    return new MediaError(
      'output-too-large',
      `${file} was not written: it may not grow any larger there.`,
      'Raise the limit on file sizes (ulimit -f), or write to a disk that takes larger files: FAT32 ends at 4 GB.',
      { cause },
    );
  if (cause instanceof FFmpegFailure)
    return new MediaError(
      'output-failed',
      `${file}: ${what} failed (${cause.message}).`,
      `Try another container, such as ${/\.mkv$/i.test(file) ? '.mov' : '.mkv'}.`,
      { cause },
    );
  if (code !== undefined)
    return new MediaError(
      'output-failed',
      `${file}: ${what} failed (${code}).`,
      'Check the disk, or write to another one.',
      { cause },
    );
  return asError(cause);
}
