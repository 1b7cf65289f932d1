import {
  connect,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  mergeMap,
  startWith,
  Subject,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { agreement } from './agreement.ts';
import { languageGate, type LanguageEvent, type LanguageGate, type LanguageOptions } from './language.ts';
import { schedule, type ScheduleOptions } from './schedule.ts';
import { settledBy, type LatenessLimits, type ScheduleEvent } from './scheduler.ts';
import { NMS_IOU, suppress, type Settled, type Suppressed } from './suppress.ts';
import type { Sightings } from './values.ts';

/**
 * What `decide` emits: what suppression rejects, all that the schedule tells, and each change of the language
 * verdict.
 */
export type DecideEvent = Suppressed | ScheduleEvent | LanguageEvent;

/** Options of `decide`: those of the schedule, and what the likelihood of a moment depends on. */
export interface DecideOptions extends Omit<ScheduleOptions, 'limits$'> {
  /** Probability taken off what few windows agree on; see `agreement`. None by default. */
  readonly doubt?: number;
  /**
   * Has no effects played while the words are in a language that the checkpoint does not know (`languageGate`). Without it
   * any language passes.
   */
  readonly language?: LanguageOptions;
  /** Other values of these options for what is decided from now on, such as another delay brings; none by default. */
  readonly changes$?: Observable<DecideChange>;
}

/** What may change while moments are decided; see `DecideOptions`. */
export interface DecideChange extends Required<LatenessLimits> {
  readonly doubt: number;
}

/**
 * `suppress` and `schedule` closed to a loop: what the schedule settles suppresses what overlaps it later. `iou`
 * serves both. A moment's likelihood is what the windows agree on (`agreement`). With `language` it tells which language the
 * talk is in, before what the words that showed it bring. Completes and fails as `schedule` does.
 */
export function decide(options: DecideOptions): OperatorFunction<Sightings, DecideEvent> {
  return (sightings$) =>
    defer(() => {
      const iou = options.iou ?? NMS_IOU;
      const agreed = agreement(iou, options.doubt);
      const gate = options.language && languageGate(options.language);
      const settled$ = new Subject<Settled>();
      const limits$ = (options.changes$ ?? EMPTY).pipe(tap(({ doubt }) => agreed.setDoubt(doubt)));
      const feedBack = (event: ScheduleEvent) => {
        if (event.type === 'cue' || event.type === 'rejected') settled$.next(settledBy(event));
      };
      const decided = (seen$: Observable<Sightings>): Observable<DecideEvent> =>
        seen$.pipe(
          suppress({
            iou,
            settled$,
            ...(options.recalled$ === undefined ? {} : { recalled$: options.recalled$ }),
          }),
          connect((suppressed$) =>
            merge(
              suppressed$.pipe(filter((event) => event.type === 'rejected')),
              suppressed$.pipe(
                filter((event) => event.type === 'survivors'),
                map(({ moments }) => moments),
                schedule({
                  likelihood: (moment) => agreed.of(moment),
                  foreign: () => gate?.verdict?.known === false,
                  ...options,
                  limits$,
                }),
                tap(feedBack),
              ),
            ),
          ),
        );
      const seen$ = sightings$.pipe(tap((sightings) => agreed.add(sightings)));
      return gate === undefined ? decided(seen$) : seen$.pipe(listening(gate, decided));
    });
}

/**
 * Gives each window's words to the gate before its sightings go to `decided`; a new verdict is emitted in between.
 */
function listening(
  gate: LanguageGate,
  decided: (seen$: Observable<Sightings>) => Observable<DecideEvent>,
): OperatorFunction<Sightings, DecideEvent> {
  const told: readonly LanguageEvent[] = gate.verdict ? [gate.verdict] : [];
  return (sightings$) =>
    sightings$.pipe(
      mergeMap((sightings): readonly (Sightings | LanguageEvent)[] => {
        const news = gate.hear(sightings.heard?.sentences ?? []);
        return news ? [news, sightings] : [sightings];
      }),
      connect((heard$) =>
        merge(
          heard$.pipe(filter((value): value is LanguageEvent => 'type' in value)),
          decided(heard$.pipe(filter((value): value is Sightings => !('type' in value)))),
        ),
      ),
      startWith(...told),
    );
}
