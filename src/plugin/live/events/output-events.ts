/** Events of the outputs. */
import { basename } from 'node:path';
import { z } from 'zod';
import { count, text } from '../report/show/fields.ts';
import { redactText } from '../report/text.ts';
import { retryFacts, type Declarations } from './columns.ts';

/** What is said of each of them. */
export const OUTPUT_EVENTS = {
  'output-connecting': {
    level: 'debug',
    message: 'output connecting',
    facts: ({ output, attempt }) => ({ output, attempt }),
    repeats: null,
    counter: null,
    view: null,
    record: { output: text, attempt: count },
  },
  'output-open': {
    level: 'info',
    message: 'output connected',
    facts: ({ output, afterMs, file }) => ({
      output,
      after: Math.round(afterMs) / 1000,
      // Only where it is another file than was asked for.
      ...(file !== undefined && !output.endsWith(basename(file)) ? { file } : {}),
    }),
    repeats: null,
    counter: null,
    view: null,
    record: { output: text, afterMs: z.number(), file: z.exactOptional(text) },
  },
  'output-lost': {
    level: ({ retryInMs }) => (retryInMs === undefined ? 'error' : 'warn'),
    message: ({ retryInMs }) => (retryInMs === undefined ? 'output gone for good' : 'output lost'),
    facts: ({ output, reason, message, retryInMs }) => ({
      ...{ output, reason, message },
      ...retryFacts(retryInMs),
    }),
    repeats: null,
    counter: ({ output, reason }) => [
      { type: 'count', counter: 'output_losses_total', labels: { output: redactText(output), reason } },
    ],
    view: ({ output, reason, message }) => [
      { type: 'trouble', text: `${output} lost: ${reason} ${message}` },
    ],
    record: {
      output: text,
      reason: z.enum(['refused', 'rejected', 'reset', 'stalled', 'disk-full', 'failed']),
      message: text,
      retryInMs: z.exactOptional(z.number()),
    },
  },
  'output-dropped': {
    level: 'warn',
    message: 'packets dropped',
    facts: ({ output, reason }) => ({ output, reason }),
    repeats: ({ output, reason, packets }) => ({ key: `${output} ${reason}`, count: packets }),
    counter: ({ output, reason, packets }) => [
      {
        type: 'count',
        counter: 'output_dropped_packets_total',
        by: packets,
        labels: { output: redactText(output), reason },
      },
    ],
    view: ({ packets }) => [{ type: 'lost', what: 'packets', count: packets }],
    record: { output: text, packets: count, reason: z.enum(['slow', 'not-connected']) },
  },
  'output-closed': {
    level: 'info',
    message: 'output closed',
    facts: ({ output }) => ({ output }),
    repeats: null,
    counter: null,
    view: null,
    record: { output: text },
  },
} as const satisfies Declarations<
  'output-connecting' | 'output-open' | 'output-lost' | 'output-dropped' | 'output-closed'
>;
