/** Where the next connection of an output goes. */
import { lookup } from 'node:dns/promises';
import { open, readFile, readdir, rm } from 'node:fs/promises';
import { basename as baseName, dirname, join } from 'node:path';
import type { Destination } from '../connection.ts';
import { freshFile, nextSegment } from './recording-names.ts';
import type { OutputPlan } from '../plan.ts';
import type { StreamsCopy } from '../mux/streams-copy.ts';

/** Players hold about three segments; six give slow ones time, and older ones are deleted three later. */
const HLS_SEGMENT_S = 4;
const HLS_LISTED = 6;
const HLS_KEPT = 3;

/** Destination of one connection; a recording gets a name that is free. */
export async function chooseDestination(plan: OutputPlan, streams: StreamsCopy): Promise<Destination> {
  const { kind, options, protocol, path } = plan;
  const { muxer } = plan.container;
  if (path === undefined) return { kind, muxer, options, protocol, target: plan.address.reveal() };
  if (kind === 'hls') {
    await sweep(path);
    return { kind, muxer, options: playlistOptions(path, streams), protocol, target: path };
  }
  const target = await (plan.segment === undefined ? freshFile(path) : nextSegment(path));
  return { kind, muxer, options, protocol, target };
}

function playlistOptions(path: string, streams: StreamsCopy): Record<string, string> {
  const stem = path.replace(/\.m3u8$/i, '');
  const pattern = stem.replaceAll('%', '%%');
  // Players expect anything but H.264 in fragmented MP4.
  const fragments = streams.video !== undefined && streams.video.codec !== 'h264';
  return {
    hls_time: String(HLS_SEGMENT_S),
    hls_list_size: String(HLS_LISTED),
    hls_delete_threshold: String(HLS_KEPT),
    // append_list goes on after the segments that are there, with a discontinuity; the end of the list is written at
    // the end of the show alone.
    hls_flags: 'append_list+delete_segments+independent_segments+omit_endlist+temp_file',
    hls_segment_filename: `${pattern}-%05d.${fragments ? 'm4s' : 'ts'}`,
    ...(fragments ? { hls_segment_type: 'fmp4', hls_fmp4_init_filename: `${baseName(stem)}-init.mp4` } : {}),
  };
}

/**
 * Removes segments that an earlier connection wrote and the playlist no longer names. FFmpeg deletes only those of the
 * connection that is open.
 */
async function sweep(path: string): Promise<void> {
  const stem = baseName(path).replace(/\.m3u8$/i, '');
  const names = await readdir(dirname(path));
  if (!names.includes(baseName(path))) return;
  const list = await readFile(path, 'utf8');
  for (const name of names) {
    const number = name.startsWith(`${stem}-`) ? name.slice(stem.length + 1) : '';
    if (/^\d{5}\.(ts|m4s)$/.test(number) && !list.includes(name)) await rm(join(dirname(path), name));
  }
}

/** The show is over: players stop at the last segment. */
export async function endPlaylist(path: string): Promise<void> {
  try {
    await using file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write('#EXT-X-ENDLIST\n', size);
  } catch (error) {
    // No playlist, nothing to end; a full or vanished disk was told when it was written to.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** The server's name or number in a URL, without the brackets of IPv6; empty where there is none. */
export const hostOf = (target: string): string => URL.parse(target)?.hostname.replace(/^\[|\]$/g, '') ?? '';

/** Whether the server's name is known; FFmpeg has no return code of its own for one that is not. */
export async function nameIsKnown(plan: OutputPlan): Promise<boolean> {
  const host = hostOf(plan.address.reveal());
  if (host === '') return true;
  try {
    await lookup(host);
    return true;
  } catch {
    return false;
  }
}
