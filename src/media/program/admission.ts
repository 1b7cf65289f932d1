/** Admits what arrives of a live input to the delay line: one video stream and the sound, within bounds. */
import { fromSeconds, micros, ZERO, type Micros } from '../../streams/time.ts';
import { DelayLine } from './delay-line.ts';
import type { AudioBlock } from '../pcm.ts';
import type { PacketItem, SourceConnection } from '../input/source.ts';

/** A full delay line is emptied early, which takes a moment; beyond this many times its bounds nothing more is admitted. */
const OVERFULL = 1.25;

/** How much may be held: a minute, and less than a machine minds. */
const MAX_SPAN: Micros = fromSeconds(60);
const MAX_BYTES: number = 256 * 2 ** 20;

/** What may be held; both have a default. */
export interface Bounds {
  readonly maxSpan?: Micros;
  readonly maxBytes?: number;
}

/** Owns the delay line, and in it every packet that was admitted. */
export class Admission implements Disposable {
  readonly #bounds: Required<Bounds>;
  #line: DelayLine | undefined;
  #connection: SourceConnection | undefined;
  /** Pictures do not fit: they are left out up to the next key picture. */
  #skips = false;

  constructor({ maxSpan = MAX_SPAN, maxBytes = MAX_BYTES }: Bounds) {
    this.#bounds = { maxSpan, maxBytes };
  }

  /** What is held; undefined before the first connection. */
  get line(): DelayLine | undefined {
    return this.#line;
  }

  /** How much is held. */
  get held(): { readonly span: Micros; readonly bytes: number } {
    const { span = ZERO, bytes = 0 } = this.#line ?? {};
    return { span, bytes };
  }

  /** A connection began; its packets and sound follow. */
  enter(connection: SourceConnection): void {
    this.#connection = connection;
    this.#line ??= new DelayLine({ ...this.#bounds, format: connection.format });
  }

  sound(block: AudioBlock): void {
    if (!this.#isFull) this.#line?.put({ type: 'sound', ...block });
  }

  /** Takes a packet; it belongs to the line from now on. */
  packet({ packet, at, stream, time }: PacketItem): void {
    const connection = this.#connection;
    // What else travels beside the pictures (data, other sound) goes no further.
    if (this.#line === undefined || connection === undefined || stream !== connection.info.video?.index) {
      packet.free();
      return;
    }
    // What was left out is missing until pictures begin anew.
    if (this.#isFull) this.#skips = true;
    else if (packet.isKeyframe) this.#skips = false;
    if (this.#skips) {
      packet.free();
      return;
    }
    this.#line.put({
      type: 'packet',
      // The video of all connections is one stream.
      stream: 0,
      at,
      packet,
      shown: time.pts,
      duration: time.duration,
      key: time.key,
      connection: connection.index,
    });
  }

  /** How much of what is held must leave for the bounds to hold; undefined while there is room. */
  get excess(): Micros | undefined {
    const line = this.#line;
    if (line === undefined || line.hasRoom) return undefined;
    const { maxBytes, maxSpan } = this.#bounds;
    const part = Math.max(1 - maxBytes / Math.max(1, line.bytes), 1 - maxSpan / Math.max(1, line.span), 0);
    return micros(Math.ceil(part * line.span));
  }

  /** The process is starved: media leave more slowly than they come, even early. What comes now is left out. */
  get #isFull(): boolean {
    const { maxBytes, maxSpan } = this.#bounds;
    const { bytes, span } = this.held;
    return bytes > OVERFULL * maxBytes || span > OVERFULL * maxSpan;
  }

  [Symbol.dispose](): void {
    this.#line?.[Symbol.dispose]();
  }
}
