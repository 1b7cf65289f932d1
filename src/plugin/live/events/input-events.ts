/** Events of the input. */
import { z } from 'zod';
import { toSeconds } from '../../../streams/time.ts';
import { count, text, time } from '../report/show/fields.ts';
import { retryFacts, seconds, type Declarations } from './columns.ts';

/** What is said of each of them. */
export const INPUT_EVENTS = {
  'input-open': {
    level: 'info',
    message: 'input connected',
    facts: ({ leg, at, summary }) => ({ leg, at: seconds(at), summary }),
    repeats: null,
    counter: null,
    view: null,
    record: { leg: count, at: time, summary: text },
  },
  'input-changed': {
    level: 'info',
    message: 'input changed',
    facts: ({ leg, at, summary }) => ({ leg, at: seconds(at), summary }),
    repeats: null,
    counter: null,
    view: null,
    record: { leg: count, at: time, summary: text },
  },
  'input-lost': {
    level: 'warn',
    message: 'input lost',
    facts: ({ reason, at, retryInMs }) => ({ reason, at: seconds(at), ...retryFacts(retryInMs) }),
    repeats: null,
    counter: null,
    view: ({ reason }) => [{ type: 'trouble', text: `input lost: ${reason}` }],
    record: { reason: text, at: time, retryInMs: z.exactOptional(z.number()) },
  },
  'input-ended': {
    level: 'info',
    message: 'input ended',
    facts: ({ at }) => ({ at: seconds(at) }),
    repeats: null,
    counter: null,
    view: () => [{ type: 'trouble', text: 'the input has ended its show; a new one is waited for' }],
    record: { at: time },
  },
  'input-retry': {
    level: 'warn',
    message: 'input not there yet',
    facts: ({ attempt, reason, retryInMs }) => ({ attempt, reason, ...retryFacts(retryInMs) }),
    repeats: null,
    counter: () => [{ type: 'count', counter: 'input_retries_total' }],
    view: null,
    record: { attempt: count, reason: text, retryInMs: z.number() },
  },
  'input-jump': {
    level: 'warn',
    message: 'input time stamps set straight',
    facts: ({ kind, by, at }) => ({ kind, by: by / 1e6, at: seconds(at) }),
    repeats: ({ kind }) => ({ key: kind, count: 1 }),
    counter: null,
    view: null,
    record: { kind: z.enum(['wrap', 'jump']), by: z.number(), at: time },
  },
  'input-gap': {
    level: 'warn',
    message: 'sound missing, silence put in',
    facts: ({ at, length }) => ({ at: seconds(at), length: seconds(length) }),
    repeats: () => ({ key: '', count: 1 }),
    counter: ({ length }) => [{ type: 'count', counter: 'input_gap_seconds_total', by: toSeconds(length) }],
    view: null,
    record: { at: time, length: time },
  },
  'input-damaged': {
    level: 'warn',
    message: 'damaged packets were skipped',
    facts: ({ packets, at }) => ({ packets, at: seconds(at) }),
    repeats: null,
    counter: null,
    view: null,
    record: { packets: count, at: time },
  },
} as const satisfies Declarations<
  | 'input-open'
  | 'input-changed'
  | 'input-lost'
  | 'input-ended'
  | 'input-retry'
  | 'input-jump'
  | 'input-gap'
  | 'input-damaged'
>;
