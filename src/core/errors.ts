/** What may be thrown is anything; what the house handles is an `Error`, which may say what to do about it. */

/** Whatever was thrown, as an Error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** What it says, for a line that tells it. */
export const messageOf = (thrown: unknown): string => asError(thrown).message;

/**
 * Errors that a person can act on carry a `code` and a `nextStep`. Every room defines its own classes of that shape, and
 * whoever tells a person of them recognises them by it.
 */
export interface Actionable extends Error {
  /** Stable name of the fault, such as `INPUT_MISSING`. */
  readonly code: string;
  /** What to do about it, one sentence. */
  readonly nextStep: string;
}

/** Whether a person can be told what to do about it. */
export function isActionable(error: unknown): error is Actionable {
  return (
    error instanceof Error &&
    typeof (error as Partial<Actionable>).code === 'string' &&
    typeof (error as Partial<Actionable>).nextStep === 'string'
  );
}

/** What is wrong and what to do, each as one sentence on one line. */
export function sentencesOf(error: Pick<Actionable, 'message' | 'nextStep'>): {
  readonly what: string;
  readonly nextStep: string;
} {
  const step = oneLine(error.nextStep);
  const message = oneLine(error.message);
  // Some rooms' messages hold their next step already; it is said once.
  const what = step !== '' && message.endsWith(step) ? message.slice(0, -step.length) : message;
  return { what: sentence(what), nextStep: sentence(step) };
}

/** One line for a person: what is wrong, then what to do. Faults that are ours keep their stack. */
export function describeError(error: unknown): string {
  if (isActionable(error)) {
    const { what, nextStep } = sentencesOf(error);
    return `${what} ${nextStep}`.trim();
  }
  // `suppressed` is what went wrong; `error` is what closing the parts added to it.
  if (error instanceof SuppressedError) return describeError(error.suppressed);
  if (error instanceof AggregateError) return error.errors.map(describeError).join('\n');
  if (error instanceof Error) return `internal: ${error.stack ?? error.message}`;
  return `internal: ${String(error)}`;
}

/** A message that quotes another one may end in two full stops; those of a path stay. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/(?<=[^\s./\\])\.\.(?=\s|$)/g, '.')
    .trim();

/** Capital first, full stop last, whatever room the words come from; a file's name in front keeps its case. */
function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const capital = /^(the|a|an|no|more|analysis) /.test(trimmed)
    ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
    : trimmed;
  return /[.?!…]$/.test(capital) ? capital : `${capital}.`;
}
