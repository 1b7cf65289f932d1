/** What a stream is for a person, who knows telemetry and subtitles and no codec numbers. */
import type { StreamInfo } from '../input/info.ts';

/** By the four letters that cameras and programs give their data tracks, or FFmpeg's name of the codec. */
const DATA: Readonly<Record<string, string>> = {
  gpmd: 'GoPro telemetry',
  fdsc: 'GoPro file description',
  tmcd: 'camera timecode',
  camm: 'camera motion',
  mebx: 'timed metadata of an Apple camera',
  rtmd: 'Sony camera metadata',
  CTMD: 'Canon camera metadata',
  djmd: 'DJI telemetry',
  dbgi: 'DJI debugging data',
  text: 'text track',
  'rtp ': 'streaming hints',
  klv: 'KLV telemetry',
  timed_id3: 'timed ID3 tags',
  scte_35: 'ad markers (SCTE-35)',
  smpte_2038: 'ancillary data (SMPTE 2038)',
  epg: 'programme guide',
};

const SUBTITLES: Readonly<Record<string, string>> = {
  hdmv_pgs_subtitle: 'Blu-ray subtitles',
  dvd_subtitle: 'DVD subtitles',
  dvb_subtitle: 'DVB subtitles',
  dvb_teletext: 'teletext',
  eia_608: 'closed captions',
};

/** What a data stream is told apart by: its codec, or the letters of its container where the codec says nothing. */
export const dataName = ({ codec, tag }: StreamInfo): string =>
  /^(bin_data|none|unknown)$/.test(codec) ? (tag ?? codec) : codec;

/** A stream by what it is for: `GoPro telemetry`, `sound in German "Commentary"`. */
export function nameOf(stream: StreamInfo): string {
  const { kind, codec, language, title } = stream;
  const spoken = language === undefined ? '' : ` in ${languageName(language)}`;
  const called = title === undefined ? '' : ` “${title}”`;
  switch (kind) {
    case 'video':
      return stream.cover ? `cover picture (${codec})` : `picture (${codec})${called}`;
    case 'audio':
      return `sound (${codec})${spoken}${called}`;
    case 'subtitle':
      return `${SUBTITLES[codec] ?? `subtitles (${codec})`}${spoken}${called}`;
    case 'attachment':
      return `attached ${/^(ttf|otf)$/.test(codec) ? 'font' : 'file'}${called}`;
    case 'data': {
      const name = dataName(stream);
      return DATA[name] ?? `data of an unknown kind (${name})`;
    }
  }
}

/** A language by its name in English; its code where nobody knows it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    // No language code at all; containers hold what somebody typed.
    return code;
  }
}
