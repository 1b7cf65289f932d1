/** What an output's address asks for: how it is reached, what it can hold, and what cannot work, said before anything starts. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { Address, fileOf } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import { CONTAINERS, containerOf, FLV, HLS, holdsPicture, TS, type Container } from './containers.ts';
import { isAFolder, isFolder, tryToMake, unwritable } from './transport/writable.ts';
import type { Micros } from '../../streams/time.ts';

/** How an output is reached, which is also how it fails. */
export type OutputKind = 'rtmp' | 'srt' | 'udp' | 'hls' | 'file';

/** One checked live output: where it goes, in which container, and how it is reached. */
export interface OutputPlan {
  readonly address: Address;
  readonly kind: OutputKind;
  readonly container: Container;
  /** Options of the muxer and, on the network, of the protocol. */
  readonly options: Readonly<Record<string, string>>;
  readonly protocol: Readonly<Record<string, string>>;
  /** An SRT output that waits to be called. */
  readonly listens: boolean;
  /** The absolute path of a file or playlist. */
  readonly path?: string;
  /** A recording is cut at the first key frame after this much. */
  readonly segment?: Micros;
}

/**
 * Each output that is stuck holds one of the process's 16 worker threads until its time-out; with more than this many
 * stuck at once the mixer and the input would wait for them.
 */
const MOST_OUTPUTS = 8;
/** A peer that takes nothing for this long has stalled. With connecting and detection it stays under 10 s. */
export const STALL_MS = 5_000;
/** SRT answers within a round trip or not at all. */
export const SRT_CONNECT_MS = 4_000;
/** An SRT listener looks up this often whether it is still wanted. */
const SRT_LISTEN_MS = 3_000;

// A large send buffer would hide for long that the peer reads no more: 256 KiB are 1 s of 2 Mbit/s.
const TCP = { rw_timeout: String(STALL_MS * 1000), send_buffer_size: String(256 * 1024) };

/** Sound goes out frame by frame: MPEG-TS would gather up to 0.2 s of it, and what it holds at the end would be lost. */
const PROMPT_TS = { pes_payload_size: '0' };

/**
 * What `address` asks for. `segment`: the length of a recording's parts; other outputs have none.
 * @throws MediaError output-scheme, output-unknown-container
 */
export function planOutput(address: Address, options: { readonly segment?: Micros } = {}): OutputPlan {
  switch (address.scheme) {
    case 'rtmp':
    case 'rtmps':
      requireHost(address);
      return plan(address, 'rtmp', FLV, { options: { flvflags: 'no_duration_filesize' }, protocol: TCP });
    case 'srt':
      return planSrt(address);
    case 'udp':
      requireHost(address);
      return plan(address, 'udp', TS, { options: PROMPT_TS, protocol: { pkt_size: '1316' } });
    case 'file':
      return planPath(address, options.segment);
    default:
      throw new MediaError(
        'output-scheme',
        `${address.scheme}: is no output that momentfx knows.`,
        'Use rtmp:// rtmps:// srt:// udp:// or a file such as show.mkv or live.m3u8.',
      );
  }
}

function plan(
  address: Address,
  kind: OutputKind,
  container: Container,
  more: Partial<Pick<OutputPlan, 'options' | 'protocol' | 'listens' | 'path' | 'segment'>>,
): OutputPlan {
  const options = { ...container.options, ...more.options };
  return { protocol: {}, listens: false, ...more, options, address, kind, container };
}

