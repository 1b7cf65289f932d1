/** What FFmpeg's refusal to open or probe an input means to a person. */
import { AVERROR_EINVAL, AVERROR_ENOENT, AVERROR_INVALIDDATA } from 'node-av/constants';
import { open } from 'node:fs/promises';
import { asError } from '../../core/errors.ts';
import { MediaError } from '../errors.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import { isSecure, tlsFault, trustsAnybody } from '../certificates.ts';
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

/**
 * FFmpeg's refusal to open or probe an input, as an error that a person can act on. `trouble`: what is known besides of why
 * a server was not reached.
 */
export async function explainRefusal(
  { shown, path }: InputPlan,
  cause: unknown,
  trouble?: string,
): Promise<Error> {
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
      `${shown} cannot be opened (${trouble ?? cause.message}).`,
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
 * Asks a server inside TLS for its certificate before anything is asked of it: FFmpeg has one return code for all
 * reasons, and takes any certificate of RTSP. Over HTTPS the guard does that.
 * @throws MediaError input-unreadable where it cannot be trusted
 */
export async function refuseStranger({ url, shown }: InputPlan): Promise<void> {
  if (!isSecure(url) || trustsAnybody()) return;
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
