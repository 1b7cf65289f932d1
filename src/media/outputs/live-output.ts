/** A live output: its queue, its connection, and the one loop that writes and reconnects. */
import { Address } from '../address.ts';
import { micros, subtract } from '../../streams/time.ts';
import type { Wall } from '../wall.ts';
import { Backoff } from '../backoff.ts';
import type { Connection } from './connection.ts';
import { chooseDestination, endPlaylist, nameIsKnown } from './destination.ts';
import { DropTally } from './drop-tally.ts';
import { OutputFailure, otherLoss, type Loss } from './loss.ts';
import type {
  LiveOutput,
  LossReason,
  OutputCounts,
  OutputEvent,
  OutputPacket,
  OutputProgram,
} from './output.ts';
import { MemoryIOs } from './memory-io.ts';
import { openConnection } from './open-connection.ts';
import { checkCodecs, planOutput, type OutputPlan } from './plan.ts';
import { copyProgram, sameStreams, type ProgramCopy } from './program.ts';
import { PacketQueue, type QueuedPacket, type QueueLimits } from './queue.ts';

export type { OutputPlan } from './plan.ts';

export interface LiveOutputOptions {
  readonly wall: Wall;
  readonly onEvent: (event: OutputEvent) => void;
  /** What may wait to be written; by default 10 s and 64 MB. */
  readonly limits?: QueueLimits;
}

const LIMITS: QueueLimits = { span: micros(10_000_000), bytes: 64_000_000 };
/** A peer that does not take the rest within this is left. */
const CLOSE_MS = 3_000;
/** Files are written this often (ms): what a crash costs at most, for four turns of a thread instead of 80. */
const GATHER_MS = 250;
/** Bytes written in one go. A slow peer is given its time for each go, so they are fewer there. */
const WRITTEN_AT_ONCE = 2 ** 20;
const SENT_AT_ONCE = 2 ** 16;
/** A connection that lasted this long was sound: its loss starts a new count of tries. */
const PROVEN_MS = 30_000;
/** After a longer wait for the connection the output goes on with the newest picture. */
const STALE = micros(3_000_000);
/**
 * A key that the server took before may be refused for as long as it holds on to the lost connection; tries of 1 to
 * 16 s cover the half minute after which servers let go.
 */
const REFUSALS_BEFORE_GONE = 5;

/**
 * An output as planned (`planOutput`, `checkOutput`) or to this address. It connects when the programme begins; nothing
 * it does disturbs the caller.
 * @throws MediaError OUTPUT_SCHEME, OUTPUT_UNKNOWN_CONTAINER
 */
export function openLiveOutput(target: OutputPlan | Address, options: LiveOutputOptions): LiveOutput {
  return new Output(target instanceof Address ? planOutput(target) : target, options);
}

/** The packets between two `begin`s, with their streams. */
interface Epoch {
  readonly program: ProgramCopy;
  readonly queue: PacketQueue;
  /** Fires when no more will come: waiting for another try is pointless. */
  readonly over: AbortController;
  /** Ends whatever is blocked; what is left is not written. */
  readonly abandoned: AbortController;
}

class Output implements LiveOutput {
  readonly name: string;
  readonly #plan: OutputPlan;
  readonly #options: LiveOutputOptions;
  readonly #limits: QueueLimits;
  readonly #backoff = new Backoff();
  readonly #ios = new MemoryIOs();
  readonly #drops: DropTally;
  /** The one being served, and the one that follows. */
  #epochs: Epoch[] = [];
  #state: OutputCounts['state'] = 'idle';
  readonly #count = { packets: 0, bytes: 0, opened: 0 };
  #refusals = 0;
  #notBefore = 0;
  #diskWasFull = false;
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(plan: OutputPlan, options: LiveOutputOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.name = plan.address.shown;
    this.#drops = new DropTally(options.wall, options.onEvent);
  }

