import { sameMoment } from './identity.ts';
import { inOrder } from './moment-order.ts';
import { NMS_IOU, type Settled } from './suppress.ts';
import {
  DEFAULT_POLICY,
  forgetBefore,
  objection,
  ownObjection,
  remember,
  unmuted,
  type Candidate,
  type CueHistory,
  type Policy,
  type PolicyReason,
} from './policy.ts';
import { add, FOREVER, latest, subtract, ZERO, type Micros } from './time.ts';
import type { Cue, EffectChoice, PlacedMoment } from './values.ts';

/** What a person asks: of a moment that is not yet decided, by the id that `upcoming` gave it; of the policy; or an effect by hand. */
export type Command =
  | { readonly type: 'veto'; readonly id: string }
  | ({ readonly type: 'swap'; readonly id: string } & EffectChoice)
  /**
   * It is played whatever the policy says of it (but `quiet`) and whatever else is near; also when no window sees it any more.
   */
  | { readonly type: 'pin'; readonly id: string }
  /** A person plays an effect by hand, `at` this media time: no other comes closer to it than the policy's gap. */
  | ({ readonly type: 'trigger'; readonly id: string; readonly at: Micros } & EffectChoice)
  /** Moves the start by `by`, earlier if negative; several add up. */
  | { readonly type: 'nudge'; readonly id: string; readonly by: Micros }
  | { readonly type: 'policy'; readonly change: Partial<Policy> };

/**
 * `ended`: the program was over before its deadline. `foreign-language`: the checkpoint does not know the language of the
 * talk.
 */
export type RejectReason = PolicyReason | 'foreign-language' | 'vetoed' | 'too-late' | 'ended';

/** A moment has been decided: its effect is to be played. */
export type CueEvent = {
  readonly type: 'cue';
  readonly cue: Cue;
  readonly moment: PlacedMoment;
  /** Its deadline less the playhead at which its last sighting (or nudge) came; negative where that was late. */
  readonly margin?: Micros;
};
/**
 * A moment has been decided: nothing is played for it. Suppression has an event of this type too, with
 * reasons of its own.
 */
export type RejectedEvent = {
  readonly type: 'rejected';
  readonly moment: PlacedMoment;
  readonly reason: RejectReason;
};
/** A moment awaits its deadline, or a better sighting of it has come; its cue will bear the same id. */
export type UpcomingEvent = { readonly type: 'upcoming'; readonly id: string; readonly moment: PlacedMoment };
/** An upcoming moment has gone without a successor. */
export type WithdrawnEvent = { readonly type: 'withdrawn'; readonly id: string };
/** A command named a moment that is decided already or never was. */
export type IgnoredEvent = {
  readonly type: 'ignored';
  readonly reason: 'unknown-moment';
  readonly command: Command;
};
/** What `schedule` emits. */
export type ScheduleEvent = CueEvent | RejectedEvent | UpcomingEvent | WithdrawnEvent | IgnoredEvent;

/** How late a moment may become known and still be played. */
export interface LatenessLimits {
  /** A moment that becomes known up to this long after its start is played at once; none by default. */
  readonly maxLateness?: Micros;
  /** … but not when it has been over for longer than this; without limit by default. */
  readonly maxOverrun?: Micros;
}

/** Options of `scheduler`, and so of `schedule`. */
export interface SchedulerOptions extends LatenessLimits {
  /** How long before its start a cue is committed, so that the mixer has it in time; 0 by default. */
  readonly lead?: Micros;
  /** Merged over `DEFAULT_POLICY`; a `policy` command changes it later. */
  readonly policy?: Partial<Policy>;
  /** How likely a moment is, for the threshold and among rivals; by default the probability of the sighting itself. */
  readonly likelihood?: (moment: PlacedMoment) => number;
  /**
   * Overlap (IoU) at which a new survivor takes over from one that went, with its id, nudge and swap; `NMS_IOU` by
   * default.
   */
  readonly iou?: number;
  /** Asked at each decision; while it is true nothing is played but what a person chose. Never by default. */
  readonly foreign?: () => boolean;
}

