/** Writes a record without end, for a test that kills it. Argument: the file. */
import { openShowLog } from '../../../../src/plugin/live/report/show/writer.ts';
import { talk } from './talk.ts';

const log = await openShowLog(process.argv[2] ?? '');
const events = talk({ seconds: 60 });
for (;;) {
  for (const event of events.slice(0, 50)) log.write(event);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
