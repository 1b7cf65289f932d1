/**
 * What the container table says against what FFmpeg's muxers do: each codec that can be made here is muxed, whole and
 * as a live program records it, and read again.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CONTAINERS, type Container } from '../../../src/media/output/containers.ts';
import { file, make, noise } from '../clips.ts';
import { found, remux, vvcThrough, type Found } from './muxed.ts';

const PICTURE = '-f lavfi -i testsrc2=s=176x144:r=25:d=0.6';
const YUV = '-pix_fmt yuv420p';

/** How a codec's clip is made, and in which file. */
const VIDEO: Readonly<Record<string, readonly [string, string]>> = {
  h264: ['h264.mkv', `-c:v libx264 -g 5 -bf 2 ${YUV}`],
  hevc: ['hevc.mkv', `-c:v libx265 -x265-params log-level=none:keyint=5 ${YUV}`],
  av1: ['av1.mkv', `-c:v libsvtav1 -preset 12 -g 5 ${YUV}`],
  vp8: ['vp8.mkv', '-c:v libvpx -deadline realtime'],
  vp9: ['vp9.mkv', `-c:v libvpx-vp9 -deadline realtime -cpu-used 8 ${YUV}`],
  mpeg4: ['mpeg4.mkv', '-c:v mpeg4'],
  mpeg1video: ['mpeg1.mkv', '-c:v mpeg1video'],
  mpeg2video: ['mpeg2.mkv', '-c:v mpeg2video'],
  mjpeg: ['mjpeg.mkv', '-c:v mjpeg -pix_fmt yuvj420p'],
  png: ['png.mkv', '-c:v png'],
  jpeg2000: ['jpeg2000.mov', '-c:v jpeg2000'],
  ffv1: ['ffv1.mkv', '-c:v ffv1'],
  prores: ['prores.mov', '-c:v prores'],
  h263: ['h263.mov', '-c:v h263'],
  flv1: ['flv1.flv', '-c:v flv'],
  flashsv: ['flashsv.flv', '-c:v flashsv'],
  flashsv2: ['flashsv2.flv', '-c:v flashsv2'],
  cinepak: ['cinepak.mov', '-c:v cinepak'],
  qtrle: ['qtrle.mov', '-c:v qtrle'],
  rv10: ['rv10.rm', '-c:v rv10'],
  rv20: ['rv20.rm', '-c:v rv20'],
  svq1: ['svq1.mov', '-c:v svq1'],
  v210: ['v210.mov', '-c:v v210'],
  rawvideo: ['raw.mov', '-c:v rawvideo -pix_fmt uyvy422'],
};

const AUDIO: Readonly<Record<string, readonly [string, string]>> = {
  aac: ['aac.mkv', '-c:a aac'],
  mp3: ['mp3.mkv', '-ar 44100 -c:a libmp3lame'],
  mp2: ['mp2.mkv', '-c:a mp2'],
  ac3: ['ac3.mkv', '-c:a ac3'],
  eac3: ['eac3.mkv', '-c:a eac3'],
  dts: ['dts.mkv', '-c:a dca -strict -2'],
  opus: ['opus.mkv', '-c:a libopus'],
  vorbis: ['vorbis.mkv', '-c:a libvorbis'],
  alac: ['alac.mkv', '-c:a alac'],
  flac: ['flac.mkv', '-c:a flac'],
  truehd: ['truehd.mkv', '-c:a truehd -strict -2'],
  pcm_s8: ['pcm_s8.mov', '-c:a pcm_s8'],
  pcm_s16le: ['pcm_s16le.mov', '-c:a pcm_s16le'],
  pcm_s16be: ['pcm_s16be.mov', '-c:a pcm_s16be'],
  pcm_s24le: ['pcm_s24le.mov', '-c:a pcm_s24le'],
  pcm_f32le: ['pcm_f32le.mov', '-c:a pcm_f32le'],
  pcm_f32be: ['pcm_f32be.mov', '-c:a pcm_f32be'],
  pcm_f64be: ['pcm_f64be.mov', '-c:a pcm_f64be'],
  adpcm_ima_qt: ['ima.mov', '-c:a adpcm_ima_qt'],
};

