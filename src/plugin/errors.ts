/** Faults of what a person asked for, and how the command line ends on each. */
import { isActionable, MomentfxError } from '../core/errors.ts';

/** What the person asked for cannot be done as asked: wrong option, file, or combination. Exit code 2. */
export class UsageError extends MomentfxError {}

/** The session was stopped from outside before its end. */
export class StoppedError extends MomentfxError<'stopped'> {
  constructor() {
    super('stopped', 'Stopped before the end; nothing was written.', 'Start it again.');
  }
}

/** 2 for what the person can mend or wait for, 1 for what is ours. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof SuppressedError) return exitCodeFor(error.suppressed);
  return isActionable(error) && error.fault !== 'internal' ? 2 : 1;
}
