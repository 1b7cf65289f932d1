/** A live output: its queue, its connection, and the one loop that writes and reconnects. */
import { Address } from '../../core/stream-url.ts';
import { micros } from '../../streams/time.ts';
import type { Clock } from '../../core/clock.ts';
import type { Connection } from './connection.ts';
import { chooseDestination, endPlaylist } from './transport/destination.ts';
import { DropTally } from './drop-tally.ts';
import { newStreamSegment, type StreamSegment } from './stream-segment.ts';
import { OutputFailure } from './transport/loss.ts';
import type { LiveSink, OutputCounts, OutputEvent, OutputStreams, SinkPacket } from './sink.ts';
import { MemoryIOs } from './mux/memory-io.ts';
import { openConnection } from './open-connection.ts';
import { checkCodecs, planOutput, type OutputPlan } from './plan.ts';
import { copyStreams, sameStreams } from './mux/streams-copy.ts';
import type { QueueLimits } from './packet-queue.ts';
import { Retries } from './retry.ts';
import { writeAll } from './writing.ts';

/** Whom a live output tells, and by which clock it waits. */
export interface LiveSinkOptions {
  readonly clock: Clock;
  readonly onEvent: (event: OutputEvent) => void;
  /** What may wait to be written; by default 10 s and 64 MB. */
  readonly limits?: QueueLimits;
  /** As `Destination.mayLeave`. */
  readonly mayLeave?: (() => void) | undefined;
}

const LIMITS: QueueLimits = { span: micros(10_000_000), bytes: 64_000_000 };
/** A peer that does not take the rest within this is left. */
const CLOSE_MS = 3_000;
/** After a longer wait for the connection the output goes on with the newest picture. */
const STALE = micros(3_000_000);

/**
 * An output as planned (`planOutput`, `checkOutput`) or to this address. It connects when the program begins; nothing
 * it does disturbs the caller.
 * @throws MediaError output-scheme, output-unknown-container
 */
export function openLiveSink(target: OutputPlan | Address, options: LiveSinkOptions): LiveSink {
  return new Output(target instanceof Address ? planOutput(target) : target, options);
}

