/** A status as a running session would give it. */
import type { LiveStatus } from '../../../../src/plugin/live/events.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';

export const output = (more: Partial<LiveStatus['outputs'][number]> = {}): LiveStatus['outputs'][number] => ({
  name: 'rtmp://a/live/…',
  state: 'open',
  packets: 900,
  bytes: 7_000_000,
  dropped: 3,
  reconnects: 1,
  queued: { span: fromSeconds(0.2), bytes: 12_000 },
  ...more,
});

export const statusWith = (more: Partial<LiveStatus> = {}): LiveStatus => ({
  state: 'running',
  input: {
    name: 'rtmp://0.0.0.0:1935/live/…',
    connected: true,
    packets: 1000,
    bytes: 8_000_000,
    connections: 2,
    jumps: 1,
    gaps: 4,
    damaged: 0,
    framesDecoded: 123,
    audioDriftPpm: -12.5,
  },
  outputs: [output(), output({ name: 'show.mp4', dropped: 0 })],
  delay: { asked: fromSeconds(8), actual: fromSeconds(8.004) },
  line: { span: fromSeconds(8.1), bytes: 6_000_000 },
  playhead: fromSeconds(3725.4),
  analysis: { state: 'up', restarts: 1, waiting: 2, sessions: 3 },
  speechLag: fromSeconds(0.8),
  mixer: { played: 41, late: 1, crowded: 0 },
  memory: { session: 190_000_000, analysis: 420_000_000 },
  ...more,
});
