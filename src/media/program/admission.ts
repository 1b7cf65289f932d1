/** Admits what arrives of a live input to the delay line: one video stream and the sound, within bounds. */
import { ZERO, type Micros } from '../../streams/time.ts';
import { DelayLine } from './delay-line.ts';
import { toMicros } from '../ffmpeg.ts';
import type { AudioBlock } from '../pcm.ts';
import type { PacketItem, SourceConnection } from '../input/source.ts';

/** A full delay line is emptied early, which takes a moment; beyond this many times its bounds nothing more is admitted. */
const OVERFULL = 1.25;

export interface Bounds {
  readonly maxSpan: Micros;
  readonly maxBytes: number;
}

export class Admission implements Disposable {
  readonly #bounds: Bounds;
  #line: DelayLine | undefined;
  #connection: SourceConnection | undefined;
  /** Pictures do not fit: they are left out up to the next key picture. */
  #skips = false;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** What is held; undefined before the first connection. */
  get line(): DelayLine | undefined {
    return this.#line;
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
  packet({ packet, at, stream }: PacketItem): void {
    const connection = this.#connection;
    const base = connection?.input.streams[stream]?.timeBase;
    // What else travels beside the pictures (data, other sound) goes no further.
    if (
      this.#line === undefined ||
      connection === undefined ||
      base === undefined ||
      stream !== connection.info.video?.index
    ) {
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
      shown: toMicros(packet.pts, base) ?? at,
      duration: packet.duration > 0n ? (toMicros(packet.duration, base) ?? ZERO) : ZERO,
      key: packet.isKeyframe,
      connection: connection.index,
    });
  }

  /** The process is starved: media leave more slowly than they come, even early. What comes now is left out. */
  get #isFull(): boolean {
    const { maxBytes, maxSpan } = this.#bounds;
    const { bytes = 0, span = ZERO } = this.#line ?? {};
    return bytes > OVERFULL * maxBytes || span > OVERFULL * maxSpan;
  }

  [Symbol.dispose](): void {
    this.#line?.[Symbol.dispose]();
  }
}
