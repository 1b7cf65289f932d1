/** Caption bytes that travel beside the pictures: ATSC A/53 cc_data() in SEI messages, found without decoding. */
import { nalUnits, seiPayload, type Framing, type NalCodec } from './nal.ts';

/** Two bytes of a CEA-608 field, parity bits included. */
export interface CcPair {
  readonly field: 1 | 2;
  readonly bytes: readonly [number, number];
}

/** ATSC's identifier. No escape byte can fall into it, so a packet without it has no captions. */
const GA94 = Buffer.from('GA94', 'latin1');
/** ITU-T T.35: country USA, provider ATSC, then GA94 and the type of cc_data(). */
const HEADER = Buffer.concat([Buffer.from([0xb5, 0x00, 0x31]), GA94, Buffer.from([0x03])]);
const USER_DATA_REGISTERED = 4;

/** The pairs of one packet in the order of sending, padding left out; empty for nearly every packet, and then cheap. */
export function ccPairs(data: Buffer, codec: NalCodec, framing: Framing): CcPair[] {
  if (!data.includes(GA94)) return [];
  const pairs: CcPair[] = [];
  for (const unit of nalUnits(data, framing)) {
    const messages = seiPayload(unit, codec);
    if (messages === undefined) continue;
    for (const message of userData(messages))
      if (message.indexOf(HEADER) === 0) pairs.push(...readCcData(message.subarray(HEADER.length)));
  }
  return pairs;
}

/** The registered user data among an SEI unit's messages. */
function* userData(messages: Buffer): Generator<Buffer> {
  let at = 0;
  /** A number written as so many 255s and a rest. */
  const number = (): number => {
    let value = 0;
    while (messages[at] === 255) {
      value += 255;
      at += 1;
    }
    return value + (messages[at++] ?? 0);
  };
  // The last byte holds the stop bit.
  while (at < messages.length - 1) {
    const [type, size] = [number(), number()];
    if (type === USER_DATA_REGISTERED) yield messages.subarray(at, at + size);
    at += size;
  }
}

/** A/53 part 4: a count, a reserved byte, then triples of flags and two bytes; types 2 and 3 are CEA-708. */
function readCcData(data: Buffer): CcPair[] {
  const [head = 0] = data;
  const pairs: CcPair[] = [];
  for (let index = 0; index < (head & 0x1f); index++) {
    const [flags, first, second] = data.subarray(2 + index * 3, 5 + index * 3);
    if (flags === undefined || first === undefined || second === undefined) break;
    const [valid, type] = [(flags & 4) !== 0, flags & 3];
    if (!valid || type > 1 || ((first | second) & 0x7f) === 0) continue;
    pairs.push({ field: type === 0 ? 1 : 2, bytes: [first, second] });
  }
  return pairs;
}
