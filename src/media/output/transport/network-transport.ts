/** Bytes on their way to a server or receiver: RTMP, SRT, UDP. The only place that sends with FFmpeg's protocols. */
import { AVMEDIA_TYPE_DATA, AV_CODEC_ID_BIN_DATA } from 'node-av/constants';
import { CodecParameters, FormatContext, Packet, Rational } from 'node-av/lib';
import { afterAwake } from '../../../core/awake.ts';
import type { Transport } from './transport.ts';
import { authoritiesFile, isSecure } from '../../certificates.ts';
import { OutputFailure, openingLoss, writingLoss } from './loss.ts';
import type { ByteRange } from '../mux/memory-mux.ts';
import { STALL_MS, type OutputKind } from '../plan.ts';

/** Where bytes are sent, with FFmpeg's options. */
export interface NetworkTarget {
  readonly kind: OutputKind;
  /** The URL with its secrets. */
  readonly target: string;
  /** Of the protocol. */
  readonly options: Readonly<Record<string, string>>;
  /** As `Destination.mayLeave`. */
  readonly mayLeave?: (() => void) | undefined;
}

/** What FFmpeg's `tee` muxer reads between brackets and behind them. */
const escapeTee = (text: string): string => text.replace(/[\\'|[\]: ]/g, '\\$&');

/**
 * node-av opens outputs without protocol options and without its interrupt; a blocked peer could never be left. FFmpeg's
 * `tee` muxer with one branch opens the same output with both, and the `data` muxer in it passes bytes on as they are:
 * the protocols take a finished container's, many packets in one call.
 */
function teeTarget({ target, options }: NetworkTarget): string {
  const words = Object.entries({ f: 'data', ...options, onfail: 'abort' }).map(
    ([name, value]) => `${name}=${escapeTee(value)}`,
  );
  // What av_get_token reads as special outside of brackets: quotes, backslashes and the branch delimiter.
  return `[${words.join(':')}]${target.replace(/[\\'|]/g, '\\$&')}`;
}

/** Twice the latency that SRT has by default; and the most that the 3 s for closing allow. */
const SRT_SETTLE_MS = { least: 250, most: 2_000 };

/** How long an SRT receiver may take to hand on what it has; the latency in the address is in microseconds. */
function settleTime({ kind, target }: NetworkTarget): number {
  if (kind !== 'srt') return 0;
  const latency = /[?&](?:peer|rcv)?latency=(\d+)/.exec(target)?.[1];
  return Math.min(SRT_SETTLE_MS.most, Math.max(SRT_SETTLE_MS.least, (2 * Number(latency ?? 0)) / 1000));
}

/** Sends in another thread, in order. It owns FFmpeg's connection. */
export class NetworkTransport implements Transport {
  readonly #kind: OutputKind;
  readonly #settleMs: number;
  readonly #mayLeave: () => void;
  readonly #context = new FormatContext();
  readonly #packet = new Packet();
  #sent = 0n;
  #interrupted = false;

  private constructor(place: NetworkTarget) {
    this.#kind = place.kind;
    this.#settleMs = settleTime(place);
    this.#mayLeave = place.mayLeave ?? (() => undefined);
    this.#packet.alloc();
    this.#context.allocOutputContext2(null, 'tee', teeTarget(place));
    const parameters = new CodecParameters();
    parameters.alloc();
    parameters.codecType = AVMEDIA_TYPE_DATA;
    parameters.codecId = AV_CODEC_ID_BIN_DATA;
    const stream = this.#context.newStream(null);
    stream.codecpar = parameters;
    stream.timeBase = new Rational(1, 1000);
    parameters.free();
  }

  /**
   * Connects.
   * @throws OutputFailure
   */
  static async open(place: NetworkTarget, signal: AbortSignal): Promise<NetworkTransport> {
    if (!isSecure(place.target)) return NetworkTransport.#connect(place, signal);
    // FFmpeg reads the file while it connects; afterwards it can go.
    await using authorities = await authoritiesFile();
    const options = { ...place.options, tls_verify: '1', ca_file: authorities.path };
    return await NetworkTransport.#connect({ ...place, options }, signal);
  }

  static async #connect(place: NetworkTarget, signal: AbortSignal): Promise<NetworkTransport> {
    const transport = new NetworkTransport(place);
    const interrupt = (): void => transport.interrupt();
    const began = performance.now();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      if (signal.aborted) interrupt();
      transport.#mayLeave();
      const returned = await transport.#context.writeHeader(null);
      if (returned < 0) throw new OutputFailure(openingLoss(place.kind, returned, performance.now() - began));
      return transport;
    } catch (error) {
      await transport.#release();
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  async send(ranges: readonly ByteRange[]): Promise<void> {
    for (const { bytes } of ranges) await this.#send(bytes);
  }

  /**
   * FFmpeg's own time-out begins anew with each byte that is taken, and a peer's system goes on taking some long after
   * the peer has stopped reading. What is not through after STALL_MS is broken off.
   */
  async #send(bytes: Buffer): Promise<void> {
    const packet = this.#packet;
    packet.data = bytes;
    packet.streamIndex = 0;
    packet.dts = packet.pts = this.#sent++;
    const callOff = afterAwake(STALL_MS, () => this.interrupt());
    try {
      this.#mayLeave();
      const returned = await this.#context.interleavedWriteFrame(packet);
      if (returned < 0) throw new OutputFailure(writingLoss(this.#kind, returned));
    } finally {
      callOff();
      packet.unref();
    }
  }

  async close(): Promise<void> {
    try {
      // SRT forgets at once what it has not sent when it is closed.
      if (this.#settleMs > 0 && !this.#interrupted)
        await new Promise((resolve) => setTimeout(resolve, this.#settleMs));
      if (this.#interrupted) return;
      this.#mayLeave();
      await this.#context.writeTrailer();
    } finally {
      await this.#release();
    }
  }

  async abandon(): Promise<void> {
    this.interrupt();
    // The tee's branch is closed by its trailer alone; interrupted, it sends nothing.
    await this.#context.writeTrailer();
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
    this.#packet.free();
  }
}
