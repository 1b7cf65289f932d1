/**
 * One picture a second from the video packets, decoding as little as that needs: packets wait until it is known that a
 * wanted picture depends on them, and the rest of a group of pictures that nobody asked for is never decoded.
 */
import { AVERROR_EAGAIN, AVERROR_EOF, AV_CODEC_ID_H264, AV_NOPTS_VALUE } from 'node-av/constants';
import { Codec, CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import type { Picture, PictureFilter } from '../../../core/formats.ts';
import { check, toMicros, setOptions } from '../../ffmpeg.ts';
import { add, fromSeconds, micros, subtract, type Micros } from '../../../streams/time.ts';
import { FRAME_PERIOD } from '../../../streams/windows.ts';
import { MOST_PIXELS } from '../../most-pixels.ts';
import { PictureScaler } from './scaler.ts';

/** A picture and the whole second that it stands for. */
export interface TimedPicture {
  readonly at: Micros;
  readonly picture: Picture;
}

/**
 * A key picture stands for the seconds up to this long after it. Live streams and most recordings have a key picture
 * every 2 to 4 s, and encoders put one at each cut: there nothing but key pictures is decoded, at a twentieth of the
 * work (bench/sampling.ts: the same accuracy on spoken talks). Behind it, all that leads to the wanted picture is.
 */
const FRESH: Micros = fromSeconds(4);

/**
 * When the rest of the input is this far past a wanted picture and video has brought nothing, the last frame is taken
 * to be still on screen. Longer than containers interleave, shorter than analysis waits.
 */
const STILL_AFTER: Micros = fromSeconds(3);

/**
 * B frames are not decoded: the picture is then up to a few frames old (0.1 s), for a third of the work. H.264's B
 * frames may be skipped whole; in other codecs only frames that no other frame needs (an all-B stream exists there).
 */
const skipFor = (codec: number): string => (codec === AV_CODEC_ID_H264 ? 'bidir' : 'noref');

/** From where on pictures are taken, and at what price. */
export interface FrameSamplerOptions {
  /** What media time 0 is on the packets' clock. */
  readonly zero: Micros;
  /** The first picture is that of the first whole second from here on. */
  readonly from: Micros;
  /** Pictures come as soon as they are certain, at the price of a few more decoded frames. */
  readonly prompt: boolean;
  /** How pictures are squeezed. */
  readonly filter?: PictureFilter;
  /** See `FRESH`, the default; for measurements. */
  readonly fresh?: Micros;
}

/** Samples pictures from one stream of video. It owns its decoder; packets stay the caller's. */
export class FrameSampler implements Disposable {
  /** Frames that were decoded, packets that were seen, packets that the decoder refused. */
  readonly counts = { seen: 0, decoded: 0, damaged: 0 };
  readonly #stream: Stream;
  readonly #zero: Micros;
  readonly #prompt: boolean;
  readonly #fresh: Micros;
  readonly #decoder = new CodecContext();
  readonly #scaler: PictureScaler;
  readonly #incoming = new Frame();
  /** The newest decoded frame that is not later than the next picture. */
  readonly #held = new Frame();
  #holding = false;
  #scaled: Picture | undefined;
  #next: number;
  /** The current group of pictures, from its key picture on, as far as it has not been decoded. */
  #pending: Packet[] = [];
  /** When the current group's key picture is shown. */
  #key: Micros | undefined;
  /** What is held is the current group's key picture. */
  #heldKey = false;
  /** Packets of the current group went into the decoder. */
  #fed = false;
  /** The decoder lost its references: only a key frame can start it again. */
  #waitsForKey = false;

  /** A sampler of this stream, or undefined when FFmpeg has no decoder for it: the video is then copied unseen. */
  static open(stream: Stream, options: FrameSamplerOptions): FrameSampler | undefined {
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    return codec === null ? undefined : new FrameSampler(stream, options, codec);
  }

  private constructor(
    stream: Stream,
    { zero, from, prompt, filter, fresh }: FrameSamplerOptions,
    codec: Codec,
  ) {
    this.#scaler = new PictureScaler(filter);
    this.#stream = stream;
    this.#zero = zero;
    this.#prompt = prompt;
    this.#fresh = fresh ?? FRESH;
    this.#next = Math.ceil(from / FRAME_PERIOD);
    try {
      this.#open(stream, codec);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #open(stream: Stream, codec: Codec): void {
    this.#incoming.alloc();
    this.#held.alloc();
    this.#decoder.allocContext3(codec);
    check(this.#decoder.parametersToContext(stream.codecpar), 'preparing the video decoder');
    this.#decoder.pktTimebase = stream.timeBase;
    // One thread: the other cores belong to speech recognition, and frame threads cost more time in sum.
    // Without the loop filter a sampled picture differs by 40 dB PSNR at worst, and decoding is a sixth cheaper.
    const skip = skipFor(stream.codecpar.codecId);
    setOptions(this.#decoder, {
      threads: '1',
      skip_frame: skip,
      skip_loop_filter: 'all',
      max_pixels: MOST_PIXELS,
    });
    check(this.#decoder.open2Sync(codec, null), 'opening the video decoder');
  }

  /** Takes a packet (its owner keeps it) and yields the pictures that are now certain. */
  *push(packet: Packet): Generator<TimedPicture> {
    this.counts.seen += 1;
    const shown = this.#time(packet.pts) ?? this.#time(packet.dts);
    const order = this.#time(packet.dts) ?? shown;
    if (packet.isKeyframe) {
      // All before the key frame is complete: settle what it owes, forget the rest.
      if (shown !== undefined && this.#wanted < shown) yield* this.#settle(shown, true);
      this.#startGroup(shown);
    } else if (this.#waitsForKey) return;
    else if (order !== undefined && this.#wanted < order) yield* this.#settle(order, false);
    const copy = packet.clone();
    if (copy !== null) this.#pending.push(copy);
  }

  /** Other streams have come to `time`: a picture that video keeps waiting for is still the last one. */
  *clock(time: Micros): Generator<TimedPicture> {
    if (time <= add(this.#wanted, STILL_AFTER)) return;
    const until = subtract(time, STILL_AFTER);
    yield* this.#settle(until, true);
    this.#waitsForKey = true;
    this.#drop();
    while (this.#holding && this.#wanted < until) yield this.#show();
  }

  /** The input has ended at `end`: the remaining pictures before it. Nothing may be pushed afterwards. */
  *end(end: Micros): Generator<TimedPicture> {
    yield* this.#settle(end, true);
    while (this.#holding && this.#wanted < end) yield this.#show();
  }

  get #wanted(): Micros {
    return micros(this.#next * FRAME_PERIOD);
  }

  #time(stamp: bigint): Micros | undefined {
    const time = stamp === AV_NOPTS_VALUE ? undefined : toMicros(stamp, this.#stream.timeBase);
    return time === undefined ? undefined : subtract(time, this.#zero);
  }

  /** Decodes what the pictures before `until` need; `whole` also empties the decoder and ends the group. */
  *#settle(until: Micros, whole: boolean): Generator<TimedPicture> {
    yield* this.#showKey(until);
    if (this.#wanted >= until) return;
    // A decoder holds frames back: what follows a wanted picture pushes it out, where nobody wants to wait for it.
    const last = this.#prompt && !whole ? this.#pending.length - 1 : this.#lastNeeded(until);
    for (const packet of this.#pending.splice(0, last + 1)) {
      yield* this.#feed(packet);
      packet.free();
    }
    if (!whole) return;
    if (this.#fed) {
      yield* this.#feed(null);
      this.#decoder.flushBuffers();
      this.#fed = false;
    }
    while (this.#holding && this.#wanted < until) yield this.#show();
  }

  /** The wanted pictures before `until` that the current key picture stands for. */
  *#showKey(until: Micros): Generator<TimedPicture> {
    const key = this.#key;
    if (key === undefined || this.#fed) return;
    // Before the first key picture of all there is nothing else to show.
    while (
      (this.#wanted >= key || !this.#holding) &&
      this.#wanted < until &&
      this.#wanted <= add(key, this.#fresh)
    ) {
      if (!this.#heldKey) this.#decodeKey();
      if (!this.#heldKey) return;
      yield this.#show();
    }
  }

  /** Decodes the key picture alone; the group can still be decoded from it on. */
  #decodeKey(): void {
    const [key] = this.#pending;
    if (key === undefined) return;
    for (const packet of [key, null]) {
      const sent = this.#decoder.sendPacketSync(packet);
      if (sent < 0 && sent !== AVERROR_EOF) this.counts.damaged += 1;
      while (this.#decoder.receiveFrameSync(this.#incoming) >= 0) {
        this.counts.decoded += 1;
        this.#hold();
        this.#heldKey = true;
      }
    }
    this.#decoder.flushBuffers();
  }

  /** Index of the last pending packet that is shown no later than the last wanted picture before `until`, or −1. */
  #lastNeeded(until: Micros): number {
    const lastPicture = micros(Math.max(this.#wanted, Math.floor((until - 1) / FRAME_PERIOD) * FRAME_PERIOD));
    return this.#pending.findLastIndex((packet) => {
      const shown = this.#time(packet.pts) ?? this.#time(packet.dts);
      return shown === undefined || shown <= lastPicture;
    });
  }

  *#feed(packet: Packet | null): Generator<TimedPicture> {
    this.#fed = true;
    this.#heldKey = false;
    const sent = this.#decoder.sendPacketSync(packet);
    if (sent < 0 && sent !== AVERROR_EOF) this.counts.damaged += 1;
    for (;;) {
      const got = this.#decoder.receiveFrameSync(this.#incoming);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return;
      if (got < 0) {
        this.counts.damaged += 1;
        return;
      }
      this.counts.decoded += 1;
      const { pts, bestEffortTimestamp: guessed } = this.#incoming;
      const shown = this.#time(pts) ?? this.#time(guessed) ?? this.#wanted;
      while (this.#holding && this.#wanted < shown) yield this.#show();
      this.#hold();
    }
  }

  #hold(): void {
    this.#held.unref();
    check(this.#held.ref(this.#incoming), 'keeping a frame');
    this.#incoming.unref();
    this.#holding = true;
    this.#scaled = undefined;
  }

  #show(): TimedPicture {
    this.#scaled ??= this.#scaler.scale(this.#held);
    const at = this.#wanted;
    this.#next += 1;
    return { at, picture: this.#scaled };
  }

  #startGroup(shown: Micros | undefined): void {
    this.#key = shown;
    this.#heldKey = false;
    this.#drop();
    if (this.#fed) this.#decoder.flushBuffers();
    this.#fed = false;
    this.#waitsForKey = false;
  }

  #drop(): void {
    for (const packet of this.#pending.splice(0)) packet.free();
  }

  [Symbol.dispose](): void {
    this.#drop();
    this.#scaler[Symbol.dispose]();
    this.#held.free();
    this.#incoming.free();
    this.#decoder.freeContext();
  }
}
