/** `momentfx evaluate --talks` on two invented talks: the cues that `decorate --dry-run` finds in them, and its figures. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countTalk, LIVELY, QUIET, type TalkCounts } from '../../../models/evaluation/talks/score.ts';
import { sightTalk, talkCues } from '../../../models/evaluation/talks/sight.ts';
import { readTalks, type Kind } from '../../../models/evaluation/talks/talk.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { openLocalCheckpoint } from '../../../src/plugin/models/local-checkpoint.ts';
import { readCueSheet } from '../../../src/plugin/cue-sheet.ts';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import { readLibraryManifest } from '../../../src/library/index.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';
import { runCli, subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { hasModel, modelFolder, testWithModel } from '../../support/model.ts';

const folder = scratch('talks');
/** Low, so that there are cues whatever the checkpoint. */
const THRESHOLD = 0.2;
const FATIGUE = 0.25;

type Said = readonly [text: string, kind?: Kind | 'maybe'];
const SHOP: readonly Said[] = [
  ['Hello and welcome back to the shop, everybody.', 'transition'],
  ['Today I brought the new folding bike, and here it is.', 'introduction'],
  ['It weighs nine kilos and folds in ten seconds.'],
  ['Oh my goodness, look at that, it just went into the bag!', 'surprise'],
  ['My neighbour tried to fold his dog too. It did not work.', 'humour'],
  ['It is only two hundred dollars today, and the link is right below.', 'selling'],
  ['I like the colour a lot.', 'maybe'],
  ['Thanks for watching, and see you tomorrow.'],
];
const LECTURE: readonly Said[] = [
  ['Last week we looked at how rivers carry sand.'],
  ['The grain size depends on how fast the water moves.'],
  ['You can see this in the second figure of the chapter.'],
  ['So when the current slows, the coarse grains settle first.'],
  ['That is why a delta is made of finer and finer layers.'],
];

/** Sentences said at about three words a second. */
function talkOf(id: string, genre: string, said: readonly Said[]) {
  let at = 0.4;
  const sentences = said.map(([text, kind]) => {
    const start = Number(at.toFixed(2));
    const end = Number((start + text.split(' ').length / 3 + 0.8).toFixed(2));
    at = end + 0.3;
    return kind === 'maybe'
      ? { start, end, text, kind: null, maybe: true }
      : { start, end, text, kind: kind ?? null };
  });
  return { id, genre, split: 'test', duration: Math.ceil(at) + 1, sentences };
}
const talks = [talkOf('l1-shop', 'shop', SHOP), talkOf('q1-rivers', 'lecture', LECTURE)];

const stamp = (seconds: number): string =>
  `00:00:${String(Math.floor(seconds)).padStart(2, '0')},${String(Math.round((seconds % 1) * 1000)).padStart(3, '0')}`;
const srtOf = ({ sentences }: (typeof talks)[number]): string =>
  sentences
    .map(({ start, end, text }, i) => `${i + 1}\n${stamp(start)} --> ${stamp(end)}\n${text}\n`)
    .join('\n');

writeFileSync(join(folder, 'talks.json'), JSON.stringify(talks));
// One has a captions file, the other only its sentences.
writeFileSync(join(folder, 'l1-shop.srt'), srtOf(talks[0]!));
/** The checkpoint with another threshold and levels. */
const model = subfolder(folder, 'model');

test.before(() => {
  if (!hasModel) return;
  cpSync(modelFolder, model, { recursive: true });
  const file = join(model, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  const levels = { low: 0.9, normal: THRESHOLD, high: 0.05 };
  writeFileSync(
    file,
    JSON.stringify({
      ...manifest,
      threshold: THRESHOLD,
      sensitivity: levels,
      tagThresholds: { humor: 0.05 },
      fatigue: FATIGUE,
    }),
  );
});

/** A recording of one colour with these captions, decorated as a person would. */
async function decorated(talk: (typeof talks)[number]): Promise<Cue[]> {
  const file = (kind: string): string => join(folder, `${talk.id}.${kind}`);
  execFileSync('ffmpeg', [
    ...'-nostdin -v error -y -f lavfi -i color=c=0x557788:s=320x180:r=10'.split(' '),
    ...`-f lavfi -i anullsrc=r=48000:cl=stereo -t ${talk.duration}`.split(' '),
    ...`-c:v libx264 -preset ultrafast -tune stillimage -c:a aac -b:a 32k ${file('mp4')}`.split(' '),
  ]);
  const captions = join(subfolder(folder, 'captions'), `${talk.id}.srt`);
  writeFileSync(captions, srtOf(talk));
  const { code, stderr } = await runCli(
    ['decorate', file('mp4'), '--asr', `captions:${captions}`, '--dry-run', '--cues', file('json')],
    { env: { MOMENTFX_MODEL: model } },
  );
  assert.is(code, 0, stderr);
  const { effects } = await readLibraryManifest(bundledLibrary);
  return readCueSheet(file('json'), new Map(effects.map(({ id, tag }) => [id, tag])));
}

const facts = ({ at, end, sfx, tag, score, subtitle }: Cue) =>
  `${toSeconds(at)} ${toSeconds(end)} ${sfx} ${tag} ${score.toFixed(4)} ${subtitle}`;

testWithModel('the cues and counts are those of decorating a recording', async () => {
  const sheets = await Promise.all(talks.map(decorated));
  const read = await readTalks(folder, { parseCaptions });
  await using checkpoint = await openLocalCheckpoint(model);
  for (const [i, talk] of read.entries()) {
    const found = talkCues(await sightTalk(talk, checkpoint), {
      threshold: THRESHOLD,
      tagThresholds: { humor: 0.05 },
      fatigue: FATIGUE,
    });
    assert.equal(found.map(facts), sheets[i]?.map(facts), talk.id);
  }
  assert.ok(sheets.flat().length > 1, 'there are cues');
  const { code, stdout, stderr } = await runCli(['evaluate', '--talks', folder, '--model', model, '--json']);
  assert.is(code, 0, stderr);
  const { rows, threshold } = JSON.parse(stdout) as { rows: Record<string, TalkCounts>; threshold: number };
  assert.is(threshold, THRESHOLD);
  for (const [i, name] of [LIVELY, QUIET].entries()) {
    const cues = (sheets[i] ?? []).map(({ at, tag }) => ({ at: toSeconds(at), tag }));
    assert.equal(rows[name], countTalk(read[i]!, cues), name);
  }
});

testWithModel('a sensitivity, a split, a picture; and words for people', async () => {
  const picture = join(folder, 'curve.svg');
  const { code, stdout, stderr } = await runCli([
    ...['evaluate', '--talks', folder, '--model', model, '--split', 'test'],
    ...['--sensitivity', 'low', '--picture', picture],
  ]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /sensitivity low, threshold 0\.9, 2 talks/);
  assert.match(stdout, /^found \d+% {2}matched \d+% {2}false alarms /m);
  assert.match(stdout, /Picture: .*curve\.svg/);
  assert.match(readFileSync(picture, 'utf8'), />threshold 0\.9</);
});

testWithModel('a fault in what was asked is told in one line', async () => {
  const fault = async (args: readonly string[], pattern: RegExp): Promise<void> => {
    const { code, stderr } = await runCli(['evaluate', '--talks', folder, '--model', model, ...args]);
    assert.is(code, 2);
    assert.match(stderr, pattern);
  };
  await fault(['--split', 'val'], /no talks of the split val\. Its splits: test\./);
  await fault(['--sensitivity', 'loud'], /--sensitivity: /);
  await fault(['--picture', join(folder, 'absent', 'x.svg')], /cannot be written/);
});

test.run();
