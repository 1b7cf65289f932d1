/** Live events to lines of the record. */
import type { LiveEvent } from '../../events.ts';
import type { EventOf } from '../../events/columns.ts';
import type { NumberedType, PlainType, UnwrittenType } from '../../events/table.ts';
import { redactValue } from '../text.ts';
import {
  PLAIN_TYPES,
  SHOW_VERSION,
  type HeaderLine,
  type LineOf,
  type Reference,
  type Row,
  type ShowLine,
} from './format.ts';
import { subtract, ZERO, type Micros } from '../../../../streams/time.ts';
import type { PlacedMoment, Tag } from '../../../../streams/values.ts';

type PlainEvent = EventOf<PlainType>;
const isPlain = (event: LiveEvent): event is PlainEvent => PLAIN_TYPES.has(event.type);

/** Moments are decided within the longest delay (60 s) after their window, one to four windows a second. */
const KEPT_WINDOWS = 300;
/** What waits for its deadline: ten moments a window, and a few more. */
const KEPT_UPCOMING = 2000;
/** A sentence is named again by windows of the next 12 s; one that is named later gets a new number. */
const KEPT_WORDS = 500;

/** The first line of a show. `began`: milliseconds since 1970. */
export const headerLine = (began: number): HeaderLine => ({ show: 'momentfx', version: SHOW_VERSION, began });