function requireHost(address: Address): void {
  if (!/^[a-z0-9+.-]+:\/\/(?:[^@/]*@)?(?:\[[^\]]+\]|[^/:?#]+)/i.test(address.reveal()))
    throw new MediaError(
      'output-scheme',
      `${address.shown} names no server.`,
      `Write ${address.scheme}://SERVER/….`,
    );
}

function planSrt(address: Address): OutputPlan {
  const text = address.reveal();
  if (!/^srt:\/\/[^/?]*:\d+/i.test(text))
    throw new MediaError('output-scheme', `${address.shown} names no port.`, 'Write srt://SERVER:PORT.');
  const listens = /[?&]mode=listener(&|$)/.test(text);
  const protocol = {
    rw_timeout: String(STALL_MS * 1000),
    connect_timeout: String(SRT_CONNECT_MS),
    listen_timeout: String(SRT_LISTEN_MS * 1000),
  };
  return plan(address, 'srt', TS, { options: PROMPT_TS, protocol, listens });
}

/** The absolute path of an output that is a file. */
const pathOf = (address: Address): string => resolve(fileOf(address.reveal()) ?? address.reveal());

function planPath(address: Address, segment: Micros | undefined): OutputPlan {
  const path = pathOf(address);
  const extension = extname(path).toLowerCase();
  if (extension === '.m3u8') return plan(address, 'hls', HLS, { path });
  const container = CONTAINERS[extension];
  if (container?.whileLive === undefined)
    throw new MediaError(
      'output-unknown-container',
      `${address.shown} is no recording that momentfx writes while live.`,
      `Use one of: ${recordings().join(' ')} or .m3u8, or an address such as rtmp://….`,
    );
  return plan(address, 'file', container, {
    options: container.whileLive,
    path,
    ...(segment === undefined ? {} : { segment }),
  });
}

/** Extensions of what a live program may be recorded to. */
const recordings = (): string[] =>
  Object.entries(CONTAINERS).flatMap(([extension, { whileLive }]) =>
    whileLive === undefined ? [] : extension,
  );

/**
 * Refuses what cannot work: an unknown scheme, a container that momentfx does not write, a folder that cannot be
 * written to. Nothing is connected or left behind.
 * @throws MediaError output-scheme, output-unknown-container, output-unwritable
 */
export async function checkOutput(
  address: Address | string,
  options: { readonly segment?: Micros } = {},
): Promise<OutputPlan> {
  const plan = planOutput(typeof address === 'string' ? new Address(address) : address, options);
  if (plan.path !== undefined) await checkFolder(plan.path, plan.address);
  return plan;
}

async function checkFolder(path: string, { shown }: Address): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
    await tryToMake(path);
  } catch (cause) {
    throw unwritable(shown, cause);
  }
  if (await isFolder(path)) throw isAFolder(shown);
}

/**
 * Refuses more outputs than one session serves.
 * @throws MediaError output-many
 */
export function checkOutputCount(outputs: number): void {
  if (outputs > MOST_OUTPUTS)
    throw new MediaError(
      'output-many',
      `${outputs} outputs are more than the ${MOST_OUTPUTS} that one session serves.`,
      'Send one of them to a media server that passes it on.',
    );
}

/** What is known of streams by their codecs: FFmpeg's names, and of pictures the tag as well. */
export interface CodedStreams {
  readonly video?: {
    readonly codec: string;
    readonly parameters: { readonly codecTagString: string | null };
  };
  readonly audio: { readonly codec: string };
}

/**
 * Refuses pictures and sound that the output's container cannot hold.
 * @throws MediaError output-codec
 */
export function checkCodecs(plan: OutputPlan, { video, audio }: CodedStreams): void {
  const { address, container } = plan;
  const { title } = container;
  const picture = video && { codec: video.codec, tag: video.parameters.codecTagString ?? '' };
  const other = picture && containerOf(picture, container);
  if (picture !== undefined && !holdsPicture(container, picture))
    throw new MediaError(
      'output-codec',
      `${address.shown}: ${title} cannot hold ${picture.codec} video, and momentfx copies video as it is.`,
      plan.kind === 'file' && other !== undefined
        ? `Record to ${other} instead.`
        : 'Send H.264, or use another output.',
    );
  if (!container.audio.has(audio.codec))
    throw new MediaError(
      'output-codec',
      `${address.shown}: ${title} cannot hold ${audio.codec} sound.`,
      'Use AAC sound, which every output takes.',
    );
}
