/** Events of decisions: what becomes of moments, what a person asks, what the mixer played. */
import { z } from 'zod';
import { toSeconds } from '../../../streams/time.ts';
import type { PlacedMoment } from '../../../streams/values.ts';
import { command, text, time } from '../report/show/fields.ts';
import { seconds, type Declarations, type Facts, type Tally } from './columns.ts';

const short = (probability: number): number => Math.round(probability * 1e4) / 1e4;

const momentFacts = ({ start, sfx, tag, probability, subtitle }: PlacedMoment): Facts => ({
  at: seconds(start),
  sfx,
  tag,
  probability: short(probability),
  ...(subtitle === undefined ? {} : { subtitle }),
});

/** A sighting that became no cue. */
const rejection = ({ tag }: PlacedMoment, reason: string): readonly Tally[] => [
  { type: 'count', counter: 'moments_rejected_total', labels: { tag, reason } },
];

/** Why most sightings become no effect; what only just was not played is what one asks about. */
const HIDDEN: ReadonlySet<string> = new Set(['below-threshold', 'quiet', 'foreign-language']);

/** What is said of each of them. */
export const DECISION_EVENTS = {
  cue: {
    level: 'info',
    message: 'effect',
    facts: ({ cue: { id, at, sfx, tag, score, subtitle }, margin }) => ({
      ...{ id, at: seconds(at), sfx, tag, score: short(score) },
      ...(margin === undefined ? {} : { margin: seconds(margin) }),
      ...(subtitle === undefined ? {} : { subtitle }),
    }),
    repeats: null,
    counter: ({ cue: { id, tag }, margin }) => [
      { type: 'cue', id, tag },
      ...(margin === undefined ? [] : [{ type: 'margin', seconds: toSeconds(margin) } as const]),
    ],
    view: ({ cue: { id, at, sfx, tag, score, subtitle = '' }, margin }) => [
      {
        type: 'happening',
        happening: { id, at, text: `${sfx} (${tag}) ${score.toFixed(2)}  ${subtitle}`, outcome: 'due' },
      },
      ...(margin === undefined ? [] : [{ type: 'margin', seconds: toSeconds(margin) } as const]),
    ],
    record: 'numbered',
  },
  rejected: {
    level: ({ reason }) => (reason === 'vetoed' ? 'info' : 'debug'),
    message: 'no effect',
    facts: ({ moment, reason }) => ({ reason, ...momentFacts(moment) }),
    repeats: null,
    counter: ({ moment, reason }) => rejection(moment, reason),
    view({ moment: { start, sfx, tag, probability, subtitle = '' }, reason }) {
      if (HIDDEN.has(reason)) return [];
      const about = `${sfx} (${tag}) ${probability.toFixed(2)}  ${subtitle}`;
      return [{ type: 'happening', happening: { at: start, text: about, outcome: reason } }];
    },
    record: 'numbered',
  },
  suppressed: {
    level: 'debug',
    message: 'sighting set aside',
    facts: ({ moment, reason }) => ({ reason, ...momentFacts(moment) }),
    repeats: null,
    counter: ({ moment, reason }) => rejection(moment, reason),
    view: null,
    record: 'numbered',
  },
  upcoming: {
    level: 'debug',
    message: 'effect may come',
    facts: ({ id, moment }) => ({ id, ...momentFacts(moment) }),
    repeats: null,
    counter: null,
    view: null,
    record: 'unwritten',
  },
  withdrawn: {
    level: 'debug',
    message: 'effect will not come',
    facts: ({ id }) => ({ id }),
    repeats: null,
    counter: null,
    view: null,
    record: 'unwritten',
  },
  ignored: {
    level: 'warn',
    message: 'order about an unknown moment',
    facts: ({ command: asked }) => ({ command: asked }),
    repeats: null,
    counter: null,
    view: null,
    record: { reason: z.literal('unknown-moment'), command },
  },
  command: {
    level: 'info',
    message: 'order',
    facts: ({ command: asked }) => ({ command: asked }),
    repeats: null,
    counter: ({ command: asked }) =>
      asked.type === 'trigger' ? [{ type: 'cue', id: asked.id, tag: asked.tag }] : [],
    view({ command: asked }) {
      if (asked.type !== 'trigger') return [];
      const { id, at, sfx, tag } = asked;
      return [{ type: 'happening', happening: { id, at, text: `${sfx} (${tag}) by hand`, outcome: 'due' } }];
    },
    record: 'numbered',
  },
  played: {
    level: 'debug',
    message: 'effect played',
    facts: ({ id, at }) => ({ id, at: seconds(at) }),
    repeats: null,
    counter: ({ id }) => [{ type: 'outcome', id, outcome: 'played' }],
    view: ({ id }) => [{ type: 'outcome', id, outcome: 'played' }],
    record: { id: text, at: time },
  },
  'not-played': {
    level: 'warn',
    message: 'effect not played',
    facts: ({ id, reason }) => ({ id, reason }),
    repeats: ({ reason }) => ({ key: reason, count: 1 }),
    counter: ({ id, reason }) => [{ type: 'outcome', id, outcome: reason }],
    view: ({ id, reason }) => [{ type: 'outcome', id, outcome: `not played: ${reason}` }],
    record: { id: text, reason: z.enum(['late', 'crowded', 'ended', 'failed']) },
  },
} as const satisfies Declarations<
  | 'cue'
  | 'rejected'
  | 'suppressed'
  | 'upcoming'
  | 'withdrawn'
  | 'ignored'
  | 'command'
  | 'played'
  | 'not-played'
>;
