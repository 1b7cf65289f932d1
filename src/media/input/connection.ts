/** Reads one connection of a live source to its end, as fast as it sends; a file, by the clock. */
import type { Micros } from '../../streams/time.ts';
import { COARSE_TICK_MS, SLICE_MS, tickAfter } from '../../core/ticks.ts';
import { FFmpegFailure } from '../ffmpeg.ts';
import type { OpenedInput } from './demuxer.ts';
import type { Clock } from '../../core/clock.ts';
import { Watchdog } from '../../core/watchdog.ts';
import type { InputPlan } from './plan.ts';
import type { InputClock } from './input-clock.ts';
import type { Reader } from './reader.ts';
import type { InputItem } from './source.ts';

/** A sender that is silent for this long is gone, in ms; segments may be 10 s long. */
const SILENT_MS = 8_000;
const SILENT_SEGMENTS_MS = 30_000;
/** A file is read this far ahead of the wall clock, in ms: its reading never makes it late. */
const LEAD_MS = 300;

/** An opened connection, and all that reading it needs. */
export interface ReadConnectionOptions {
  readonly plan: InputPlan;
  /** It comes as fast as it is asked for, and is read by the clock, to which `inputClock` is pinned. */
  readonly paced: boolean;
  readonly input: OpenedInput;
  readonly reader: Reader;
  readonly clock: Clock;
  readonly inputClock: InputClock;
  readonly signal: AbortSignal;
  /** When the connection was made (ms of the clock), where somebody made it. */
  readonly connectedMs?: number;
  readonly onItem: (item: InputItem) => void;
  /** The input's streams are others than before from this media time on; its items follow. */
  readonly onChange: (at: Micros) => void;
}

/** Reads to the end; gives the reason when it did not end properly. */
export async function readConnection(options: ReadConnectionOptions): Promise<string | undefined> {
  const { plan, paced, input, reader, clock, inputClock, signal, onItem } = options;
  let silence: string | undefined;
  const watchdog = new Watchdog(clock, plan.segments ? SILENT_SEGMENTS_MS : SILENT_MS, (ms) => {
    silence = `nothing came for ${ms / 1000} s`;
    input.interrupt();
  });
  const interrupt = (): void => input.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  if (!paced) watchdog.start();
  let arrivedMs = options.connectedMs;
  let slice = performance.now();
  try {
    while (!signal.aborted) {
      const more = reader.next();
      if (!(more instanceof Promise ? await more : more)) return silence;
      watchdog.heard();
      // A file is read ahead of the clock: only its stamps tell what is a hole.
      const arrival = reader.place(plan.kind === 'file' ? undefined : clock.now());
      if (arrival === undefined) continue;
      const { at, jump } = arrival;
      if (arrival.changed) options.onChange(at);
      if (jump !== undefined) onItem({ type: 'note', note: { type: 'input-jump', ...jump, at } });
      if (paced) await untilItsTime(at, options);
      else if (arrival.timed) {
        // The first packet came with the connection; probing held it back.
        inputClock.observe(at, arrivedMs ?? clock.now());
        arrivedMs = undefined;
      }
      for (const item of reader.take()) onItem(item);
      if (performance.now() - slice < SLICE_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      slice = performance.now();
    }
    return undefined;
  } catch (error) {
    if (error instanceof FFmpegFailure) return silence ?? error.message;
    throw error;
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', interrupt);
  }
}

/** With a tick: to be woken for each packet would cost as much as to read it. */
async function untilItsTime(at: Micros, { clock, inputClock, signal }: ReadConnectionOptions): Promise<void> {
  const now = clock.now();
  const wait = inputClock.arrivalOf(at) - LEAD_MS - now;
  if (wait > 0) await clock.sleep(tickAfter(now + wait, COARSE_TICK_MS) - now, signal);
}
