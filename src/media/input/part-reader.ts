/** Reads an input part by part: a file or playlist may go on with another header, which FFmpeg would leave out. */
import { AVERROR_EOF, AV_PKT_DATA_NEW_EXTRADATA } from 'node-av/constants';
import type { FormatContext, Packet, Stream } from 'node-av/lib';
import { MediaError } from '../errors.ts';
import { openContext, type OpenedContext, type OpenWatch } from './opened-context.ts';
import { partOf, type InputPlan } from './plan.ts';

/** The streams of a part, as those of the first: theirs is the clock and the number. */
interface Part extends OpenedContext {
  /** By the part's own stream numbers. */
  readonly streams: ReadonlyMap<number, { readonly own: Stream; readonly base: Stream['timeBase'] }>;
  /** Headers that the next key packet of a stream brings along. */
  readonly headers: Map<number, Buffer>;
}

/** Owns all parts but the first, which is the caller's. */
export class PartReader {
  readonly #plan: InputPlan;
  readonly #watch: OpenWatch;
  readonly #first: OpenedContext;
  readonly #stop = new AbortController();
  /** Of a file in parts: where this part and those behind it end, in bytes. */
  readonly #ends: number[];
  readonly #extradata = new Map<number, Buffer | null>();
  #part: Part | undefined;

  constructor(plan: InputPlan, watch: OpenWatch, first: OpenedContext) {
    this.#plan = plan;
    this.#watch = watch;
    this.#first = first;
    this.#ends = [...(plan.ends ?? [])];
  }

  get #context(): FormatContext {
    return (this.#part ?? this.#first).context;
  }

  get #guard(): OpenedContext['guard'] {
    return (this.#part ?? this.#first).guard;
  }

  /** Why a server was not asked for what an input led to. */
  get refused(): MediaError | undefined {
    return this.#guard?.refused;
  }

  /**
   * FFmpeg's answer to the wish for another packet. Of a file at once, but where another part begins.
   * @throws MediaError input-broken where the input goes on in a way that cannot be followed
   */
  read(packet: Packet): number | Promise<number> {
    if (this.#plan.path === undefined) return this.#readLater(packet);
    for (;;) {
      const returned = this.#context.readFrameSync(packet);
      if (returned === AVERROR_EOF && this.#ends.length > 1) return this.#goOn(packet);
      if (this.#adopt(packet, returned)) return returned;
    }
  }

  /** Breaks a read that waits. */
  interrupt(): void {
    this.#stop.abort();
    this.#first.context.interrupt();
    this.#part?.context.interrupt();
  }

  /** Closes all parts but the first. */
  async close(): Promise<void> {
    this.#stop.abort();
    await closePart(this.#part);
    this.#part = undefined;
  }

  async #readLater(packet: Packet): Promise<number> {
    for (;;) {
      const returned = await this.#context.readFrame(packet);
      if (returned === AVERROR_EOF && this.#guard?.following !== undefined) {
        if (this.#guard.following === 'part') return this.#goOn(packet);
        if (this.#guard.following === 'unreadable') throw changed(this.#plan.shown);
      }
      if (this.#adopt(packet, returned)) return returned;
    }
  }

  /** Makes a packet of a later part one of the input's; false for one that belongs to no stream of it. */
  #adopt(packet: Packet, returned: number): boolean {
    const part = this.#part;
    if (part === undefined || returned < 0) return true;
    const stream = part.streams.get(packet.streamIndex);
    if (stream === undefined) {
      packet.unref();
      return false;
    }
    const { own, base } = stream;
    packet.streamIndex = own.index;
    packet.rescaleTs(base, own.timeBase);
    const header = part.headers.get(own.index);
    if (header !== undefined && packet.isKeyframe) {
      packet.addSideData(AV_PKT_DATA_NEW_EXTRADATA, header);
      part.headers.delete(own.index);
    }
    return true;
  }

  async #goOn(packet: Packet): Promise<number> {
    packet.unref();
    const { network } = this.#watch;
    const watch = { signal: this.#stop.signal, ...(network === undefined ? {} : { network }) };
    const next = await openContext(this.#nextPlan(), watch, this.#guard);
    // It was given up just before.
    if (this.#stop.signal.aborted) await closePart(next);
    this.#stop.signal.throwIfAborted();
    const part = this.#asPart(next);
    const before = this.#part;
    if (part === undefined) {
      await closePart(next);
      throw changed(this.#plan.shown);
    }
    this.#part = part;
    await closePart(before);
    return this.read(packet);
  }

  #nextPlan(): InputPlan {
    const { path, options } = this.#plan;
    // All that follows is new.
    if (path === undefined) return { ...this.#plan, options: { ...options, live_start_index: '0' } };
    const [start = 0, end = 0] = this.#ends;
    this.#ends.shift();
    return { ...this.#plan, url: partOf(path, start, end) };
  }

  /** Undefined where a picture or sound of the input has none like it there. */
  #asPart(next: OpenedContext): Part | undefined {
    const streams = new Map<number, { own: Stream; base: Stream['timeBase'] }>();
    const headers = new Map<number, Buffer>();
    const left = [...next.context.streams];
    for (const own of this.#first.context.streams) {
      const at = left.findIndex(({ codecpar: { codecId } }) => codecId === own.codecpar.codecId);
      const [like] = at < 0 ? [] : left.splice(at, 1);
      if (like === undefined) return undefined;
      streams.set(like.index, { own, base: like.timeBase });
      const { index } = own;
      const before = this.#extradata.has(index) ? this.#extradata.get(index) : own.codecpar.extradata;
      const { extradata } = like.codecpar;
      if (extradata !== null && before?.equals(extradata) !== true) headers.set(index, extradata);
      this.#extradata.set(index, extradata);
    }
    return { ...next, streams, headers };
  }
}

async function closePart(part: OpenedContext | undefined): Promise<void> {
  await part?.context.closeInput();
  await part?.guard?.[Symbol.asyncDispose]();
}

const changed = (shown: string): MediaError =>
  new MediaError(
    'input-broken',
    `${shown} goes on with other streams, which cannot be followed in one recording.`,
    'Cut it there, for example with ffmpeg, and decorate each part.',
  );
