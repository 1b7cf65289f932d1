/** FFmpeg's options for addresses on the network: little delay for what is live, and bounds on all waiting. */

/** Longest silence on a network input before a read gives up, in microseconds. */
const NETWORK_TIMEOUT_US = 10_000_000;

/**
 * An address as FFmpeg's protocol of playlists writes it (`hls://…`, `hls+https://…`) as the HTTP that it means: that protocol
 * would ask for segments by itself, past the guard. Any other address stays as it is.
 */
export const asHttp = (url: string): string =>
  url.replace(/^hls\+(?=https?:\/\/)/i, '').replace(/^hls:\/\//i, 'http://');

/**
 * FFmpeg's protocols for an address of this scheme: those that carry it, and never files. What a server sends can then
 * name what it likes. Over HTTP a guard allows less (http/guarded-http.ts).
 */
function protocolsOf(scheme: string): string {
  if (/^https?$/.test(scheme)) return 'http,https,httpproxy,tcp,tls,crypto,data';
  if (/^rtmp/.test(scheme)) return 'rtmp,rtmps,rtmpt,rtmpts,ffrtmphttp,http,https,tcp,tls';
  if (/^(rtsps?|rtp)$/.test(scheme)) return 'rtsp,rtp,srtp,udp,tcp,tls,http,https';
  if (/^(srt|udp|tcp)$/.test(scheme)) return scheme;
  return 'http,https,httpproxy,tcp,tls,udp,rtp,srt,rtmp';
}

/** Time stamps come through as they were written: setting them straight is done here, and done once. */
export const OWN_STAMPS: Readonly<Record<string, string>> = { correct_ts_overflow: '0' };

/** Of an address that is read once, from its start to its end. */
export const recordedOptions = (scheme: string): Readonly<Record<string, string>> => ({
  rw_timeout: String(NETWORK_TIMEOUT_US),
  protocol_whitelist: protocolsOf(scheme),
  ...OWN_STAMPS,
});

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

const LIVE_OPTIONS: Readonly<Record<string, string>> = {
  fpsprobesize: '0',
  analyzeduration: String(ANALYSE_US),
  probesize: String(PROBE_BYTES),
};

const SCHEMES = /^(rtmps?|rtmpt|srt|rtsps?|https?|udp|rtp|tcp)$/;
/** Every address of this machine: nobody can be asked there, only waited for. */
const ANY_HOST = /^(0\.0\.0\.0|\[::\])(:|$)/;
const PLAYLIST = /\.m3u8?$/i;
/** FFmpeg reads a playlist anew half a segment after it found nothing new; the newest whole segment is the live edge. */
const PLAYLIST_OPTIONS = { live_start_index: '-1' };

/** Whether addresses of this scheme lead to the network. */
export const isNetwork = (scheme: string): boolean => SCHEMES.test(scheme);

/** What an address on the network says about how it is read live. */
export interface NetworkPlan {
  /** For FFmpeg. */
  readonly url: string;
  /** A sender comes to us; otherwise we go to a server. */
  readonly waits: boolean;
  /** Media comes a segment at a time (HLS). */
  readonly segments: boolean;
  readonly options: Readonly<Record<string, string>>;
}

/** How a live address of this scheme is read; `listen`: the wish that a sender comes to us. */
export function planNetwork(scheme: string, url: string, listen: boolean): NetworkPlan {
  const { host, pathname, query } = parts(url);
  const waits = waiting(scheme, query, listen || ANY_HOST.test(host));
  const segments = /^https?$/.test(scheme) && PLAYLIST.test(pathname);
  return {
    // The wish to listen is ours; a sender's address does not hold it.
    url: waits && scheme !== 'srt' ? url.replace(/\?listen(=1)?$/, '') : url,
    waits,
    segments,
    options: {
      ...recordedOptions(scheme),
      ...LIVE_OPTIONS,
      ...optionsOf(scheme, waits),
      ...(segments ? PLAYLIST_OPTIONS : {}),
    },
  };
}

/** Host, path and query of an address whose host may be missing or of any form. */
function parts(url: string): { host: string; pathname: string; query: URLSearchParams } {
  const [, host = '', pathname = '', query = ''] =
    /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)\??([^#]*)/.exec(url) ?? [];
  return { host, pathname, query: new URLSearchParams(query) };
}

/** Whether a sender comes to us. */
function waiting(scheme: string, query: URLSearchParams, listen: boolean): boolean {
  if (scheme === 'srt') return (query.get('mode') ?? (listen ? 'listener' : 'caller')) === 'listener';
  if (/^(udp|rtp)$/.test(scheme)) return true;
  return listen || (query.has('listen') && query.get('listen') !== '0');
}

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
