/** Metadata under any key, as QuickTime holds it: keys by name, values by number. */
import { makeBox, makeFullBox, uint32 } from './boxes.ts';

/**
 * What FFmpeg writes as iTunes' and QuickTime's own boxes by itself and reads again, in lower case: each was tried with
 * FFmpeg 8.1.
 */
const MP4_KEYS =
  'title artist album_artist composer album date encoder comment genre copyright grouping lyrics description synopsis show episode_id network keywords episode_sort season_number media_type hd_video gapless_playback compilation track disc location creation_time timecode';
const MOV_KEYS =
  'artist title album date encoder comment genre copyright make model location xmp creation_time timecode';

const NATIVE = { mp4: new Set(MP4_KEYS.split(' ')), mov: new Set(MOV_KEYS.split(' ')) };

/** Whether FFmpeg's muxer itself has a box for this key, in lower case. */
export const isNative = (key: string, quickTime: boolean): boolean =>
  NATIVE[quickTime ? 'mov' : 'mp4'].has(key);

/** What of `metadata` the muxer would drop without a word. */
export function dropped(
  metadata: Readonly<Record<string, string>>,
  quickTime: boolean,
): readonly (readonly [key: string, value: string])[] {
  const native = NATIVE[quickTime ? 'mov' : 'mp4'];
  return Object.entries(metadata).filter(([key, value]) => {
    // FFmpeg gives a text of a language twice: `title`, and `title-eng`.
    const base = key.replace(/-[a-z]{3}$/, '');
    return value !== '' && !native.has(key.toLowerCase()) && (base === key || metadata[base] !== value);
  });
}

const UTF8 = 1;

/** The box that holds these. QuickTime's has no version of its own. */
export function metadataBox(
  entries: readonly (readonly [key: string, value: string])[],
  quickTime: boolean,
): Buffer {
  const keys = entries.map(([key]) => makeBox('mdta', Buffer.from(key)));
  const values = entries.map(([, value], index) =>
    // Its number takes the place of the letters.
    makeBox(uint32(index + 1).toString('latin1'), makeBox('data', uint32(UTF8, 0), Buffer.from(value))),
  );
  const handler = makeFullBox(
    'hdlr',
    0,
    Buffer.from('\0\0\0\0mdta', 'latin1'),
    uint32(0, 0, 0),
    Buffer.of(0),
  );
  const parts = [handler, makeFullBox('keys', 0, uint32(keys.length), ...keys), makeBox('ilst', ...values)];
  return quickTime ? makeBox('meta', ...parts) : makeFullBox('meta', 0, ...parts);
}
