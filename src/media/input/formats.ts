/**
 * Which of FFmpeg's demuxers may look at what was named. A demuxer is chosen by what the bytes look like, not by the name,
 * and some open further files or addresses that the bytes name: a recording called `talk.wav` that is a list of other files
 * would be read as one. So only what holds media itself is allowed, and a list only where a list was asked for.
 */
import { extname } from 'node:path';

/** Containers and bare streams that hold all of their media themselves. Lists, devices and headerless PCM are not among them. */
const MEDIA = [
  '3dostr 4xm aa aac aax ac3 ace acm act adp ads adx aea afc aiff aix alp amr amrnb amrwb anm apac apc',
  'ape apm apng aptx aptx_hd apv argo_asf argo_brp argo_cvg asf asf_o ast au av1 avi avr avs avs2 avs3',
  'bethsoftvid bfi bfstm bink binka bit bmp_pipe bmv boa bonk brstm c93 caf cavsvideo cdg cdxl cine',
  'codec2 cri_pipe daud dcstr dds_pipe derf dfa dfpwm dhav dirac dnxhd dpx_pipe dsf dsicin dss dts',
  'dtshd dv dvbsub dvbtxt dxa ea ea_cdata eac3 epaf evc exr_pipe film_cpk filmstrip fits flac flic flv',
  'frm fsb fwse g722 g723_1 g726 g726le g729 gem_pipe genh gif gif_pipe gsm gxf h261 h263 h264 hca hcom',
  'hdr_pipe hevc hnm iamf ico idcin iff ifv ilbc ingenient ipmovie ipu ircam iss iv8 ivf ivr j2k_pipe',
  'jpeg_pipe jpegls_pipe jpegxl_anim jpegxl_pipe jv kux kvag lc3 libopenmpt live_flv lmlm4 loas luodat',
  'lvf lxf m4v matroska mca mgsts mjpeg mjpeg_2000 mlp mlv mm mmf mods moflex mov mp3 mpc mpc8 mpeg',
  'mpegts mpegtsraw mpegvideo mpjpeg msf msnwctcp msp mtaf mtv musx mv mvi mxf mxg nc nistsphere nsp',
  'nsv nut nuv obu ogg oma osq paf pam_pipe pbm_pipe pcx_pipe pfm_pipe pgm_pipe pgmyuv_pipe pgx_pipe',
  'phm_pipe photocd_pipe pictor_pipe pmp png_pipe pp_bnk ppm_pipe psd_pipe psxstr pva pvf qcp',
  'qdraw_pipe qoa qoi_pipe r3d redspark rka rl2 rm roq rpl rsd rso s337m sbc sbg scd sds sdx ser sga',
  'sgi_pipe shn siff simbiosis_imx sln smjpeg smk smush sol sox spdif sunrast_pipe svag svs swf tak thp',
  'tiertexseq tiff_pipe tmv truehd tta txd ty usm vag vbn_pipe vc1 vc1test vividas vivo vmd voc vpk vqf',
  'vvc w64 wav wc3movie webp_pipe webvtt wsaud wsd wsvqa wtv wv wve xa xbm_pipe xmd xmv xpm_pipe xvag',
  'xwd_pipe xwma yop yuv4mpegpipe',
].flatMap((line) => line.split(' '));

/** What a sound file is (`AUDIO_FILE` in src/library says which names they have). */
const SOUNDS = ['wav', 'w64', 'aiff', 'flac', 'mp3', 'ogg', 'mov', 'aac', 'caf', 'au'];

/** Files that are lists of others, by the extension that says so. */
const LISTS: Readonly<Record<string, string>> = {
  '.m3u8': 'hls',
  '.m3u': 'hls',
  '.ffconcat': 'concat',
  '.mpd': 'dash',
  '.idx': 'vobsub',
};

/** As FFmpeg takes them. */
const joined = (names: readonly string[]): string => names.join(',');

/** For a file that holds one sound, whatever its name says. */
export const SOUND_FORMATS: string = joined(SOUNDS);

/** For a file: a list of others only where its name says so. */
export function formatsOfFile(path: string): string {
  const list = LISTS[extname(path).toLowerCase()];
  return joined(list === undefined ? MEDIA : [...MEDIA, list]);
}

/** For an address: what its scheme brings, and over HTTP a playlist. */
export function formatsOfScheme(scheme: string): string {
  if (/^https?$/.test(scheme)) return joined([...MEDIA, 'hls', 'dash']);
  if (/^rtsps?$/.test(scheme)) return joined([...MEDIA, 'rtsp']);
  if (scheme === 'rtp') return joined([...MEDIA, 'rtp', 'sdp']);
  return joined(MEDIA);
}
