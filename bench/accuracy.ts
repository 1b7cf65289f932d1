/**
 * Accuracy end to end on spoken talks: speech synthesis → recording → recognition → network → cues → score.
 *
 *   node scripts/run.mjs bench/accuracy.ts                        the talks in bench/talks
 *   node scripts/run.mjs bench/accuracy.ts FOLDER                 clips with a truth.json of the same layout
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decorate } from '../src/plugin/decorate/session.ts';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { toCueSheet } from '../src/plugin/cue-sheet.ts';
import { addScores, describeScore, EMPTY_SCORE, scoreTalk } from './talks/score.ts';
import { speakTalk, type Truth } from './talks/speak.ts';
import { TALKS } from './talks/talks.ts';

const given = process.argv[2];
const folder = given ?? (await mkdtemp(join(tmpdir(), 'momentfx-accuracy-')));
try {
  const truths: Truth[] = given
    ? (JSON.parse(await readFile(join(given, 'truth.json'), 'utf8')) as Truth[])
    : [];
  if (!given) for (const talk of TALKS) truths.push(await speakTalk(talk, folder));
  let total = EMPTY_SCORE;
  for (const truth of truths) {
    const input = join(folder, `${truth.id}.mp4`);
    const { cues, duration } = await decorate({ input, settings: resolveSettings({}) });
    const sheet = toCueSheet(input, duration, cues);
    const score = scoreTalk(truth, sheet);
    total = addScores(total, score);
    console.log(`${truth.id.padEnd(20)} ${describeScore(score)}`);
    if (process.argv.includes('--verbose'))
      for (const sentence of truth.sentences) {
        const near = sheet.cues.filter(
          (cue) => cue.at >= sentence.start - 0.5 && cue.at < sentence.end + 0.5,
        );
        const cue = near
          .map(({ at, sfx, tag, score: p }) => `${at.toFixed(2)} ${sfx} (${tag}) ${p}`)
          .join('; ');
        console.log(
          `  ${sentence.start.toFixed(2)} ${sentence.kind ?? '-'}: ${sentence.text}  → ${cue || 'none'}`,
        );
      }
  }
  console.log(
    `${'all'.padEnd(20)} ${describeScore(total)} (${truths.length} talks, ${total.keys} key moments)`,
  );
} finally {
  if (!given) await rm(folder, { recursive: true });
}
