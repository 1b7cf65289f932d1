/** One cue of an SRT or WebVTT file: a block of lines to a timed sentence. */
import { MomentfxError } from '../../core/errors.ts';
import { add, fromSeconds, latest, subtract, type Micros } from '../../streams/time.ts';
import { cleanLines } from '../../streams/words/clean.ts';
import type { Caption } from '../../streams/words/tidy.ts';
import type { RollingLines } from '../../streams/words/rolling.ts';
import { likelyEnd, LONGEST, SHORTEST } from '../source.ts';
import { short, shownLines } from '../text.ts';
import type { Block } from './block-reader.ts';
import { secondsAt, timesIn } from './times.ts';

/** Words with start and end in media time. */
export type { Caption };

/** A caption with the number or name that its block carries; '' without one. */
export interface NamedCaption extends Caption {
  readonly label: string;
}

/** A captions file that cannot be read; the message names the file and the line. */
export class CaptionsError extends MomentfxError<'captions-broken'> {
  readonly line: number;
  /** Whether the caption at that line is left out; what is merely doubtful is read. */
  readonly leftOut: boolean;

  constructor(file: string, line: number, fault: string, what: 'left out' | 'read' = 'left out') {
    super(
      'captions-broken',
      `${file}, line ${line}: ${fault}.`,
      'Mend that line, or convert the file to SRT or WebVTT.',
    );
    this.line = line;
    this.leftOut = what === 'left out';
  }
}

/**
 * Reads an optional number or name, a line of times, and lines of text; the text may come out empty, and holds only what
 * the cue before, in the same file, has not shown already. `name` is what errors call the file. Throws CaptionsError.
 */
export function readCue(block: Block, name: string, rolling: RollingLines): NamedCaption {
  const { line, lines, times } = block;
  if (times === undefined) {
    const place = Math.max(
      0,
      lines.slice(0, 2).findIndex((one) => one.includes('-->')),
    );
    throw new CaptionsError(
      name,
      line + place,
      `expected a time like 00:00:01,000 --> 00:00:02,500, found "${short(lines[place])}"`,
    );
  }
  if (block.tooLong) throw new CaptionsError(name, line, 'the caption is too long');
  const at = line + times;
  const [from, to] = timesIn(lines[times] ?? '');
  const start = readTime(from, from, at, name);
  // Cue settings (position, alignment) may follow the second time.
  const end = readTime(to, to.split(/\s+/, 1)[0] ?? '', at, name);
  if (end < start) throw new CaptionsError(name, at, 'the caption ends before it starts');
  const text = cleanLines(rolling.fresh(String(line), shownLines(lines.slice(times + 1)), start, end));
  return {
    label: times === 1 ? (lines[0] ?? '').trim() : '',
    start,
    // What stands longer was given no end that anybody meant, and would lie in every window.
    end: subtract(end, start) > LONGEST ? likelyEnd(start, text) : latest(end, add(start, SHORTEST)),
    text,
  };
}

function readTime(text: string, shown: string, line: number, name: string): Micros {
  const seconds = secondsAt(text);
  if (seconds === undefined)
    throw new CaptionsError(name, line, `"${short(shown)}" is no time like 00:01:02,345`);
  return fromSeconds(seconds);
}
