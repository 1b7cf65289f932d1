import { connect, defer, filter, map, merge, Subject, tap, type OperatorFunction } from 'rxjs';
import { agreement } from './agreement.ts';
import { schedule, type ScheduleOptions } from './schedule.ts';
import { settledBy, type ScheduleEvent } from './scheduler.ts';
import { NMS_IOU, suppress, type Settled, type Suppressed } from './suppress.ts';
import type { Sightings } from './values.ts';

export type DecideEvent = Suppressed | ScheduleEvent;

export interface DecideOptions extends ScheduleOptions {
  /** Probability taken off what few windows agree on; see `agreement`. None by default. */
  readonly doubt?: number;
}

/**
 * `suppress` and `schedule` closed to a loop: what the schedule settles suppresses what overlaps it later. `iou`
 * serves both. A moment's likelihood is
 * what the windows agree on (`agreement`). Completes and fails as `schedule` does.
 */
export function decide(options: DecideOptions): OperatorFunction<Sightings, DecideEvent> {
  return (sightings$) =>
    defer(() => {
      const iou = options.iou ?? NMS_IOU;
      const agreed = agreement(iou, options.doubt);
      const settled$ = new Subject<Settled>();
      const feedBack = (event: ScheduleEvent) => {
        if (event.type === 'cue' || event.type === 'rejected') settled$.next(settledBy(event));
      };
      return sightings$.pipe(
        tap((sightings) => agreed.add(sightings)),
        suppress({ iou, settled$ }),
        connect((suppressed$) =>
          merge(
            suppressed$.pipe(filter((event) => event.type === 'rejected')),
            suppressed$.pipe(
              filter((event) => event.type === 'survivors'),
              map(({ moments }) => moments),
              schedule({ likelihood: (moment) => agreed.of(moment), ...options }),
              tap(feedBack),
            ),
          ),
        ),
      );
    });
}
