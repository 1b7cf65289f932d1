import { connect, defer, filter, map, merge, Subject, tap, type OperatorFunction } from 'rxjs';
import { schedule, type ScheduleOptions } from './schedule.ts';
import { settledBy, type ScheduleEvent } from './scheduler.ts';
import { NMS_IOU, suppress, type Settled, type Suppressed } from './suppress.ts';
import type { Sightings } from './values.ts';

export type DecideEvent = Suppressed | ScheduleEvent;

/**
 * `suppress` and `schedule` closed to a loop: what the schedule settles suppresses what overlaps it later. `iou`
 * serves both. Completes and fails as `schedule` does.
 */
export function decide(options: ScheduleOptions): OperatorFunction<Sightings, DecideEvent> {
  return (sightings$) =>
    defer(() => {
      const settled$ = new Subject<Settled>();
      const feedBack = (event: ScheduleEvent) => {
        if (event.type === 'cue' || event.type === 'rejected') settled$.next(settledBy(event));
      };
      return sightings$.pipe(
        suppress({ iou: options.iou ?? NMS_IOU, settled$ }),
        connect((suppressed$) =>
          merge(
            suppressed$.pipe(filter((event) => event.type === 'rejected')),
            suppressed$.pipe(
              filter((event) => event.type === 'survivors'),
              map(({ moments }) => moments),
              schedule(options),
              tap(feedBack),
            ),
          ),
        ),
      );
    });
}
