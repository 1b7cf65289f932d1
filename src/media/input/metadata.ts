/** What an input says about itself and its streams, in words. */
import type { Stream } from 'node-av/lib';

type Words = Readonly<Record<string, string>>;

/** Metadata that describes the file rather than what is in it. */
const CONTAINER_KEYS = new Set(['major_brand', 'minor_version', 'compatible_brands', 'encoder', 'duration']);

/** An input's metadata without what describes the file itself. */
const mediaMetadata = (all: Words): Record<string, string> =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => !CONTAINER_KEYS.has(key.toLowerCase()))
      .map(([key, value]) => [key, onceMade(key, value)]),
  );

/** FFmpeg joins what a file says twice; of two times of making neither could be read then. */
const onceMade = (key: string, value: string): string =>
  key.toLowerCase() === 'creation_time' ? (value.split(';')[0] ?? value) : value;

/**
 * A stream's own metadata, as muxers look for it: MP4's `name` of a track is its title; Ogg's comments are the file's;
 * Matroska's statistics would be wrong for what is written now.
 */
export function streamMetadata({ metadata }: Stream, container: string): Record<string, string> {
  const all = Object.entries(mediaMetadata(metadata?.getAll() ?? {}));
  if (container === 'ogg') return Object.fromEntries(all.filter(([key]) => key.toLowerCase() === 'language'));
  const titled = all.some(([key]) => key.toLowerCase() === 'title');
  return Object.fromEntries(
    all
      .filter(([key]) => !/^(bps|number_of_|_statistics)/i.test(key))
      .map(([key, value]) => [key === 'name' && !titled ? 'title' : key, value]),
  );
}

/** What the file says of all it holds; in Ogg it says so in its first stream. */
export function fileMetadata(
  own: Words,
  streams: readonly Stream[],
  container: string,
): Record<string, string> {
  const first = container === 'ogg' ? (streams[0]?.metadata?.getAll() ?? {}) : {};
  // What MP4's tracks were called by programs is no comment of anybody.
  const { language: _, handler_name: __, vendor_id: ___, ...comments } = first;
  return mediaMetadata({ ...comments, ...own });
}

/** What describes a show to people; the rest of what senders say is about their encoder. */
const OF_SHOW =
  /^(title|artist|author|album|album_artist|performer|description|synopsis|comment|copyright|date|genre|show|network|episode_id|keywords|location|service_name|service_provider|icy-(name|description|genre|url))$/i;

/** What an input says of the show, without what describes its encoding. */
export const showMetadata = (metadata: Words): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).filter(([key, value]) => OF_SHOW.test(key) && value !== ''));
