/** Deciding a recorded show anew, event by event as it is read. */
import { Subject } from 'rxjs';
import { z } from 'zod';
import type { LiveEvent } from '../live/events.ts';
import { guessLanguages } from '../language/guess.ts';
import type { Verdicts } from './verdicts.ts';
import { sameMoment } from '../../streams/identity.ts';
import { liveOptionsFor } from '../../streams/live-options.ts';
import { liveDecisions, type LiveDecisions } from '../../streams/live.ts';
import { DEFAULT_POLICY, type Policy } from '../../streams/policy.ts';
import type { Command } from '../../streams/scheduler.ts';
import { NMS_IOU } from '../../streams/suppress.ts';
import { add, FOREVER, isMediaTime, latest, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { TAGS, type PlacedMoment } from '../../streams/values.ts';

const time = z.custom<Micros>((value) => isMediaTime(value) || value === FOREVER);

/**
 * What `started.policy` holds: the policy and the options of live decisions side by side. What is absent has the value that
 * the delay gives it now, or its default.
 */
const recordedSchema = z.object({
  threshold: z.exactOptional(z.number()),
  tagThresholds: z.exactOptional(z.partialRecord(z.enum(TAGS), z.number())),
  fatigue: z.exactOptional(z.number()),
  leastGap: z.exactOptional(time),
  density: z.exactOptional(z.number()),
  mutedTags: z.exactOptional(z.array(z.enum(TAGS))),
  mutedEffects: z.exactOptional(z.array(z.string())),
  quiet: z.exactOptional(z.boolean()),
  lead: z.exactOptional(time),
  maxLateness: z.exactOptional(time),
  maxOverrun: z.exactOptional(time),
  doubt: z.exactOptional(z.number()),
  settle: z.exactOptional(time),
  iou: z.exactOptional(z.number()),
  most: z.exactOptional(z.int()),
  language: z.exactOptional(
    z
      .object({ known: z.array(z.string()), auto: z.boolean(), initially: z.exactOptional(z.string()) })
      .transform(({ auto, ...language }) => (auto ? { ...language, guess: guessLanguages } : language)),
  ),
});

/** What the decisions of a recorded show depended on. */
export interface ShowSettings {
  readonly policy: Policy;
  readonly decisions: Omit<LiveDecisions, 'policy'>;
}

type Recorded = z.infer<typeof recordedSchema>;
const recorded = (policy: unknown): Recorded => {
  const parsed = recordedSchema.safeParse(policy);
  return parsed.success ? parsed.data : {};
};

/** What the show was decided with at first. */
export function settingsOf(started: Extract<LiveEvent, { type: 'started' }>): ShowSettings {
  const {
    threshold,
    tagThresholds,
    fatigue,
    leastGap,
    density,
    mutedTags,
    mutedEffects,
    quiet,
    ...decisions
  } = recorded(started.policy);
  const { maxLateness, maxOverrun, doubt } = liveOptionsFor(started.delay);
  return {
    policy: {
      threshold: threshold ?? started.threshold,
      tagThresholds: tagThresholds ?? DEFAULT_POLICY.tagThresholds,
      fatigue: fatigue ?? DEFAULT_POLICY.fatigue,
      leastGap: leastGap ?? DEFAULT_POLICY.leastGap,
      density: density ?? DEFAULT_POLICY.density,
      mutedTags: mutedTags ?? DEFAULT_POLICY.mutedTags,
      mutedEffects: mutedEffects ?? DEFAULT_POLICY.mutedEffects,
      quiet: quiet ?? DEFAULT_POLICY.quiet,
    },
    decisions: { maxLateness, maxOverrun, doubt, ...decisions },
  };
}

/** The decisions of a show, made again from its recorded detections. */
export interface Anew {
  /** Takes the show's next event. */
  take(event: LiveEvent): void;
  /** The show is over. */
  end(playhead: Micros): void;
}

/**
 * Decides the show's windows with `change` in place of what its policy had, and tells `verdicts`. What a person ordered
 * during the show holds again, for the same moments; orders about what `change` sets do not. A change of the delay is
 * followed where the session followed it.
 */
export function decideAnew(
  { policy, decisions }: ShowSettings,
  change: Partial<Policy>,
  verdicts: Verdicts,
): Anew {
  const commands$ = new Subject<Command>();
  const run = liveDecisions({ ...decisions, policy: { ...policy, ...change } }, commands$);
  const firstLead = decisions.lead ?? ZERO;
  /** A cue must be handed over so much earlier than at first. */
  let shift = ZERO;
  /** The ids here of what waits. */
  const waiting = new Map<string, PlacedMoment>();
  run.events$.subscribe((event) => {
    if (event.type === 'upcoming') waiting.set(event.id, event.moment);
    else if (event.type === 'withdrawn') waiting.delete(event.id);
    else if (event.type === 'cue') verdicts.set('anew', event.moment, { cue: event.cue });
    else if (event.type === 'rejected') verdicts.set('anew', event.moment, { reason: event.reason });
    if (event.type === 'cue' || event.type === 'rejected')
      for (const [id, moment] of waiting) if (moment === event.moment) waiting.delete(id);
  });

  const idOf = (moment: PlacedMoment): string | undefined => {
    const entries = [...waiting];
    const found =
      entries.find(([, other]) => other === moment) ??
      entries.find(([, other]) => sameMoment(other, moment, NMS_IOU));
    return found?.[0];
  };

  const order = (command: Command, moment: PlacedMoment | undefined): void => {
    if (command.type === 'policy') {
      const rest = Object.entries(command.change).filter(([key]) => !Object.hasOwn(change, key));
      commands$.next({ type: 'policy', change: Object.fromEntries(rest) });
      return;
    }
    if (command.type === 'trigger') {
      commands$.next(command);
      return;
    }
    const id = moment && idOf(moment);
    if (id !== undefined) commands$.next({ ...command, id });
  };

  const changeDelay = ({ to, policy, arrived }: Extract<LiveEvent, { type: 'delay-changed' }>): void => {
    // Without it the session's decisions kept to its first delay.
    if (policy === undefined) return;
    if (arrived !== undefined) run.tick(arrived);
    const { lead = firstLead, ...given } = recorded(policy);
    const { maxLateness, maxOverrun, doubt } = { ...liveOptionsFor(to), ...given };
    run.change({ maxLateness, maxOverrun, doubt });
    shift = subtract(lead, firstLead);
  };

  return {
    take(event) {
      if (event.type === 'window') {
        const { moments, horizon, heard, arrived } = event.window;
        if (arrived !== undefined) run.tick(arrived);
        run.arrive({ moments, horizon, ...(heard === undefined ? {} : { heard }) });
      } else if (event.type === 'command') {
        run.tick(add(event.playhead, shift));
        order(event.command, event.moment);
      } else if (event.type === 'delay-changed') changeDelay(event);
    },
    end(playhead) {
      run.tick(add(latest(playhead, ZERO), shift));
      run.end();
    },
  };
}
