/** How each kind of live input is opened: by whom the connection is made, and FFmpeg's options for little delay. */
import { InputFormat } from 'node-av/lib';
import type { Address } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import { planInput, LOCAL_PROTOCOLS, NETWORK_PROTOCOLS, NETWORK_TIMEOUT_US, type InputPlan } from './plan.ts';

/**
 * What an input is to its reader.
 * - `file`: a recording played in real time
 * - `listen`: a sender comes to us
 * - `pull`: we go to a server, again and again
 * - `device`: read from this machine
 */
export type LiveKind = 'file' | 'listen' | 'pull' | 'device';

export interface LiveInputPlan extends InputPlan {
  readonly kind: LiveKind;
  /** Media comes a segment at a time (HLS). */
  readonly segments: boolean;
}

export interface LiveInputRequest {
  readonly address: Address;
  readonly listen?: boolean;
  readonly realtime?: boolean;
}

/**
 * How long FFmpeg waits for a stream that does not begin, in µs of media. RTMP does not tell which there will be, so
 * sound or picture alone costs all of it; the others tell at once, and only a stream that was promised is waited for.
 */
const ANALYSE_RTMP_US = 900_000;
const ANALYSE_US = 5_000_000;
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
/** Every address of this machine: nobody can be asked there, only waited for. */
const ANY_HOST = /^(0\.0\.0\.0|\[::\])(:|$)/;
const PLAYLIST = /\.m3u8?$/i;

/**
 * How a live input is opened.
 * @throws MediaError INPUT_MISSING and others of a file, INPUT_UNREADABLE for a device that this build cannot read
 */
export async function planLiveInput({ address, listen, realtime }: LiveInputRequest): Promise<LiveInputPlan> {
  const { scheme } = address;
  const url = address.reveal();
  if (scheme === 'file') return planFile(address, realtime ?? false);
  if (!NETWORK.test(scheme)) return planDevice(address, url);
  const { host, pathname, searchParams } = parts(url);
  const waits = waiting(scheme, searchParams, (listen ?? false) || ANY_HOST.test(host));
  const segments = /^(https?|hls)$/.test(scheme) && PLAYLIST.test(pathname);
  return {
    // The wish to listen is ours; a sender's address does not hold it.
    url: waits && scheme !== 'srt' ? url.replace(/\?listen(=1)?$/, '') : url,
    shown: address.shown,
    local: false,
    kind: waits ? 'listen' : 'pull',
    segments,
    lenient: true,
    options: { ...COMMON, ...optionsOf(scheme, waits), ...(segments ? PLAYLIST_OPTIONS : {}) },
  };
}

async function planFile(address: Address, realtime: boolean): Promise<LiveInputPlan> {
  const plan = await planInput(address.reveal(), address.shown);
  if (realtime) return { ...plan, kind: 'file', segments: false };
  throw new MediaError(
    'INPUT_UNREADABLE',
    `${plan.shown} is a file, which has no clock of its own.`,
    'Add --realtime to play it as a live input.',
  );
}

/** Host, path and query of an address whose host may be missing or of any form. */
function parts(url: string): { host: string; pathname: string; searchParams: URLSearchParams } {
  const [, host = '', pathname = '', query = ''] =
    /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)\??([^#]*)/.exec(url) ?? [];
  return { host, pathname, searchParams: new URLSearchParams(query) };
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
      return {
        analyzeduration: String(ANALYSE_RTMP_US),
        ...(listen ? { listen: '1' } : { rtmp_live: 'live' }),
      };
    case 'rtsp':
    case 'rtsps':
      // To wait for ever is refused ("-1000 out of range", FFmpeg 8.1): a day at a time.
      return {
        timeout: String(NETWORK_TIMEOUT_US),
        ...(listen ? { rtsp_flags: 'listen', listen_timeout: '86400' } : { rtsp_transport: 'tcp' }),
      };
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
function planDevice(address: Address, url: string): LiveInputPlan {
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
    lenient: true,
    format,
    options: { fpsprobesize: '0', protocol_whitelist: LOCAL_PROTOCOLS },
  };
}

const KNOWN_DEVICES = ['v4l2', 'alsa', 'pulse', 'x11grab', 'lavfi', 'avfoundation', 'dshow'];

/** The devices that FFmpeg was built with. */
const devices = (): string[] => KNOWN_DEVICES.filter((name) => InputFormat.findInputFormat(name) !== null);
