/** What may be thrown is anything; what the house handles is an `Error`, which may say what to do about it. */
import { printable, printableLines } from './printable.ts';

/** Whatever was thrown, as an Error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** What it says, for a line that tells it. */
export const messageOf = (thrown: unknown): string => asError(thrown).message;

/**
 * Whose fault it is: `usage`, of what a person asked for or gave; `outside`, of what lies beyond the program (a server, a
 * sender, a disk, memory); `internal`, ours.
 */
export type Fault = 'usage' | 'outside' | 'internal';

/** What an error says besides its words. */
export interface ErrorFacts extends ErrorOptions {
  /** Default: `usage`. */
  readonly fault?: Fault | undefined;
  /** Whether the same may succeed later without anybody changing anything; default: false. */
  readonly retryable?: boolean | undefined;
}

/**
 * What every error of the project is: what is wrong (`message`), what to do about it, and a stable name of the fault for
 * programs. Each room declares its own classes with their codes; a class is its `name`.
 */
export abstract class MomentfxError<Code extends string = string> extends Error {
  override readonly name: string;
  /** Stable name of the fault, such as `model-missing`. */
  readonly code: Code;
  /** What to do about it, one sentence. */
  readonly nextStep: string;
  readonly fault: Fault;
  readonly retryable: boolean;

  constructor(code: Code, message: string, nextStep: string, facts: ErrorFacts = {}) {
    const { fault = 'usage', retryable = false, ...options } = facts;
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.nextStep = nextStep;
    this.fault = fault;
    this.retryable = retryable;
  }
}

/** The next step where nobody but us can do anything. */
export const REPORT = 'Run the command again; if it happens again, report it with this message.';

/** Whether a person can be told what to do about it. */
export const isActionable = (error: unknown): error is MomentfxError => error instanceof MomentfxError;

/** What is wrong and what to do, each as one sentence on one line. */
export function sentencesOf(error: Pick<MomentfxError, 'message' | 'nextStep'>): {
  readonly what: string;
  readonly nextStep: string;
} {
  return { what: sentence(oneLine(error.message)), nextStep: sentence(oneLine(error.nextStep)) };
}

/** One line for a person: what is wrong, then what to do. Faults that are ours keep their stack. */
export const describeError = (error: unknown): string => printableLines(described(error));

function described(error: unknown): string {
  if (isActionable(error)) {
    if (error.fault === 'internal') return `internal: ${error.stack ?? error.message}\n${error.nextStep}`;
    const { what, nextStep } = sentencesOf(error);
    return `${what} ${nextStep}`.trim();
  }
  // `suppressed` is what went wrong; `error` is what closing the parts added to it.
  if (error instanceof SuppressedError) return described(error.suppressed);
  if (error instanceof AggregateError) return error.errors.map(described).join('\n');
  if (error instanceof Error) return `internal: ${error.stack ?? error.message}`;
  return `internal: ${String(error)}`;
}

/** A message that quotes another one may end in two full stops; those of a path stay. */
const oneLine = (text: string): string =>
  printable(text)
    .replace(/\s+/g, ' ')
    .replace(/(?<=[^\s./\\])\.\.(?=\s|$)/g, '.')
    .trim();

/** Capital first, full stop last, whatever room the words come from; a file's name in front keeps its case. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  const capital = /^(the|a|an|no|more|analysis|speech) /.test(trimmed)
    ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
    : trimmed;
  return /[.?!…]$/.test(capital) ? capital : `${capital}.`;
}
