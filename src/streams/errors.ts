import { MomentfxError } from '../core/errors.ts';

/** A fault in what the streams were given; `code` names it, `nextStep` says what to do about it. */
export class StreamError extends MomentfxError {
  /** Faults of callers, who are programs: `internal`. */
  constructor(code: string, fact: string, nextStep: string) {
    super(code, fact, nextStep, { fault: 'internal' });
  }
}

/** Frames must come in order of time. */
export class FrameOrderError extends StreamError {
  constructor(previous: number, at: number) {
    super(
      'frame-order',
      `a frame at ${at} µs came after one at ${previous} µs`,
      'Re-anchor timestamps where the input is read.',
    );
  }
}

/** The detector's answer does not fit the windows it was asked about. */
export class DetectorAnswerError extends StreamError {
  constructor(asked: number, answered: number | undefined) {
    super(
      'detector-answer',
      `the detector was asked about ${asked} windows and answered ${answered ?? 'nothing'}`,
      'Answer every call once, with one list of moments for each window in the order given.',
    );
  }
}

/** Windows come faster than the detector takes them, and nothing holds the sender back. */
export class DetectorBacklogError extends StreamError {
  constructor(limit: number) {
    super(
      'detector-backlog',
      `more than ${limit} windows wait for the detector`,
      'Hold the frames back until the playhead has moved on.',
    );
  }
}

/** `value` if it is a whole number of at least 0, else a RangeError that names the option. */
export function countOf(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} must be a whole number of at least 0, got ${value}`);
  return value;
}

/** `value` if it is a whole number of at least 1, else a RangeError that names the option. */
export function positiveInteger(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number of at least 1, got ${value}`);
  return value;
}
