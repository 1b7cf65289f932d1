/** Why a connection could not be made or was lost, from FFmpeg's return codes. What they mean was seen with real peers. */
import { constants } from 'node:os';
import { AVERROR_EOF, AVERROR_EXIT, AVERROR_OPTION_NOT_FOUND } from 'node-av/constants';
import { FFmpegError } from 'node-av/lib';
import { MomentfxError } from '../../../core/errors.ts';
import { MediaError } from '../../errors.ts';
import { SRT_CONNECT_MS, type OutputKind } from '../plan.ts';
import type { LossReason } from '../sink.ts';

/** Why an output has no connection, in words for a person. */
export interface Loss {
  readonly reason: LossReason;
  /** Holds nothing of the address. */
  readonly message: string;
}

/** A connection that could not be opened or written to. */
export class OutputFailure extends MomentfxError<'output-lost'> {
  readonly loss: Loss;

  /** `cause`: the system's error, where it is not FFmpeg's. */
  constructor(loss: Loss, options?: ErrorOptions) {
    super('output-lost', loss.message, 'Look at the place that it writes to, and start again.', {
      ...options,
      fault: 'outside',
      retryable: true,
    });
    this.loss = loss;
  }
}

const { EACCES, ECONNREFUSED, EDQUOT, EFBIG, EHOSTUNREACH, EINVAL, EIO } = constants.errno;
const { EADDRNOTAVAIL, ENETUNREACH, ENOSPC, EPERM, ETIMEDOUT } = constants.errno;

const UNREACHABLE = new Set([ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]);
/** FFmpeg's answer to a server's refusal: onStatus with level error (EPERM), or the server hung up (EIO). */
const REFUSALS = new Set([EPERM, EACCES, EIO]);

const loss = (reason: LossReason, message: string): Loss => ({ reason, message });

/** Why a file could not be written. */
function fileLoss(returned: number): Loss {
  const code = -returned;
  if (code === ENOSPC || code === EDQUOT) return loss('disk-full', 'The disk is full.');
  // It is tried again, which begins another file.
  if (code === EFBIG) return loss('failed', 'The file may not grow any larger there.');
  return failed(returned);
}

/** Why opening failed. `afterMs`: how long it took. */
export function openingLoss(kind: OutputKind, returned: number, afterMs: number): Loss {
  const code = -returned;
  if (kind === 'file' || kind === 'hls') return fileLoss(returned);
  if (returned === AVERROR_OPTION_NOT_FOUND)
    return loss('rejected', 'The address has a setting that is not known.');
  if (returned === AVERROR_EXIT || code === ETIMEDOUT)
    return loss('stalled', 'The server did not answer in time.');
  if (UNREACHABLE.has(code)) return loss('refused', 'Nobody listens there.');
  if (kind === 'rtmp') {
    // Hung up before any answer: a balancer without a server behind it, or a server that is starting.
    if (returned === AVERROR_EOF) return loss('refused', 'The server hung up without a word.');
    // nginx-rtmp hangs up on a key that it does not want; others say so.
    if (REFUSALS.has(code))
      return loss('rejected', 'The server refused the stream: check its key and application.');
    return loss('reset', 'The server broke off the connection.');
  }
  if (kind === 'srt' && code === EIO)
    return afterMs < SRT_CONNECT_MS * 0.9
      ? loss('rejected', 'The receiver refused the stream: check passphrase and stream id.')
      : loss('refused', 'Nobody listens there.');
  if (kind === 'srt' && code === EINVAL)
    return loss('rejected', 'The address has a setting that SRT does not take.');
  return failed(returned);
}

/** Why writing failed. */
export function writingLoss(kind: OutputKind, returned: number): Loss {
  const code = -returned;
  if (kind === 'file' || kind === 'hls') return fileLoss(returned);
  if (returned === AVERROR_EXIT || code === ETIMEDOUT) return loss('stalled', 'The peer stopped reading.');
  if (kind === 'udp')
    return UNREACHABLE.has(code) ? loss('refused', 'Nobody listens there.') : failed(returned);
  return loss('reset', 'The peer broke off the connection.');
}

/** Why packets do not fit their container. */
export const muxingLoss = (returned: number): Loss => failed(returned);

/** What went wrong outside of FFmpeg: a name could not be made, or the streams do not fit. `final`: no use to try again. */
export function otherLoss(error: unknown): Loss & { readonly final: boolean } {
  if (error instanceof MediaError)
    return { ...loss('failed', `${error.message} ${error.nextStep}`), final: true };
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { ...loss('disk-full', 'The disk is full.'), final: false };
  // Only the code: the text of a system error names paths and addresses.
  return { ...loss('failed', `It could not be opened (${code ?? 'no reason given'}).`), final: false };
}

/** FFmpeg's own words for a code hold no address. */
const failed = (returned: number): Loss => loss('failed', `${FFmpegError.strerror(returned)}.`);
