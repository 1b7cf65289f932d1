/** How the analysis process fails, in terms of what the caller can do. Each error has a code and a next step. */
import {
  isActionable,
  messageOf,
  MomentfxError,
  REPORT,
  sentence,
  type ErrorFacts,
  type Fault,
} from '../../core/errors.ts';

/** An error as it crosses the process boundary. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly nextStep: string;
  readonly fault?: Fault;
}

/** Capital first, for words of libraries. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Something to send for any thrown value. */
export function toWire(error: unknown): WireError {
  const facts = error as { code?: unknown; nextStep?: unknown } | null | undefined;
  const nextStep = typeof facts?.nextStep === 'string' ? facts.nextStep : REPORT;
  const message = messageOf(error);
  return {
    code: typeof facts?.code === 'string' ? facts.code : 'analysis-internal',
    message: isActionable(error) ? message : capital(message.trim()),
    nextStep,
    fault: isActionable(error) ? error.fault : 'internal',
  };
}

/** What all errors of the analysis process share. */
export class AnalysisError extends MomentfxError {
  constructor({ code, message, nextStep, fault }: WireError, facts?: ErrorFacts) {
    super(code, sentence(message), sentence(capital(nextStep.trim())), { fault, ...facts });
  }
}

/** The process could not start: a missing model file, other encoders than the checkpoint's, no such device … */
export class AnalysisStartError extends AnalysisError {}

/** The process answered one request with an error; it goes on working. */
export class AnalysisRequestError extends AnalysisError {}

/** The process was used after `close`, or closed while it worked on the request. */
export class AnalysisClosedError extends AnalysisError {
  constructor() {
    super({
      code: 'analysis-closed',
      message: 'analysis was closed before it answered',
      nextStep: 'Start it again',
      fault: 'internal',
    });
  }
}

/** The worker that recognises speech has audio and does not answer. */
export const speechHung = (limitMs: number): AnalysisError =>
  new AnalysisError({
    code: 'speech-hung',
    message: `speech recognition did not answer for ${limitMs / 1000} s`,
    nextStep: 'Run again, or without speech recognition (--asr none)',
    fault: 'outside',
  });

/** How a process ended, as far as is known. */
export interface FailureFacts {
  /** Absent where a signal ended it. */
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  /** The end of what it wrote on its error output. */
  readonly lastWords?: string;
}

/** How V8 (also for a worker thread), the C++ library and onnxruntime say that there is no more memory. */
const OUT_OF_MEMORY =
  /(heap|JavaScript|process) out of memory|cannot allocate memory|invalid array length Allocation failed|ERR_WORKER_OUT_OF_MEMORY|bad_alloc|failed to allocate memory/i;

const LONGEST_SAID = 300;

/** A dying process's last words on one line, without the stacks that follow them. */
function inShort(lastWords: string): string {
  const lines = lastWords.split('\n').map((line) => line.trim());
  const stack = lines.findIndex((line) => /^(-----|at |\d+: 0x)/.test(line));
  const said = lines.slice(0, stack < 0 ? undefined : stack).filter((line) => line !== '');
  const short = said.join(' ');
  return short.length > LONGEST_SAID ? `${short.slice(0, LONGEST_SAID)}…` : short;
}

/** The process died, hung, or sent an unknown message. All that was asked of it is rejected with this. */
export class AnalysisFailedError extends AnalysisError {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly lastWords: string;

  constructor(error: WireError, facts: FailureFacts = {}) {
    super(error);
    this.exitCode = facts.exitCode;
    this.signal = facts.signal;
    this.lastWords = facts.lastWords ?? '';
  }

  /** For a process that ended by itself or was killed from outside. */
  static ended(facts: FailureFacts): AnalysisFailedError {
    if (OUT_OF_MEMORY.test(facts.lastWords ?? '')) return AnalysisFailedError.outOfMemory(facts);
    const how = facts.signal ? `was killed by ${facts.signal}` : `ended with code ${facts.exitCode ?? '?'}`;
    const said = inShort(facts.lastWords ?? '');
    const words = said === '' ? '' : `: ${said}`;
    return new AnalysisFailedError(
      {
        code: 'analysis-died',
        message: `the analysis process ${how}${words}`,
        nextStep:
          facts.signal === 'SIGKILL'
            ? 'Start it again; if nobody killed it, the machine may have run out of memory'
            : REPORT,
        // A crash is ours, but its stack here says nothing: the one line is all there is.
        fault: 'outside',
      },
      facts,
    );
  }

  /** For a process that others used too: how it ended, nobody here can know. */
  static gone(lastWords: string): AnalysisFailedError {
    if (OUT_OF_MEMORY.test(lastWords)) return AnalysisFailedError.outOfMemory({ lastWords });
    const said = inShort(lastWords);
    const words = said === '' ? '' : `: ${said}`;
    return new AnalysisFailedError(
      {
        code: 'analysis-died',
        message: `the shared analysis process has ended${words}`,
        nextStep: 'Start it again; if nobody ended it, the machine may have run out of memory',
        fault: 'outside',
      },
      { lastWords },
    );
  }

  /** For a process that ended because there was no memory. */
  static outOfMemory(facts: FailureFacts = {}): AnalysisFailedError {
    return new AnalysisFailedError(
      {
        code: 'analysis-out-of-memory',
        message: 'the analysis process ran out of memory',
        nextStep: 'Start it again; with several streams at once, give the machine more memory',
        fault: 'outside',
      },
      facts,
    );
  }

  /** For a process that is there and says nothing, as one does on a machine that is stopped or overloaded. */
  static hung(limitMs: number): AnalysisFailedError {
    return new AnalysisFailedError({
      code: 'analysis-hung',
      message: `the analysis process has not answered for ${limitMs / 1000} s`,
      nextStep: 'Start it again',
      fault: 'outside',
    });
  }

  /** For a process that sent what is no message; `problem` says where. */
  static nonsense(problem: string): AnalysisFailedError {
    return new AnalysisFailedError({
      code: 'analysis-nonsense',
      message: `the analysis process sent an unknown message: ${problem}`,
      nextStep: REPORT,
      fault: 'internal',
    });
  }

  /** For what a dying process says of itself. */
  static told(error: WireError): AnalysisFailedError {
    return OUT_OF_MEMORY.test(`${error.code} ${error.message}`)
      ? AnalysisFailedError.outOfMemory({ lastWords: error.message })
      : new AnalysisFailedError(error);
  }
}
