/** What can be said about an input before FFmpeg sees it, and what FFmpeg's refusals mean. */
import { AVERROR_ENOENT, AVERROR_INVALIDDATA } from 'node-av/constants';
import { open, stat } from 'node:fs/promises';
import type { InputFormat } from 'node-av/lib';
import { z } from 'zod';
import { asError } from '../../core/errors.ts';
import { Address, fileOf } from '../../core/stream-url.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import { MediaError } from '../errors.ts';

const urlSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => !text.includes('\0'), 'holds a NUL character');

/** Longest silence on a network input before a read gives up, in microseconds. */
export const NETWORK_TIMEOUT_US = 10_000_000;

/** A file stays on this machine: a playlist inside it may not reach for the network. */
export const LOCAL_PROTOCOLS = 'file,crypto,data';
export const NETWORK_PROTOCOLS =
  'file,crypto,data,tcp,udp,tls,http,https,httpproxy,hls,rtmp,rtmps,rtmpt,rtp,srt';

export interface InputPlan {
  /** For FFmpeg. */
  readonly url: string;
  /** For people. */
  readonly shown: string;
  /** Read at once: a file that does not wait. */
  readonly local: boolean;
  /** The file, as it is named to the system; absent for anything else. */
  readonly path?: string;
  readonly options: Readonly<Record<string, string>>;
  /** The demuxer, where the address alone does not tell. */
  readonly format?: InputFormat;
  /** Sound that has not begun within the probing does not count, instead of being refused. */
  readonly lenient?: boolean;
}

/**
 * Checks an input before it is opened and gives the options that keep it in bounds. `printed` stands for a file's name
 * in messages.
 * @throws MediaError INPUT_MISSING, INPUT_IS_FOLDER, INPUT_EMPTY, INPUT_UNREADABLE
 */
export async function planInput(url: string, printed?: string): Promise<InputPlan> {
  const parsed = urlSchema.safeParse(url);
  if (!parsed.success)
    throw new MediaError('INPUT_MISSING', 'The input has no usable name.', 'Name a file or an address.');
  const path = fileOf(url);
  if (path === undefined)
    return {
      url,
      shown: new Address(url).shown,
      local: false,
      options: { rw_timeout: String(NETWORK_TIMEOUT_US), protocol_whitelist: NETWORK_PROTOCOLS },
    };
  await checkFile(path, printed ?? path);
  // "file:" keeps FFmpeg from reading a protocol into a file's name.
  return {
    url: `file:${path}`,
    shown: printed ?? url,
    local: true,
    path,
    options: { protocol_whitelist: LOCAL_PROTOCOLS },
  };
}

async function checkFile(path: string, shown: string): Promise<void> {
  let facts;
  try {
    facts = await stat(path);
  } catch (cause) {
    throw new MediaError('INPUT_MISSING', `There is no file ${shown}.`, 'Check its name.', { cause });
  }
  if (facts.isDirectory())
    throw new MediaError('INPUT_IS_FOLDER', `${shown} is a folder.`, 'Name one recording in it.');
  if (facts.isFile() && facts.size === 0)
    throw new MediaError('INPUT_EMPTY', `${shown} is empty (0 bytes).`, 'Record or copy it again.');
  try {
    await (await open(path, 'r')).close();
  } catch (cause) {
    throw new MediaError('INPUT_UNREADABLE', `${shown} cannot be read.`, 'Check its permissions.', { cause });
  }
}

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
        'INPUT_TRUNCATED',
        `${shown} is cut off: its index (the moov part) is missing.`,
        'Copy it again, or let the recorder finish the file.',
        { cause },
      );
    return notMedia(shown, cause);
  }
  if (path === undefined)
    return new MediaError(
      cause.returned === AVERROR_ENOENT ? 'INPUT_MISSING' : 'INPUT_UNREADABLE',
      `${shown} cannot be opened (${cause.message}).`,
      'Check the address, and that the sender is running.',
      { cause },
    );
  return new MediaError(
    'INPUT_UNREADABLE',
    `${shown} cannot be opened (${cause.message}).`,
    'Check that it plays elsewhere.',
    { cause },
  );
}

export const notMedia = (shown: string, cause?: unknown): MediaError =>
  new MediaError(
    'INPUT_NOT_MEDIA',
    `${shown} is no recording that FFmpeg can read.`,
    'Name a video or audio file.',
    { cause },
  );
