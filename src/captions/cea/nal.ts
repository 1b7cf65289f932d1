/** NAL units of H.264 and HEVC packets, as containers frame them. */

/** The codecs whose packets are NAL units and may carry captions; names as FFmpeg has them. */
export type NalCodec = 'h264' | 'hevc';

/** How a packet's units are framed: behind a length of so many bytes, or behind start codes (Annex B). */
export type Framing = { readonly lengthSize: number } | 'start-codes';

/** The framing that the stream's header tells: avcC and hvcC boxes stand for lengths, all else for start codes. */
export function framingOf(codec: NalCodec, extradata: Uint8Array | undefined): Framing {
  // Start codes begin with 0, both boxes with version 1; hvcC has its length size in byte 21, avcC in byte 4.
  const place = codec === 'h264' ? 4 : 21;
  const size = extradata?.[place];
  return extradata?.[0] === 1 && size !== undefined ? { lengthSize: (size & 3) + 1 } : 'start-codes';
}

const START_CODE = Buffer.from([0, 0, 1]);

/** The units of a packet, without their framing; ends at what is broken. */
export function* nalUnits(data: Buffer, framing: Framing): Generator<Buffer> {
  if (framing === 'start-codes') {
    for (let at = data.indexOf(START_CODE); at >= 0;) {
      const next = data.indexOf(START_CODE, at + 3);
      yield data.subarray(at + 3, next < 0 ? data.length : next);
      at = next;
    }
    return;
  }
  const { lengthSize } = framing;
  for (let at = 0; at + lengthSize <= data.length;) {
    const start = at + lengthSize;
    const end = start + data.readUIntBE(at, lengthSize);
    if (end > data.length) return;
    yield data.subarray(start, end);
    at = end;
  }
}

/** The messages of a supplemental enhancement information unit; undefined for any other unit. */
export function seiPayload(unit: Buffer, codec: NalCodec): Buffer | undefined {
  const [first = 0] = unit;
  if (codec === 'h264') return (first & 31) === 6 ? unescape(unit.subarray(1)) : undefined;
  const type = (first >> 1) & 63;
  return type === 39 || type === 40 ? unescape(unit.subarray(2)) : undefined;
}

const ESCAPE = Buffer.from([0, 0, 3]);

/** Without the bytes that keep start codes from appearing in the content. */
function unescape(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(ESCAPE); at >= 0; at = bytes.indexOf(ESCAPE, from)) {
    parts.push(bytes.subarray(from, at + 2));
    from = at + 3;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}
