/**
 * Parameter sets inside the pictures: Matroska has one header for all of a stream, so another one that follows in the
 * middle would be lost, and with it every picture behind it. Decoders take it from the key pictures themselves, too.
 */
import { AV_PKT_DATA_NEW_EXTRADATA } from 'node-av/constants';
import type { Packet } from 'node-av/lib';

/** The parts of a codec's header (ISO 14496-15) that a key picture may bring along. */
interface ParameterSets {
  /** Bytes in which the length of each part is written. */
  readonly lengthBytes: number;
  readonly sets: readonly Uint8Array[];
}

/** The sets in an `avcC` or `hvcC`; undefined for any other header. */
function parameterSets(codec: string, header: Uint8Array): ParameterSets | undefined {
  try {
    if (header[0] !== 1) return undefined;
    if (codec === 'h264') return ofH264(Buffer.from(header));
    return codec === 'hevc' ? ofHevc(Buffer.from(header)) : undefined;
  } catch (error) {
    // It ends before it says that it does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function ofH264(header: Buffer): ParameterSets {
  const sequence = setsAt(header, 6, header.readUInt8(5) & 31);
  const picture = setsAt(header, sequence.end + 1, header.readUInt8(sequence.end));
  return { lengthBytes: (header.readUInt8(4) & 3) + 1, sets: [...sequence.sets, ...picture.sets] };
}

function ofHevc(header: Buffer): ParameterSets {
  const sets: Uint8Array[] = [];
  let at = 23;
  for (let kinds = header.readUInt8(22); kinds > 0; kinds -= 1) {
    const kind = setsAt(header, at + 3, header.readUInt16BE(at + 1));
    sets.push(...kind.sets);
    at = kind.end;
  }
  return { lengthBytes: (header.readUInt8(21) & 3) + 1, sets };
}

function setsAt(header: Buffer, start: number, count: number): { sets: Uint8Array[]; end: number } {
  const sets: Uint8Array[] = [];
  let at = start;
  for (let left = count; left > 0; left -= 1) {
    const length = header.readUInt16BE(at);
    if (at + 2 + length > header.length) throw new RangeError('the header ends inside a set');
    sets.push(header.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return { sets, end: at };
}

/** Sees all packets of a file, and gives key pictures the header that holds for them once it is another one. */
export class HeadersInside {
  readonly #codecs: ReadonlyMap<number, string>;
  readonly #current = new Map<number, ParameterSets>();

  /** `codecs`: of the streams of pictures, by their number in the input. */
  constructor(codecs: ReadonlyMap<number, string>) {
    this.#codecs = codecs;
  }

  /** Looks at a packet of a stream, and changes it where it has to bring its header along. */
  see(packet: Packet, stream: number): void {
    const codec = this.#codecs.get(stream);
    if (codec === undefined) return;
    const header = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA);
    const news = header === null ? undefined : parameterSets(codec, header);
    if (news !== undefined) this.#current.set(stream, news);
    const own = this.#current.get(stream);
    if (own === undefined || packet.data === null || !(packet.isKeyframe || news !== undefined)) return;
    const parts = own.sets.flatMap((set) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(set.length);
      return [length.subarray(4 - own.lengthBytes), set];
    });
    packet.data = Buffer.concat([...parts, packet.data]);
  }
}