/** Turns events, in order, into lines; holds the numbers given to effects, words and recent moments. */
export function showEncoder(began: number) {
  const effects = new Map<string, number>();
  const words = new Map<string, number>();
  let nextWords = 0;
  const windows = new Map<number, readonly PlacedMoment[]>();
  /** What the ids of commands stand for. */
  const upcoming = new Map<string, PlacedMoment>();
  /** The newest number of each subtitle. */
  const latestWords = new Map<string, number>();
  let lines: ShowLine[] = [];
  let stamped: { readonly ms?: number; readonly p?: Micros } = {};

  const effectNumber = (sfx: string, tag: Tag): number => {
    const key = `${tag} ${sfx}`;
    const known = effects.get(key);
    if (known !== undefined) return known;
    const n = effects.size;
    effects.set(key, n);
    lines.push({ t: 'effect', n, sfx, tag });
    return n;
  };

  const wordsNumber = (text: string, id: string | undefined): number => {
    const key = JSON.stringify([id, text]);
    const known = words.get(key);
    if (known !== undefined) return known;
    const n = nextWords++;
    remember(words, key, n, KEPT_WORDS);
    lines.push(id === undefined ? { t: 'words', n, text } : { t: 'words', n, id, text });
    return n;
  };

  const rowOf = (moment: PlacedMoment, from: Micros): Row => {
    const alternatives = moment.alternatives.flatMap(({ sfx, tag, score }) => {
      const digits = Math.round(score * 1e4);
      return digits === 0 ? [] : [effectNumber(sfx, tag), digits];
    });
    const { start, end, sfx, tag, probability, subtitle, subtitleId } = moment;
    const common = [
      subtract(start, from),
      subtract(end, start),
      effectNumber(sfx, tag),
      Number(probability.toFixed(9)),
      alternatives,
    ] as const;
    return subtitle === undefined ? [...common] : [...common, wordsNumber(subtitle, subtitleId)];
  };

  const refer = (moment: PlacedMoment): Reference => {
    const row = windows.get(moment.window)?.indexOf(moment) ?? -1;
    return row < 0 ? { window: moment.window, row: rowOf(moment, ZERO) } : [moment.window, row];
  };

  const stamp = ({ wall, playhead }: LiveEvent): { readonly ms?: number; readonly p?: Micros } => {
    const ms = Math.round(wall - began);
    const same = ms === stamped.ms && playhead === stamped.p;
    stamped = { ms, p: playhead };
    return same ? {} : stamped;
  };

  const windowLine = (event: EventOf<'window'>): LineOf<'window'> => {
    const { index, start, end, moments, horizon, tookMs, heard, arrived, subtitles } = event.window;
    remember(windows, index, moments, KEPT_WINDOWS);
    const said = heard?.sentences.map(({ id, text }) => wordsNumber(text, id));
    const whole = heard !== undefined && heard.start === start && heard.end === end;
    return {
      t: 'window',
      ...stamp(event),
      i: index,
      at: start,
      len: subtract(end, start),
      horizon: subtract(horizon, start),
      took: Number(tookMs.toFixed(1)),
      ...(arrived === event.playhead ? {} : { arrived: arrived ?? null }),
      words: said ?? subtitles.flatMap((id) => latestWords.get(id) ?? []),
      ...(whole ? {} : { heard: false as const }),
      rows: moments.map((moment) => rowOf(moment, start)),
    };
  };

  const cueLine = (event: EventOf<'cue'>): LineOf<'cue'> => {
    const { cue, moment, margin } = event;
    const own = cue.sfx === moment.sfx && cue.tag === moment.tag;
    return {
      t: 'cue',
      ...stamp(event),
      id: cue.id,
      at: cue.at,
      end: cue.end,
      ...(own ? {} : { effect: effectNumber(cue.sfx, cue.tag) }),
      score: cue.score,
      ...(margin === undefined ? {} : { margin }),
      moment: refer(moment),
    };
  };

  const subtitleLine = (event: EventOf<'subtitle'>): LineOf<'subtitle'> => {
    const { id, text, start, end, final } = event.subtitle;
    const n = wordsNumber(text, id);
    remember(latestWords, id, n, KEPT_WORDS);
    return { t: 'subtitle', ...stamp(event), words: n, at: start, len: subtract(end, start), final };
  };

  /** The line before, if the event goes on with it. */
  const before = <Type extends ShowLine['t']>(
    type: Type,
    { wall, playhead }: LiveEvent,
  ): LineOf<Type> | undefined => {
    const same = Math.round(wall - began) === stamped.ms && playhead === stamped.p;
    const last = lines.at(-1);
    return same && last?.t === type ? (last as LineOf<Type>) : undefined;
  };

  const commandLine = (event: EventOf<'command'>): LineOf<'command'> => {
    const { command } = event;
    const moment = event.moment ?? ('id' in command ? upcoming.get(command.id) : undefined);
    return {
      t: 'command',
      ...stamp(event),
      command: structuredClone(command) as LineOf<'command'>['command'],
      ...(moment === undefined ? {} : { moment: refer(moment) }),
    };
  };

  const rejectedLine = (event: EventOf<'rejected'>): void => {
    const moment = [refer(event.moment)].flat();
    const last = before('rejected', event);
    if (last?.reason === event.reason) last.of.push(...moment);
    else lines.push({ t: 'rejected', ...stamp(event), reason: event.reason, of: moment });
  };

  const suppressedLine = (event: EventOf<'suppressed'>): void => {
    const moment = [refer(event.moment)].flat();
    const last = before('suppressed', event);
    if (last?.reason === event.reason) last.of.push(...moment);
    else lines.push({ t: 'suppressed', ...stamp(event), reason: event.reason, of: moment });
  };

  /** What becomes of the events that are not written as they are. */
  const own: { readonly [Type in NumberedType | UnwrittenType]: (event: EventOf<Type>) => void } = {
    window: (event) => void lines.push(windowLine(event)),
    cue: (event) => void lines.push(cueLine(event)),
    subtitle: (event) => void lines.push(subtitleLine(event)),
    command: (event) => void lines.push(commandLine(event)),
    rejected: rejectedLine,
    suppressed: suppressedLine,
    upcoming: ({ id, moment }) => remember(upcoming, id, moment, KEPT_UPCOMING),
    withdrawn: ({ id }) => void upcoming.delete(id),
  };

  const put = (event: LiveEvent): void => {
    if (isPlain(event)) lines.push(plainLine(event));
    // The entry under an event's type takes that event, which the compiler cannot follow through the union.
    else (own[event.type] as (event: LiveEvent) => void)(event);
  };

  const plainLine = (event: PlainEvent): ShowLine => {
    const { type, wall: _wall, playhead: _playhead, ...facts } = event;
    return { t: type, ...stamp(event), ...redactValue(facts) } as ShowLine;
  };

  return {
    encode(events: readonly LiveEvent[]): readonly ShowLine[] {
      lines = [];
      for (const event of events) put(event);
      return lines;
    },
  };
}

/** Sets a value and forgets the oldest beyond `most`. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
