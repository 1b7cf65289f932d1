/** What an output's address asks for: how it is reached, what it can hold, and what cannot work, said before anything starts. */
import { constants } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Address } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import { holds } from './containers.ts';
import type { Micros } from '../../streams/time.ts';

/** How an output is reached, which is also how it fails. */
export type OutputKind = 'rtmp' | 'srt' | 'udp' | 'hls' | 'file';

export interface OutputPlan {
  readonly address: Address;
  readonly kind: OutputKind;
  /** FFmpeg's muxer. */
  readonly muxer: string;
  /** The container, for messages. */
  readonly title: string;
  readonly video: ReadonlySet<string> | 'any';
  readonly audio: ReadonlySet<string> | 'any';
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
export const MOST_OUTPUTS = 8;
/** A peer that takes nothing for this long has stalled. With connecting and detection it stays under 10 s. */
export const STALL_MS = 5_000;
/** SRT answers within a round trip or not at all. */
export const SRT_CONNECT_MS = 4_000;
/** An SRT listener looks up this often whether it is still wanted. */
export const SRT_LISTEN_MS = 3_000;

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const TS_VIDEO = set('h264 hevc vvc mpeg1video mpeg2video mpeg4 av1');
const TS_AUDIO = set('aac mp2 mp3 ac3 eac3 dts opus truehd');
// HEVC, AV1 and VP9 by Enhanced RTMP, and what FFmpeg's muxer takes of the old list.
const FLV_VIDEO = set('h264 hevc av1 vp9 flv1');
const FLV_AUDIO = set('aac mp3 opus flac ac3 eac3');
const MP4_VIDEO = set('h264 hevc av1 vp9 mpeg4 mpeg2video mjpeg');
const MP4_AUDIO = set('aac mp3 ac3 eac3 opus flac alac');

interface Wrapper {
  readonly muxer: string;
  readonly title: string;
  readonly video: ReadonlySet<string> | 'any';
  readonly audio: ReadonlySet<string> | 'any';
  readonly options: Readonly<Record<string, string>>;
}

// Fragments: what is on the disk plays, however the process ended.
const FRAGMENTED = { movflags: '+frag_keyframe+empty_moov+delay_moov+default_base_moof' };
const TS: Wrapper = { muxer: 'mpegts', title: 'MPEG-TS', video: TS_VIDEO, audio: TS_AUDIO, options: {} };
const FLV: Wrapper = { muxer: 'flv', title: 'FLV', video: FLV_VIDEO, audio: FLV_AUDIO, options: {} };

const FILES: Readonly<Record<string, Wrapper>> = {
  '.mkv': {
    muxer: 'matroska',
    title: 'Matroska',
    video: 'any',
    audio: 'any',
    // A crash loses the cluster that was being written, at most.
    options: { cluster_time_limit: '1000', default_mode: 'passthrough' },
  },
  '.ts': TS,
  '.flv': FLV,
  '.mp4': { muxer: 'mp4', title: 'MP4', video: MP4_VIDEO, audio: MP4_AUDIO, options: FRAGMENTED },
  '.mov': { muxer: 'mov', title: 'MOV', video: MP4_VIDEO, audio: MP4_AUDIO, options: FRAGMENTED },
};

// A large send buffer would hide for long that the peer reads no more: 256 KiB are 1 s of 2 Mbit/s.
const TCP = { rw_timeout: String(STALL_MS * 1000), send_buffer_size: String(256 * 1024) };

/** Sound goes out frame by frame: MPEG-TS would gather up to 0.2 s of it, and what it holds at the end would be lost. */
const PROMPT_TS: Wrapper = { ...TS, options: { pes_payload_size: '0' } };

/**
 * What `address` asks for. `segment`: the length of a recording's parts; other outputs have none.
 * @throws MediaError OUTPUT_SCHEME, OUTPUT_UNKNOWN_CONTAINER
 */
export function planOutput(address: Address, options: { readonly segment?: Micros } = {}): OutputPlan {
  switch (address.scheme) {
    case 'rtmp':
    case 'rtmps':
      requireHost(address);
      return plan(address, 'rtmp', { ...FLV, options: { flvflags: 'no_duration_filesize' } }, TCP);
    case 'srt':
      return planSrt(address);
    case 'udp':
      requireHost(address);
      return plan(address, 'udp', PROMPT_TS, { pkt_size: '1316' });
    case 'file':
      return isPlaylist(address) ? planPlaylist(address) : planFile(address, options.segment);
    default:
      throw new MediaError(
        'OUTPUT_SCHEME',
        `${address.scheme}: is no output that momentfx knows.`,
        'Use rtmp:// rtmps:// srt:// udp:// or a file such as show.mkv or live.m3u8.',
      );
  }
}

function plan(
  address: Address,
  kind: OutputKind,
  wrapper: Wrapper,
  protocol: Readonly<Record<string, string>> = {},
  listens = false,
): OutputPlan {
  return { ...wrapper, address, kind, protocol, listens };
}

function requireHost(address: Address): void {
  if (!/^[a-z0-9+.-]+:\/\/(?:[^@/]*@)?(?:\[[^\]]+\]|[^/:?#]+)/i.test(address.reveal()))
    throw new MediaError(
      'OUTPUT_SCHEME',
      `${address.shown} names no server.`,
      `Write ${address.scheme}://SERVER/….`,
    );
}

function planSrt(address: Address): OutputPlan {
  const text = address.reveal();
  if (!/^srt:\/\/[^/?]*:\d+/i.test(text))
    throw new MediaError('OUTPUT_SCHEME', `${address.shown} names no port.`, 'Write srt://SERVER:PORT.');
  const listens = /[?&]mode=listener(&|$)/.test(text);
  const protocol = {
    rw_timeout: String(STALL_MS * 1000),
    connect_timeout: String(SRT_CONNECT_MS),
    listen_timeout: String(SRT_LISTEN_MS * 1000),
  };
  return plan(address, 'srt', PROMPT_TS, protocol, listens);
}

const isPlaylist = (address: Address): boolean => extname(filePath(address)).toLowerCase() === '.m3u8';

/** The path in a plain name or `file:` address. */
function filePath(address: Address): string {
  const text = address.reveal();
  return /^file:/i.test(text) ? decodeURI(text.replace(/^file:(\/\/)?/i, '')) : text;
}

function planPlaylist(address: Address): OutputPlan {
  const path = resolve(filePath(address));
  return {
    ...plan(address, 'hls', { ...TS, muxer: 'hls', title: 'HLS', video: set('h264 hevc av1') }),
    path,
  };
}

function planFile(address: Address, segment: Micros | undefined): OutputPlan {
  const path = resolve(filePath(address));
  const wrapper = FILES[extname(path).toLowerCase()];
  if (wrapper === undefined)
    throw new MediaError(
      'OUTPUT_UNKNOWN_CONTAINER',
      `${address.shown} is no recording that momentfx writes.`,
      `Use one of: ${Object.keys(FILES).join(' ')} or .m3u8, or an address such as rtmp://….`,
    );
  return {
    ...plan(address, 'file', wrapper),
    path,
    ...(segment === undefined ? {} : { segment }),
  };
}

/**
 * Refuses what cannot work: an unknown scheme, a container that momentfx does not write, a folder that cannot be
 * written to. Nothing is connected or left behind.
 * @throws MediaError OUTPUT_SCHEME, OUTPUT_UNKNOWN_CONTAINER, OUTPUT_UNWRITABLE
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
  const folder = dirname(path);
  const probe = join(folder, `.${basename(path)}.${randomBytes(3).toString('hex')}.part`);
  try {
    await access(folder, constants.W_OK);
    // Only making a file tells: permissions say nothing to root, nor about a read-only disk.
    await (await open(probe, 'wx')).close();
    await rm(probe);
  } catch (cause) {
    throw new MediaError(
      'OUTPUT_UNWRITABLE',
      `${shown} cannot be written.`,
      'Check that its folder exists and is yours to write to.',
      { cause },
    );
  }
  if (await isFolder(path))
    throw new MediaError('OUTPUT_UNWRITABLE', `${shown} is a folder.`, 'Name a file in it.');
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** @throws MediaError OUTPUT_MANY */
export function checkOutputCount(outputs: number): void {
  if (outputs > MOST_OUTPUTS)
    throw new MediaError(
      'OUTPUT_MANY',
      `${outputs} outputs are more than the ${MOST_OUTPUTS} that one session serves.`,
      'Send one of them to a media server that passes it on.',
    );
}

/**
 * Refuses codecs (FFmpeg's names) that the output's container cannot hold.
 * @throws MediaError OUTPUT_CODEC
 */
export function checkCodecs(
  plan: OutputPlan,
  codecs: { readonly video?: string | undefined; readonly audio: string },
): void {
  const { address, title } = plan;
  if (codecs.video !== undefined && !holds(plan.video, codecs.video))
    throw new MediaError(
      'OUTPUT_CODEC',
      `${address.shown}: ${title} cannot hold ${codecs.video} video, and momentfx copies video as it is.`,
      plan.kind === 'file' ? 'Record to an .mkv file instead.' : 'Send H.264, or use another output.',
    );
  if (!holds(plan.audio, codecs.audio))
    throw new MediaError(
      'OUTPUT_CODEC',
      `${address.shown}: ${title} cannot hold ${codecs.audio} sound.`,
      'Use AAC sound, which every output takes.',
    );
}
