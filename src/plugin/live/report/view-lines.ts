/** What the terminal view shows, as lines of text that are no wider than the terminal. */
import { clockText } from '../../../core/durations.ts';
import { printable } from '../../../core/printable.ts';
import type { LiveEvent, LiveStatus } from '../events.ts';
import type { Happening, ViewChange } from '../events/columns.ts';
import { declarationOf } from '../events/table.ts';
import { fit, redactText } from './text.ts';
import { toSeconds, type Micros } from '../../../streams/time.ts';

/** Figures that come from events, for the view. */
export interface Recent {
  /** The newest last. */
  readonly happenings: readonly Happening[];
  /** Seconds: of the last cue, and the least so far. */
  readonly margin: { readonly last: number; readonly least: number } | undefined;
  /** Seconds. */
  readonly detection: number | undefined;
  readonly dropped: { readonly windows: number; readonly packets: number };
  /** The newest thing that went wrong, with the wall clock. */
  readonly trouble: string | undefined;
}

/** Bits a second, from two looks at the status. */
export interface Rates {
  readonly input: number | undefined;
  readonly outputs: readonly (number | undefined)[];
}

const MOST_HAPPENINGS = 6;
/** Most outputs that get a line each. */
const MOST_OUTPUTS = 4;

/** Keeps what the view needs of the events, as the table of events says. */
export function recentEvents(): { take(event: LiveEvent): void; readonly now: Recent } {
  let happenings: Happening[] = [];
  let margin: Recent['margin'];
  let detection: number | undefined;
  let dropped = { windows: 0, packets: 0 };
  let trouble: string | undefined;

  const change = (event: LiveEvent, told: ViewChange): void => {
    switch (told.type) {
      case 'happening':
        happenings = [...happenings, told.happening].slice(-MOST_HAPPENINGS);
        return;
      case 'outcome':
        happenings = happenings.map((each) =>
          each.id === told.id ? { ...each, outcome: told.outcome } : each,
        );
        return;
      case 'margin':
        margin = { last: told.seconds, least: Math.min(margin?.least ?? told.seconds, told.seconds) };
        return;
      case 'detection':
        detection = told.seconds;
        return;
      case 'lost':
        dropped = { ...dropped, [told.what]: dropped[told.what] + told.count };
        return;
      case 'trouble':
        trouble = `${new Date(event.wall).toISOString().slice(11, 19)} UTC  ${told.text}`;
    }
  };

  return {
    take: (event) =>
      declarationOf(event)
        .view?.(event)
        .forEach((told) => change(event, told)),
    get now() {
      return { happenings, margin, detection, dropped, trouble };
    },
  };
}

/** The view's lines, at most `rows` of at most `columns`; what is least needed is left out first. */
export function viewLines(
  status: LiveStatus,
  recent: Recent,
  rates: Rates,
  size: { readonly columns: number; readonly rows: number },
): string[] {
  const { input, outputs, delay, line, analysis, mixer, memory } = status;
  const lines = [
    row(
      'momentfx',
      `${status.state}  ${clock(status.playhead)}  delay ${exact(delay.actual)} of ${exact(delay.asked)} s`,
    ),
    row(
      'input',
      `${input.connected ? 'connected' : 'AWAY'}  ${rate(rates.input)}  ${input.name}  ` +
        counts(
          [input.connections - 1, 'reconnect'],
          [input.jumps, 'jump'],
          [input.gaps, 'gap'],
          [input.damaged, 'damaged packet'],
        ),
    ),
    ...outputs
      .slice(0, MOST_OUTPUTS)
      .map((output, i) =>
        row(
          'output',
          `${output.state === 'gone' ? 'GONE' : output.state}  ${rate(rates.outputs[i])}  ${output.name}  ` +
            counts([output.reconnects, 'reconnect'], [output.dropped, 'drop']),
        ),
      ),
  ];
  if (outputs.length > MOST_OUTPUTS) lines.push(row('', `and ${outputs.length - MOST_OUTPUTS} more outputs`));
  const { margin, detection, dropped } = recent;
  lines.push(
    row(
      'analysis',
      `${analysis.state === 'down' ? 'DOWN' : analysis.state}  speech ${toSeconds(status.speechLag).toFixed(1)} s behind` +
        (detection === undefined ? '' : `  detection ${(detection * 1000).toFixed(0)} ms`) +
        (margin === undefined
          ? ''
          : `  margin ${margin.last.toFixed(1)} s (least ${margin.least.toFixed(1)})`) +
        `  ${counts([analysis.restarts, 'restart'], [dropped.windows, 'window lost', 'windows lost'])}`,
    ),
    row(
      'memory',
      `session ${bytes(memory.session)}  analysis ${bytes(memory.analysis)}  ` +
        `delay line ${toSeconds(line.span).toFixed(1)} s, ${bytes(line.bytes)}`,
    ),
    row('effects', `${mixer.played} played, ${mixer.late} late, ${mixer.crowded} crowded out`),
  );
  for (const { at, text, outcome } of recent.happenings.toReversed())
    lines.push(row('', `${clock(at)}  ${outcome.padEnd(10)}  ${text}`));
  if (recent.trouble !== undefined) lines.splice(1, 0, row('trouble', recent.trouble));
  return lines.slice(0, Math.max(1, size.rows)).map((text) => fit(text, size.columns));
}

/** One line with the figures that matter, for a pipe. */
export function statusLine(status: LiveStatus, recent: Recent, rates: Rates): string {
  const { input, outputs, delay, analysis, mixer, memory } = status;
  const open = outputs.filter(({ state }) => state === 'open').length;
  return tidy(
    `${status.state} ${clock(status.playhead)}, delay ${exact(delay.actual)} of ${exact(delay.asked)} s, ` +
      `input ${input.connected ? rate(rates.input) : 'away'}, ${open} of ${outputs.length} outputs open, ` +
      `analysis ${analysis.state}, speech ${toSeconds(status.speechLag).toFixed(1)} s behind, ` +
      (recent.margin === undefined ? '' : `margin ${recent.margin.last.toFixed(1)} s, `) +
      `effects ${mixer.played} played ${mixer.late} late ${mixer.crowded} crowded out, ` +
      `${recent.dropped.windows} windows and ${recent.dropped.packets} packets lost, ` +
      `memory ${bytes(memory.session)} and ${bytes(memory.analysis)}`,
  );
}

const tidy = (text: string): string => printable(redactText(text)).trimEnd();
const row = (name: string, text: string): string => tidy(`${name.padEnd(9)} ${text}`);

type Count = readonly [n: number, one: string, many?: string];
/** Only what is not zero. */
const counts = (...all: readonly Count[]): string =>
  all
    .filter(([n]) => n > 0)
    .map(([n, one, many = `${one}s`]) => `${n} ${n === 1 ? one : many}`)
    .join(', ');

const clock = (time: Micros): string => clockText(toSeconds(time));

const exact = (time: Micros): string =>
  toSeconds(time)
    .toFixed(3)
    .replace(/\.?0+$/, '');
const rate = (bits: number | undefined): string =>
  bits === undefined ? '– Mbit/s' : `${(bits / 1e6).toFixed(bits < 1e6 ? 2 : 1)} Mbit/s`;
const bytes = (count: number): string =>
  count < 1e9 ? `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} MB` : `${(count / 1e9).toFixed(2)} GB`;
