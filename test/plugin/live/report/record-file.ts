/** Records of shows, written and read by tests. */
import * as assert from 'uvu/assert';
import type { LiveEvent } from '../../../../src/plugin/live/events.ts';
import { readShows, type ShowItem } from '../../../../src/plugin/live/report/show/read.ts';
import { openShowLog } from '../../../../src/plugin/live/report/show/writer.ts';
import { BEGAN } from './talk.ts';

/** Writes a record, whole. */
export async function record(file: string, events: readonly LiveEvent[]): Promise<void> {
  const log = await openShowLog(file, { now: () => BEGAN });
  for (const event of events) log.write(event);
  await log.close();
  assert.is(log.lost, 0);
}

/** All that a record says. */
export async function read(file: string): Promise<ShowItem[]> {
  const items: ShowItem[] = [];
  for await (const item of readShows(file)) items.push(item);
  return items;
}

/** What happened, of all shows of a file. */
export const eventsOf = (items: readonly ShowItem[]): LiveEvent[] =>
  items.flatMap((item) => (item.type === 'event' ? [item.event] : []));
