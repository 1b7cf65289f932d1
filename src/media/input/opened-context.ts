/** Opens FFmpeg's demuxers: of an input, and of a part of it that has a header of its own. */
import {
  AVMEDIA_TYPE_ATTACHMENT,
  AV_CODEC_ID_GIF,
  AV_CODEC_ID_NONE,
  AV_CODEC_ID_PNG,
  AV_DISPOSITION_ATTACHED_PIC,
} from 'node-av/constants';
import { FormatContext } from 'node-av/lib';
import { trustFor } from '../certificates.ts';
import { check, withOptions } from '../ffmpeg.ts';
import { GuardedHttp } from './http/guarded-http.ts';
import type { Network } from './http/guarded-request.ts';
import { refuseSeveralHeaders } from './local-playlist.ts';
import type { InputPlan } from './plan.ts';
import { explainRefusal, refuseStranger } from './refusal.ts';

/** How opening is stopped and watched. */
export interface OpenWatch {
  readonly signal?: AbortSignal;
  /** The peer is there and its first bytes have been read; probing follows. */
  readonly onConnected?: () => void;
  /** Default: the system's; for tests. */
  readonly network?: Network;
}

/** A probed input; its owner closes it. */
export interface OpenedContext {
  readonly context: FormatContext;
  /** Of an address that is read over HTTP. */
  readonly guard: GuardedHttp | undefined;
}

/** FFmpeg is asked for a server over HTTP. */
const isAsked = ({ kind, url }: InputPlan): boolean => kind !== 'listen' && /^https?:\/\//i.test(url);

/**
 * Opens and probes what is behind `plan`. `after`: the guard of the part of it that has been read.
 * @throws MediaError with an input-… code
 */
export async function openContext(
  plan: InputPlan,
  watch: OpenWatch,
  after?: GuardedHttp,
): Promise<OpenedContext> {
  const context = new FormatContext();
  context.allocContext();
  const interrupt = (): void => context.interrupt();
  watch.signal?.addEventListener('abort', interrupt, { once: true });
  let guard: GuardedHttp | undefined;
  try {
    watch.signal?.throwIfAborted();
    const { formats } = plan;
    const wishes = formats === undefined ? plan.options : { ...plan.options, format_whitelist: formats };
    if (isAsked(plan)) guard = await GuardedHttp.to(plan.url, plan.shown, { network: watch.network, after });
    else await refuseStranger(plan);
    await refuseSeveralHeaders(plan);
    // FFmpeg would leave out a segment that it does not get, and go on.
    if (guard !== undefined) guard.onRefusal = interrupt;
    const { url } = guard ?? plan;
    await using trust = await trustFor(url);
    await withOptions({ ...wishes, ...trust.options, ...guard?.options }, async (options) => {
      check(await context.openInput(url, plan.format ?? null, options), 'opening the input');
    });
    watch.onConnected?.();
    using _covers = coversUnread(context);
    check(await context.findStreamInfo(null), 'probing the input');
    return { context, guard };
  } catch (cause) {
    await context.closeInput();
    await guard?.[Symbol.asyncDispose]();
    throw await explainRefusal(plan, guard?.refused ?? cause, guard?.trouble);
  } finally {
    watch.signal?.removeEventListener('abort', interrupt);
  }
}

/**
 * Cover pictures that probing would decode whole, be they of 16,000 × 16,000: until the disposal FFmpeg takes them for nothing
 * that it knows. Their size is in their own header (picture-size.ts).
 */
function coversUnread({ streams }: FormatContext): Disposable {
  const hidden = streams
    .filter(({ disposition }) => (disposition & AV_DISPOSITION_ATTACHED_PIC) !== 0)
    .map(({ codecpar }) => ({ codecpar, codecId: codecpar.codecId, codecType: codecpar.codecType }))
    .filter(({ codecId }) => codecId === AV_CODEC_ID_PNG || codecId === AV_CODEC_ID_GIF);
  for (const { codecpar } of hidden) {
    codecpar.codecId = AV_CODEC_ID_NONE;
    codecpar.codecType = AVMEDIA_TYPE_ATTACHMENT;
  }
  return {
    [Symbol.dispose]() {
      for (const { codecpar, ...own } of hidden) Object.assign(codecpar, own);
    },
  };
}
