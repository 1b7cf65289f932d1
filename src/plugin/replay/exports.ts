/** Cues for the editor: subtitles, an edit list, a table. Times from the video's start. */
import { UsageError } from '../errors.ts';
import { csvText } from '../../core/csv-text.ts';
import { printable } from '../../core/printable.ts';
import { frameAt, framesADay, timecode, type FrameRate } from './timecode.ts';
import { add, toSeconds, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';

const inOrder = (cues: readonly Cue[]): Cue[] => cues.toSorted((a, b) => a.at - b.at);

/** SubRip: one subtitle for each cue, with its effect and sentence. */
export function toSrt(cues: readonly Cue[]): string {
  return inOrder(cues)
    .map((cue, i) => {
      const lines = [`[${cue.sfx}] ${cue.tag} ${cue.score.toFixed(2)}`];
      if (cue.subtitle !== undefined) lines.push(cue.subtitle);
      // An empty line or an arrow inside would end the subtitle for a reader.
      const text = lines.map((line) => printable(line).replaceAll('-->', '→').trim()).filter((line) => line);
      return `${i + 1}\n${srtTime(cue.at)} --> ${srtTime(cue.end)}\n${text.join('\n')}\n`;
    })
    .join('\n');
}

function srtTime(time: Micros): string {
  const ms = Math.round(time / 1000);
  const pad = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
  return `${pad(ms / 3_600_000)}:${pad((ms / 60_000) % 60)}:${pad((ms / 1000) % 60)},${pad(ms % 1000, 3)}`;
}

/** A CMX 3600 list numbers its events with three digits. */
const MOST_EVENTS = 999;

/** How an edit list counts, and how long its effects last. */
export interface EdlOptions {
  readonly rate: FrameRate;
  /** By the effect's id; one that is missing lasts as long as its moment. */
  readonly lengths: ReadonlyMap<string, Micros>;
}

/**
 * An edit list (CMX 3600): each cue is a sound event, as long as its effect. Two tracks, A and A2, take
 * what overlaps; where both sound, the one that ends first is cut short.
 * @throws UsageError edl-too-long
 */
export function toEdl(title: string, cues: readonly Cue[], options: EdlOptions): string {
  const { rate } = options;
  if (cues.length > MOST_EVENTS)
    tooLong(`holds at most ${MOST_EVENTS} events, and there are ${cues.length} cues`);
  const events = spread(cues, options);
  const last = Math.max(0, ...events.map(({ to }) => to));
  if (last >= framesADay(rate)) tooLong('ends at 24 hours of timecode, and the show is longer');
  const lines = [`TITLE: ${printable(title)}`, `FCM: ${rate.drop ? 'DROP FRAME' : 'NON-DROP FRAME'}`, ''];
  events.forEach(({ cue, track, from, to }, i) => {
    const times = [0, to - from, from, to].map((frame) => timecode(frame, rate)).join(' ');
    lines.push(`${String(i + 1).padStart(3, '0')}  AX       ${track.padEnd(5)} C        ${times}`);
    lines.push(`* FROM CLIP NAME: ${printable(cue.sfx)}`);
    lines.push(
      `* COMMENT: ${printable([cue.tag, cue.score.toFixed(2), cue.subtitle ?? ''].join(' ')).trim()}`,
    );
  });
  return `${lines.join('\n')}\n`;
}

interface EdlEvent {
  readonly cue: Cue;
  readonly track: string;
  readonly from: number;
  to: number;
}

function spread(cues: readonly Cue[], { rate, lengths }: EdlOptions): EdlEvent[] {
  const events: EdlEvent[] = [];
  const last = new Map<string, EdlEvent>();
  for (const cue of inOrder(cues)) {
    const from = frameAt(cue.at, rate);
    const [track = 'A'] = ['A', 'A2'].sort((a, b) => (last.get(a)?.to ?? 0) - (last.get(b)?.to ?? 0));
    const free = ['A', 'A2'].find((name) => (last.get(name)?.to ?? 0) <= from) ?? track;
    const before = last.get(free);
    if (before && before.to > from) before.to = Math.max(from, before.from + 1);
    const length = lengths.get(cue.sfx);
    const end = length === undefined ? cue.end : add(cue.at, length);
    const event = { cue, track: free, from, to: Math.max(frameAt(end, rate), from + 1) };
    last.set(free, event);
    events.push(event);
  }
  return events;
}

const tooLong = (why: string): never => {
  throw new UsageError(
    'edl-too-long',
    `An edit list ${why}.`,
    'Use --csv or --cues, which have no such limit.',
  );
};

/** Comma-separated values with a header (RFC 4180): what spreadsheets read. */
export function toCsv(cues: readonly Cue[]): string {
  const rows = inOrder(cues).map((cue) => [
    toSeconds(cue.at).toFixed(3),
    toSeconds(cue.end).toFixed(3),
    cue.sfx,
    cue.tag,
    cue.score.toFixed(4),
    cue.subtitle ?? '',
  ]);
  return csvText(
    [['at', 'end', 'sfx', 'tag', 'score', 'subtitle'], ...rows.map((row) => row.map(harmless))],
    '\r\n',
  );
}

/** Captions come from outside: a spreadsheet would run what begins like a formula. */
const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? `'${text}` : text;
