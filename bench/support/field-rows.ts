/** The recordings that bench/field.ts tries: containers with codecs, and shapes that real ones have. */

export interface FieldRow {
  readonly name: string;
  /** The input's extension. */
  readonly ext: string;
  /** What ffmpeg makes it with, from the sync clip: `V` stands for its pictures, `A` for its sound. */
  readonly words: string;
  /** Where it is written to; the container is the input's where momentfx writes that. */
  readonly to: string;
  readonly live: boolean;
  /** The container of its live recording: Matroska, where that holds the pictures. */
  readonly liveTo: string;
  /** For the sync clip. */
  readonly size?: string;
  readonly rate?: string;
  /** Bytes in the middle are flipped, from this seed. */
  readonly damaged?: number;
}

const VIDEO: Readonly<Record<string, string>> = {
  h264: '-c:v libx264 -preset veryfast -bf 2 -g 25 -pix_fmt yuv420p',
  hevc: '-c:v libx265 -preset ultrafast -g 25 -pix_fmt yuv420p -x265-params log-level=error',
  vp8: '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M',
  vp9: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 1M',
  av1: '-c:v libaom-av1 -usage realtime -cpu-used 8 -b:v 1M -pix_fmt yuv420p',
  mpeg1: '-c:v mpeg1video -b:v 2M -bf 2',
  mpeg2: '-c:v mpeg2video -b:v 3M -bf 2',
  mpeg4: '-c:v mpeg4 -b:v 2M',
  mpeg4b: '-c:v mpeg4 -b:v 2M -bf 2',
  divx3: '-c:v msmpeg4 -b:v 2M',
  h263: '-c:v h263 -b:v 1M',
  flv1: '-c:v flv -b:v 2M',
  flashsv: '-c:v flashsv',
  wmv1: '-c:v wmv1 -b:v 2M',
  wmv2: '-c:v wmv2 -b:v 2M',
  rv10: '-c:v rv10 -b:v 1M',
  theora: '-c:v libtheora -b:v 2M',
  mjpeg: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p',
  prores: '-c:v prores_ks',
  dnxhd: '-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p',
  ffv1: '-c:v ffv1',
  huffyuv: '-c:v huffyuv',
  utvideo: '-c:v utvideo',
  qtrle: '-c:v qtrle',
  png: '-c:v png',
  raw: '-c:v rawvideo -pix_fmt uyvy422',
  jpeg2000: '-c:v jpeg2000',
  cinepak: '-c:v cinepak',
  svq1: '-c:v svq1 -pix_fmt yuv410p',
  vc2: '-c:v vc2 -b:v 8M',
  dv: '-c:v dvvideo -pix_fmt yuv420p',
  magicyuv: '-c:v magicyuv',
};
const AUDIO: Readonly<Record<string, string>> = {
  aac: '-c:a aac',
  mp3: '-c:a libmp3lame',
  mp3cd: '-c:a libmp3lame -ar 44100',
  mp2: '-c:a mp2',
  ac3: '-c:a ac3',
  eac3: '-c:a eac3',
  dts: '-c:a dca -strict -2',
  truehd: '-c:a truehd -strict -2',
  opus: '-c:a libopus',
  vorbis: '-c:a libvorbis',
  flac: '-c:a flac -strict -2',
  alac: '-c:a alac',
  wma: '-c:a wmav2',
  amr: '-c:a aac -ar 8000 -ac 1',
  speex: '-c:a libspeex -ar 16000 -ac 1',
  tta: '-c:a tta',
  wv: '-c:a wavpack',
  ima: '-c:a adpcm_ima_qt',
  adpcm: '-c:a adpcm_ms',
  alaw: '-c:a pcm_alaw -ar 8000 -ac 1',
  s8: '-c:a pcm_u8',
  s16: '-c:a pcm_s16le',
  s16cd: '-c:a pcm_s16le -ar 44100',
  s16be: '-c:a pcm_s16be',
  s24: '-c:a pcm_s24le',
  f32: '-c:a pcm_f32le',
  none: '-an',
};