interface Entry {
  readonly id: string;
  readonly moment: PlacedMoment;
  /** Where the playhead was when this sighting came, or was nudged. */
  readonly knownAt: Micros;
  readonly nudge: Micros;
  readonly swap?: EffectChoice;
  readonly pinned: boolean;
}

/** What a decision means for suppression: only a moment below the threshold leaves its place open. */
export function settledBy(event: CueEvent | RejectedEvent): Settled {
  const open = event.type === 'rejected' && event.reason === 'below-threshold';
  return { moment: event.moment, outcome: open ? 'discarded' : 'kept' };
}

/** The state behind `schedule`; each step returns what it decided, in order. Times come in as values. */
export function scheduler(options: SchedulerOptions) {
  const { lead = ZERO, iou = NMS_IOU, likelihood = ownProbability } = options;
  const { foreign = () => false } = options;
  let limits: LatenessLimits = options;
  let policy: Policy = { ...DEFAULT_POLICY, ...options.policy };
  let entries: readonly Entry[] = [];
  let history: CueHistory = [];
  let recalled: CueHistory = [];
  let playhead: Micros | undefined;
  let nextId = 1;
  // A survivor list may still name what was decided while it was on its way.
  const decided = new WeakSet<PlacedMoment>();

  const startOf = ({ moment, nudge }: Entry): Micros => latest(ZERO, add(moment.start, nudge));
  const deadlineOf = (entry: Entry): Micros => subtract(startOf(entry), lead);
  const candidateOf = (entry: Entry): Candidate => ({
    // A moment whose start is past when it becomes known is played at once.
    at: latest(startOf(entry), entry.knownAt),
    ...(entry.swap ?? unmuted(entry.moment, policy)),
    probability: likelihood(entry.moment),
    chosen: entry.swap !== undefined || entry.pinned,
  });
  /** A pinned moment is played for certain, so that no other within the gap is better. */
  const rivalOf = (entry: Entry): Candidate =>
    entry.pinned ? { ...candidateOf(entry), probability: Infinity } : candidateOf(entry);

  const close = (entry: Entry) => {
    entries = entries.filter((other) => other !== entry);
    decided.add(entry.moment);
  };

  const reject = (entry: Entry, reason: RejectReason): RejectedEvent => {
    close(entry);
    return { type: 'rejected', moment: entry.moment, reason };
  };

  const isTooLate = (entry: Entry): boolean => {
    const { maxLateness = ZERO, maxOverrun = FOREVER } = limits;
    return (
      subtract(entry.knownAt, startOf(entry)) > maxLateness ||
      subtract(entry.knownAt, add(entry.moment.end, entry.nudge)) > maxOverrun
    );
  };

  const judge = (entry: Entry): CueEvent | RejectedEvent => {
    const candidate = candidateOf(entry);
    const rivals = entries.filter((other) => other !== entry).map(rivalOf);
    const reason =
      (foreign() && !candidate.chosen ? 'foreign-language' : undefined) ??
      ownObjection(candidate, history, policy) ??
      (isTooLate(entry) ? 'too-late' : undefined) ??
      (entry.pinned ? undefined : objection(candidate, rivals, history, policy));
    if (reason !== undefined) return reject(entry, reason);
    close(entry);
    history = remember(history, candidate.at);
    const margin = subtract(deadlineOf(entry), entry.knownAt);
    return { type: 'cue', cue: cueOf(entry, candidate), moment: entry.moment, margin };
  };

  const nextDue = (now: Micros): Entry | undefined =>
    entries
      .filter((entry) => deadlineOf(entry) <= now)
      .reduce<Entry | undefined>(
        (first, entry) => (first && !isBefore(entry, first) ? first : entry),
        undefined,
      );
  /** By what policy compares, and then by what the moments themselves are: never by which of them came first. */
  const isBefore = (a: Entry, b: Entry): boolean =>
    (deadlineOf(a) - deadlineOf(b) ||
      likelihood(b.moment) - likelihood(a.moment) ||
      inOrder(a.moment, b.moment)) < 0;

  const decide = (): ScheduleEvent[] => {
    const events: ScheduleEvent[] = [];
    if (playhead === undefined) return events;
    for (let due = nextDue(playhead); due !== undefined; due = nextDue(playhead)) events.push(judge(due));
    history = forgetBefore(history, playhead);
    return events;
  };

  return {
    /** Whether no moment awaits its deadline. */
    get isIdle(): boolean {
      return entries.length === 0;
    },

    /** The playhead is at `at`; an earlier one than before counts as no progress. Decides what is due. */
    tick(at: Micros): ScheduleEvent[] {
      playhead = playhead === undefined ? at : latest(playhead, at);
      return decide();
    },

    /** Takes the survivors as they are now, in order of arrival. */
    replace(survivors: readonly PlacedMoment[]): ScheduleEvent[] {
      const open = survivors.filter((moment) => !decided.has(moment));
      const gone = entries.filter((entry) => !open.includes(entry.moment));
      const pinned = gone.filter((entry) => entry.pinned);
      const events: ScheduleEvent[] = [];
      const knownAt = playhead ?? ZERO;
      entries = open.map((moment) => {
        const same = entries.find((entry) => entry.moment === moment);
        if (same !== undefined) return same;
        const heirTo = gone.findIndex((entry) => sameMoment(entry.moment, moment, iou));
        const [before] = heirTo < 0 ? [] : gone.splice(heirTo, 1);
        const entry: Entry = before
          ? { ...before, moment, knownAt }
          : { id: `m${nextId++}`, moment, knownAt, nudge: ZERO, pinned: false };
        events.push({ type: 'upcoming', id: entry.id, moment });
        return entry;
      });
      // What is left of the pinned ones has no successor, and stays.
      entries = [...entries, ...pinned.filter((entry) => gone.includes(entry))];
      for (const { id, pinned: stays } of gone) if (!stays) events.push({ type: 'withdrawn', id });
      return [...events, ...decide()];
    },

    /** Applies what a person asked, and decides what is due with it. */
    obey(command: Command): ScheduleEvent[] {
      if (command.type === 'policy') {
        policy = { ...policy, ...command.change };
        return decide();
      }
      if (command.type === 'trigger') {
        history = remember(history, command.at);
        return decide();
      }
      const entry = entries.find(({ id }) => id === command.id);
      if (entry === undefined) return [{ type: 'ignored', reason: 'unknown-moment', command }];
      if (command.type === 'veto') return [reject(entry, 'vetoed')];
      const changed = changedBy(entry, command, playhead ?? ZERO);
      entries = entries.map((other) => (other === entry ? changed : other));
      return decide();
    },

    /** Other limits for what is decided from now on. */
    setLimits(next: LatenessLimits): ScheduleEvent[] {
      limits = next;
      return [];
    },

    /** Starts of cues that the same show played before; they replace those that were recalled earlier. */
    recall(starts: readonly Micros[]): ScheduleEvent[] {
      history = starts.reduce(
        remember,
        history.filter((at) => !recalled.includes(at)),
      );
      recalled = starts;
      return [];
    },

    /** The program is over: nothing can be played any more. */
    end: (): ScheduleEvent[] => entries.map((entry) => reject(entry, 'ended')),
  };
}

const ownProbability = ({ probability }: PlacedMoment): number => probability;

/** What a person asked of a moment that waits; `now`: the playhead. */
function changedBy(
  entry: Entry,
  command: Extract<Command, { readonly type: 'swap' | 'nudge' | 'pin' }>,
  now: Micros,
): Entry {
  switch (command.type) {
    case 'swap':
      return { ...entry, swap: { sfx: command.sfx, tag: command.tag } };
    case 'nudge':
      return { ...entry, nudge: add(entry.nudge, command.by), knownAt: now };
    case 'pin':
      return { ...entry, pinned: true };
  }
}

function cueOf({ id, moment }: Entry, { at, sfx, tag, probability }: Candidate): Cue {
  const shift = subtract(at, moment.start);
  const cue = { id, at, end: add(moment.end, shift), sfx, tag, score: probability };
  const { alternatives, subtitle, subtitleId } = moment;
  return {
    ...cue,
    ...(subtitle === undefined ? {} : { subtitle }),
    ...(subtitleId === undefined ? {} : { subtitleId }),
    alternatives,
  };
}
