/** Which container a file name asks for, and what each can hold: the one table for recorded and live outputs. */
import { extname } from 'node:path';
import { MediaError } from '../errors.ts';
import { AUDIO_CODECS, anyBut, these, type AudioCodec } from './codec-sets.ts';
import type { Container } from './container.ts';

export type { Container };

const NOTHING = these('');
const ANYTHING = anyBut('');
const pictures = {
  subtitles: NOTHING,
  data: NOTHING,
  timecode: false,
  view: false,
  described: ANYTHING,
  names: 'none',
  marks: NOTHING,
  attachments: false,
  changesInBand: false,
  covers: false,
  soundOnly: false,
} as const;
const soundAlone = { ...pictures, video: NOTHING, manyAudio: false, soundOnly: true } as const;

// Fragments: what is on the disk plays, however the process ended.
const FRAGMENTED = { movflags: '+frag_keyframe+empty_moov+delay_moov+default_base_moof' };
// A stream's own marks stay: Matroska would make the first of each kind the default one.
const PASS_MARKS = { default_mode: 'passthrough' };

const MP4: Container = {
  ...pictures,
  muxer: 'mp4',
  title: 'MP4',
  // Stereo 3D, 360° and Dolby Vision have boxes that FFmpeg calls unofficial.
  options: { strict: 'unofficial' },
  whileLive: FRAGMENTED,
  video: these('h264 hevc vvc av1 vp9 mpeg4 mpeg1video mpeg2video mjpeg png jpeg2000 ffv1'),
  audio: these(
    'aac mp3 mp2 ac3 eac3 ac4 dts opus vorbis flac alac',
    'pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le pcm_f64be',
  ),
  sound: ['aac', 'opus', 'flac', 'alac', 'mp3', 'pcm_s16le', 'pcm_s24le', 'vorbis'],
  defaultSound: 'aac',
  subtitles: these('mov_text'),
  text: 'mov_text',
  data: these('gpmd'),
  chapters: 'mp4',
  timecode: true,
  view: true,
  names: 'titles',
  marks: these('dub comment forced hearing_impaired visual_impaired'),
  manyAudio: true,
  covers: true,
};

const MOV: Container = {
  ...MP4,
  muxer: 'mov',
  title: 'MOV',
  // With what MP4 needs, raw pictures would lose their layout.
  options: {},
  marks: NOTHING,
  video: these(
    'h264 hevc vvc mpeg4 mpeg1video mpeg2video mjpeg png jpeg2000 ffv1',
    'prores dnxhd h263 svq1 svq3 rawvideo qtrle cinepak dvvideo v210',
  ),
  audio: these(
    'aac mp3 mp2 ac3 eac3 dts alac pcm_s8 pcm_u8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be',
    'pcm_f32le pcm_f32be pcm_f64le pcm_f64be pcm_alaw pcm_mulaw adpcm_ima_qt amr_nb',
  ),
  sound: ['aac', 'alac', 'mp3', 'pcm_s16le', 'pcm_s24le'],
  covers: false,
};

const MATROSKA: Container = {
  ...pictures,
  muxer: 'matroska',
  title: 'Matroska',
  options: PASS_MARKS,
  // A crash loses the cluster that was being written, at most.
  whileLive: { cluster_time_limit: '1000' },
  video: anyBut('rawvideo flashsv2 qtrle rv10 rv20'),
  audio: anyBut('pcm_s8 pcm_f32be pcm_f64be adpcm_ima_qt adpcm_ima_wav nellymoser'),
  sound: AUDIO_CODECS,
  defaultSound: 'aac',
  subtitles: these('subrip ass ssa webvtt hdmv_pgs_subtitle dvd_subtitle dvb_subtitle text'),
  text: 'subrip',
  chapters: 'matroska',
  timecode: true,
  view: true,
  names: 'titles',
  marks: ANYTHING,
  manyAudio: true,
  attachments: true,
  covers: true,
};

