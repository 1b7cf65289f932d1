/** What a schedule tells. */
import { Subject } from 'rxjs';
import type { Policy } from '../../src/streams/policy.ts';
import { schedule } from '../../src/streams/schedule.ts';
import type { ScheduleEvent } from '../../src/streams/scheduler.ts';
import { toSeconds, type Micros } from '../../src/streams/time.ts';
import type { PlacedMoment } from '../../src/streams/values.ts';

/** An event in one line: `cue m1 ding@2`, `muted-tag ding`, `upcoming m1`, … */
export function lineOf(event: ScheduleEvent): string {
  if (event.type === 'cue') return `cue ${event.cue.id} ${event.cue.sfx}@${toSeconds(event.cue.at)}`;
  if (event.type === 'rejected') return `${event.reason} ${event.moment.sfx}`;
  return event.type === 'ignored' ? event.reason : `${event.type} ${event.id}`;
}

/** What a schedule of these moments, all known at once, tells when the playhead is at each of these times. */
export function eventsOf(
  moments: readonly PlacedMoment[],
  playhead: readonly Micros[],
  policy: Partial<Policy>,
): ScheduleEvent[] {
  const survivors$ = new Subject<readonly PlacedMoment[]>();
  const playhead$ = new Subject<Micros>();
  const events: ScheduleEvent[] = [];
  survivors$.pipe(schedule({ playhead$, policy })).subscribe((event) => events.push(event));
  survivors$.next(moments);
  for (const time of playhead) playhead$.next(time);
  return events;
}