  get counts(): OutputCounts {
    const queues = this.#epochs.map(({ queue }) => queue);
    return {
      state: this.#state,
      packets: this.#count.packets,
      bytes: this.#count.bytes,
      dropped: this.#drops.total,
      reconnects: Math.max(0, this.#count.opened - 1),
      queued: {
        span: micros(queues.reduce((sum, { span }) => sum + span, 0)),
        bytes: queues.reduce((sum, { bytes }) => sum + bytes, 0),
      },
    };
  }

  begin(program: OutputProgram): void {
    if (this.#state === 'closed' || this.#closing !== undefined) return;
    const copy = copyProgram(program);
    const current = this.#epochs.at(-1);
    if (current !== undefined && !current.over.signal.aborted && sameStreams(current.program, copy)) {
      copy[Symbol.dispose]();
      return;
    }
    this.#finishCurrent();
    // A stuck output holds the programme it serves and the newest one.
    for (const skipped of this.#epochs.splice(1)) this.#discard(skipped);
    const queue = new PacketQueue(program.video !== undefined, this.#limits);
    this.#epochs.push({
      program: copy,
      queue,
      over: new AbortController(),
      abandoned: new AbortController(),
    });
    this.#running ??= this.#run();
    this.#wake?.();
  }

  write(packet: OutputPacket): void {
    const epoch = this.#epochs.at(-1);
    if (epoch === undefined || epoch.over.signal.aborted) return;
    if (this.#state === 'waiting' || this.#state === 'gone') {
      this.#drops.add(1, 'not-connected');
      return;
    }
    this.#drops.add(epoch.queue.push(packet), this.#state === 'open' ? 'slow' : 'not-connected');
    this.#wake?.();
  }

  async end(): Promise<void> {
    this.#finishCurrent();
    await this.#drained();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#finishCurrent();
    await this.#drained();
    if (this.#plan.kind === 'hls' && this.#count.opened > 0 && this.#plan.path !== undefined)
      await endPlaylist(this.#plan.path);
    this.#ios[Symbol.dispose]();
    this.#state = 'closed';
    this.#drops.tell();
    this.#tell({ type: 'output-closed' });
  }

  /** Waits for what is queued, but not for long; then blocked calls are broken off. */
  async #drained(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const ending = [...this.#epochs];
    const done = new AbortController();
    const late = this.#options.wall.sleep(CLOSE_MS, done.signal).then(() => {
      if (!done.signal.aborted) for (const { abandoned } of ending) abandoned.abort();
    });
    await Promise.race([running, late]);
    done.abort();
  }

  #finishCurrent(): void {
    const current = this.#epochs.at(-1);
    current?.queue.finish();
    current?.over.abort();
    this.#wake?.();
  }

