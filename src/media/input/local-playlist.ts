/** Playlists on this machine, which FFmpeg reads by itself: nobody leads it from part to part. */
import { open } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readAtMost } from '../../core/read-file.ts';
import { MediaError } from '../errors.ts';
import { PlaylistParts } from './http/playlist-parts.ts';
import { headerOf } from './mp4-parts.ts';
import type { InputPlan } from './plan.ts';

/** Playlists of any show, and headers of any segments, are shorter, in bytes. */
const LONGEST = 64_000_000;

/**
 * Refuses a playlist on this machine whose segments have several headers: FFmpeg would read all with the first one. Over HTTP
 * its guard leads from part to part.
 * @throws MediaError input-broken
 */
export async function refuseSeveralHeaders({ path, shown }: InputPlan): Promise<void> {
  if (path === undefined || !/\.m3u8?$/i.test(path)) return;
  const text = await textOf(path);
  if (!text.includes('#EXT-X-MAP')) return;
  const parts = new PlaylistParts(async (url, range) => {
    const bytes = await bytesOf(fileURLToPath(url), range);
    return headerOf(bytes) ?? bytes;
  });
  await parts.cut(`${text}\n#EXT-X-ENDLIST\n`, pathToFileURL(path));
  if (parts.changes)
    throw new MediaError(
      'input-broken',
      `${shown} goes on with another header in the middle, which is not followed in a playlist on this machine.`,
      'Serve its folder over HTTP and name that address, or split the playlist at EXT-X-MAP.',
    );
}

/** Nothing of one that is longer: nobody looks into it here. */
async function textOf(file: string): Promise<string> {
  try {
    return (await readAtMost(file, LONGEST)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EFBIG') return '';
    throw error;
  }
}

/** A header that lies in a file of segments is read alone: such a file has as many bytes as the show, or lies at its begin. */
async function bytesOf(file: string, range: string | undefined): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const [, first = 0, last = (await handle.stat()).size - 1] = /(\d+)-(\d+)/.exec(range ?? '') ?? [];
  const length = Math.min(LONGEST, Number(last) + 1 - Number(first));
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, Number(first));
  return buffer.subarray(0, bytesRead);
}
