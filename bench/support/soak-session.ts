/**
 * A live session under a clock that is faster than real, in a process of its own, for bench/soak.ts: CLIP OUTPUT RECORD
 * SPEED DELAY CAPTIONS. Tells its parent how it is twice a second.
 */
import { checkOutput } from '../../src/media/output/plan.ts';
import { Address } from '../../src/core/stream-url.ts';
import { systemClock } from '../../src/core/clock.ts';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import type { LiveEvent } from '../../src/plugin/live/events.ts';
import { keepHeapSmall } from '../../src/plugin/live/heap.ts';
import { openShowLog } from '../../src/plugin/live/report/show/writer.ts';
import { startLive } from '../../src/plugin/live/session.ts';
import { fromSeconds, toSeconds } from '../../src/streams/time.ts';
import type { SoakReport } from './soak-report.ts';

const REPORT_MS = 500;

const [clip, output, record, speed, delay, captions] = process.argv.slice(2);
if (clip === undefined || output === undefined || record === undefined || captions === undefined)
  throw new Error('usage: soak-session.ts CLIP OUTPUT RECORD SPEED DELAY CAPTIONS');

const events: Record<string, number> = {};
const count = (name: string): void => void (events[name] = (events[name] ?? 0) + 1);

function note(event: LiveEvent): void {
  if (event.type === 'rejected' || event.type === 'not-played' || event.type === 'window-dropped')
    count(`${event.type} ${event.reason}`);
  else count(event.type);
  if (event.type === 'analysis-up') analysis = event.pid;
}

let analysis = 0;
keepHeapSmall();
const show = await openShowLog(record);
const session = await startLive({
  input: new Address(clip),
  realtime: true,
  loop: true,
  outputs: [await checkOutput(output, { segment: fromSeconds(60) })],
  settings: resolveSettings({ asr: captions, delay }),
  version: 'soak',
  clock: systemClock(Number(speed)),
  onEvent: (event) => {
    note(event);
    show.write(event);
  },
  onWarning: (line) => console.warn(line),
});
const timer = setInterval(() => {
  const { delay: kept, line, playhead, mixer, input, outputs } = session.status;
  const memory = process.memoryUsage();
  const report: SoakReport = {
    analysis,
    playhead: toSeconds(playhead),
    asked: toSeconds(kept.asked),
    actual: toSeconds(kept.actual),
    line: line.bytes,
    queued: outputs.reduce((sum, { queued }) => sum + queued.bytes, 0),
    dropped: outputs.reduce((sum, own) => sum + own.dropped, 0),
    connections: input.connections,
    late: mixer.late,
    heap: memory.heapUsed,
    external: memory.external,
    events: { ...events },
  };
  if (process.connected) process.send?.(report);
}, REPORT_MS);
process.once('message', () => void session.stop());
process.once('disconnect', () => void session.stop());
// The mixer holds worker threads, for which an ordinary end would wait for ever.
process.once('uncaughtException', (error) => {
  console.error(error);
  process.kill(process.pid, 'SIGKILL');
});
await session.done;
clearInterval(timer);
await show.close();
if (process.connected) process.disconnect();
