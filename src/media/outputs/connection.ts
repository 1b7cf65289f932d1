/** One connection of an output, from header to trailer. The only place that writes with FFmpeg's muxers to live outputs. */
import { AVFMT_NOFILE } from 'node-av/constants';
import { FormatContext, Rational, type IRational, type Stream } from 'node-av/lib';
import { MICROS_BASE, withOptions } from '../ffmpeg.ts';
import { subtract, type Micros } from '../../streams/time.ts';
import { OutputFailure, openingLoss, writingLoss } from './loss.ts';
import { STALL_MS, type OutputKind } from './plan.ts';
import type { ProgramCopy } from './program.ts';
import type { QueuedPacket } from './queue.ts';

export interface Destination {
  readonly kind: OutputKind;
  readonly muxer: string;
  /** Where to: a path, or a URL with its secrets. */
  readonly target: string;
  readonly options: Readonly<Record<string, string>>;
}

interface Track {
  readonly stream: Stream;
  readonly index: number;
  readonly base: IRational;
  last: bigint | undefined;
}

/** What FFmpeg's `tee` muxer reads between brackets and behind them. */
const escapeTee = (text: string): string => text.replace(/[\\'|[\]: ]/g, '\\$&');

/**
 * node-av opens outputs without protocol options and without its interrupt; a blocked peer could never be left. FFmpeg's
 * `tee` muxer with one branch opens the same output with both.
 */
function teeTarget({ muxer, target, options }: Destination): string {
  const words = Object.entries({ f: muxer, ...options, onfail: 'abort' }).map(
    ([name, value]) => `${name}=${escapeTee(value)}`,
  );
  // What av_get_token reads as special outside of brackets: quotes, backslashes and the branch delimiter.
  return `[${words.join(':')}]${target.replace(/[\\'|]/g, '\\$&')}`;
}

/** Twice the latency that SRT has by default; and the most that the 3 s for closing allow. */
const SRT_SETTLE_MS = { least: 250, most: 2_000 };

/** How long an SRT receiver may take to hand on what it has; the latency in the address is in microseconds. */
function settleTime({ kind, target }: Destination): number {
  const latency = kind === 'srt' ? /[?&](?:peer|rcv)?latency=(\d+)/.exec(target)?.[1] : undefined;
  return Math.min(SRT_SETTLE_MS.most, Math.max(SRT_SETTLE_MS.least, (2 * Number(latency ?? 0)) / 1000));
}

const ON_NETWORK = new Set<OutputKind>(['rtmp', 'srt', 'udp']);

export class Connection {
  readonly #kind: OutputKind;
  readonly #settleMs: number;
  readonly #context = new FormatContext();
  readonly #tracks: { video?: Track; audio?: Track } = {};
  #start: Micros | undefined;
  #interrupted = false;

  private constructor(destination: Destination) {
    this.#kind = destination.kind;
    this.#settleMs = settleTime(destination);
  }

  /**
   * Connects and writes the header.
   * @throws OutputFailure
   */
  static async open(
    destination: Destination,
    program: ProgramCopy,
    signal: AbortSignal,
  ): Promise<Connection> {
    const connection = new Connection(destination);
    const interrupt = (): void => connection.interrupt();
    const began = performance.now();
    try {
      connection.#allocate(destination, program);
      signal.addEventListener('abort', interrupt, { once: true });
      if (signal.aborted) interrupt();
      const returned = await connection.#header(destination);
      if (returned >= 0) connection.#readBases();
      else throw new OutputFailure(openingLoss(destination.kind, returned, performance.now() - began));
      return connection;
    } catch (error) {
      await connection.#release();
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  #allocate(destination: Destination, program: ProgramCopy): void {
    const context = this.#context;
    if (ON_NETWORK.has(destination.kind)) context.allocOutputContext2(null, 'tee', teeTarget(destination));
    else context.allocOutputContext2(null, destination.muxer, destination.target);
    if (program.video !== undefined) {
      const track = this.#add(program.video.parameters);
      track.stream.avgFrameRate = rational(program.video.frameRate);
      track.stream.sampleAspectRatio = program.video.parameters.sampleAspectRatio;
      this.#tracks.video = track;
    }
    this.#tracks.audio = this.#add(program.audio.parameters);
  }

  #add(parameters: ProgramCopy['audio']['parameters']): Track {
    const stream = this.#context.newStream(null);
    stream.codecpar = parameters;
    const base = ON_NETWORK.has(this.#kind) ? MICROS_BASE : { num: 1, den: parameters.sampleRate || 90_000 };
    stream.timeBase = rational(base);
    return { stream, index: stream.index, base, last: undefined };
  }

  async #header({ kind, options }: Destination): Promise<number> {
    if (ON_NETWORK.has(kind)) return this.#context.writeHeader(null);
    if (!(this.#context.oformat?.hasFlags(AVFMT_NOFILE) ?? false)) {
      const opened = await this.#context.openOutput();
      if (opened < 0) return opened;
    }
    return withOptions(options, (dictionary) => this.#context.writeHeader(dictionary));
  }

  /**
   * The point of the common time line that is this connection's 0: its first packet. A server that sees a new stream
   * expects it to begin there, and a show of days stays clear of RTMP's 32-bit milliseconds.
   */
  get start(): Micros | undefined {
    return this.#start;
  }

  /** Muxers choose time bases of their own. */
  #readBases(): void {
    for (const kind of ['video', 'audio'] as const) {
      const track = this.#tracks[kind];
      if (track === undefined) continue;
      const { num, den } = track.stream.timeBase;
      this.#tracks[kind] = { ...track, base: { num, den } };
    }
  }

  /**
   * Writes a packet and frees it.
   * @throws OutputFailure
   */
  async write(item: QueuedPacket): Promise<void> {
    const track = this.#tracks[item.kind];
    const { packet } = item;
    try {
      if (track === undefined) return;
      packet.streamIndex = track.index;
      packet.pos = -1n;
      this.#retime(item, track);
      const returned = await this.#watched(() => this.#context.interleavedWriteFrame(packet));
      if (returned < 0) throw new OutputFailure(writingLoss(this.#kind, returned));
    } finally {
      packet.free();
    }
  }

  /**
   * FFmpeg's own time-out begins anew with each byte that is taken, and a peer's system goes on taking some long after
   * the peer has stopped reading. A packet that is not through after STALL_MS is broken off.
   */
  async #watched(write: () => Promise<number>): Promise<number> {
    if (!ON_NETWORK.has(this.#kind)) return write();
    const timer = setTimeout(() => this.interrupt(), STALL_MS);
    try {
      return await write();
    } finally {
      clearTimeout(timer);
    }
  }

  #retime({ packet, dts, pts, duration, key }: QueuedPacket, track: Track): void {
    const { base } = track;
    const start = (this.#start ??= dts);
    let decode = inBase(subtract(dts, start), base);
    // Muxers refuse decoding times that do not rise; coarse time bases round two to one.
    if (track.last !== undefined && decode <= track.last) decode = track.last + 1n;
    track.last = decode;
    const show = inBase(subtract(pts, start), base);
    packet.dts = decode;
    packet.pts = show < decode ? decode : show;
    packet.duration = inBase(duration, base);
    packet.isKeyframe = key;
  }

  /**
   * Writes what is left and the trailer, and closes, whether or not that worked.
   * @throws OutputFailure when a file was not finished
   */
  async finish(): Promise<void> {
    try {
      if (this.#kind === 'srt' && !this.#interrupted) await this.#settle();
      const returned = this.#interrupted ? 0 : await this.#context.writeTrailer();
      // A peer that left before the last word has all that it wanted.
      if (returned < 0 && !ON_NETWORK.has(this.#kind))
        throw new OutputFailure(writingLoss(this.#kind, returned));
    } finally {
      await this.#release();
    }
  }

  /** SRT forgets at once what it has not sent when it is closed. */
  async #settle(): Promise<void> {
    await this.#context.interleavedWriteFrame(null);
    await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
  }

  /** Gives up: what is blocked returns at once, nothing more is sent. */
  async abandon(): Promise<void> {
    this.interrupt();
    // The tee's branch is closed by its trailer alone; interrupted, it sends nothing.
    if (ON_NETWORK.has(this.#kind)) await this.#context.writeTrailer();
    await this.#release();
  }

  interrupt(): void {
    this.#interrupted = true;
    this.#context.interrupt();
  }

  /** Never `freeContext` alone: it closes in this thread, and a close may wait for the peer. */
  async #release(): Promise<void> {
    await this.#context.closeOutput();
    this.#context.freeContext();
  }
}

const rational = ({ num, den }: IRational): Rational => new Rational(num, den);

/** Microseconds in ticks of `base`, rounded to the nearest. */
function inBase(time: Micros, { num, den }: IRational): bigint {
  const [ticks, unit] = [BigInt(time) * BigInt(den), 1_000_000n * BigInt(num)];
  const half = ticks < 0n ? -unit / 2n : unit / 2n;
  return (ticks + half) / unit;
}
