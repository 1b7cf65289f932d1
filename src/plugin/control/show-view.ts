/**
 * The show as its clients see it: fed with every event of a session, it holds the last minutes and what has changed since it
 * was asked last. Bounded, whatever the show does.
 */
import type { PlacedMoment, Subtitle } from '../../streams/values.ts';
import type { InForce } from '../live/controls.ts';
import type { LiveEvent, LiveStatus } from '../live/events.ts';
import type { EventOf } from '../live/events/columns.ts';
import type { Command } from '../../streams/scheduler.ts';
import type { LastShowView, MomentView, ShowChange, ShowView, SubtitleView } from './protocol.ts';
import { cueView, inForceView, momentView, seconds } from './moment-view.ts';
import { merged } from './show-state.ts';
import { unlikelyIds } from './unlikely.ts';
import { statusView } from './status-view.ts';

/** Moments and sentences that are kept, the newest; a busy show has ten of the first and thirty of the others a minute. */
const KEPT_MOMENTS = 120;
const KEPT_SUBTITLES = 120;

/** How often the status is looked at, in ms of the wall clock. */
const LOOK_MS = 500;

/** What a show's view reads. */
export interface ShowViewSource {
  readonly status: () => LiveStatus;
  readonly inForce: () => InForce;
  readonly now: () => number;
  /** Actions that can do nothing in this show. */
  readonly unavailable?: ShowView['unavailable'];
}

/** What is kept from shows before. */
export interface KeptView {
  readonly favourites: readonly string[];
  readonly lastShow?: LastShowView | undefined;
}

/** What somebody has done to a moment. */
type Handled = Pick<MomentView, 'pinned' | 'swappedFrom' | 'nudged'>;

