/** What a soaking session tells of itself. Times in media seconds, sizes in bytes, counts since the start. */
export interface SoakReport {
  /** Pid of the analysis process; 0 while there is none. */
  readonly analysis: number;
  readonly playhead: number;
  readonly asked: number;
  readonly actual: number;
  /** In the delay line, and waiting for the output. */
  readonly line: number;
  readonly queued: number;
  readonly dropped: number;
  readonly connections: number;
  readonly late: number;
  readonly heap: number;
  readonly external: number;
  /** Events by type, and by reason where they have one. */
  readonly events: Readonly<Record<string, number>>;
}

/** What happened that should not have: deadlines missed, windows or packets lost, delays changed. */
const FAULTS =
  /^(rejected too-late|not-played late|window-dropped|output-lost|output-dropped|analysis-down|input-lost|input-gap|delay-changed|hold)/;

export const faultsOf = ({ events }: SoakReport): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(events).filter(([name]) => FAULTS.test(name)));
