/** What Prometheus is told: counters fed by events, gauges and running totals read from the status at each scrape. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { LiveEvent, LiveStatus } from '../events.ts';
import { countEvents } from './event-counters.ts';
import { redactText } from './text.ts';
import { toSeconds } from '../../../streams/time.ts';

/**
 * The event loop's delay is looked at this often (ms): every 10 ms, the library's default, would double how often a
 * session wakes up. The figures of that delay begin at this value.
 */
const LOOP_MS = 100;

const STATES: readonly LiveStatus['state'][] = ['starting', 'running', 'holding', 'stopping', 'stopped'];
type OutputState = LiveStatus['outputs'][number]['state'];
const OUTPUT_STATES: readonly OutputState[] = ['idle', 'connecting', 'open', 'waiting', 'gone', 'closed'];
/** The session's metrics: feed it every event, and let Prometheus read the registry. */
export interface Metrics {
  readonly registry: Registry;
  readonly observe: (event: LiveEvent) => void;
}

/** Metrics of one session, in a registry of their own. `status` is asked at each scrape. */
export function createMetrics(status: () => LiveStatus): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_MS });
  readAtScrape(registry, status);
  return { registry, observe: countEvents(registry) };
}

/** Registers what is read from the status; names with their units, HELP texts, and where the value is. */
function readAtScrape(registry: Registry, status: () => LiveStatus): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: (now: LiveStatus) => number): void => {
    new Gauge({
      name: `momentfx_${name}`,
      help,
      registers,
      collect() {
        this.set(value(status()));
      },
    });
  };
  const total = (name: string, help: string, value: (now: LiveStatus) => number): void => {
    new Counter({
      name: `momentfx_${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value(status()));
      },
    });
  };
  const bit = (yes: boolean): number => (yes ? 1 : 0);

  new Gauge({
    name: 'momentfx_session_state',
    help: 'The state of the session: 1 for the one it is in.',
    labelNames: ['state'],
    registers,
    collect() {
      const now = status().state;
      for (const state of STATES) this.set({ state }, bit(state === now));
    },
  });
  gauge('playhead_seconds', 'Media time that leaves the programme now.', (now) => toSeconds(now.playhead));
  gauge('input_connected', 'Whether the input is connected.', (now) => bit(now.input.connected));
  total('input_packets_total', 'Packets that came in.', (now) => now.input.packets);
  total('input_bytes_total', 'Bytes that came in.', (now) => now.input.bytes);
  total('input_legs_total', 'Connections to the input, the first included.', (now) => now.input.connections);
  total('input_jumps_total', 'Jumps of the time stamps set straight.', (now) => now.input.jumps);
  total('input_gaps_total', 'Gaps in the sound filled with silence.', (now) => now.input.gaps);
  total('input_damaged_packets_total', 'Packets that were damaged.', (now) => now.input.damaged);
  total('input_frames_decoded_total', 'Pictures decoded.', (now) => now.input.framesDecoded);
  gauge(
    'input_audio_drift_ppm',
    'Drift of the audio clock being taken out, in parts per million.',
    (now) => now.input.audioDriftPpm,
  );
  gauge('delay_asked_seconds', 'The delay that was asked for.', (now) => toSeconds(now.delay.asked));
  gauge('delay_actual_seconds', 'The delay as measured.', (now) => toSeconds(now.delay.actual));
  gauge('delay_line_seconds', 'Media time in the delay line.', (now) => toSeconds(now.line.span));
  gauge('delay_line_bytes', 'Bytes in the delay line.', (now) => now.line.bytes);
  gauge('speech_lag_seconds', 'How far recognised speech lies behind the input.', (now) =>
    toSeconds(now.speechLag),
  );
  gauge('analysis_up', 'Whether the analysis process answers.', (now) => bit(now.analysis.state === 'up'));
  total('analysis_restarts_total', 'Restarts of the analysis process.', (now) => now.analysis.restarts);
  gauge(
    'analysis_queue_windows',
    'Windows that wait for the network, of all sessions that share the process.',
    (now) => now.analysis.waiting,
  );
  gauge('analysis_sessions', 'Sessions that use the analysis process.', (now) => now.analysis.sessions);
  total('mixer_played_total', 'Effects that the mixer played.', (now) => now.mixer.played);
  total('mixer_late_total', 'Effects that came too late for the mixer.', (now) => now.mixer.late);
  total('mixer_crowded_total', 'Effects that found no free voice.', (now) => now.mixer.crowded);
  new Gauge({
    name: 'momentfx_memory_resident_bytes',
    help: 'Resident memory, by process.',
    labelNames: ['process'],
    registers,
    collect() {
      const { session, analysis } = status().memory;
      this.set({ process: 'session' }, session);
      this.set({ process: 'analysis' }, analysis);
    },
  });
  readOutputs(registry, status);
}

type Output = LiveStatus['outputs'][number];

/** One series for each output, named as it may be shown; outputs that share a name are added up. */
function readOutputs(registry: Registry, status: () => LiveStatus): void {
  const registers = [registry];
  const labelNames = ['output'] as const;
  const each = (set: (output: string, value: Output) => void): void => {
    for (const output of status().outputs) set(redactText(output.name), output);
  };
  const series =
    (Metric: typeof Counter | typeof Gauge) =>
    (name: string, help: string, value: (output: Output) => number): void => {
      new Metric({
        name: `momentfx_output_${name}`,
        help,
        labelNames,
        registers,
        collect() {
          this.reset();
          each((output, now) => this.inc({ output }, value(now)));
        },
      });
    };
  const [total, gauge] = [series(Counter), series(Gauge)];
  total('packets_total', 'Packets written, by output.', ({ packets }) => packets);
  total('bytes_total', 'Bytes written, by output.', ({ bytes }) => bytes);
  total('reconnects_total', 'Connections made again, by output.', ({ reconnects }) => reconnects);
  gauge('queue_seconds', 'Media time that waits to be written.', ({ queued }) => toSeconds(queued.span));
  gauge('queue_bytes', 'Bytes that wait to be written.', ({ queued }) => queued.bytes);
  new Gauge({
    name: 'momentfx_output_state',
    help: 'The state of each output: 1 for the one it is in.',
    labelNames: ['output', 'state'],
    registers,
    collect() {
      this.reset();
      each((output, now) => {
        for (const state of OUTPUT_STATES) this.set({ output, state }, state === now.state ? 1 : 0);
      });
    },
  });
}