class Output implements LiveSink {
  readonly name: string;
  readonly form = { type: 'stream' } as const;
  readonly #plan: OutputPlan;
  readonly #options: LiveSinkOptions;
  readonly #limits: QueueLimits;
  readonly #retries: Retries;
  readonly #ios = new MemoryIOs();
  readonly #drops: DropTally;
  /** The stream segment that is being written, and the one after it. */
  #segments: StreamSegment[] = [];
  #state: OutputCounts['state'] = 'idle';
  readonly #count = { packets: 0, bytes: 0, opened: 0 };
  #wake: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(plan: OutputPlan, options: LiveSinkOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.name = plan.address.shown;
    this.#drops = new DropTally(options.clock, options.onEvent);
    this.#retries = new Retries(plan, options.clock);
  }

  get counts(): OutputCounts {
    const queues = this.#segments.map(({ queue }) => queue);
    const { opened, ...written } = this.#count;
    return {
      state: this.#state,
      ...written,
      dropped: this.#drops.total,
      reconnects: Math.max(0, opened - 1),
      queued: {
        span: micros(queues.reduce((sum, { span }) => sum + span, 0)),
        bytes: queues.reduce((sum, { bytes }) => sum + bytes, 0),
      },
    };
  }

  begin(streams: OutputStreams): void {
    if (this.#state === 'closed' || this.#closing !== undefined) return;
    const copy = copyStreams(streams);
    const current = this.#segments.at(-1);
    if (current !== undefined && !current.over.signal.aborted) {
      if (sameStreams(current.streams, copy)) return copy[Symbol.dispose]();
      if (this.#goesOn(current, streams)) return current.goOn(copy);
    }
    this.#finishCurrent();
    // A stuck output keeps only the stream segment that it is writing and the newest one; those between are dropped.
    for (const skipped of this.#segments.splice(1)) this.#discard(skipped);
    this.#segments.push(newStreamSegment(streams, copy, this.#limits, () => this.#options.clock.now()));
    this.#running ??= this.#run();
    this.#wake?.();
  }

  /** Whether the container says in the stream what is new, so that there is no need for another connection. */
  #goesOn({ streams: { video, audio } }: StreamSegment, next: OutputStreams): boolean {
    return (
      this.#plan.container.changesInBand &&
      next.video?.inBand === true &&
      next.video.codec === video?.codec &&
      next.audio.codec === audio.codec
    );
  }

  write(packet: SinkPacket): void {
    const segment = this.#segments.at(-1);
    if (packet.kind === 'further' || segment === undefined || segment.over.signal.aborted) return;
    if (this.#state === 'gone') return this.#drops.count(1);
    if (this.#state === 'waiting') return this.#drops.add(1, 'not-connected');
    this.#drops.add(segment.queue.push(packet), this.#state === 'open' ? 'slow' : 'not-connected');
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

  /** What waits is dropped rather than waited for. */
  room(): undefined {
    return undefined;
  }

  /** As `close`, without waiting for what is queued. */
  abort(): Promise<void> {
    const closing = this.close();
    for (const { abandoned } of this.#segments) abandoned.abort();
    this.#wake?.();
    return closing;
  }

  async #close(): Promise<void> {
    this.#finishCurrent();
    await this.#drained();
    if (this.#plan.kind === 'hls' && this.#count.opened > 0 && this.#plan.path !== undefined)
      await endPlaylist(this.#plan.path, this.#options.mayLeave);
    this.#ios[Symbol.dispose]();
    // What was given up stays so: a show's end is judged by it.
    if (this.#state !== 'gone') this.#state = 'closed';
    this.#drops.tell();
    this.#tell({ type: 'output-closed' });
  }

  /** Waits for what is queued, but not for long; then blocked calls are broken off. */
  async #drained(): Promise<void> {
    const running = this.#running ?? Promise.resolve();
    const ending = [...this.#segments];
    const done = new AbortController();
    const late = this.#options.clock.sleep(CLOSE_MS, done.signal).then(() => {
      if (!done.signal.aborted) for (const { abandoned } of ending) abandoned.abort();
    });
    await Promise.race([running, late]);
    done.abort();
  }

  #finishCurrent(): void {
    const current = this.#segments.at(-1);
    current?.queue.finish();
    current?.over.abort();
    this.#wake?.();
  }

  #discard({ queue, free }: StreamSegment): void {
    this.#drops.add(queue.clear(), this.#state === 'open' ? 'slow' : 'not-connected');
    free();
  }

  /** Serves one stream segment after the other, until there is none. */
  async #run(): Promise<void> {
    for (;;) {
      const [segment] = this.#segments;
      if (segment === undefined) break;
      await this.#serve(segment);
      this.#segments = this.#segments.filter((other) => other !== segment);
      this.#discard(segment);
    }
    if (this.#state !== 'gone' && this.#state !== 'closed') this.#state = 'idle';
    this.#running = undefined;
  }

  async #serve(segment: StreamSegment): Promise<void> {
    const { queue, over, abandoned } = segment;
    while (!queue.ended && !abandoned.signal.aborted) {
      if (this.#state === 'gone') {
        this.#drops.count(queue.clear());
        await this.#changed();
        continue;
      }
      await this.#retries.pause(over.signal);
      // What comes from now on is kept: a file is opened when there is something to write.
      if (this.#state === 'waiting') this.#state = 'connecting';
      // Files are made when there is something to write; servers are called at once.
      if (this.#plan.path !== undefined && queue.peek() === undefined) await this.#changed();
      else await this.#connectAndWrite(segment);
    }
  }

  async #connectAndWrite(segment: StreamSegment): Promise<void> {
    this.#state = 'connecting';
    try {
      const connection = await this.#connect(segment);
      if (connection === undefined) {
        this.#drops.add(segment.queue.clear(), 'not-connected');
        return;
      }
      await writeAll(connection, segment, {
        plan: this.#plan,
        clock: this.#options.clock,
        changed: () => this.#changed(),
        written: (packets, bytes) => {
          this.#count.packets += packets;
          this.#count.bytes += bytes;
        },
        lost: (packets) => this.#drops.add(packets, 'not-connected'),
      });
      this.#retries.succeeded();
    } catch (error) {
      this.#retries.interrupted();
      if (!segment.abandoned.signal.aborted) await this.#lost(segment, error);
    }
  }

  /** Connects. Undefined: this SRT output listens, and no receiver has connected yet. */
  async #connect(segment: StreamSegment): Promise<Connection | undefined> {
    const { clock, mayLeave } = this.#options;
    const began = clock.now();
    if (this.#plan.path === undefined)
      this.#tell({ type: 'output-connecting', attempt: this.#retries.attempt });
    checkCodecs(this.#plan, segment.streams);
    const { signal } = segment.abandoned;
    const destination = { ...(await chooseDestination(this.#plan, segment.streams)), mayLeave };
    for (;;) {
      try {
        const connection = await openConnection(destination, segment.streams, signal, this.#ios);
        this.#opened(segment, clock.now() - began, destination.target);
        return connection;
      } catch (error) {
        if (!this.#listensOn(error)) throw error;
        if (segment.over.signal.aborted || signal.aborted) return undefined;
      }
    }
  }

  #opened({ queue }: StreamSegment, afterMs: number, target: string): void {
    this.#state = 'open';
    this.#retries.opened();
    this.#count.opened += 1;
    if (this.#plan.listens || (this.#count.opened > 1 && queue.span > STALE))
      this.#drops.add(queue.restart(true), 'not-connected');
    const { path, address } = this.#plan;
    this.#tell({
      type: 'output-open',
      afterMs: Math.round(afterMs),
      // A path that came from a placeholder (`{env:NAME}`) may be secret: it is not told.
      ...(path === undefined || address.reveal() !== address.shown ? {} : { file: target }),
    });
  }

  /** Whether the error only means that no receiver has connected to this SRT listener yet. */
  #listensOn(error: unknown): boolean {
    return this.#plan.listens && error instanceof OutputFailure && error.loss.reason === 'stalled';
  }

  async #lost({ queue }: StreamSegment, error: unknown): Promise<void> {
    const verdict = await this.#retries.judge(error);
    this.#state = verdict.type === 'gone' ? 'gone' : 'waiting';
    this.#drops.add(queue.clear(), 'not-connected');
    if (verdict.type === 'gone') {
      this.#drops.tell();
      this.#tell({ type: 'output-lost', ...verdict.loss });
    } else if (!verdict.told) {
      const { loss, retryInMs } = verdict;
      this.#tell({ type: 'output-lost', ...loss, retryInMs });
    }
  }

  #tell(event: OutputEvent): void {
    this.#options.onEvent(event);
  }

  /** Resolves when packets came or the stream segment ended. */
  #changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }
}
