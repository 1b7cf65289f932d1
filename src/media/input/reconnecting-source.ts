/**
 * The reconnecting source: opens a live input, reads it, and opens it again when it is lost; one media time line from the
 * first packet to the last.
 */
import type { PictureFilter } from '../../core/formats.ts';
import { messageOf } from '../../core/errors.ts';
import { backOff } from '../../core/back-off.ts';
import { latest, ZERO, type Micros } from '../../streams/time.ts';
import type { Address } from '../../core/stream-url.ts';
import { MediaError } from '../errors.ts';
import type { AudioPlacement } from './audio/placement.ts';
import { TimestampFollower } from './audio/timestamp-follower.ts';
import { readConnection } from './connection.ts';
import { openPlannedInput, type ChangingInput, type OpenedInput } from './demuxer.ts';
import { programFormat, type AudioFormat } from '../pcm.ts';
import type { Clock } from '../../core/clock.ts';
import { begunBefore, PlaylistWatch } from './playlist.ts';
import { planInput, type InputPlan, type InputRequest } from './plan.ts';
import { keepHeader, type KeptHeader } from './header.ts';
import type { InputClock } from './input-clock.ts';
import type { InputCounts, InputItem, InputNote, ReaderCounts, SourceConnection } from './source.ts';
import { NO_COUNTS, Reader, sumOf } from './reader.ts';
import { openSender } from './sender.ts';
import { TimestampNormaliser } from './timestamp-normaliser.ts';

/** What a live input is opened with. */
export interface LiveInputOptions {
  readonly address: Address;
  /** A sender comes to us. Also when the address says so (`?listen`, SRT's `mode=listener`). */
  readonly listen?: boolean;
  /** A file, played by the wall clock. */
  readonly realtime?: boolean;
  /** From the end of the file on to its start again. */
  readonly loop?: boolean;
  readonly clock: Clock;
  readonly inputClock: InputClock;
  /** Sample pictures and speech for analysis. Default both. */
  readonly pictures?: boolean;
  readonly speech?: boolean;
  /** How pictures are squeezed; default: by areas. */
  readonly pictureFilter?: PictureFilter;
  /** Called in order. It must not throw, and never makes the reader wait. */
  readonly onItem: (item: InputItem) => void;
  readonly signal?: AbortSignal;
}

/** A live input over all its connections. */
export interface LiveInput {
  readonly counts: InputCounts;
  /** The first connection. Rejects when the input can never be read, or is closed before. */
  readonly firstConnection: Promise<SourceConnection>;
  /** Resolves after the item `end`. */
  readonly done: Promise<void>;
  close(): Promise<void>;
}

/**
 * A sender that was cut off for a moment is met again at once. With the first try these make six in the first minute, not
 * in step with other sessions of the same server.
 */
const waitFor = backOff({ waits: [0, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000], jitter: 0.25 });
/** A connection that lasted this long was a good one: the next loss starts with the shortest waiting time. */
const GOOD_MS = 5_000;
/** Listening that failed sooner never began, for example because the port is taken. */
const LISTENED_MS = 100;
/**
 * Refuses what no waiting will mend: a file that is missing or no recording, a scheme that nobody can read.
 * @throws MediaError
 */
export async function checkLiveInput(request: Omit<InputRequest, 'mode'>): Promise<void> {
  const plan = await planInput({ ...request, mode: 'live' });
  if (plan.kind === 'file') await (await openPlannedInput(plan, plan.shown)).close();
}

/** Begins to read at once. */
export const openLiveInput = (options: LiveInputOptions): LiveInput => new ReconnectingSource(options);

class ReconnectingSource implements LiveInput {
  readonly firstConnection: Promise<SourceConnection>;
  readonly done: Promise<void>;
  readonly #options: LiveInputOptions;
  readonly #stop = new AbortController();
  readonly #timestamps = new TimestampNormaliser();
  /** Connections that were told of, and those that were made. */
  #connections = 0;
  #opened = 0;
  /** Counts of the connections that are over. */
  #past: ReaderCounts = NO_COUNTS;
  #reader: Reader | undefined;
  #header: KeptHeader | undefined;
  #format: AudioFormat | undefined;
  /** The end of all that was handed on. */
  #end: Micros = ZERO;
  #announce: (connection: SourceConnection) => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;

