/** The words in a packet of a text subtitle stream, whatever codec wraps them. */
import { withoutSpans } from './spans.ts';

/** Text codecs, by FFmpeg's names. */
export const TEXT_CODECS = ['mov_text', 'subrip', 'webvtt', 'ass', 'ssa', 'text'] as const;
/** One of the codecs whose packets hold words; others (PGS, DVB) hold pictures of them. */
export type TextCodec = (typeof TEXT_CODECS)[number];

/** Whether packets of this codec (FFmpeg's name) hold words. */
export const isTextCodec = (codec: string): codec is TextCodec =>
  (TEXT_CODECS as readonly string[]).includes(codec);

/** Words and line breaks without styling; '' when there are none (mov_text's packets that clear the screen). */
export function packetWords(data: Buffer, codec: string): string {
  if (codec === 'mov_text')
    return data.length < 2 ? '' : timedText(data.subarray(2, 2 + data.readUInt16BE(0))).trim();
  const text = data.toString('utf8').replaceAll('\r\n', '\n');
  if (codec === 'ass' || codec === 'ssa') {
    // ReadOrder, Layer, Style, Name, three margins, Effect, then the text.
    const body = text.split(',').slice(8).join(',');
    return withoutSpans(body, BRACES)
      .replace(/\\[Nn]/g, '\n')
      .replace(/\\h/g, ' ')
      .trim();
  }
  return withoutMarkup(text).trim();
}

/** 3GPP TS 26.245: UTF-8, or UTF-16 behind a byte order mark. */
function timedText(data: Buffer): string {
  const mark = data.length < 2 ? 0 : data.readUInt16BE(0);
  const label = mark === 0xfeff ? 'utf-16be' : mark === 0xfffe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(label).decode(data);
}

const BRACES = { open: '{', close: '}' };
/** A tag of SubRip or WebVTT, its inline times (`<00:00:01.040>`) included; `5 < 7` is none. */
const TAG = { open: '<', close: '>', begins: /\/?[a-z0-9]/iy };
/** What some SubRip files borrow from ASS, such as `{\an8}`. */
const OVERRIDE = { open: '{\\', close: '}' };

/** The text without the tags and overrides of SubRip and WebVTT. */
export const withoutMarkup = (text: string): string => withoutSpans(withoutSpans(text, TAG), OVERRIDE);
