/**
 * Presentation times for pictures of H.264 and HEVC that have none: raw streams, AVI, OGM. FFmpeg's filter dts2pts finds
 * in the pictures' own headers in which order they are shown.
 */
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVFMT_FLAG_GENPTS,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_NOPTS_VALUE,
} from 'node-av/constants';
import {
  BitStreamFilter,
  BitStreamFilterContext,
  Packet,
  type FormatContext,
  type Stream,
} from 'node-av/lib';
import { check } from '../../ffmpeg.ts';
import type { InputInfo } from '../info.ts';

/** The codecs whose order of showing is found here. */
const HEADERS_TELL = new Set<number>([AV_CODEC_ID_H264, AV_CODEC_ID_HEVC]);

/**
 * The streams that may need it. Of other codecs the demuxer finds out by itself (FFmpeg's `genpts`: in MPEG-1, -2 and -4
 * and VC-1 no picture but the last before waits for another); it would be wrong about these.
 */
export function orderPictures(
  context: FormatContext,
  { streams: infos }: InputInfo,
  streams: readonly Stream[],
): Map<number, Stream> {
  const pictures = streams.filter((_, index) => infos[index]?.kind === 'video' && !infos[index].cover);
  const told = pictures.filter(({ codecpar }) => HEADERS_TELL.has(codecpar.codecId));
  if (told.length < pictures.length) context.setFlags(AVFMT_FLAG_GENPTS);
  return new Map(told.map((stream) => [stream.index, stream]));
}

/** So many decoding times are remembered: a few times what the filter holds back. */
const REMEMBERED = 256;

/** Puts presentation times to one stream's packets. It owns FFmpeg's filter and what waits in it: up to 64 packets. */
export class PictureOrder implements Disposable {
  readonly stream: number;
  /** Pictures that could not be read. */
  lost = 0;
  readonly #filter = new BitStreamFilterContext();
  /** In ticks: from picture to picture, and by how much decoding runs ahead; for packets that tell nothing at all. */
  readonly #period: bigint;
  readonly #delay: bigint;
  /** When a packet that does not say is decoded, and whether any said. */
  #next: bigint;
  #isStamped: boolean;
  /** Decoding times whose place in the order of showing is not taken yet. */
  readonly #places = new Set<bigint>();
  /** Presentation times that packets brought, by their decoding times. */
  readonly #own = new Map<bigint, bigint>();
  /** How much later than these places pictures are shown, by the first of them. */
  #later: bigint | undefined;
  #ended = false;
  #rest: Packet[] | undefined;

  /** `after`: the last decoding stamp before, of a stream that had some. */
  constructor(stream: Stream, after?: bigint) {
    this.stream = stream.index;
    const { timeBase, codecpar } = stream;
    // A raw stream's own rate is what its pictures' headers say; its demuxer takes 25 a second for all.
    const rate = codecpar.frameRate.num > 0 ? codecpar.frameRate : stream.avgFrameRate;
    const ticks = rate.num > 0 ? (timeBase.den * rate.den) / (timeBase.num * rate.num) : 1;
    this.#period = BigInt(Math.max(1, Math.round(ticks)));
    this.#delay = BigInt(Math.max(0, codecpar.videoDelay)) * this.#period;
    this.#next = after === undefined ? -this.#delay : after + this.#period;
    this.#isStamped = after !== undefined;
    try {
      this.#open(stream);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #open({ codecpar, timeBase }: Stream): void {
    const filter = BitStreamFilter.getByName('dts2pts');
    if (filter === null) throw new RangeError('internal: this FFmpeg has no dts2pts');
    check(this.#filter.alloc(filter), 'preparing the order of pictures');
    const { inputCodecParameters: parameters } = this.#filter;
    if (parameters !== null) check(codecpar.copy(parameters), 'preparing the order of pictures');
    this.#filter.inputTimeBase = timeBase;
    check(this.#filter.init(), 'preparing the order of pictures');
  }

  /** Takes over what the packet holds. */
  put(packet: Packet): void {
    if (packet.dts === AV_NOPTS_VALUE) packet.dts = this.#next;
    else this.#isStamped = true;
    if (packet.duration <= 0n) packet.duration = this.#period;
    // A field takes half a period; the demuxer of a raw stream does not know how long its pictures take.
    this.#next = packet.dts + (this.#isStamped ? packet.duration : this.#period);
    if (packet.pts !== AV_NOPTS_VALUE) this.#own.set(packet.dts, packet.pts);
    this.#places.add(packet.dts);
    check(this.#filter.sendPacketSync(packet), 'finding the order of pictures');
  }

  /** Nothing more comes: `take` gives all that is left. False when that was known. */
  end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#filter.sendPacketSync(null);
    this.#rest = this.#settled();
    return true;
  }

  /** Fills `packet` with the next one that is ready, in order of decoding; false when none is. */
  take(packet: Packet): boolean {
    if (!this.#ended) {
      if (!this.#receive(packet)) return false;
      this.#place(packet);
      return true;
    }
    const next = this.#rest?.shift();
    if (next === undefined) return false;
    check(packet.ref(next), 'finding the order of pictures');
    next.free();
    return true;
  }

  /** What the filter has at its end. Of the last pictures it knows the order, but not always the times. */
  #settled(): Packet[] {
    const rest: Packet[] = [];
    for (;;) {
      const packet = new Packet();
      packet.alloc();
      if (!this.#receive(packet)) {
        packet.free();
        break;
      }
      rest.push(packet);
    }
    const later = this.#later ?? this.#delay;
    const free = [...this.#places].sort((a, b) => Number(a - b)).slice(-rest.length);
    // What it could not tell lies before its own decoding, or nowhere: those come behind all others.
    const furthest = BigInt(REMEMBERED) * this.#period;
    const known = ({ pts, dts }: Packet): boolean => pts >= dts && pts - dts <= furthest;
    const shown = [...rest].sort(
      (a, b) => Number(known(b)) - Number(known(a)) || Number(known(a) ? a.pts - b.pts : a.dts - b.dts),
    );
    for (const [index, packet] of shown.entries())
      packet.pts = this.#own.get(packet.dts) ?? (free[index] ?? packet.dts) + later;
    return rest;
  }

  #receive(packet: Packet): boolean {
    for (;;) {
      const got = this.#filter.receivePacketSync(packet);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return false;
      if (got >= 0) return true;
      // A picture that cannot be read is left out.
      this.lost += 1;
    }
  }

  /** Gives it its own presentation time back, or takes its place in the order. */
  #place(packet: Packet): void {
    const own = this.#own.get(packet.dts);
    if (own !== undefined) packet.pts = own;
    this.#own.delete(packet.dts);
    if (packet.pts === AV_NOPTS_VALUE) packet.pts = packet.dts + this.#delay;
    this.#later ??= packet.pts - packet.dts;
    this.#places.delete(packet.pts - this.#later);
    forgetOldest(this.#places);
    forgetOldest(this.#own);
  }

  [Symbol.dispose](): void {
    for (const packet of this.#rest ?? []) packet.free();
    this.#filter.free();
  }
}

/** Of packets that got lost on the way nothing more is heard. */
function forgetOldest(known: Pick<Map<bigint, unknown>, 'keys' | 'delete' | 'size'>): void {
  for (const old of known.keys()) {
    if (known.size <= REMEMBERED) break;
    known.delete(old);
  }
}
