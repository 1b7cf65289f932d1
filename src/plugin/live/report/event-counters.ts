/** Counters and histograms that events feed, as the table of events says. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { TAGS, type Tag } from '../../../streams/values.ts';
import type { LiveEvent } from '../events.ts';
import type { CounterName, CueOutcome, Tally } from '../events/columns.ts';
import { declarationOf } from '../events/table.ts';

/** Seconds. One window is due every second; detection on two cores takes 0.02 to 0.1. */
const DETECTION = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
/** Seconds; below 0 the moment was known too late for its place. The longest delay in common use is 10. */
const MARGIN = [-5, -2, -1, -0.5, -0.2, 0, 0.2, 0.5, 1, 2, 3, 4, 5, 6, 8, 10];
/** Cues that wait for the mixer; an id is settled within seconds. */
const MOST_CUES = 1000;

const CUE_OUTCOMES: readonly CueOutcome[] = ['played', 'late', 'crowded', 'ended', 'failed'];
const WINDOW_OUTCOMES = [
  'detected',
  'detector-busy',
  'detector-failed',
  'analysis-down',
  'playhead-behind',
] as const;

/** HELP texts and labels, in the order in which they are listed. */
const COUNTERS: Readonly<
  Record<CounterName | 'cues_total', readonly [help: string, ...labels: readonly string[]]>
> = {
  input_retries_total: ['Failed tries to connect to the input again.'],
  input_gap_seconds_total: ['Sound that was missing and became silence.'],
  output_losses_total: ['Connections lost, by output and reason.', 'output', 'reason'],
  output_dropped_packets_total: ['Packets that an output did not carry.', 'output', 'reason'],
  speech_skipped_seconds_total: ['Speech left unrecognised, to catch up.'],
  windows_total: ['Windows, by what became of them.', 'outcome'],
  cues_total: ['Cues, by tag and by what became of them in the mixer.', 'tag', 'outcome'],
  moments_rejected_total: ['Moments that became no cue, by tag and reason.', 'tag', 'reason'],
  delay_changes_total: ['Changes of the delay during the show.'],
  faults_total: ['Exceptions of ours that the show went on after, by part.', 'part'],
};

/** Registers what events feed; returns the function that takes them. */
export function countEvents(registry: Registry): (event: LiveEvent) => void {
  const registers = [registry];
  const counter = (name: keyof typeof COUNTERS): Counter => {
    const [help, ...labelNames] = COUNTERS[name];
    return new Counter({ name: `momentfx_${name}`, help, labelNames, registers });
  };
  const names = Object.keys(COUNTERS) as readonly (keyof typeof COUNTERS)[];
  const counters = new Map(names.map((name) => [name, counter(name)]));
  const detection = new Histogram({
    name: 'momentfx_detection_seconds',
    help: "From a window's closing to the network's answer.",
    buckets: DETECTION,
    registers,
  });
  const margin = new Histogram({
    name: 'momentfx_decision_margin_seconds',
    help: "A cue's deadline less the time at which its last sighting came; below 0 it was late.",
    buckets: MARGIN,
    registers,
  });
  const count = (name: keyof typeof COUNTERS, by: number, labels: Readonly<Record<string, string>>): void =>
    counters.get(name)?.inc({ ...labels }, by);
  // A rate needs the zero before the first event.
  for (const outcome of WINDOW_OUTCOMES) count('windows_total', 0, { outcome });
  for (const tag of TAGS) for (const outcome of CUE_OUTCOMES) count('cues_total', 0, { tag, outcome });

  const waiting = new Map<string, Tag>();
  const take = (tally: Tally): void => {
    switch (tally.type) {
      case 'count':
        return count(tally.counter, tally.by ?? 1, tally.labels ?? {});
      case 'detection':
        return detection.observe(tally.seconds);
      case 'margin':
        return margin.observe(tally.seconds);
      case 'cue': {
        waiting.set(tally.id, tally.tag);
        const [oldest] = waiting.keys();
        if (waiting.size > MOST_CUES && oldest !== undefined) waiting.delete(oldest);
        return;
      }
      case 'outcome': {
        const tag = waiting.get(tally.id);
        waiting.delete(tally.id);
        if (tag !== undefined) count('cues_total', 1, { tag, outcome: tally.outcome });
      }
    }
  };
  return (event) => declarationOf(event).counter?.(event).forEach(take);
}
