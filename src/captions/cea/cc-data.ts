/** Caption bytes that travel beside the pictures: ATSC A/53 cc_data() in SEI messages, found without decoding. */
import { nalUnits, seiPayload, type Framing, type NalCodec } from './nal.ts';

/** Two bytes of a CEA-608 field (parity bits included), or of CEA-708, whose packets `begin` with some pair. */
export interface CcPair {
  readonly kind: 'field-1' | 'field-2' | 'packet' | 'packet-begins';
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

/** The two lowest bits of a triple's flags. */
const KINDS = ['field-1', 'field-2', 'packet', 'packet-begins'] as const;

/** A/53 part 4: a count, a reserved byte, then triples of flags and two bytes. */
function readCcData(data: Buffer): CcPair[] {
  const [head = 0] = data;
  const pairs: CcPair[] = [];
  for (let index = 0; index < (head & 0x1f); index++) {
    const [flags, first, second] = data.subarray(2 + index * 3, 5 + index * 3);
    if (flags === undefined || first === undefined || second === undefined) break;
    const kind = KINDS[flags & 3] ?? 'field-1';
    const filling = kind.startsWith('field') && ((first | second) & 0x7f) === 0;
    if ((flags & 4) !== 0 && !filling) pairs.push({ kind, bytes: [first, second] });
  }
  return pairs;
}