const WEBM: Container = {
  ...pictures,
  muxer: 'webm',
  title: 'WebM',
  options: PASS_MARKS,
  video: these('vp8 vp9 av1'),
  audio: these('opus vorbis'),
  sound: ['opus', 'vorbis'],
  defaultSound: 'opus',
  subtitles: these('webvtt'),
  text: 'webvtt',
  chapters: 'matroska',
  timecode: true,
  view: true,
  names: 'titles',
  marks: these('forced'),
  manyAudio: true,
};

/** Also what RTMP carries. */
export const FLV: Container = {
  ...pictures,
  muxer: 'flv',
  title: 'FLV',
  whileLive: {},
  video: these('h264 hevc vvc av1 vp9 flv1 vp6f vp6a flashsv flashsv2'),
  audio: these('aac mp3 opus flac ac3 eac3'),
  sound: ['aac', 'mp3', 'opus', 'flac'],
  defaultSound: 'aac',
  mp3Rates: [44_100, 22_050, 11_025],
  aacChannels: 6,
  changesInBand: true,
  manyAudio: false,
};

/** Also what SRT and UDP carry. */
export const TS: Container = {
  ...pictures,
  muxer: 'mpegts',
  title: 'MPEG-TS',
  whileLive: {},
  video: these('h264 hevc vvc mpeg1video mpeg2video'),
  audio: these('aac mp2 mp3 ac3 eac3 dts opus truehd'),
  sound: ['aac', 'mp3', 'opus'],
  defaultSound: 'aac',
  aacChannels: 6,
  changesInBand: true,
  subtitles: these('dvb_subtitle dvb_teletext'),
  data: these('klv timed_id3 smpte_2038'),
  described: these('service_name service_provider'),
  names: 'languages',
  marks: these('hearing_impaired visual_impaired'),
  manyAudio: true,
};

/** A playlist with segments of MPEG-TS, or, for anything but H.264, of fragmented MP4: what players expect. */
export const HLS: Container = {
  ...TS,
  muxer: 'hls',
  title: 'HLS',
  video: these('h264 hevc av1'),
  subtitles: NOTHING,
  changesInBand: false,
  data: NOTHING,
};

const alone = (muxer: string, title: string, sound: readonly [AudioCodec, ...AudioCodec[]]): Container => ({
  ...soundAlone,
  muxer,
  title,
  audio: these(sound.join(' ')),
  sound,
  defaultSound: sound[0],
});

/**
 * By extension. Every entry was tried with the FFmpeg that momentfx brings (8.1): muxed, whole and in fragments, read
 * back, packets and decoded pictures or samples compared (test/media/output/held.test.ts). Where recorded and live
 * outputs had said different things, this decided:
 *
 * - HEVC, AV1 and VP9 in FLV: held (Enhanced RTMP's four-letter codes), and so is VVC. Old players cannot read them;
 *   nobody gets them who did not put such pictures in.
 * - Opus, FLAC, AC-3 and E-AC-3 in FLV: held, in the same way. What the decorated sound is encoded to by default
 *   stays AAC.
 * - MPEG-4 part 2 and H.263 in FLV: refused by the muxer. Speex and SWF ADPCM end the whole process there (an
 *   assertion) at rates that it does not know, so they must never reach it.
 * - VVC, MPEG-1 video and PNG in MP4: held, also in fragments; FFV1 and JPEG 2000 too.
 * - AV1 and VP9 in MOV: refused by the muxer ("only in MP4").
 * - AV1 in MPEG-TS: the muxer takes it and writes a private stream that no reader knows as video: not held.
 * - MPEG-4 part 2 in MPEG-TS: arrives whole and cannot be decoded, since its header, which other containers keep
 *   aside, is not repeated in the stream: not held.
 * - TrueHD in MP4: the muxer calls it experimental and refuses. In MPEG-TS it is held.
 * - Matroska: holds what it can name. It refuses raw pictures, Flash Screen 2, RealVideo 1 and 2 and a few kinds of PCM
 *   and ADPCM, and writes QuickTime RLE in a way that cannot be decoded any more.
 * - Raw pictures in MOV: held in the layouts that QuickTime names, which are those that come out of MOV files.
 */
