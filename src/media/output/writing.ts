/** Writes queued packets into a connection: to a server at once, to a file every quarter of a second. */
import { subtract } from '../../streams/time.ts';
import type { Clock } from '../../core/clock.ts';
import type { Connection } from './connection.ts';
import type { StreamSegment } from './stream-segment.ts';
import type { OutputPlan } from './plan.ts';
import type { QueuedPacket } from './packet-queue.ts';

/**
 * Files are written this often (ms). A crash costs at most this much of a recording; in return a worker thread is asked
 * four times a second instead of once for each of about 80 packets.
 */
const GATHER_MS = 250;
/**
 * Most bytes in one write to a file, and in one send to a server. The time-out is for each send, so these are smaller: a
 * slow peer must be able to take one in time.
 */
const WRITTEN_AT_ONCE = 2 ** 20;
const SENT_AT_ONCE = 3 * 2 ** 15;

/** Who is told while a stream segment is written. */
export interface WritingOptions {
  readonly plan: OutputPlan;
  readonly clock: Clock;
  /** Resolves when packets came or the stream segment ended. */
  readonly changed: () => Promise<void>;
  readonly written: (packets: number, bytes: number) => void;
  /** Packets that were taken from the queue and did not arrive. */
  readonly lost: (packets: number) => void;
}

/**
 * Writes until the stream segment is over, the file is full, or the connection fails; then closes the connection.
 * @throws OutputFailure
 */
export async function writeAll(
  connection: Connection,
  segment: StreamSegment,
  options: WritingOptions,
): Promise<void> {
  const { queue, abandoned } = segment;
  const interrupt = (): void => connection.interrupt();
  abandoned.signal.addEventListener('abort', interrupt, { once: true });
  try {
    while (!queue.ended && !abandoned.signal.aborted) {
      const next = queue.peek();
      if (next === undefined) {
        await options.changed();
        await gather(options, segment.over.signal);
      } else if (isCut(connection, segment, options.plan, next)) break;
      else await writeSome(connection, segment, options);
    }
  } catch (error) {
    await connection.abandon();
    throw error;
  } finally {
    abandoned.signal.removeEventListener('abort', interrupt);
  }
  if (abandoned.signal.aborted) await connection.abandon();
  else await finish(connection, abandoned.signal);
}

/** More packets follow the first: of the same tick, or, to a file, of a while. */
async function gather({ plan, clock }: WritingOptions, over: AbortSignal): Promise<void> {
  if (plan.path !== undefined) return clock.sleep(GATHER_MS, over);
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Writes what there is, up to a cut, in one go. */
async function writeSome(
  connection: Connection,
  segment: StreamSegment,
  { plan, written, lost }: WritingOptions,
): Promise<void> {
  const { queue } = segment;
  const most = plan.path === undefined ? SENT_AT_ONCE : WRITTEN_AT_ONCE;
  let [packets, bytes] = [0, 0];
  try {
    while (connection.waiting < most) {
      const next = queue.peek();
      if (next === undefined || (packets > 0 && isCut(connection, segment, plan, next))) break;
      queue.take();
      packets += 1;
      bytes += next.size;
      connection.put(next);
    }
    await connection.send();
  } catch (error) {
    lost(packets);
    throw error;
  }
  written(packets, bytes);
}

/** A trailer that the peer does not take can be broken off too. */
async function finish(connection: Connection, signal: AbortSignal): Promise<void> {
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await connection.finish();
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Whether a new file of the recording begins with this packet. */
function isCut(
  { start }: Connection,
  { streams: { video } }: StreamSegment,
  { segment }: OutputPlan,
  { kind, key, dts }: QueuedPacket,
): boolean {
  if (segment === undefined || start === undefined) return false;
  const cutHere = video === undefined || (kind === 'video' && key);
  return cutHere && subtract(dts, start) >= segment;
}
