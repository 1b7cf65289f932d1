/** Faults of what a person asked for, and how the command line ends on each. */
import { isActionable, type Actionable } from '../core/errors.ts';

/** What the person asked for cannot be done as asked: wrong option, file, or combination. Exit code 2. */
export class UsageError extends Error implements Actionable {
  override readonly name = 'UsageError';
  readonly code: string;
  readonly nextStep: string;

  constructor(code: string, message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.nextStep = nextStep;
  }
}

/** The session was stopped from outside before its end. */
export class StoppedError extends Error implements Actionable {
  override readonly name = 'StoppedError';
  readonly code = 'STOPPED';
  readonly nextStep = 'Start it again.';

  constructor() {
    super('Stopped before the end; nothing was written.');
  }
}

/** 2 for what the person can mend, 1 for what is ours. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof SuppressedError) return exitCodeFor(error.suppressed);
  return isActionable(error) && !error.message.startsWith('internal:') ? 2 : 1;
}
