/**
 * Errors that a person can act on carry a `code` and a `nextStep`. Every room defines its own classes of that shape
 * (rooms may not import the plugin), so the command line recognises them by shape.
 */
export interface Actionable extends Error {
  /** Stable name of the fault, such as `INPUT_MISSING`. */
  readonly code: string;
  /** What to do about it, one sentence. */
  readonly nextStep: string;
}

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

export function isActionable(error: unknown): error is Actionable {
  return (
    error instanceof Error &&
    typeof (error as Partial<Actionable>).code === 'string' &&
    typeof (error as Partial<Actionable>).nextStep === 'string'
  );
}

/** One line for a person: what is wrong, then what to do. Faults that are ours keep their stack. */
export function describeError(error: unknown): string {
  if (isActionable(error)) return `${oneLine(error.message)} ${oneLine(error.nextStep)}`.trim();
  if (error instanceof AggregateError) return error.errors.map(describeError).join('\n');
  if (error instanceof Error) return `internal: ${error.stack ?? error.message}`;
  return `internal: ${String(error)}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** 2 for what the person can mend, 1 for what is ours. */
export const exitCodeFor = (error: unknown): number => (isActionable(error) ? 2 : 1);
