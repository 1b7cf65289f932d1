/** A view of a made-up session on this process's standard error, for tests in a real terminal. Ends on a line of input. */
import { createLog, logEvent } from '../../../../src/plugin/live/report/log.ts';
import { createView } from '../../../../src/plugin/live/report/view.ts';
import { systemClock } from '../../../../src/core/clock.ts';
import { micros } from '../../../../src/streams/time.ts';
import { output, statusWith } from './status.ts';
import { talk } from './talk.ts';

const began = performance.now();
const view = createView({
  stream: process.stderr,
  clock: systemClock(),
  status: () => {
    const passed = performance.now() - began;
    const bytes = Math.round(passed * 750);
    return statusWith({
      playhead: micros(Math.round(3_700_000_000 + passed * 1000)),
      input: { ...statusWith().input, bytes },
      outputs: [output({ bytes }), output({ name: 'rtmp://b/live/canary-key', state: 'waiting' })],
    });
  },
});
const log = createLog({ level: 'info', format: 'text', destination: view });
const events = talk({ seconds: 200, seed: 5 });
for (const event of events) {
  view.event(event);
  if (event.type !== 'stopping' && event.type !== 'stopped') logEvent(log, event);
}
const again = setInterval(() => log.say('info', 'still here', { 漢字: '字字字' }), 700);
process.stdin.once('data', (data) => {
  if (data.toString().startsWith('exit')) process.exit(3);
  view.typed();
  clearInterval(again);
  void (async () => {
    await log.close();
    await view.stop();
    process.stdin.destroy();
  })();
});
