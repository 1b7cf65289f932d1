/** Where a recording's pictures have another size than before: they are copied as they are, and that is told. */
import type { Packet, Stream } from 'node-av/lib';
import type { Micros } from '../../streams/time.ts';
import { headerOf, readPicture } from './picture-parameters.ts';
import { sizeInside, type PictureSize } from './picture-size.ts';

/** How often pictures have another size than those before, and the first time. */
export interface SizeChangesTold {
  readonly count: number;
  readonly from: PictureSize;
  readonly to: PictureSize;
  readonly at: Micros;
}

/** Headers of which a picture is decoded to learn its size; joined recordings have a few. */
const MOST_READ = 64;

/** Looks at the packets of one stream of pictures, among others. */
export class SizeChanges {
  readonly #stream: Stream;
  #size: PictureSize;
  /** The parameter sets that hold now. */
  #header: Buffer | undefined;
  #read = 0;
  #told: SizeChangesTold | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
    const { width, height, extradata } = stream.codecpar;
    this.#size = { width, height };
    this.#header = extradata ?? undefined;
  }

  /** Undefined: all have one size. */
  get told(): SizeChangesTold | undefined {
    return this.#told;
  }

  /** Looks at a packet of media time `at`. */
  look(packet: Packet, at: Micros): void {
    const isKey = packet.streamIndex === this.#stream.index && packet.isKeyframe;
    const size = isKey ? this.#sizeOf(packet) : undefined;
    if (size === undefined) return;
    const { width, height } = size;
    const before = this.#size;
    this.#size = { width, height };
    if (before.width === 0 || (width === before.width && height === before.height)) return;
    const first = this.#told ?? { count: 0, from: before, to: this.#size, at };
    this.#told = { ...first, count: first.count + 1 };
  }

  /** Undefined where it says nothing new. */
  #sizeOf(packet: Packet): PictureSize | undefined {
    const known = this.#stream.codecpar;
    const inside = packet.data === null ? undefined : sizeInside(packet.data, known);
    if (inside !== undefined) return inside;
    const header = headerOf(packet, known);
    if (header === undefined || this.#header?.equals(header) === true || this.#read >= MOST_READ)
      return undefined;
    this.#header = header;
    this.#read += 1;
    return readPicture(packet, known, header);
  }
}
