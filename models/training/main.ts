/**
 * Trains a bundled checkpoint: main.ts --encoders lite --minutes 40 --seed 1 [--out DIR] [--run DIR] [--plain FILE]
 * [--resume]. It is written to models/starter/minilm, use-lite or (in Chinese) muse-zh, by its encoders, unless `--out` names another folder.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Language } from '../corpus/talks/reader.ts';
import { FAMILY_NAMES } from '../encoders/families.ts';
import type { FamilyName } from '../encoders/family.ts';
import { progressLine } from './progress.ts';
import { trainStarter } from './starter.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    encoders: { type: 'string', default: 'lite' },
    run: { type: 'string', default: 'runs/starter' },
    corpus: { type: 'string', default: 'runs/corpus' },
    plain: { type: 'string' },
    videos: { type: 'string', default: '6000' },
    minutes: { type: 'string', default: '45' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    steps: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
});

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} needs a positive number, not "${text}".`);
  process.exit(2);
}

/** `--steps 500,4000`: pre-training, end to end. */
function parseSteps(text: string): { msm: number; endToEnd: number } {
  const [msm = '', endToEnd = ''] = text.split(',');
  return { msm: positive('steps', msm), endToEnd: positive('steps', endToEnd) };
}

function familyName(text: string): FamilyName {
  const name = FAMILY_NAMES.find((own) => own === text);
  if (name !== undefined) return name;
  console.error(`--encoders needs one of ${FAMILY_NAMES.join(', ')}, not "${text}".`);
  process.exit(2);
}

const encoders = familyName(values.encoders);
/** By its encoders: its folder, and the language that it knows. */
const KNOWN = {
  lite: { name: 'use-lite', language: 'en' },
  minilm: { name: 'minilm', language: 'en' },
  muse: { name: 'muse-zh', language: 'zh' },
} as const satisfies Record<FamilyName, { name: string; language: Language }>;
const { name, language } = KNOWN[encoders];
const out = values.out ?? join('models', 'starter', name);
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
const line = progressLine(process.stdout, performance.now.bind(performance));
const result = await trainStarter({
  folder: values.run,
  model: out,
  encoders,
  language,
  corpus: values.corpus,
  ...(values.plain === undefined ? {} : { plain: values.plain }),
  seed: positive('seed', values.seed),
  videos: positive('videos', values.videos),
  minutes: positive('minutes', values.minutes),
  threads: positive('threads', values.threads),
  ...(values.steps === undefined ? {} : { steps: parseSteps(values.steps) }),
  resume: values.resume,
  signal: abort.signal,
  onStep: (report) => line.report(report),
  say: (text) => line.say(text),
});
line.end();
if (result.outcome === 'interrupted') {
  console.log(`Interrupted; go on with --resume --run ${values.run}.`);
  process.exitCode = 130;
} else {
  const { found, matched, falseAlarmsPerMinute, cuesPerMoment } = result.assessment.wholeVideo;
  console.log(
    `${out}: threshold ${result.manifest.threshold}; test shows: found ${(100 * found).toFixed(1)} %, right tag ${(100 * matched).toFixed(1)} %, ${falseAlarmsPerMinute.toFixed(2)} false alarms a minute, ${cuesPerMoment.toFixed(2)} cues per key moment`,
  );
}
