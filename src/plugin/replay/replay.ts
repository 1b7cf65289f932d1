/** A recorded show: its cues, and what other settings would have made of it. */
import { UsageError } from '../errors.ts';
import type { LiveEvent } from '../live/events.ts';
import { readShows } from '../live/report/show/read.ts';
import { decideAnew, settingsOf, type Anew, type ShowSettings } from './decisions.ts';
import { Verdicts, type Change } from './verdicts.ts';
import type { Policy } from '../../streams/policy.ts';
import type { Command } from '../../streams/scheduler.ts';
import { add, latest, ZERO, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';

/** A cue as the record has it; `outcome` is what the mixer made of it, absent where the record ends before. */
export interface ShownCue {
  readonly cue: Cue;
  readonly outcome?: 'played' | 'late' | 'crowded' | 'ended' | 'failed';
}

/** One show of a record. */
export interface Show {
  /** Counts the file's shows from 1. */
  readonly index: number;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** As it may be shown. */
  readonly input: string;
  /** Of the session, as far as it is recorded. */
  readonly duration: Micros;
  readonly settings: ShowSettings;
  /** How long each effect lasts; empty in older records. */
  readonly lengths: ReadonlyMap<string, Micros>;
  /** In order of time. */
  readonly cues: readonly ShownCue[];
  /** Against the new settings; empty without any. */
  readonly changes: readonly Change[];
  /** The record breaks off. */
  readonly cut: boolean;
}

/** Which show to read, and what to change about its decisions. */
export interface ReplayRequest {
  /** Which of the file's shows; by default the last. */
  readonly show?: number;
  /** Decide anew with these. */
  readonly change?: Partial<Policy>;
}

/**
 * Reads the show, and decides it anew where asked. With an empty `change` the cues are those of the show.
 * @throws UsageError show-unreadable, show-broken, no-such-show
 */
export async function replayShow(
  file: string,
  { show: wanted, change }: ReplayRequest,
): Promise<Show & { readonly shows: number }> {
  let shows = 0;
  let show: ReturnType<typeof follow> | undefined;
  for await (const item of readShows(file)) {
    if (item.type === 'show') {
      shows = item.index;
      if (wanted === undefined || wanted === item.index) show = follow(item.index, item.began, change);
    } else if (wanted === undefined || wanted === shows) {
      if (item.type === 'cut') show?.breakOff();
      else show?.take(item.event);
    }
  }
  if (show === undefined)
    throw new UsageError(
      'no-such-show',
      `The record ${file} holds ${shows} ${shows === 1 ? 'show' : 'shows'}.`,
      `Give --show a number from 1 to ${shows}.`,
    );
  return { ...show.finish(file), shows };
}

/** The cue of an effect that a person played. */
function byHand(
  { id, sfx, tag, at }: Extract<Command, { readonly type: 'trigger' }>,
  lengths: ReadonlyMap<string, Micros>,
): Cue {
  return { id, at, end: add(at, lengths.get(sfx) ?? ZERO), sfx, tag, score: 1, alternatives: [] };
}

/** Takes one show's events in order. */
function follow(index: number, began: number, change: Partial<Policy> | undefined) {
  const verdicts = new Verdicts();
  const cues = new Map<string, ShownCue>();
  let settings: ShowSettings | undefined;
  let anew: Anew | undefined;
  let input = '';
  let lengths: ReadonlyMap<string, Micros> = new Map();
  let playhead = ZERO;
  let cut = true;

  const settle = (id: string, outcome: NonNullable<ShownCue['outcome']>): void => {
    const known = cues.get(id);
    if (known) cues.set(id, { ...known, outcome });
  };

  return {
    take(event: LiveEvent): void {
      playhead = latest(playhead, event.playhead);
      if (event.type === 'started') {
        input = event.input;
        lengths = new Map(Object.entries(event.lengths ?? {}));
        settings = settingsOf(event);
        if (change) anew = decideAnew(settings, change, verdicts);
      }
      anew?.take(event);
      if (event.type === 'cue') {
        cues.set(event.cue.id, { cue: event.cue });
        verdicts.set('show', event.moment, { cue: event.cue });
      } else if (event.type === 'command' && event.command.type === 'trigger') {
        const cue = byHand(event.command, lengths);
        cues.set(cue.id, { cue });
      } else if (event.type === 'rejected' || event.type === 'suppressed')
        verdicts.set('show', event.moment, { reason: event.reason });
      else if (event.type === 'played') settle(event.id, 'played');
      else if (event.type === 'not-played') settle(event.id, event.reason);
      else if (event.type === 'stopped') cut = false;
      if (event.type === 'window') verdicts.sweep(playhead);
    },
    breakOff(): void {
      cut = true;
    },
    finish(file: string): Show {
      if (settings === undefined)
        throw new UsageError(
          'show-broken',
          `Show ${index} of the record ${file} has no start: its settings are unknown.`,
          'Name another one with --show.',
        );
      anew?.end(playhead);
      return {
        index,
        began,
        input,
        duration: playhead,
        settings,
        lengths,
        cues: [...cues.values()].sort((a, b) => a.cue.at - b.cue.at),
        changes: anew ? verdicts.changes() : [],
        cut,
      };
    },
  };
}
