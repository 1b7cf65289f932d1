/** One cue of an SRT or WebVTT file: a block of lines to a timed sentence. */
import { MomentfxError } from '../../core/errors.ts';
import { add, fromSeconds, latest, type Micros } from '../../streams/time.ts';
import type { Caption } from '../../streams/words/tidy.ts';
import { SHORTEST } from '../source.ts';
import { plainText, short } from '../text.ts';

/** Words with start and end in media time. */
export type { Caption };

/** A caption with the number or name that its block carries; '' without one. */
export interface NamedCaption extends Caption {
  readonly label: string;
}

/** A captions file that cannot be read; the message names the file and the line. */
export class CaptionsError extends MomentfxError<'CAPTIONS_BROKEN'> {
  readonly line: number;

  constructor(file: string, line: number, fault: string) {
    super(
      'CAPTIONS_BROKEN',
      `${file}, line ${line}: ${fault}.`,
      'Mend that line, or convert the file to SRT or WebVTT.',
    );
    this.line = line;
  }
}

/** Lines between two blank lines, with the number of the first one. */
export interface Block {
  readonly line: number;
  readonly lines: readonly string[];
}

const TIME = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})$/;

/** Whether the first line of a file says that it is WebVTT. */
export const isWebHeader = (line = ''): boolean => /^WEBVTT(?:[ \t]|$)/.test(line);

/** WebVTT's header, notes, styles and regions carry no words. */
export const isWebAside = ({ lines: [first = ''] }: Block): boolean =>
  /^(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first);

/**
 * Reads an optional number or name, a line of times, and lines of text; the text may come out empty. `name` is what
 * errors call the file. Throws CaptionsError.
 */
export function readCue({ line, lines }: Block, name: string): NamedCaption {
  const place = lines.slice(0, 2).findIndex((candidate) => candidate.includes('-->'));
  if (place < 0)
    throw new CaptionsError(
      name,
      line,
      `expected a time like 00:00:01,000 --> 00:00:02,500, found "${short(lines[0])}"`,
    );
  const at = line + place;
  const [from = '', rest = ''] = (lines[place] ?? '').split('-->');
  const start = readTime(from.trim(), at, name);
  // Cue settings (position, alignment) may follow the second time.
  const end = readTime(rest.trim().split(/\s+/)[0] ?? '', at, name);
  if (end < start) throw new CaptionsError(name, at, 'the caption ends before it starts');
  return {
    label: place === 1 ? (lines[0] ?? '').trim() : '',
    start,
    end: latest(end, add(start, SHORTEST)),
    text: plainText(lines.slice(place + 1)),
  };
}

function readTime(text: string, line: number, name: string): Micros {
  const match = TIME.exec(text);
  const [, hours = '0', minutes = '', seconds = '', fraction = ''] = match ?? [];
  if (!match || Number(minutes) > 59 || Number(seconds) > 59)
    throw new CaptionsError(name, line, `"${short(text)}" is no time like 00:01:02,345`);
  return fromSeconds(
    Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(fraction.padEnd(3, '0')) / 1_000,
  );
}
