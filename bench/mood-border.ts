/**
 * Where the border of solemn talk lies best: the classifier of moods with its bias moved by each shift, on the validation talks of the
 * corpus, which no checkpoint was fitted on. A higher bias takes more talk for solemn. The share `KEY_TAKEN` in
 * `models/training/mood-head.ts` is chosen by this, and judged on other talks.
 *
 *   node scripts/run.mjs bench/mood-border.ts [--model FOLDER] [--plain FILE.jsonl.gz] [--shifts -1,-0.5,0,0.5] [--thresholds 0.2,0.25,0.3]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTalkFrom } from '../models/corpus/talks/speeches.ts';
import { admit, candidatesOf, type CandidateTalk } from '../models/evaluation/talks/candidates.ts';
import { addCounts, countTalk } from '../models/evaluation/talks/score.ts';
import { sightTalk } from '../models/evaluation/talks/sight.ts';
import { saidEvenly, writtenTalks } from '../models/evaluation/talks/written.ts';
import { readParameters, writeModelFolder } from '../models/training/export-model.ts';
import { readModelManifest } from '../src/analysis/manifest.ts';
import { openLocalCheckpoint } from '../src/plugin/models/local-checkpoint.ts';

const BIAS = 'mood_head.bias';
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'models/starter/minilm' },
    plain: { type: 'string' },
    shifts: { type: 'string', default: '-1,-0.5,0,0.5' },
    thresholds: { type: 'string', default: '0.2,0.25,0.3' },
  },
});
const numbers = (text: string): number[] => text.split(',').map(Number);
const plain = await plainTalkFrom(values.plain);
const talks = [...writtenTalks('en', 'val'), ...saidEvenly(plain?.labelled('val') ?? [])];
const solemn = talks.filter(({ mood }) => mood === 'solemn');
const parameters = await readParameters(values.model);
const bias = parameters.get(BIAS)?.[0];
if (bias === undefined) throw new Error(`${values.model} has no classifier of moods.`);
const hours = solemn.reduce((sum, { duration }) => sum + duration, 0) / 3600;
console.log(
  `${talks.length} talks, ${solemn.length} of them solemn (${hours.toFixed(2)} h)\n\n| shift | threshold | solemn talks without an effect | effects an hour in them | found in the others | suited | false alarms a minute, those of taste excepted |\n| --- | --- | --- | --- | --- | --- | --- |`,
);
for (const shift of numbers(values.shifts)) {
  const sighted = await sightWith(bias + shift);
  for (const threshold of numbers(values.thresholds)) {
    const counted = sighted.map(({ talk, candidates }) => ({
      talk,
      cues: admit({ candidates }, { threshold }),
    }));
    const inSolemn = counted.filter(({ talk }) => talk.mood === 'solemn');
    const silent = inSolemn.filter(({ cues }) => cues.length === 0).length;
    const effects = inSolemn.reduce((sum, { cues }) => sum + cues.length, 0);
    const others = counted
      .filter(({ talk }) => talk.mood !== 'solemn')
      .map(({ talk, cues }) => countTalk(talk, cues))
      .reduce(addCounts);
    console.log(
      `| ${shift} | ${threshold} | ${silent} of ${solemn.length} | ${(effects / hours).toFixed(1)} | ${(others.found / others.key).toFixed(3)} | ${(others.matched / others.key).toFixed(3)} | ${(others.hard / others.minutes).toFixed(2)} |`,
    );
  }
}

/** All talks with a copy of the checkpoint that has this bias. */
async function sightWith(moved: number): Promise<CandidateTalk[]> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-mood-border-'));
  try {
    const model = join(folder, 'model');
    const manifest = await readModelManifest(values.model);
    await writeModelFolder(model, {
      network: manifest.network,
      parameters: new Map([...parameters, [BIAS, Float32Array.of(moved)]]),
      manifest,
      card: '',
    });
    await using checkpoint = await openLocalCheckpoint(model);
    const sighted: CandidateTalk[] = [];
    for (const talk of talks) sighted.push(candidatesOf(await sightTalk(talk, checkpoint)));
    return sighted;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