/** FFmpeg writes these, and no other program looks for them in such a file: not offered. */
const OURS_ALONE: Readonly<Record<string, readonly string[]>> = {
  '.mov': ['flv1', 'flashsv', 'vorbis'],
  '.wav': ['dts', 'flac', 'mp3'],
  '.opus': ['vorbis', 'flac'],
};

type Kind = 'video' | 'audio';
const clips = new Map<string, { readonly path: string; readonly own: Found }>();

async function clipOf(kind: Kind, codec: string): Promise<{ readonly path: string; readonly own: Found }> {
  const known = clips.get(codec);
  if (known !== undefined) return known;
  const recipe = (kind === 'video' ? VIDEO : AUDIO)[codec];
  if (recipe === undefined) throw new Error(`there is no clip of ${codec}`);
  const [name, words] = recipe;
  const source = kind === 'video' ? PICTURE : `${noise(48_000)} -t 1 -ac 2`;
  const path = make(name, source, words);
  const clip = { path, own: await found(path) };
  assert.is(clip.own.codec, codec);
  clips.set(codec, clip);
  return clip;
}

/** Decoded to the same: MP3 and AAC may lose their run-in, so sound counts by its packets. */
const same = (kind: Kind, a: Found, b: Found): boolean =>
  kind === 'video'
    ? a.decoded === b.decoded && a.packets === b.packets
    : Math.abs(a.packets - b.packets) <= 2 || /^pcm|^adpcm/.test(a.codec);

/** MPEG audio layers are one kind of stream to MP4 and MPEG-TS; readers find the layer in the packets. */
const named = (codec: string): string => (codec === 'mp2' ? 'mp3' : codec);

async function holdsIt(kind: Kind, codec: string, target: string, written: Written): Promise<boolean> {
  const { path, own } = await clipOf(kind, codec);
  try {
    await remux(path, target, written);
    const got = await found(target);
    return named(got.codec) === named(own.codec) && same(kind, own, got);
  } catch {
    return false;
  }
}

interface Written {
  readonly muxer: string;
  readonly options: Readonly<Record<string, string>>;
}

/** As a recording is written, and as a live program writes it. */
function ways({ muxer, options, whileLive }: Container): Written[] {
  const whole = { muxer, options: { ...options } };
  return whileLive === undefined ? [whole] : [whole, { muxer, options: { ...options, ...whileLive } }];
}

for (const [extension, container] of Object.entries(CONTAINERS))
  test(`${extension} holds what the table says, and nothing else`, async () => {
    const wrong: string[] = [];
    const kinds = [
      ...(container.soundOnly ? [] : Object.keys(VIDEO).map((codec) => ['video', codec] as const)),
      ...Object.keys(AUDIO).map((codec) => ['audio', codec] as const),
    ];
    for (const [kind, codec] of kinds)
      for (const [index, way] of ways(container).entries()) {
        const held = await holdsIt(kind, codec, file(`held-${codec}-${index}${extension}`), way);
        const offered = container[kind].has(codec);
        if (held !== offered && !(held && OURS_ALONE[extension]?.includes(codec) === true))
          wrong.push(`${codec} ${index === 0 ? 'whole' : 'live'}: held ${held}, table ${offered}`);
      }
    assert.equal(wrong, []);
  });

for (const [extension, container] of Object.entries(CONTAINERS))
  if (!container.soundOnly)
    test(`VVC in ${extension}`, async () => {
      for (const [index, way] of ways(container).entries()) {
        const read = await vvcThrough(file(`vvc-${index}${extension}`), way).catch(() => 'refused');
        assert.equal(read, container.video.has('vvc') ? ['vvc', 20] : 'refused');
      }
    });

test.run();