/** The view of one session. */
export class ShowModel {
  readonly #source: ShowViewSource;
  readonly #moments = new Map<string, MomentView>();
  readonly #subtitles = new Map<string, SubtitleView>();
  /** The ids of moments that wait, by the moment that the schedule names. */
  readonly #ids = new WeakMap<PlacedMoment, string>();
  readonly #touched = {
    moments: new Set<string>(),
    subtitles: new Set<string>(),
    gone: { moments: new Set<string>(), subtitles: new Set<string>() },
  };
  #favourites: readonly string[];
  #favouritesChanged = false;
  #lastShow: LastShowView | undefined;
  #lastShowChanged = false;
  /** What somebody has done to a moment; the decided cue does not tell it. */
  readonly #handled = new Map<string, Handled>();
  /** The moments that the policy would leave out. */
  #unlikely: ReadonlySet<string> = new Set();
  #margin: number | undefined;
  /** When the status was looked at for `changes`, on the wall clock. */
  #lookedMs = -Infinity;
  /** What was told of status and settings last, as JSON. */
  #told = { status: '', inForce: '' };

  constructor(source: ShowViewSource, kept: KeptView) {
    this.#source = source;
    this.#favourites = kept.favourites;
    this.#lastShow = kept.lastShow;
  }

  /** What was set in the last show, as long as nobody has taken it. */
  get lastShow(): LastShowView | undefined {
    return this.#lastShow;
  }

  /** Somebody has taken what was set in the last show. */
  resumed(): void {
    this.#lastShow = undefined;
    this.#lastShowChanged = true;
  }

  /** Effects at hand, as docks have chosen them. */
  get favourites(): readonly string[] {
    return this.#favourites;
  }

  /** Other effects at hand; doubles count once. */
  setFavourites(sfx: readonly string[]): void {
    this.#favourites = [...new Set(sfx)];
    this.#favouritesChanged = true;
  }

  /** Everything, for a client that has just come. */
  get whole(): ShowView {
    const { unavailable } = this.#source;
    this.#mark();
    return {
      status: this.#status(),
      inForce: inForceView(this.#source.inForce()),
      subtitles: merged([], [...this.#subtitles.values()], undefined, ({ start }) => start),
      moments: this.#inOrder().map((moment) => this.#marked(moment)),
      favourites: this.#favourites,
      ...(unavailable === undefined ? {} : { unavailable }),
      ...(this.#lastShow === undefined ? {} : { lastShow: this.#lastShow }),
    };
  }

  /** Takes an event of the session; those that no client sees change nothing. */
  take(event: LiveEvent): void {
    const take = this.#takers[event.type] as ((event: LiveEvent) => void) | undefined;
    take?.(event);
  }

  readonly #takers: { readonly [Type in LiveEvent['type']]?: (event: EventOf<Type>) => void } = {
    // Another session's ids and times begin anew.
    started: () => {
      for (const id of [...this.#moments.keys()]) this.#forget('moments', id);
      for (const id of [...this.#subtitles.keys()]) this.#forget('subtitles', id);
    },
    subtitle: ({ subtitle }) => this.#keepSubtitle(subtitle),
    retracted: ({ id }) => this.#forget('subtitles', id),
    upcoming: ({ id, moment }) => {
      this.#ids.set(moment, id);
      this.#keepMoment({ ...momentView(id, moment), ...this.#handled.get(id) });
    },
    withdrawn: ({ id }) => this.#forget('moments', id),
    rejected: ({ moment, reason }) => this.#settle(this.#ids.get(moment), { state: 'rejected', reason }),
    cue: ({ cue, margin }) => {
      if (margin !== undefined) this.#margin = seconds(margin);
      this.#keepMoment({ ...cueView(cue), ...this.#handled.get(cue.id) });
    },
    played: ({ id }) => this.#settle(id, { state: 'played' }),
    'not-played': ({ id, reason }) => this.#settle(id, { state: 'not-played', reason }),
    command: ({ command }) => this.#takeCommand(command),
  };

  /** What has changed since this was called last; undefined where nothing has. */
  changes(): ShowChange | undefined {
    const status = this.#statusIfDue();
    this.#mark();
    const inForce = inForceView(this.#source.inForce());
    // The wall clock moves on by itself: a client does so, too.
    const told = {
      status:
        status === undefined
          ? this.#told.status
          : JSON.stringify({ ...status, wall: 0, playhead: Math.floor(status.playhead) }),
      inForce: JSON.stringify(inForce),
    };
    const change: ShowChange = {
      ...(status === undefined || told.status === this.#told.status ? {} : { status }),
      ...(told.inForce === this.#told.inForce ? {} : { inForce }),
      ...(this.#favouritesChanged ? { favourites: this.#favourites } : {}),
      ...(this.#lastShowChanged ? { lastShow: this.#lastShow ?? null } : {}),
      ...listed('subtitles', this.#take('subtitles', this.#subtitles)),
      ...listed(
        'moments',
        this.#take('moments', this.#moments).map((moment) => this.#marked(moment)),
      ),
      ...this.#takeGone(),
    };
    this.#favouritesChanged = false;
    this.#lastShowChanged = false;
    this.#told = told;
    return Object.keys(change).length === 0 ? undefined : change;
  }

  #inOrder(): readonly MomentView[] {
    return merged([], [...this.#moments.values()], undefined, ({ at }) => at);
  }

  /** Moments whose mark is another one now have changed. */
  #mark(): void {
    const before = this.#unlikely;
    this.#unlikely = unlikelyIds(this.#inOrder(), this.#source.inForce().policy);
    for (const id of this.#moments.keys())
      if (this.#unlikely.has(id) !== before.has(id)) this.#touched.moments.add(id);
  }

  #marked(moment: MomentView): MomentView {
    return this.#unlikely.has(moment.id) ? { ...moment, unlikely: true } : moment;
  }

  /** Undefined where it was looked at a moment ago: it takes longer than all the rest. */
  #statusIfDue() {
    const now = this.#source.now();
    if (Math.abs(now - this.#lookedMs) < LOOK_MS) return undefined;
    this.#lookedMs = now;
    return this.#status();
  }

  #status() {
    return statusView(this.#source.status(), this.#source.now(), this.#margin);
  }

  #takeCommand(command: Command): void {
    if (command.type === 'trigger') {
      const { id, sfx, tag, at } = command;
      this.#keepMoment({
        ...{ id, at: seconds(at), end: seconds(at), sfx, tag, score: 1 },
        ...{ alternatives: [], state: 'due', byHand: true },
      });
      return;
    }
    const known = 'id' in command ? this.#moments.get(command.id) : undefined;
    if (known?.state === 'waiting') this.#keepMoment({ ...known, ...this.#handle(known, command) });
  }

  /** What a command makes of a moment that waits. */
  #handle(known: MomentView, command: Command): Partial<MomentView> {
    const handled = this.#handled.get(known.id) ?? {};
    const remember = (more: Handled): Handled => {
      const all = { ...handled, ...more };
      this.#handled.set(known.id, all);
      return all;
    };
    switch (command.type) {
      case 'pin':
        return remember({ pinned: true });
      case 'swap':
        return {
          ...{ sfx: command.sfx, tag: command.tag },
          ...remember({ swappedFrom: handled.swappedFrom ?? known.sfx }),
        };
      case 'nudge': {
        const by = seconds(command.by);
        const nudged = Math.round(((handled.nudged ?? 0) + by) * 1000) / 1000;
        return { at: known.at + by, end: known.end + by, ...remember({ nudged }) };
      }
      case 'veto':
      case 'policy':
      case 'trigger':
        return {};
    }
  }

  #keepMoment(moment: MomentView): void {
    this.#moments.set(moment.id, moment);
    this.#touched.gone.moments.delete(moment.id);
    this.#touched.moments.add(moment.id);
    this.#prune(this.#moments, 'moments', KEPT_MOMENTS);
  }

  #keepSubtitle({ id, start, end, text, final }: Subtitle): void {
    this.#subtitles.set(id, { id, start: seconds(start), end: seconds(end), text, final });
    this.#touched.subtitles.add(id);
    this.#touched.gone.subtitles.delete(id);
    this.#prune(this.#subtitles, 'subtitles', KEPT_SUBTITLES);
  }

  #settle(id: string | undefined, outcome: Pick<MomentView, 'state' | 'reason'>): void {
    const known = id === undefined ? undefined : this.#moments.get(id);
    if (known !== undefined) this.#keepMoment({ ...known, ...outcome });
  }

  #forget(kind: 'moments' | 'subtitles', id: string): void {
    if (!(kind === 'moments' ? this.#moments : this.#subtitles).delete(id)) return;
    if (kind === 'moments') this.#handled.delete(id);
    this.#touched[kind].delete(id);
    this.#touched.gone[kind].add(id);
  }

  /** The oldest go; clients are told. */
  #prune(kept: ReadonlyMap<string, unknown>, kind: 'moments' | 'subtitles', most: number): void {
    if (kept.size <= most) return;
    for (const oldest of kept.keys().take(1)) this.#forget(kind, oldest);
  }

  #takeGone(): Pick<ShowChange, 'gone'> {
    const { moments, subtitles } = this.#touched.gone;
    if (moments.size + subtitles.size === 0) return {};
    const gone = { ...listed('moments', [...moments]), ...listed('subtitles', [...subtitles]) };
    moments.clear();
    subtitles.clear();
    return { gone };
  }

  #take<T>(kind: 'moments' | 'subtitles', kept: ReadonlyMap<string, T>): T[] {
    const touched = [...this.#touched[kind]].flatMap((id) => kept.get(id) ?? []);
    this.#touched[kind].clear();
    return touched;
  }
}

/** A field of that name, unless it were empty. */
const listed = <T>(name: string, values: readonly T[]): Record<string, readonly T[]> =>
  values.length === 0 ? {} : { [name]: values };
