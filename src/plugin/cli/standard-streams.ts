/**
 * Standard output and standard error of the command line. What is said there is fit for a terminal, nobody waits for
 * whoever reads standard error, and the loss of either ends no work: a reader may go away, a disk may be full.
 */
import { printableLines } from '../../core/printable.ts';
import { createSink, type Sink } from '../live/report/sink.ts';

const STANDARD_ERROR = 2;

let errors: Sink | undefined;
let outputFault = false;

/**
 * Call it once, before anything is said. Without it Node ends the process when a reader has gone away. A result that could
 * not be written is told, with exit code 2.
 */
export function guardStandardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `momentfx library list | head` closes the pipe early; that is no fault.
    if (error.code === 'EPIPE' || outputFault) return;
    outputFault = true;
    process.exitCode ||= 2;
    const reason = error.code ?? error.message;
    tell(`momentfx: Standard output cannot be written (${reason}). Free some space, or send it elsewhere.`);
  });
  // There is no one left to tell.
  process.stderr.on('error', () => undefined);
}

/** Says a result: lines on standard output. */
export function print(lines: string): void {
  process.stdout.write(`${printableLines(lines)}\n`);
}

/** Says something beside the result: lines on standard error. */
export const tell = (lines: string): void => tellRaw(`${printableLines(lines)}\n`);

/** Text for standard error as it is, such as a line that renews itself. */
export function tellRaw(text: string): void {
  errors ??= createSink(STANDARD_ERROR);
  errors.write(text);
}

/** Writes what standard error has not taken yet; for a process that ends by force. */
export const flushStandardError = (): void => errors?.flush();
