/** Questions to a person at a terminal. Each has an answer that Enter takes. */
import { createInterface } from 'node:readline/promises';
import { printableLines } from '../../core/printable.ts';
import { UsageError } from '../errors.ts';

/** A person who answers. */
export interface Questions extends Disposable {
  /** A line of text; empty: Enter alone. */
  line(question: string): Promise<string>;
  /** Yes or no, asked until it is one of them. */
  confirm(question: string, fallback: boolean): Promise<boolean>;
}

/** Whether there is somebody to answer. */
export const atTerminal = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/**
 * Asks on standard output, hears standard input. Questions reject with a UsageError when input ends, and as the signal says.
 */
export function askHere(signal: AbortSignal): Questions {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new AbortController();
  reader.once('close', () =>
    ended.abort(new UsageError('no-answer', 'No answer came; nothing was changed.', 'Start it again.')),
  );
  // The reader takes Ctrl-C from the terminal; it is the command's stop.
  reader.on('SIGINT', () => void process.kill(process.pid, 'SIGINT'));
  const either = AbortSignal.any([signal, ended.signal]);
  const line = async (question: string): Promise<string> => {
    try {
      return (await reader.question(`${printableLines(question)} `, { signal: either })).trim();
    } catch (error) {
      either.throwIfAborted();
      throw error;
    }
  };
  return {
    line,
    async confirm(question, fallback) {
      for (;;) {
        const answer = (await line(`${question} ${fallback ? '[Y/n]' : '[y/N]'}`)).toLowerCase();
        if (answer === '') return fallback;
        if (/^y(es)?$/.test(answer)) return true;
        if (/^no?$/.test(answer)) return false;
      }
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
