/** One stream of a recording, read to its end without decoding. */
import { AVDISCARD_ALL, AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { SLICE_MS } from '../../core/ticks.ts';
import { latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { toMicros } from '../ffmpeg.ts';
import { explainBreak } from './break.ts';
import type { OpenedInput } from './demuxer.ts';

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
 * @throws MediaError INPUT_TRUNCATED, INPUT_BROKEN; the signal's reason
 */
export async function scanStream(
  input: OpenedInput,
  index: number,
  see: (packet: ScannedPacket) => void,
  signal?: AbortSignal,
): Promise<void> {
  const stream = input.streams[index];
  if (stream === undefined) throw new RangeError(`internal: the input has no stream ${index}`);
  for (const other of input.streams) if (other.index !== index) other.discard = AVDISCARD_ALL;
  const interrupt = (): void => input.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const base = stream.timeBase;
  const { zero } = input;
  const media = (stamp: bigint): Micros | undefined => {
    const time = toMicros(stamp, base);
    return time === undefined ? undefined : subtract(time, zero);
  };
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
      if (packet.streamIndex === index && packet.data !== null) {
        dts = media(packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts) ?? dts;
        const duration = latest(toMicros(packet.duration, base) ?? ZERO, ZERO);
        see({ data: packet.data, pts: media(packet.pts) ?? dts, dts, duration });
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
