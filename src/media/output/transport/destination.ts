/** Where the next connection of an output goes. */
import { createHash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { open, readFile, readdir, rm } from 'node:fs/promises';
import { basename as baseName, dirname, join } from 'node:path';
import type { Destination } from '../connection.ts';
import { freshFile, nextSegment } from './recording-names.ts';
import { hostOf } from '../../../core/stream-url.ts';
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
    return { kind, muxer, options: await playlistOptions(path, streams), protocol, target: path };
  }
  const target = await (plan.segment === undefined ? freshFile(path) : nextSegment(path));
  return { kind, muxer, options, protocol, target };
}

async function playlistOptions(path: string, streams: StreamsCopy): Promise<Record<string, string>> {
  const stem = path.replace(/\.m3u8$/i, '');
  const pattern = stem.replaceAll('%', '%%');
  const { video } = streams;
  // Players expect anything but H.264 in fragmented MP4.
  const header =
    video === undefined || video.codec === 'h264' ? undefined : `${baseName(stem)}-init-${markOf(video)}.mp4`;
  const { going, next } = await goingOn(path, header);
  return {
    hls_time: String(HLS_SEGMENT_S),
    hls_list_size: String(HLS_LISTED),
    hls_delete_threshold: String(HLS_KEPT),
    // append_list goes on after the segments that are there, with a discontinuity; the end of the list is written at
    // the end of the show alone.
    hls_flags: `${going ? 'append_list' : 'discont_start'}+delete_segments+independent_segments+omit_endlist+temp_file`,
    hls_segment_filename: `${pattern}-%05d.${header === undefined ? 'ts' : 'm4s'}`,
    ...(going ? {} : { start_number: String(next) }),
    ...(header === undefined ? {} : { hls_segment_type: 'fmp4', hls_fmp4_init_filename: header }),
  };
}

/** Tells the headers of pictures apart: each has a file of its own. */
function markOf({ codec, parameters }: NonNullable<StreamsCopy['video']>): string {
  const { width, height, extradata } = parameters;
  const hash = createHash('sha256').update(`${codec} ${width}×${height} `);
  return hash
    .update(extradata ?? '')
    .digest('hex')
    .slice(0, 8);
}

/**
 * Whether the list can be gone on with, and the number of the next segment where not: FFmpeg writes one header for the whole
 * list, so that segments of another one would be read wrongly. Players know those that they have not played yet, and
 * their files stay until the next connection.
 */
async function goingOn(
  path: string,
  header: string | undefined,
): Promise<{ readonly going: boolean; readonly next: number }> {
  const { names, list } = await lookAt(path);
  if (list === undefined) return { going: true, next: 0 };
  const listed = /^#EXT-X-MAP:URI="([^"]*)"/m.exec(list)?.[1];
  const numbers = names.flatMap((name) => numberOf(path, name) ?? []);
  return { going: listed === header || numbers.length === 0, next: Math.max(-1, ...numbers) + 1 };
}

/** What lies beside the playlist, and what is in it; undefined where there is none. */
async function lookAt(path: string): Promise<{ names: readonly string[]; list: string | undefined }> {
  const names = await readdir(dirname(path));
  const list = names.includes(baseName(path)) ? await readFile(path, 'utf8') : undefined;
  return { names, list };
}

const stemOf = (path: string): string => baseName(path).replace(/\.m3u8$/i, '');

/** The number of a segment of this playlist, by its file's name. */
function numberOf(path: string, name: string): number | undefined {
  const stem = `${stemOf(path)}-`;
  const number = name.startsWith(stem) ? /^(\d{5})\.(ts|m4s)$/.exec(name.slice(stem.length)) : null;
  return number === null ? undefined : Number(number[1]);
}

/**
 * Removes segments and headers that an earlier connection wrote and the playlist no longer names. FFmpeg deletes only those of the
 * connection that is open.
 */
async function sweep(path: string): Promise<void> {
  const { names, list } = await lookAt(path);
  if (list === undefined) return;
  const isHeader = (name: string): boolean =>
    name.startsWith(`${stemOf(path)}-init-`) && /-init-[0-9a-f]{8}\.mp4$/.test(name);
  for (const name of names)
    if ((numberOf(path, name) !== undefined || isHeader(name)) && !list.includes(name))
      await rm(join(dirname(path), name));
}

/** The show is over: players stop at the last segment. What `mayLeave` throws leaves the list as it is. */
export async function endPlaylist(path: string, mayLeave?: () => void): Promise<void> {
  try {
    mayLeave?.();
  } catch {
    // The connection that it broke off has told why.
    return;
  }
  try {
    await using file = await open(path, 'r+');
    const { size } = await file.stat();
    await file.write('#EXT-X-ENDLIST\n', size);
  } catch (error) {
    // No playlist, nothing to end; a full or vanished disk was told when it was written to.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

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