/** Extension → pairs; those without `/` are sound alone. `!` marks the pair that is also sent through `live`. */
const PAIRS: Readonly<Record<string, string>> = {
  mp4: 'h264/aac! hevc/aac av1/opus vp9/opus mpeg4/mp3 mpeg2/ac3 h264/flac h264/alac mjpeg/aac h264/eac3 h264/mp2',
  mov: 'h264/s16! prores/s24 dnxhd/s16 mjpeg/s16be qtrle/s16 raw/s16 png/aac h263/ima svq1/ima hevc/aac jpeg2000/f32 cinepak/alaw',
  mkv: 'h264/aac! hevc/opus! vp8/vorbis vp9/opus av1/flac ffv1/flac huffyuv/f32 theora/vorbis mpeg2/ac3 mpeg4/mp3 prores/s24 utvideo/wv divx3/mp3 wmv2/wma h264/dts h264/truehd mjpeg/tta vc2/s16 dv/s16 h264/alac',
  webm: 'vp8/vorbis vp9/opus! av1/opus',
  avi: 'mpeg4/mp3! mpeg4b/mp3 divx3/mp3 h264/mp3 mjpeg/s16 huffyuv/s16 ffv1/ac3 wmv1/adpcm utvideo/s8 magicyuv/s16 dv/s16',
  flv: 'flv1/mp3! h264/aac! flashsv/s16cd',
  ts: 'h264/aac! hevc/aac mpeg2/mp2! mpeg2/ac3 h264/opus mpeg1/mp3 h264/eac3',
  m2ts: 'h264/ac3',
  mpg: 'mpeg1/mp2 mpeg2/mp2!',
  vob: 'mpeg2/ac3',
  wmv: 'wmv2/wma! divx3/wma',
  ogv: 'theora/vorbis! theora/flac',
  nut: 'mpeg4/mp3 ffv1/s16',
  mxf: 'mpeg2/s16 dnxhd/s16',
  '3gp': 'h263/amr h264/aac',
  dv: 'dv/s16',
  rm: 'rv10/ac3',
  swf: 'flv1/mp3cd',
  wtv: 'mpeg2/mp2',
  f4v: 'h264/aac',
  ismv: 'h264/aac',
  y4m: 'raw/none',
  ivf: 'vp8/none',
  h264: 'h264/none',
  hevc: 'hevc/none',
  m2v: 'mpeg2/none',
  wav: 's16! f32 s8 adpcm',
  w64: 's24',
  flac: 'flac',
  mp3: 'mp3!',
  ogg: 'vorbis flac speex',
  opus: 'opus',
  aac: 'aac',
  m4a: 'alac aac',
  mka: 'dts tta',
  ac3: 'ac3',
  eac3: 'eac3',
  aiff: 's16be',
  au: 's16be',
  caf: 'alac',
  tta: 'tta',
  wv: 'wv',
  mp2: 'mp2',
  wma: 'wma',
};

/** Containers that momentfx writes under the same name. */
const WRITES = /^(mp4|mov|mkv|webm|flv|ts|wav|flac|mp3|ogg|opus|aac|m4a|mka)$/;
const NOT_IN_MATROSKA = new Set(['raw', 'qtrle']);
/** Pictures that Matroska cannot hold go to QuickTime. */
const toFor = (ext: string, video: string): string =>
  WRITES.test(ext) ? ext : video === '' ? 'mka' : video === 'raw' ? 'mov' : 'mkv';

function pairRow(ext: string, pair: string): FieldRow {
  const live = pair.endsWith('!');
  const [first = '', second] = pair.replace('!', '').split('/');
  const [video, audio] = second === undefined ? ['', first] : [first, second];
  const sized = { h263: '176x144', rv10: '176x144', dv: '720x576', dnxhd: '960x720' }[video];
  const pictures =
    video === '' ? '' : video === 'raw' && ext === 'y4m' ? 'V -pix_fmt yuv420p' : `V ${VIDEO[video]}`;
  const sound = audio === 'none' ? '' : `A ${AUDIO[audio]}`;
  return {
    name: `${ext}: ${pair.replace('!', '')}`,
    ext,
    words: `${pictures} ${sound}`.trim(),
    to: toFor(ext, video),
    live,
    liveTo: NOT_IN_MATROSKA.has(video) ? 'mov' : 'mkv',
    ...(sized === undefined ? {} : { size: sized }),
  };
}

const H264 = VIDEO['h264'] ?? '';
const shape = (name: string, ext: string, words: string, more: Partial<FieldRow> = {}): FieldRow => ({
  name: `${name}.${ext}`,
  ext,
  words,
  to: WRITES.test(ext) ? ext : 'mkv',
  live: false,
  liveTo: 'mkv',
  ...more,
});

