/** One stream of a recording, read to its end without decoding. */
import { AVDISCARD_ALL } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { SLICE_MS } from '../../core/ticks.ts';
import { latest, ZERO, type Micros } from '../../streams/time.ts';
import { explainBreak } from './break.ts';
import type { OpenedInput } from './demuxer.ts';
import { mayJump, PacketPlacer } from './packet-placer.ts';
import { packetTime } from './packet-time.ts';
import { TimestampNormaliser } from './timestamp-normaliser.ts';

/** A packet in media time. */
export interface ScannedPacket {
  /** Valid until the next packet is read. */
  readonly data: Uint8Array;
  readonly pts: Micros;
  readonly dts: Micros;
  /** 0 when the container does not tell. */
  readonly duration: Micros;
}

/**
 * Shows every packet of one stream to `see`, in decoding order. The input must be newly opened and is at its end
 * afterwards; its other streams are skipped, unread where the container allows that.
 * @throws MediaError input-truncated, input-broken; the signal's reason
 */
export async function scanStream(
  input: OpenedInput,
  index: number,
  see: (packet: ScannedPacket) => void,
  signal?: AbortSignal,
): Promise<void> {
  const stream = input.streams[index];
  if (stream === undefined) throw new RangeError(`internal: the input has no stream ${index}`);
  // Where clocks may start anew only all streams together tell what a step means.
  if (!mayJump(input))
    for (const other of input.streams) if (other.index !== index) other.discard = AVDISCARD_ALL;
  const placer = new PacketPlacer({
    input,
    start: ZERO,
    timestamps: new TimestampNormaliser(),
    recorded: true,
  });
  const interrupt = (): void => input.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const { num, den } = stream.timeBase;
  let dts = ZERO;
  let slice = performance.now();
  using packet = new Packet();
  packet.alloc();
  try {
    for (;;) {
      const more = input.read(packet);
      const got = more instanceof Promise ? await more : more;
      signal?.throwIfAborted();
      if (!got) return;
      if (packet.streamIndex < input.streams.length) placer.place(packet);
      if (packet.streamIndex === index && packet.data !== null) {
        const time = packetTime(packet, { num, den }, placer.zero);
        dts = time.dts;
        see({ data: packet.data, pts: time.pts, dts, duration: latest(time.duration, ZERO) });
      }
      packet.unref();
      if (performance.now() - slice < SLICE_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      slice = performance.now();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw explainBreak(input.info, dts, error);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
