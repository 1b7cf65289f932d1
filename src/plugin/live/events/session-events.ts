/** Events of the session as a whole and of its program: start, delay, holding, stop. */
import { z } from 'zod';
import { text, time } from '../report/show/fields.ts';
import { seconds, type Declarations } from './columns.ts';

const policy = z.record(z.string(), z.unknown());

/** What is said of each of them. */
export const SESSION_EVENTS = {
  started: {
    level: 'info',
    message: 'started',
    facts: ({ version, input, outputs, delay, threshold }) => ({
      ...{ version, input, outputs },
      ...{ delay: seconds(delay), threshold },
    }),
    repeats: null,
    counter: null,
    view: null,
    record: {
      ...{ version: text, input: text, outputs: z.array(text) },
      ...{ delay: time, threshold: z.number(), policy },
      lengths: z.exactOptional(z.record(z.string(), time)),
    },
  },
  'delay-changed': {
    level: 'info',
    message: 'delay changed',
    facts: ({ from, to, cut }) => ({ from: seconds(from), to: seconds(to), cut: seconds(cut) }),
    repeats: null,
    counter: () => [{ type: 'count', counter: 'delay_changes_total' }],
    view: null,
    record: {
      ...{ from: time, to: time, cut: time },
      ...{ policy: z.exactOptional(policy), arrived: z.exactOptional(time) },
    },
  },
  hold: {
    level: 'warn',
    message: ({ on }) => (on ? 'holding the last picture' : 'hold over'),
    facts: ({ at }) => ({ at: seconds(at) }),
    repeats: null,
    counter: null,
    view: null,
    record: { on: z.boolean(), at: time },
  },
  fault: {
    level: 'error',
    message: 'internal fault: the show goes on',
    facts: ({ part, message }) => ({ part, message }),
    repeats: ({ part }) => ({ key: part, count: 1 }),
    counter: ({ part }) => [{ type: 'count', counter: 'faults_total', labels: { part } }],
    view: ({ part, message }) => [{ type: 'trouble', text: `fault in ${part}: ${message}` }],
    record: { part: text, message: text },
  },
  stopping: {
    level: 'info',
    message: 'stopping',
    facts: () => ({}),
    repeats: null,
    counter: null,
    view: null,
    record: {},
  },
  stopped: {
    level: 'info',
    message: 'stopped',
    facts: () => ({}),
    repeats: null,
    counter: null,
    view: null,
    record: {},
  },
} as const satisfies Declarations<'started' | 'delay-changed' | 'hold' | 'fault' | 'stopping' | 'stopped'>;
