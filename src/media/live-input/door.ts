/** How each kind of live input is opened: by whom the connection is made, and FFmpeg's options for little delay. */
import { InputFormat } from 'node-av/lib';
import type { Address } from '../address.ts';
import { MediaError } from '../errors.ts';
import {
  checkInput,
  localPath,
  LOCAL_PROTOCOLS,
  NETWORK_PROTOCOLS,
  NETWORK_TIMEOUT_US,
  type Door,
} from '../ingest/door.ts';

/**
 * What an input is to its reader.
 * - `file`: a recording played in real time
 * - `listen`: a sender comes to us
 * - `pull`: we go to a server, again and again
 * - `device`: read from this machine
 */
export type LiveKind = 'file' | 'listen' | 'pull' | 'device';

export interface LiveDoor extends Door {
  readonly kind: LiveKind;
  /** Media comes a segment at a time (HLS). */
  readonly segments: boolean;
}

export interface DoorWishes {
  readonly address: Address;
  readonly listen?: boolean;
  readonly realtime?: boolean;
}

/**
 * RTMP tells its streams at once, and a transport stream within half a second. An input that never shows a second
 * stream waits this long for it, in microseconds.
 */
const ANALYSE_US = 900_000;
/** Enough for a key frame at 20 Mbit/s. */
const PROBE_BYTES = 2_000_000;
/** UDP packets (of 188 bytes) that may wait while the reader is busy: 12 MB, 5 s at 20 Mbit/s. */
const UDP_FIFO = 65_536;
const UDP_BUFFER_BYTES = 4 * 2 ** 20;

/** Time stamps come through as the sender wrote them: setting them straight is done here, and done once. */
const COMMON: Readonly<Record<string, string>> = {
  correct_ts_overflow: '0',
  fpsprobesize: '0',
  analyzeduration: String(ANALYSE_US),
  probesize: String(PROBE_BYTES),
  rw_timeout: String(NETWORK_TIMEOUT_US),
  protocol_whitelist: NETWORK_PROTOCOLS,
};

const NETWORK = /^(rtmps?|rtmpt|srt|rtsps?|https?|udp|rtp|tcp|hls)$/;
const PLAYLIST = /\.m3u8?$/i;

/**
 * The door for a live input.
 * @throws MediaError INPUT_MISSING and others of a file, INPUT_UNREADABLE for a device that this build cannot read
 */
export async function liveDoor({ address, listen, realtime }: DoorWishes): Promise<LiveDoor> {
  const { scheme } = address;
  const url = address.reveal();
  if (localPath(url) !== undefined || scheme === 'file') return fileDoor(url, realtime ?? false);
  if (!NETWORK.test(scheme)) return deviceDoor(address, url);
  const { pathname, searchParams } = parts(url);
  const waits = waiting(scheme, searchParams, listen ?? false);
  const segments = /^(https?|hls)$/.test(scheme) && PLAYLIST.test(pathname);
  return {
    url,
    shown: address.shown,
    local: false,
    kind: waits ? 'listen' : 'pull',
    segments,
    options: { ...COMMON, ...optionsOf(scheme, waits), ...(segments ? PLAYLIST_OPTIONS : {}) },
  };
}

async function fileDoor(url: string, realtime: boolean): Promise<LiveDoor> {
  const door = await checkInput(url);
  if (realtime) return { ...door, kind: 'file', segments: false };
  throw new MediaError(
    'INPUT_UNREADABLE',
    `${door.shown} is a file, which has no clock of its own.`,
    'Add --realtime to play it as a live input.',
  );
}

/** The path and query of an address whose host may be missing or of any form. */
function parts(url: string): { pathname: string; searchParams: URLSearchParams } {
  const [, pathname = '', query = ''] = /^[^:]+:\/\/[^/?#]*([^?#]*)\??([^#]*)/.exec(url) ?? [];
  return { pathname, searchParams: new URLSearchParams(query) };
}

/** Whether a sender comes to us. */
function waiting(scheme: string, query: URLSearchParams, listen: boolean): boolean {
  if (scheme === 'srt') return (query.get('mode') ?? (listen ? 'listener' : 'caller')) === 'listener';
  if (/^(udp|rtp)$/.test(scheme)) return true;
  return listen || (query.has('listen') && query.get('listen') !== '0');
}

/** FFmpeg reads a playlist anew half a segment after it found nothing new; the newest whole segment is the live edge. */
const PLAYLIST_OPTIONS = { live_start_index: '-1' };

function optionsOf(scheme: string, listen: boolean): Readonly<Record<string, string>> {
  switch (scheme) {
    case 'rtmp':
    case 'rtmps':
    case 'rtmpt':
      return listen ? { listen: '1' } : { rtmp_live: 'live' };
    case 'rtsp':
    case 'rtsps':
      // To wait for ever is refused ("-1000 out of range", FFmpeg 8.1): a day at a time.
      return listen
        ? { rtsp_flags: 'listen', listen_timeout: '86400' }
        : { rtsp_transport: 'tcp', timeout: String(NETWORK_TIMEOUT_US) };
    case 'srt':
      return listen ? { mode: 'listener' } : { connect_timeout: '5000' };
    case 'udp':
    case 'rtp':
      return { fifo_size: String(UDP_FIFO), overrun_nonfatal: '1', buffer_size: String(UDP_BUFFER_BYTES) };
    default:
      return { seekable: '0' };
  }
}

/** Devices are named FORMAT:NAME, such as v4l2:/dev/video0 or lavfi:testsrc2. */
function deviceDoor(address: Address, url: string): LiveDoor {
  const { scheme } = address;
  const format = InputFormat.findInputFormat(scheme);
  if (format === null)
    throw new MediaError(
      'INPUT_UNREADABLE',
      `There is no way to read ${scheme}: here.`,
      `Use an address (rtmp, srt, rtsp, http, udp), a file with --realtime, or a device of these: ${devices().join(', ')}.`,
    );
  return {
    url: url.slice(scheme.length + 1),
    shown: address.shown,
    local: false,
    // What FFmpeg invents comes as fast as it is asked for.
    kind: scheme === 'lavfi' ? 'file' : 'device',
    segments: false,
    format,
    options: { fpsprobesize: '0', protocol_whitelist: LOCAL_PROTOCOLS },
  };
}

const KNOWN_DEVICES = ['v4l2', 'alsa', 'pulse', 'x11grab', 'lavfi', 'avfoundation', 'dshow'];

/** The devices that FFmpeg was built with. */
const devices = (): string[] => KNOWN_DEVICES.filter((name) => InputFormat.findInputFormat(name) !== null);