  constructor(options: LiveInputOptions) {
    this.#options = options;
    this.firstConnection = new Promise((resolve, reject) => {
      this.#announce = resolve;
      this.#refuse = reject;
    });
    // Whoever does not wait for the first connection hears of its failure by `end`.
    this.firstConnection.catch(() => undefined);
    const stop = (): void => this.#stop.abort();
    options.signal?.addEventListener('abort', stop, { once: true });
    if (options.signal?.aborted === true) stop();
    this.done = this.#run().finally(() => options.signal?.removeEventListener('abort', stop));
  }

  get counts(): InputCounts {
    return { ...sumOf(this.#past, this.#reader?.counts ?? NO_COUNTS), connections: this.#opened };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.done;
  }

  async #run(): Promise<void> {
    try {
      const plan = await planInput({ ...this.#options, mode: 'live' });
      this.#options.inputClock.segmentwise(plan.segments);
      await (plan.kind === 'file' ? this.#play(plan) : this.#receive(plan));
    } catch (error) {
      // Before the first connection whoever waits for it hears of this; later the log does.
      this.#refuse(error);
      if (this.#connections > 0) this.#note({ type: 'input-lost', reason: messageOf(error), at: this.#end });
    } finally {
      this.#refuse(
        new MediaError('input-missing', 'The input was closed before anything came.', 'Start it again.'),
      );
      this.#options.onItem({ type: 'end', at: this.#end });
      this.#header?.[Symbol.dispose]();
    }
  }

  /** A recording, once or again and again, by the wall clock. */
  async #play(plan: InputPlan): Promise<void> {
    const { inputClock, clock, loop } = this.#options;
    const { signal } = this.#stop;
    do {
      const before = this.#past.packets;
      await using input = await openPlannedInput(plan, plan.shown, { signal });
      const start = this.#end;
      if (this.#connections === 0) inputClock.pin(ZERO, clock.now());
      const reason = await this.#readConnection(plan, input, start);
      if (reason !== undefined) this.#note({ type: 'input-lost', reason, at: this.#end });
      if (reason !== undefined || this.#past.packets === before) return;
    } while (loop === true && !signal.aborted);
  }

  /** A sender or server, for as long as the session lives. */
  async #receive(plan: InputPlan): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    const playlist = plan.segments ? new PlaylistWatch(plan.url, clock) : undefined;
    const now = (): number => clock.now();
    // Failures in a row; the loss of a good connection is none.
    let attempt = 1;
    const onRefused = (error: Error): void =>
      this.#note({ type: 'input-retry', attempt, reason: messageOf(error), retryInMs: 0 });
    while (!signal.aborted) {
      const began = clock.now();
      let reason: string;
      let connected = false;
      let [ended, known] = [false, false];
      try {
        const begin = playlist === undefined ? plan : begunBefore(plan, await playlist.untilNew(signal));
        await using sender = await openSender(begin, { signal, now, onRefused });
        connected = true;
        const { input, connectedMs } = sender;
        const broke = await this.#readConnection(plan, input, this.#startOf(connectedMs), connectedMs);
        const isOver = await playlist?.isOver(signal);
        ended = broke === undefined ? (isOver ?? isFinished(plan, input)) : false;
        known = isOver !== undefined;
        reason = broke ?? 'the sender ended';
      } catch (error) {
        if (signal.aborted) return;
        if (!connected && this.#connections === 0 && hopeless(plan, error)) throw error;
        reason = messageOf(error);
      }
      if (signal.aborted) return;
      if (ended) {
        this.#note({ type: 'input-ended', at: this.#end });
        // Without a look at the playlist, the next connection would play the same again.
        if (!known) return;
        attempt = 0;
        continue;
      }
      if (clock.now() - began > GOOD_MS && connected) attempt = 0;
      // A listener is there again at once, unless it cannot listen at all.
      const listens = plan.kind === 'listen' && clock.now() - began > LISTENED_MS;
      const retryInMs = listens ? 0 : waitFor(attempt);
      this.#note(
        connected
          ? { type: 'input-lost', reason, at: this.#end, retryInMs }
          : { type: 'input-retry', attempt, reason, retryInMs },
      );
      attempt += 1;
      if (retryInMs > 0) await clock.sleep(retryInMs, signal);
    }
  }

  /** Media time goes on while there is no input; what the last connection gave is never written over. */
  #startOf(connectedMs: number): Micros {
    if (this.#connections === 0) return ZERO;
    return latest(this.#options.inputClock.mediaAt(connectedMs), this.#end);
  }

  /** Reads a connection to its end; the reason when it did not end properly. */
  async #readConnection(
    plan: InputPlan,
    input: ChangingInput,
    start: Micros,
    connectedMs?: number,
  ): Promise<string | undefined> {
    const { onItem, pictures, speech, pictureFilter, clock, inputClock } = this.#options;
    const { signal } = this.#stop;
    this.#format ??= programFormat(input.audioFormat);
    const format = this.#format;
    using reader = new Reader({
      input,
      changing: input,
      start,
      timestamps: this.#timestamps,
      ahead: plan.kind === 'file',
      audio: { format, placement: (from) => this.#placement(plan, from, format) },
      pictures: pictures ?? true,
      speech: speech ?? true,
      packets: true,
      prompt: true,
      ...(pictureFilter === undefined ? {} : { pictureFilter }),
    });
    this.#reader = reader;
    this.#opened += 1;
    this.#begin(input, start, format, false);
    try {
      const known = connectedMs === undefined ? {} : { connectedMs };
      const paced = plan.kind === 'file' || isFinished(plan, input);
      if (paced && plan.kind !== 'file') inputClock.pin(start, clock.now());
      const onChange = (at: Micros): void => this.#begin(input, at, format, true);
      const read = { plan, paced, input, reader, clock, inputClock, signal, onItem, onChange };
      return await readConnection({ ...read, ...known });
    } finally {
      if (plan.kind !== 'file') inputClock.release();
      for (const item of reader.finish()) onItem(item);
      this.#end = latest(this.#end, reader.end);
      const { damaged } = reader.counts;
      if (damaged > 0) this.#note({ type: 'input-damaged', packets: damaged, at: this.#end });
      this.#past = { ...sumOf(this.#past, reader.counts), audioDriftPpm: 0 };
      this.#reader = undefined;
    }
  }

  /** A recording's sound is put in its place as `RecordedSource` does it, so that both give the same. */
  #placement(plan: InputPlan, start: Micros, format: AudioFormat): AudioPlacement {
    if (plan.kind === 'file') return new TimestampFollower({ format, from: start, recorded: true });
    return new TimestampFollower({
      format,
      from: start,
      onGap: (at, length) => this.#note({ type: 'input-gap', at, length }),
    });
  }

  #begin(input: OpenedInput, start: Micros, format: AudioFormat, continues: boolean): void {
    const old = this.#header;
    this.#header = keepHeader(input);
    const connection: SourceConnection = {
      index: this.#connections,
      continues,
      start,
      info: input.info,
      format,
      input: this.#header,
    };
    this.#connections += 1;
    this.#options.onItem({ type: 'connection', connection });
    this.#announce(connection);
    old?.[Symbol.dispose]();
  }

  #note(note: InputNote): void {
    this.#options.onItem({ type: 'note', note });
  }
}

/** A playlist that is finished has a length, and could be read to its end at once. */
const isFinished = (plan: InputPlan, { info }: OpenedInput): boolean =>
  plan.segments && info.duration !== undefined;

/** An input that no waiting will mend. */
const hopeless = (plan: InputPlan, error: unknown): boolean =>
  plan.kind === 'device' ||
  (plan.kind === 'pull' &&
    error instanceof MediaError &&
    /no-streams|unknown-codec|not-media/.test(error.code));
