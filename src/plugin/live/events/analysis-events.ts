/** Events of analysis: its process, the words it heard, the windows it saw. */
import { z } from 'zod';
import { toSeconds } from '../../../streams/time.ts';
import { count, text, time } from '../report/show/fields.ts';
import { retryFacts, seconds, type Declarations } from './columns.ts';

/** What is said of each of them. */
export const ANALYSIS_EVENTS = {
  'analysis-up': {
    level: 'info',
    message: 'analysis ready',
    facts: ({ pid, device, tookMs }) => ({ pid, device, took: Math.round(tookMs) / 1000 }),
    repeats: null,
    counter: null,
    view: null,
    record: { pid: count, device: text, tookMs: z.number() },
  },
  'analysis-down': {
    level: ({ retryInMs }) => (retryInMs === undefined ? 'error' : 'warn'),
    message: ({ retryInMs }) =>
      retryInMs === undefined ? 'analysis gone for good: no effects' : 'analysis down',
    facts: ({ code, message, retryInMs }) => ({ code, message, ...retryFacts(retryInMs) }),
    repeats: null,
    counter: null,
    view: ({ message }) => [{ type: 'trouble', text: `analysis down: ${message}` }],
    record: { code: text, message: text, retryInMs: z.exactOptional(z.number()) },
  },
  'speech-skipped': {
    level: 'warn',
    message: 'speech skipped',
    facts: ({ start, end }) => ({ start: seconds(start), end: seconds(end) }),
    repeats: () => ({ key: '', count: 1 }),
    counter: ({ start, end }) => [
      { type: 'count', counter: 'speech_skipped_seconds_total', by: toSeconds(end) - toSeconds(start) },
    ],
    view: null,
    record: { start: time, end: time },
  },
  subtitle: {
    level: 'debug',
    message: 'words',
    facts: ({ subtitle: { id, start, end, text: words, final } }) => ({
      ...{ id, start: seconds(start), end: seconds(end), final },
      text: words,
    }),
    repeats: null,
    counter: null,
    view: null,
    record: 'numbered',
  },
  retracted: {
    level: 'debug',
    message: 'words retracted',
    facts: ({ id }) => ({ id }),
    repeats: null,
    counter: null,
    view: null,
    record: { id: text },
  },
  window: {
    level: 'debug',
    message: 'window seen',
    facts: ({ window: { index, end, moments, tookMs } }) => ({
      ...{ index, end: seconds(end) },
      ...{ moments: moments.length, took: Math.round(tookMs) / 1000 },
    }),
    repeats: null,
    counter: ({ window: { tookMs } }) => [
      { type: 'count', counter: 'windows_total', labels: { outcome: 'detected' } },
      { type: 'detection', seconds: tookMs / 1000 },
    ],
    view: ({ window: { tookMs } }) => [{ type: 'detection', seconds: tookMs / 1000 }],
    record: 'numbered',
  },
  'window-dropped': {
    level: 'warn',
    message: 'window not seen',
    facts: ({ reason, index }) => ({ reason, index }),
    repeats: ({ reason }) => ({ key: reason, count: 1 }),
    counter: ({ reason }) => [{ type: 'count', counter: 'windows_total', labels: { outcome: reason } }],
    view: () => [{ type: 'lost', what: 'windows', count: 1 }],
    record: {
      reason: z.enum(['detector-busy', 'detector-failed', 'analysis-down', 'playhead-behind']),
      index: z.int(),
    },
  },
  language: {
    level: 'info',
    message: 'language',
    facts: ({ language, known }) => ({ language, known }),
    repeats: null,
    counter: null,
    view: ({ language, known }) => (known ? [] : [{ type: 'trouble', text: `no effects in ${language}` }]),
    record: { language: text, known: z.boolean() },
  },
} as const satisfies Declarations<
  | 'analysis-up'
  | 'analysis-down'
  | 'speech-skipped'
  | 'subtitle'
  | 'retracted'
  | 'window'
  | 'window-dropped'
  | 'language'
>;
