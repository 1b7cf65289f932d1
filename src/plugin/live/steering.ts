/** A show that is steered by lines on standard input. */
import { describeError } from '../../core/errors.ts';
import { lineSplitter } from '../../core/lines.ts';
import { UsageError } from '../errors.ts';
import { parseCommand, type ShowCommand } from './commands.ts';
import type { LiveSession } from './session-options.ts';

function obey(session: LiveSession, command: ShowCommand, reports: { warn(line: string): void }): void {
  try {
    session.controls.obey(command);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    reports.warn(describeError(error));
  }
}

/** A command has some 40 characters; what is longer is refused, and never kept whole. */
const LONGEST_COMMAND = 1_000;

/** Lines on standard input steer the show: `delay 8`, `veto m3`, `quiet on`, `sensitivity low`. */
export function steer(session: () => LiveSession, reports: { warn(line: string): void }): Disposable {
  const splitter = lineSplitter(LONGEST_COMMAND);
  const hear = (line: string | undefined): void => {
    if (line?.trim() === '') return;
    const command = line === undefined ? 'A command on standard input is too long.' : parseCommand(line);
    if (typeof command === 'string') reports.warn(command);
    else obey(session(), command, reports);
  };
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text: string) => splitter.push(text).forEach(hear));
  process.stdin.on('end', () => splitter.end().forEach(hear));
  // Whoever steered the show has gone; it goes on.
  process.stdin.on('error', () => undefined);
  return {
    [Symbol.dispose]: () => void process.stdin.destroy(),
  };
}
