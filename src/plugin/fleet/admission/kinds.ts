/** Kinds of jobs that cost about the same, and what they cost where nothing has been measured yet. */
import type { Settings } from '../../config/options.ts';
import type { Intent } from '../intent.ts';
import type { QueueName } from '../names.ts';

/** What a job takes of a machine. */
export interface Cost {
  /** Processor seconds a second. */
  readonly cores: number;
  /** Memory of its own, all its processes together. */
  readonly bytes: number;
}

/** A kind of job, such as `live recognised ×2`. */
export type CostKind = string & { readonly __brand: 'CostKind' };

/** What the worker's own configuration says where a job says nothing. */
export type KindDefaults = Pick<Settings, 'analysis' | 'asr'>;

/** Whether its analysis runs in the process that all sessions of the machine share. */
export const isShared = (kind: CostKind): boolean => kind.endsWith(' shared');

type Words = 'recognised' | 'captions' | 'pictures';

/** More outputs than this cost as this many: each is a copy of packets that are there. */
const MOST_OUTPUTS = 4;

/**
 * The kind of a job. The size of its picture is not known before its input is open: a kind's cost is what its shows took on
 * average, and a minute after a show's media began to flow it counts with what it takes itself.
 */
export function kindOf(intent: Intent, defaults: KindDefaults): CostKind {
  const { settings } = intent;
  const words = wordsOf(settings.asr ?? defaults.asr.type);
  const shared = (settings.analysis ?? defaults.analysis) === 'shared' ? ' shared' : '';
  if (intent.kind === 'live')
    return `live ${words} ×${Math.min(intent.to.length, MOST_OUTPUTS)}${shared}` as CostKind;
  return (intent.fromCues === undefined ? `decorate ${words}${shared}` : 'decorate from-cues') as CostKind;
}

function wordsOf(asr: string): Words {
  const [source] = asr.split(':');
  if (source === 'moonshine' || source === 'sherpa') return 'recognised';
  return source === 'none' ? 'pictures' : 'captions';
}

const MB = 1e6;
/** What a show whose speech is recognised is taken to cost until one has been measured: no other kind costs more. */
export const DEAREST_GUESS: Cost = { cores: 0.15, bytes: 750 * MB };

/**
 * A session of 1080p30, 6 Mbit/s, with recognised speech to one RTMP server: `node scripts/run.mjs bench/stream-cost.ts` (0.095 cores,
 * 740 MB in its three processes), rounded up; one without recognition is assumed to take a third less. Recordings:
 * `node scripts/run.mjs bench/decorate.ts`, which held 755 MB. What a further output takes is assumed.
 */
const GUESSES: readonly (readonly [begins: string, cost: Cost])[] = [
  ['live recognised', DEAREST_GUESS],
  ['live captions', { cores: 0.1, bytes: 500 * MB }],
  ['live pictures', { cores: 0.1, bytes: 500 * MB }],
  ['decorate from-cues', { cores: 1, bytes: 300 * MB }],
  ['decorate', { cores: 2, bytes: 800 * MB }],
];
const ANOTHER_OUTPUT: Cost = { cores: 0.01, bytes: 50 * MB };

/** What a job of the kind is taken to cost until one has been measured. */
export function guessFor(kind: CostKind): Cost {
  const found = GUESSES.find(([begins]) => kind.startsWith(begins));
  if (found === undefined) throw new Error(`internal: no guess for ${kind}`);
  const [, { cores, bytes }] = found;
  const more = Number(/ ×(\d+)/.exec(kind)?.[1] ?? 1) - 1;
  return { cores: cores + more * ANOTHER_OUTPUT.cores, bytes: bytes + more * ANOTHER_OUTPUT.bytes };
}

/** The least that any job of a queue is taken to cost: with less room there is no point in asking for one. */
export const LEAST: Readonly<Record<QueueName, Cost>> = {
  live: { cores: 0.02, bytes: 100 * MB },
  batch: { cores: 0, bytes: 100 * MB },
};
