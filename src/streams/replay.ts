import type { DecideEvent } from './decide.ts';
import { Subject } from 'rxjs';
import { liveDecisions, type LiveDecisions } from './live.ts';
import type { Command } from './scheduler.ts';
import { FOREVER, type Micros } from './time.ts';
import type { Sightings } from './values.ts';

/** One thing that reached the decisions of a live run, in order; `arrived` is what the run's `moments` event told. */
export type ReplayRecord = { readonly arrived?: Micros } & (
  { readonly sightings: Sightings } | { readonly command: Command }
);

export interface ReplayOptions extends LiveDecisions {
  /** Where the playhead was when the programme ended; by default all is decided. */
  readonly endedAt?: Micros;
}

/**
 * Decides a recorded live run anew, offline. With the options of that run it says what the run said; with others
 * (policy, iou, lead, maxLateness, …) what the run would have said of the same sightings. Commands name moments by the ids
 * that the run gave them, so with other options they may miss (`ignored`). A pure function of its arguments.
 */
export function replaySightings(records: readonly ReplayRecord[], options: ReplayOptions): DecideEvent[] {
  const { endedAt = FOREVER, ...decisions } = options;
  const commands$ = new Subject<Command>();
  const run = liveDecisions(decisions, commands$);
  const events: DecideEvent[] = [];
  run.events$.subscribe((event) => events.push(event));
  for (const record of records) {
    if (record.arrived !== undefined) run.tick(record.arrived);
    if ('command' in record) commands$.next(record.command);
    else run.arrive(record.sightings);
  }
  run.tick(endedAt);
  run.end();
  return events;
}
