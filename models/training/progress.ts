/** How training tells how far it is: one line that renews itself on a terminal, plain lines in a pipe. */

/** One step as people follow it. */
export interface StepReport {
  readonly stage: string;
  /** Steps done in this stage and in all stages. */
  readonly step: number;
  readonly steps: number;
  readonly doneOverall: number;
  readonly stepsOverall: number;
  readonly loss: number;
  /** Share of moments whose largest logit is the right one; NaN where a batch has none. */
  readonly accuracy: number;
  /** What it should be: the moment's own effect, or that it is a moment. */
  readonly classified: 'effect' | 'moment';
  /** Mean overlap (GIoU) of matched boxes; absent in pre-training. */
  readonly overlap?: number;
  readonly lr: number;
  readonly samplesPerSecond: number;
  readonly secondsLeft: number;
}

/** What progress needs of a stream; `process.stderr` is one. */
export interface LineSink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Longest silence in a pipe, in ms: short enough to see that work goes on, long enough for readable logs. */
const PLAIN_EVERY_MS = 10_000;
/** A terminal line is renewed at most this often, in ms. */
const TERMINAL_EVERY_MS = 200;

/** A duration in words: `1 h 05 min`, `3 min 20 s`, `12 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0
    ? `${h} h ${String(m).padStart(2, '0')} min`
    : m > 0
      ? `${m} min ${String(s).padStart(2, '0')} s`
      : `${s} s`;
}

/** A step's figures on one line. */
function formatReport(report: StepReport): string {
  const share = (value: number): string => (Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`);
  return [
    `${report.stage} ${report.step}/${report.steps}`,
    `loss ${report.loss.toFixed(3)}`,
    `${report.classified} ${share(report.accuracy)}`,
    ...(report.overlap === undefined ? [] : [`GIoU ${report.overlap.toFixed(3)}`]),
    `${report.samplesPerSecond.toFixed(0)} windows/s`,
    `${formatDuration(report.secondsLeft)} left`,
  ].join('  ');
}

/** Shows reports on `sink`; `now` gives milliseconds. `end` closes a terminal line. */
export function progressLine(
  sink: LineSink,
  now: () => number,
): { report(report: StepReport): void; say(text: string): void; end(): void } {
  let last = -Infinity;
  let open = false;
  const close = (): void => {
    if (open) sink.write('\n');
    open = false;
  };
  return {
    report(report) {
      const final = report.step === report.steps;
      if (!final && now() - last < (sink.isTTY === true ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
      last = now();
      if (sink.isTTY === true) sink.write(`\r\x1b[2K${formatReport(report)}`);
      else sink.write(`${formatReport(report)}\n`);
      open = sink.isTTY === true;
    },
    say(text) {
      close();
      sink.write(`${text}\n`);
    },
    end: close,
  };
}