  #discard({ program, queue }: Epoch): void {
    this.#drops.add(queue.clear(), this.#state === 'open' ? 'slow' : 'not-connected');
    program[Symbol.dispose]();
  }

  /** Serves one programme after the other, until there is none. */
  async #run(): Promise<void> {
    for (;;) {
      const [epoch] = this.#epochs;
      if (epoch === undefined) break;
      await this.#serve(epoch);
      this.#epochs = this.#epochs.filter((other) => other !== epoch);
      this.#discard(epoch);
    }
    if (this.#state !== 'gone' && this.#state !== 'closed') this.#state = 'idle';
    this.#running = undefined;
  }

  async #serve(epoch: Epoch): Promise<void> {
    const { queue, over, abandoned } = epoch;
    while (!queue.ended && !abandoned.signal.aborted) {
      if (this.#state === 'gone') {
        queue.clear();
        await this.#changed();
        continue;
      }
      await this.#pause(over.signal);
      // Files are made when there is something to write; servers are called at once.
      if (this.#plan.path !== undefined && queue.peek() === undefined) await this.#changed();
      else await this.#connectAndWrite(epoch);
    }
  }

  /** Waits until the next try is due, or the programme is over. */
  async #pause(over: AbortSignal): Promise<void> {
    const { wall } = this.#options;
    while (wall.now() < this.#notBefore && !over.aborted)
      await wall.sleep(this.#notBefore - wall.now(), over);
  }

  async #connectAndWrite(epoch: Epoch): Promise<void> {
    const { wall } = this.#options;
    this.#state = 'connecting';
    let opened: number | undefined;
    try {
      const connection = await this.#connect(epoch);
      if (connection === undefined) {
        this.#drops.add(epoch.queue.clear(), 'not-connected');
        return;
      }
      opened = wall.now();
      await this.#writeAll(connection, epoch);
      this.#backoff.reset();
      this.#notBefore = 0;
    } catch (error) {
      if (opened !== undefined) this.#refusals = 0;
      if (opened !== undefined && wall.now() - opened >= PROVEN_MS) this.#backoff.reset();
      if (!epoch.abandoned.signal.aborted) await this.#lost(epoch, error);
    }
  }

  /** Undefined when an SRT output that waits to be called was not. */
  async #connect(epoch: Epoch): Promise<Connection | undefined> {
    const { wall } = this.#options;
    const began = wall.now();
    if (this.#plan.path === undefined)
      this.#tell({ type: 'output-connecting', attempt: this.#backoff.tries + 1 });
    checkCodecs(this.#plan, { video: epoch.program.video?.codec, audio: epoch.program.audio.codec });
    const { signal } = epoch.abandoned;
    const destination = await chooseDestination(this.#plan, epoch.program);
    for (;;) {
      try {
        const connection = await openConnection(destination, epoch.program, signal, this.#ios);
        this.#opened(epoch, wall.now() - began, destination.target);
        return connection;
      } catch (error) {
        if (!this.#listensOn(error)) throw error;
        if (epoch.over.signal.aborted || signal.aborted) return undefined;
      }
    }
  }

  #opened({ queue }: Epoch, afterMs: number, target: string): void {
    this.#state = 'open';
    this.#diskWasFull = false;
    this.#count.opened += 1;
    if (this.#plan.listens || (this.#count.opened > 1 && queue.span > STALE))
      this.#drops.add(queue.restart(true), 'not-connected');
    const { path, address } = this.#plan;
    this.#tell({
      type: 'output-open',
      afterMs: Math.round(afterMs),
      // A file whose name came from a placeholder is not named.
      ...(path === undefined || address.reveal() !== address.shown ? {} : { file: target }),
    });
  }

  /** Whether nobody called yet. */
  #listensOn(error: unknown): boolean {
    return this.#plan.listens && error instanceof OutputFailure && error.loss.reason === 'stalled';
  }

  /** Writes until the programme is over, a segment is full, or the connection fails. */
  async #writeAll(connection: Connection, epoch: Epoch): Promise<void> {
    const { queue, abandoned } = epoch;
    const interrupt = (): void => connection.interrupt();
    abandoned.signal.addEventListener('abort', interrupt, { once: true });
    try {
      while (!queue.ended && !abandoned.signal.aborted) {
        const next = queue.peek();
        if (next === undefined) {
          await this.#changed();
          await this.#gather(epoch.over.signal);
        } else if (this.#isCut(connection, epoch.program, next)) break;
        else await this.#writeSome(connection, epoch);
      }
    } catch (error) {
      await connection.abandon();
      throw error;
    } finally {
      abandoned.signal.removeEventListener('abort', interrupt);
    }
    if (abandoned.signal.aborted) await connection.abandon();
    else await this.#finish(connection, abandoned.signal);
  }

  /** More packets follow the first: of the same tick to a server, of a while to a file. */
  async #gather(over: AbortSignal): Promise<void> {
    if (this.#plan.path === undefined) await new Promise<void>((resolve) => setImmediate(resolve));
    else await this.#options.wall.sleep(GATHER_MS, over);
  }

  /** Writes what there is, up to a cut, in one go. */
  async #writeSome(connection: Connection, { queue, program }: Epoch): Promise<void> {
    const most = this.#plan.path === undefined ? SENT_AT_ONCE : WRITTEN_AT_ONCE;
    let [packets, bytes] = [0, 0];
    try {
      while (connection.waiting < most) {
        const next = queue.peek();
        if (next === undefined || (packets > 0 && this.#isCut(connection, program, next))) break;
        queue.take();
        packets += 1;
        bytes += next.size;
        connection.put(next);
      }
      await connection.send();
    } catch (error) {
      this.#drops.add(packets, 'not-connected');
      throw error;
    }
    this.#count.packets += packets;
    this.#count.bytes += bytes;
  }

  /** A trailer that the peer does not take can be broken off too. */
  async #finish(connection: Connection, signal: AbortSignal): Promise<void> {
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      await connection.finish();
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  #isCut({ start }: Connection, { video }: ProgramCopy, { kind, key, dts }: QueuedPacket): boolean {
    const { segment } = this.#plan;
    if (segment === undefined || start === undefined) return false;
    const cutHere = video === undefined || (kind === 'video' && key);
    return cutHere && subtract(dts, start) >= segment;
  }

  async #lost({ queue }: Epoch, error: unknown): Promise<void> {
    const { wall } = this.#options;
    const { final, ...loss } = await this.#explain(error);
    const gone = final || this.#isFinal(loss.reason);
    this.#state = gone ? 'gone' : 'waiting';
    this.#drops.add(queue.clear(), 'not-connected');
    if (gone) {
      this.#drops.tell();
      this.#tell({ type: 'output-lost', ...loss });
      return;
    }
    const retryInMs = this.#backoff.next(loss.reason === 'disk-full');
    this.#notBefore = wall.now() + retryInMs;
    const told = loss.reason === 'disk-full' && this.#diskWasFull;
    this.#diskWasFull = loss.reason === 'disk-full';
    if (!told) this.#tell({ type: 'output-lost', ...loss, retryInMs });
  }

  async #explain(error: unknown): Promise<Loss & { readonly final: boolean }> {
    if (!(error instanceof OutputFailure)) return otherLoss(error);
    // FFmpeg answers alike when a server refuses a stream and when its name is unknown.
    if (error.loss.reason === 'rejected' && !(await nameIsKnown(this.#plan)))
      return { reason: 'refused', message: "The server's name is unknown.", final: false };
    return { ...error.loss, final: false };
  }

  /** A refusal is final, unless the server took this very stream before. */
  #isFinal(reason: LossReason): boolean {
    if (reason !== 'rejected') return false;
    this.#refusals += 1;
    return this.#count.opened === 0 || this.#refusals > REFUSALS_BEFORE_GONE;
  }

  #tell(event: OutputEvent): void {
    this.#options.onEvent(event);
  }

  /** Resolves when packets came or the programme ended. */
  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
