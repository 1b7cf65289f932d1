/** How long a packet of AAC in a transport stream is, by its own header (ADTS, ISO/IEC 13818-7, 6.2). */
import { AV_CODEC_ID_AAC } from 'node-av/constants';
import type { Stream } from 'node-av/lib';

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const FRAME = 1024;
const HEADER_BYTES = 7;

/** Whether a stream's packets begin with that header: AAC whose settings stand nowhere else. */
export const hasAdts = ({ codecpar }: Stream): boolean =>
  codecpar.codecId === AV_CODEC_ID_AAC && (codecpar.extradata?.length ?? 0) === 0;

/**
 * Seconds of sound in the packet; undefined where it does not begin with the header. FFmpeg goes on by the sample rate
 * that it met first, since HE-AAC's header names half of it; the length follows from the header in both.
 */
export function adtsLength(data: Uint8Array): number | undefined {
  const [first = 0, second = 0, third = 0] = data;
  if (data.length < HEADER_BYTES || first !== 0xff || (second & 0xf6) !== 0xf0) return undefined;
  const rate = RATES[(third >> 2) & 0xf];
  return rate === undefined ? undefined : (((data[6] ?? 0) & 3) + 1) * (FRAME / rate);
}
