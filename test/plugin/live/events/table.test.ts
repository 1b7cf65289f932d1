/** The table of events: what the columns say where no golden file looks. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent } from '../../../../src/plugin/live/events.ts';
import { declarationOf, EVENTS } from '../../../../src/plugin/live/events/table.ts';
import { lineSchema, PLAIN_TYPES } from '../../../../src/plugin/live/report/show/format.ts';
import { fromSeconds, ZERO } from '../../../../src/streams/time.ts';

const at = { wall: 0, playhead: ZERO };

test('the record has a line for each event whose fields it keeps as they are, and for no other', () => {
  const plain = Object.entries(EVENTS).flatMap(([type, { record }]) =>
    typeof record === 'object' ? [type] : [],
  );
  assert.equal([...PLAIN_TYPES].sort(), plain.sort());
  assert.ok(lineSchema.safeParse({ t: 'stopping' }).success);
  assert.not(lineSchema.safeParse({ t: 'upcoming', id: 'm1' }).success);
  assert.not(lineSchema.safeParse({ t: 'played', id: 'm1' }).success, 'a field is missing');
  assert.not(lineSchema.safeParse({ t: 'played', id: 'm1', at: 0.5 }).success, 'no whole microseconds');
});

test('a final loss is an error with a message of its own; one that is tried again is a warning', () => {
  const lost: LiveEvent = { type: 'output-lost', output: 'o', reason: 'reset', message: 'gone', ...at };
  const said = (event: LiveEvent): unknown[] => {
    const { level, message } = declarationOf(event);
    return [level, message].map((column) => (typeof column === 'function' ? column(event) : column));
  };
  assert.equal(said(lost), ['error', 'output gone for good']);
  assert.equal(said({ ...lost, retryInMs: 500 }), ['warn', 'output lost']);
});

test('what an event counts is told in plain values, addresses without their keys', () => {
  const dropped: LiveEvent = {
    ...{ type: 'output-dropped', output: 'rtmp://h/live/secret', packets: 7, reason: 'slow', ...at },
  };
  assert.equal(declarationOf(dropped).counter?.(dropped), [
    {
      ...{ type: 'count', counter: 'output_dropped_packets_total', by: 7 },
      labels: { output: 'rtmp://h/live/…', reason: 'slow' },
    },
  ]);
  const gap: LiveEvent = { type: 'input-gap', at: ZERO, length: fromSeconds(0.25), ...at };
  assert.equal(declarationOf(gap).counter?.(gap), [
    { type: 'count', counter: 'input_gap_seconds_total', by: 0.25 },
  ]);
});

test.run();
