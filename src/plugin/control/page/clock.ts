/** Where the show is now: the playhead goes on between two messages of the server. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import { connection, isConnected } from './state.ts';

/** Five times a second: a step of the timeline is a few pixels, and twice as many cost twice as much. In ms. */
const TICK_MS = 200;
/** The server tells a running playhead at least once a second; in s. */
const LONGEST_S = 1.5;

const now = signal(0);

/** Seconds of media time, in tenths. */
export const playhead: ReadonlySignal<number> = now;

/** The same in whole seconds: what hangs on it changes once a second. */
export const wholeSeconds: ReadonlySignal<number> = computed(() => Math.floor(now.value));

const clock = signal(0);
/** `performance.now()` in whole seconds. */
export const wallSeconds: ReadonlySignal<number> = clock;

function tick(): void {
  clock.value = Math.floor(performance.now() / 1000);
  const status = connection.show.value?.status;
  if (status === undefined) return;
  const runs = isConnected.value && (status.state === 'running' || status.state === 'holding');
  const since = runs ? Math.min(LONGEST_S, (performance.now() - connection.statusAt) / 1000) : 0;
  now.value = Math.round((status.playhead + since) * 10) / 10;
}

/** Begins to tick; nobody looks at a hidden page. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) tick();
  }, TICK_MS);
  document.addEventListener('visibilitychange', tick);
  // What has just come is not shown at the time of the tick before.
  effect(tick);
}