export const CONTAINERS: Readonly<Record<string, Container>> = {
  '.mp4': MP4,
  '.m4v': MP4,
  '.mov': MOV,
  '.mkv': MATROSKA,
  '.webm': WEBM,
  '.flv': FLV,
  '.ts': TS,
  '.m4a': {
    ...alone('ipod', 'M4A', ['aac', 'alac']),
    audio: these('aac alac ac3'),
    chapters: 'mp4',
    names: 'titles',
    covers: true,
  },
  '.mka': {
    ...alone('matroska', 'Matroska audio', ['aac']),
    options: PASS_MARKS,
    audio: MATROSKA.audio,
    sound: AUDIO_CODECS,
    attachments: true,
    chapters: 'matroska',
    names: 'titles',
    marks: ANYTHING,
    manyAudio: true,
    covers: true,
  },
  '.wav': {
    ...alone('wav', 'WAV', ['pcm_s16le', 'pcm_s24le']),
    audio: these('pcm_s16le pcm_s24le pcm_s32le pcm_f32le ac3 eac3 mp2'),
    defaultDeepSound: 'pcm_s24le',
    described: these('artist comment copyright date genre isrc title album track'),
  },
  '.flac': { ...alone('flac', 'FLAC', ['flac']), chapters: 'comments', covers: true },
  '.mp3': { ...alone('mp3', 'MP3', ['mp3']), chapters: 'id3', covers: true },
  '.ogg': { ...alone('ogg', 'Ogg', ['vorbis', 'opus', 'flac']), chapters: 'comments', names: 'languages' },
  '.opus': { ...alone('opus', 'Opus', ['opus']), chapters: 'comments', names: 'languages' },
  '.aac': { ...alone('adts', 'AAC', ['aac']), aacChannels: 6, described: NOTHING },
};

/**
 * The container that a file's name asks for.
 * @throws MediaError output-unknown-container
 */
export function containerFor(file: string): Container {
  const extension = extname(file).toLowerCase();
  const container = CONTAINERS[extension];
  if (container === undefined)
    throw new MediaError(
      'output-unknown-container',
      extension === '' ? `${file} has no extension.` : `${extension} is no container that momentfx writes.`,
      `Use one of: ${Object.keys(CONTAINERS).join(' ')}.`,
    );
  return container;
}

/** FFmpeg's name of a codec, and its tag, such as `avc1`, where there is one. */
interface Picture {
  readonly codec: string;
  readonly tag?: string;
}

/** The letters by which QuickTime tells the layouts of raw pictures apart. */
const RAW_LAYOUTS =
  /^(raw |2vuy|2Vuy|yuvs|yuv2|yuvu|v308|v408|L555|L565|B565|24BG|BGRA|RGBA|ABGR|b64a|b16g|b48r|NO16)$/;

/** Raw pictures from elsewhere (Y4M, AVI) would be written as ones of another layout, which nobody can decode. */
export const holdsPicture = ({ video }: Container, { codec, tag = '' }: Picture): boolean =>
  video.has(codec) && (codec !== 'rawvideo' || RAW_LAYOUTS.test(tag));

/** The extension of a container that holds this picture, the most usual one first; never the one that was refused. */
export function containerOf(picture: Picture, refused: Container): string | undefined {
  return ['.mkv', '.mov', '.mp4', '.flv'].find((extension) => {
    const container = CONTAINERS[extension];
    return container !== undefined && container.muxer !== refused.muxer && holdsPicture(container, picture);
  });
}

/**
 * The decorated sound may be encoded to `codec` there.
 * @throws MediaError output-codec when the container cannot hold it
 */
export function checkEncoded({ title, sound }: Container, codec: AudioCodec): void {
  if (sound.includes(codec)) return;
  throw new MediaError(
    'output-codec',
    `${title} cannot hold ${codec} sound.`,
    `Use --audio-codec ${sound.join(' or ')}, or another container such as .mkv.`,
  );
}