const SHAPES: readonly FieldRow[] = [
  ...['mp4', 'mkv', 'ts'].map((ext) =>
    shape('two sounds', ext, `V ${H264} A -map 1:a -c:a aac -metadata:s:a:1 language=deu`, { live: true }),
  ),
  ...['mp4', 'mov', 'mkv'].map((ext) => shape('chapters', ext, `CHAPTERS V ${H264} A -c:a aac`)),
  ...['mp4', 'mov', 'mkv', 'ts', 'avi'].map((ext) =>
    shape('sample aspect 4:3', ext, `V ${H264.replace('-bf 2', '-bf 0')} -vf setsar=4/3 A -c:a aac`),
  ),
  ...['mp4', 'mkv'].map((ext) => shape('container aspect', ext, `V ${H264} -aspect 4:3 A -c:a aac`)),
  ...['mp4', 'mov'].map((ext) => shape('turned by 90°', ext, `ROTATED V -c:v copy A -c:a aac`)),
  ...['mkv', 'mp4', 'mov', 'ts'].map((ext) =>
    shape('interlaced', ext, `V ${H264} -flags +ilme+ildct -x264opts tff=1 A -c:a aac`),
  ),
  shape('ntsc rate', 'mp4', `V ${H264} A -c:a aac`, { rate: '30000/1001' }),
  shape('rate 50', 'ts', `V ${H264} A -c:a aac`, { rate: '50' }),
  shape('odd size', 'mp4', `V ${H264.replace('420p', '444p')} A -c:a aac`, { size: '161x121' }),
  shape('ten bits', 'mkv', `V -c:v libx264 -preset veryfast -pix_fmt yuv420p10 A -c:a aac`),
  shape('open gop', 'ts', `V ${H264} -x264opts open-gop=1:keyint=25:bframes=3:b-pyramid=strict A -c:a aac`),
  shape('5.1 sound', 'mp4', `V ${H264} A -c:a aac -ac 6`),
  shape('5.1 sound', 'ts', `V ${H264} A -c:a ac3 -ac 6`),
  shape('mono 22 kHz', 'flv', `V ${H264} A -c:a aac -ar 22050 -ac 1`, { live: true }),
  shape('mono 8 kHz', 'mov', `V ${H264} A -c:a pcm_mulaw -ar 8000 -ac 1`, { live: true }),
  shape('96 kHz', 'mkv', `V ${H264} A -c:a flac -ar 96000`),
  ...['mkv', 'ts', 'flv', 'mp4'].flatMap((ext) => [
    shape('sound 1.5 s late', ext, `LATESOUND V ${H264} A -c:a aac`, { live: true }),
    shape('picture 1.5 s late', ext, `LATEPICTURE V ${H264} A -c:a aac`, { live: true }),
  ]),
  shape('begins at 95,440 s', 'ts', `V ${H264} A -c:a aac -output_ts_offset 95440`, { live: true }),
  shape('begins at 40 s', 'mkv', `V ${H264} A -c:a aac -output_ts_offset 40`),
  shape('subrip', 'mkv', `SUBTITLES V ${H264} A -c:a aac -c:s srt`),
  shape('mov_text', 'mp4', `SUBTITLES V ${H264} A -c:a aac -c:s mov_text`),
  shape('subrip to mp4', 'mkv', `SUBTITLES V ${H264} A -c:a aac -c:s ass`, { to: 'mp4' }),
  shape('attachment', 'mkv', `ATTACHED V ${H264} A -c:a aac`),
  shape('attachment to mp4', 'mkv', `ATTACHED V ${H264} A -c:a aac`, { to: 'mp4' }),
  shape('timecode', 'mov', `V ${H264} -timecode 01:00:00:00 A -c:a aac`),
  shape('hvc1', 'mp4', `V ${VIDEO['hevc'] ?? ''} -tag:v hvc1 A -c:a aac`),
  shape('fragments', 'mp4', `V ${H264} A -c:a aac -movflags frag_keyframe+empty_moov`, { live: true }),
  shape('titles', 'mp4', `V ${H264} A -c:a aac -metadata title=Night -metadata:s:a language=fra`),
  shape('two pictures', 'mkv', `V ${H264} V -c:v:1 mjpeg -pix_fmt:v:1 yuvj420p -bf:v:1 0 A -c:a aac`),
];

const DAMAGED: readonly FieldRow[] = ['mp4', 'mkv', 'ts', 'flv', 'avi', 'mpg'].flatMap((ext) =>
  [1, 2, 3].map((damaged) =>
    shape(
      `damaged ${damaged}`,
      ext,
      ext === 'mpg'
        ? `V ${VIDEO['mpeg2']} A -c:a mp2`
        : `V ${H264.replace('-bf 2', ext === 'avi' ? '-bf 0' : '-bf 2')} A -c:a ${ext === 'avi' ? 'libmp3lame' : 'aac'}`,
      {
        damaged,
        live: damaged === 1,
      },
    ),
  ),
);

/** All of them. */
export const FIELD_ROWS: readonly FieldRow[] = [
  ...Object.entries(PAIRS).flatMap(([ext, pairs]) => pairs.split(' ').map((pair) => pairRow(ext, pair))),
  ...SHAPES,
  ...DAMAGED,
];
