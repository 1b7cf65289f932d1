/** Which container a file name asks for, and what each can hold. */
import { extname } from 'node:path';
import { MediaError } from '../errors.ts';

/** What `--audio-codec` accepts. `copy` keeps the input's codec. */
export const AUDIO_CODECS = [
  'aac',
  'opus',
  'flac',
  'pcm_s16le',
  'pcm_s24le',
  'alac',
  'mp3',
  'vorbis',
  'copy',
] as const;
export type AudioCodec = (typeof AUDIO_CODECS)[number];

export interface Container {
  /** FFmpeg's name of the muxer. */
  readonly muxer: string;
  readonly title: string;
  readonly defaultAudio: AudioCodec;
  /** Codecs of pictures, sound and subtitles that may be copied into it; `any` trusts the muxer. */
  readonly video: ReadonlySet<string> | 'any';
  readonly audio: ReadonlySet<string> | 'any';
  readonly subtitles: ReadonlySet<string>;
  /** The codec that text subtitles of another kind are rewritten to; absent when it holds none. */
  readonly text?: 'mov_text' | 'subrip' | 'webvtt';
  readonly manyAudio: boolean;
  readonly attachments: boolean;
  readonly covers: boolean;
}

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const NOTHING: ReadonlySet<string> = new Set();

const MP4_VIDEO = set('h264 hevc av1 vp9 vvc mpeg4 mpeg1video mpeg2video mjpeg png');
const MP4_AUDIO = set(
  'aac mp3 mp2 ac3 eac3 ac4 dts opus vorbis flac alac truehd pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le pcm_f64be',
);
const MATROSKA_TEXT = set('subrip ass ssa webvtt hdmv_pgs_subtitle dvd_subtitle dvb_subtitle text');

const mp4: Container = {
  muxer: 'mp4',
  title: 'MP4',
  defaultAudio: 'aac',
  video: MP4_VIDEO,
  audio: MP4_AUDIO,
  subtitles: set('mov_text'),
  text: 'mov_text',
  manyAudio: true,
  attachments: false,
  covers: true,
};
const audioOnly = {
  video: NOTHING,
  audio: NOTHING,
  subtitles: NOTHING,
  manyAudio: false,
  attachments: false,
} as const;

const CONTAINERS: Readonly<Record<string, Container>> = {
  '.mp4': mp4,
  '.m4v': mp4,
  '.mov': {
    ...mp4,
    muxer: 'mov',
    title: 'MOV',
    video: set(
      `${[...MP4_VIDEO].join(' ')} prores dnxhd h263 svq3 rawvideo qtrle cinepak dvvideo v210 jpeg2000 ffv1`,
    ),
    audio: set(
      'aac mp3 mp2 ac3 eac3 dts alac pcm_s8 pcm_u8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le pcm_f64be pcm_alaw pcm_mulaw adpcm_ima_qt amr_nb',
    ),
    covers: false,
  },
  '.mkv': {
    muxer: 'matroska',
    title: 'Matroska',
    defaultAudio: 'aac',
    video: 'any',
    audio: 'any',
    subtitles: MATROSKA_TEXT,
    text: 'subrip',
    manyAudio: true,
    attachments: true,
    covers: true,
  },
  '.webm': {
    muxer: 'webm',
    title: 'WebM',
    defaultAudio: 'opus',
    video: set('vp8 vp9 av1'),
    audio: set('opus vorbis'),
    subtitles: set('webvtt'),
    text: 'webvtt',
    manyAudio: true,
    attachments: false,
    covers: false,
  },
  '.flv': {
    muxer: 'flv',
    title: 'FLV',
    defaultAudio: 'aac',
    video: set('h264 flv1 vp6f vp6a'),
    audio: set('aac mp3'),
    subtitles: NOTHING,
    manyAudio: false,
    attachments: false,
    covers: false,
  },
  '.ts': {
    muxer: 'mpegts',
    title: 'MPEG-TS',
    defaultAudio: 'aac',
    video: set('h264 hevc vvc mpeg1video mpeg2video mpeg4 av1'),
    audio: set('aac mp2 mp3 ac3 eac3 dts opus truehd'),
    subtitles: set('dvb_subtitle dvb_teletext'),
    manyAudio: true,
    attachments: false,
    covers: false,
  },
  '.m4a': { ...mp4, ...audioOnly, muxer: 'ipod', title: 'M4A', covers: true, audio: MP4_AUDIO },
  '.mka': {
    muxer: 'matroska',
    title: 'Matroska audio',
    defaultAudio: 'aac',
    ...audioOnly,
    attachments: true,
    audio: 'any',
    manyAudio: true,
    covers: true,
  },
  '.wav': { muxer: 'wav', title: 'WAV', defaultAudio: 'pcm_s16le', ...audioOnly, covers: false },
  '.flac': { muxer: 'flac', title: 'FLAC', defaultAudio: 'flac', ...audioOnly, covers: true },
  '.mp3': { muxer: 'mp3', title: 'MP3', defaultAudio: 'mp3', ...audioOnly, covers: true },
  '.ogg': { muxer: 'ogg', title: 'Ogg', defaultAudio: 'vorbis', ...audioOnly, covers: false },
  '.opus': { muxer: 'opus', title: 'Opus', defaultAudio: 'opus', ...audioOnly, covers: false },
  '.aac': { muxer: 'adts', title: 'AAC', defaultAudio: 'aac', ...audioOnly, covers: false },
};

/** What the sound may be encoded to, where a container is choosy. */
const ENCODED: Readonly<Record<string, ReadonlySet<AudioCodec>>> = {
  mp4: new Set(['aac', 'opus', 'flac', 'alac', 'mp3', 'pcm_s16le', 'pcm_s24le', 'vorbis']),
  mov: new Set(['aac', 'alac', 'mp3', 'pcm_s16le', 'pcm_s24le']),
  ipod: new Set(['aac', 'alac']),
  webm: new Set(['opus', 'vorbis']),
  flv: new Set(['aac', 'mp3']),
  mpegts: new Set(['aac', 'mp3', 'opus']),
  wav: new Set(['pcm_s16le', 'pcm_s24le']),
  flac: new Set(['flac']),
  mp3: new Set(['mp3']),
  ogg: new Set(['vorbis', 'opus', 'flac']),
  opus: new Set(['opus']),
  adts: new Set(['aac']),
};

/**
 * The container that a file's name asks for.
 * @throws MediaError OUTPUT_UNKNOWN_CONTAINER
 */
export function containerFor(file: string): Container {
  const extension = extname(file).toLowerCase();
  const container = CONTAINERS[extension];
  if (container === undefined)
    throw new MediaError(
      'OUTPUT_UNKNOWN_CONTAINER',
      extension === '' ? `${file} has no extension.` : `${extension} is no container that momentfx writes.`,
      `Use one of: ${Object.keys(CONTAINERS).join(' ')}.`,
    );
  return container;
}

/** @throws MediaError OUTPUT_CODEC when the container cannot hold this sound */
export function checkEncoded(container: Container, codec: AudioCodec): void {
  const allowed = ENCODED[container.muxer];
  if (allowed === undefined || allowed.has(codec)) return;
  throw new MediaError(
    'OUTPUT_CODEC',
    `${container.title} cannot hold ${codec} sound.`,
    `Use --audio-codec ${[...allowed].join(' or ')}, or another container such as .mkv.`,
  );
}

export const holds = (allowed: ReadonlySet<string> | 'any', codec: string): boolean =>
  allowed === 'any' || allowed.has(codec);
