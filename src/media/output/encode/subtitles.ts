/** Text subtitles from one container's writing to another's: words and line breaks stay, styling goes. */
import {
  AVMEDIA_TYPE_SUBTITLE,
  AV_CODEC_ID_MOV_TEXT,
  AV_CODEC_ID_SUBRIP,
  AV_CODEC_ID_WEBVTT,
} from 'node-av/constants';
import { CodecParameters } from 'node-av/lib';
import { packetWords } from '../../../core/subtitle-packet.ts';

const IDS = {
  mov_text: AV_CODEC_ID_MOV_TEXT,
  subrip: AV_CODEC_ID_SUBRIP,
  webvtt: AV_CODEC_ID_WEBVTT,
} as const;

/** What a muxer needs to know of a rewritten subtitle stream. The caller hands it to a stream, which copies it. */
export function textParameters(codec: keyof typeof IDS, source: CodecParameters): CodecParameters {
  const parameters = new CodecParameters();
  parameters.alloc();
  parameters.codecType = AVMEDIA_TYPE_SUBTITLE;
  parameters.codecId = IDS[codec];
  parameters.width = source.width;
  parameters.height = source.height;
  if (codec === 'mov_text') parameters.extradata = sampleDescription();
  return parameters;
}

/** 3GPP TS 26.245's text sample entry: white 18-point text, bottom centre, one font. */
function sampleDescription(): Buffer {
  const font = Buffer.from('Sans', 'latin1');
  const head = Buffer.alloc(30);
  head.writeInt8(1, 4);
  head.writeInt8(-1, 5);
  head.writeUInt16BE(1, 22);
  head.writeUInt8(18, 25);
  head.fill(0xff, 26, 30);
  const table = Buffer.alloc(13);
  table.writeUInt32BE(13 + font.length, 0);
  table.write('ftab', 4, 'latin1');
  table.writeUInt16BE(1, 8);
  table.writeUInt16BE(1, 10);
  table.writeUInt8(font.length, 12);
  return Buffer.concat([head, table, font]);
}

/** A packet's words as another codec's packet; undefined when there are none (mov_text's packets that clear the screen). */
export function rewriteText(data: Buffer | null, from: string, to: string): Buffer | undefined {
  if (data === null) return undefined;
  const text = packetWords(data, from);
  if (text === '') return undefined;
  const bytes = Buffer.from(text, 'utf8');
  if (to !== 'mov_text') return bytes;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Math.min(bytes.length, 0xffff));
  return Buffer.concat([length, bytes.subarray(0, 0xffff)]);
}
