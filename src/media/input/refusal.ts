/** What FFmpeg's refusal to open or probe an input means to a person. */
import { AVERROR_EINVAL, AVERROR_ENOENT, AVERROR_INVALIDDATA } from 'node-av/constants';
import { open } from 'node:fs/promises';
import { asError } from '../../core/errors.ts';
import { MediaError } from '../errors.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import { isSecure, tlsFault } from '../certificates.ts';
import type { InputPlan } from './plan.ts';

/** The first bytes of an MP4 or MOV file: a box of type ftyp, moov, mdat, wide, free or skip. */
async function looksLikeMp4(path: string): Promise<boolean> {
  const head = Buffer.alloc(8);
  const file = await open(path, 'r');
  try {
    await file.read(head, 0, 8, 0);
  } finally {
    await file.close();
  }
  return ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(head.toString('latin1', 4, 8));
}

/** FFmpeg's refusal to open or probe an input, as an error that a person can act on. */
export async function explainRefusal({ shown, path }: InputPlan, cause: unknown): Promise<Error> {
  if (!(cause instanceof FFmpegFailure)) return asError(cause);
  if (path !== undefined && cause.returned === AVERROR_INVALIDDATA) {
    if (await looksLikeMp4(path))
      return new MediaError(
        'input-truncated',
        `${shown} is cut off: its index (the moov part) is missing.`,
        'Copy it again, or let the recorder finish the file.',
        { cause },
      );
    return notMedia(shown, cause);
  }
  // What it looks like is not allowed there (formats.ts): a list of other files, mostly.
  if (path !== undefined && cause.returned === AVERROR_EINVAL) return notMedia(shown, cause);
  if (path === undefined)
    return new MediaError(
      cause.returned === AVERROR_ENOENT ? 'input-missing' : 'input-unreadable',
      `${shown} cannot be opened (${cause.message}).`,
      'Check the address, and that the sender is running.',
      { cause },
    );
  return new MediaError(
    'input-unreadable',
    `${shown} cannot be opened (${cause.message}).`,
    'Check that it plays elsewhere.',
    { cause },
  );
}

/**
 * Asks a server inside TLS for its certificate before anything is asked of it: FFmpeg has one return code for all reasons,
 * takes any certificate of RTSP, and checks that of a playlist, but not those of its segments.
 * @throws MediaError input-unreadable where it cannot be trusted
 */
export async function refuseStranger({ url, shown }: InputPlan): Promise<void> {
  if (!isSecure(url) || process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') return;
  const fault = await tlsFault(url);
  if (fault !== undefined)
    throw new MediaError(
      'input-unreadable',
      `${shown} cannot be opened. ${fault}`,
      'With NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment any certificate is taken.',
    );
}

/** What is `shown` holds no media that FFmpeg knows. */
export const notMedia = (shown: string, cause?: unknown): MediaError =>
  new MediaError(
    'input-not-media',
    `${shown} is no recording that FFmpeg can read.`,
    'Name a video or audio file.',
    { cause },
  );
