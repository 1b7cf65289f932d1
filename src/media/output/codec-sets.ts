/** Sets of codecs, by FFmpeg's names. */

/** What the decorated sound can be encoded to. */
export const AUDIO_CODECS = [
  'aac',
  'opus',
  'flac',
  'pcm_s16le',
  'pcm_s24le',
  'alac',
  'mp3',
  'vorbis',
] as const;
/** One of `AUDIO_CODECS`. */
export type AudioCodec = (typeof AUDIO_CODECS)[number];

/** What `--audio-codec` accepts: one of these, or `copy`, which keeps the input's codec. */
export const AUDIO_CHOICES = [...AUDIO_CODECS, 'copy'] as const;
/** One of `AUDIO_CHOICES`. */
export type AudioChoice = (typeof AUDIO_CHOICES)[number];

/** What a container can hold of one kind. */
export interface CodecSet {
  has(codec: string): boolean;
}

const namesIn = (lists: readonly string[]): Set<string> =>
  new Set(lists.flatMap((list) => list.split(' ')).filter((name) => name !== ''));

/** These alone; names are split at blanks. */
export const these = (...lists: readonly string[]): CodecSet => namesIn(lists);

/** All but these: a container that trusts its muxer to know what it can name. */
export function anyBut(...lists: readonly string[]): CodecSet {
  const excluded = namesIn(lists);
  return { has: (codec) => !excluded.has(codec) };
}
