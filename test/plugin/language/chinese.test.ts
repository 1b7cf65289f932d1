/** A recording in Chinese through the whole command, with its own checkpoint, where that and its weights are here. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultCacheFolder } from '../../../models/encoders/cache.ts';
import { MUSE } from '../../../models/weights/registry.ts';
import { findWeights } from '../../../models/weights/store.ts';
import type { CueSheet } from '../../../src/plugin/cue-sheet.ts';
import { starterFolders } from '../../../src/plugin/paths.ts';
import { runCli, scratch, type Outcome } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { ffmpeg } from '../../support/talk.ts';

const weights = await findWeights(MUSE, defaultCacheFolder());
if (weights === undefined) console.log('the weights are not here (`momentfx models pull muse`): skipped');
const testInChinese = testIf(weights !== undefined && existsSync(join(starterFolders.muse, 'manifest.json')));

const folder = scratch('chinese');
const video = join(folder, 'talk.mp4');
const LIVELY = [
  '大家晚上好，欢迎来到我的直播间。',
  '今天外面有点风，我把窗户关上了。',
  '三、二、一，上链接！左下角，快去拍！',
  '这个杯子是我们自己家的窑烧出来的。',
  '我的天，才一分钟，一千单全部卖光了！',
  '烧的时候大概要等上两天两夜。',
  '好了，这一款就到这里，我们来看下一款。',
  '颜色有三种，都在桌子上面摆着。',
];
const QUIET = [
  '我们接着讲上一节课的内容。',
  '这条河的上游有三个小镇。',
  '当时的记录保存在省里的档案馆。',
  '他们每年春天量一次水位。',
  '后来这些数字被抄在一个本子上。',
  '本子现在由村里的学校保管。',
];

test.before(() => {
  ffmpeg('-f lavfi -i color=c=gray:s=64x64:r=10 -f lavfi -i anullsrc=r=48000 -t 34 -shortest', video);
});

/** Sentences of 3.4 s, one every 4 s. */
function captions(name: string, sentences: readonly string[]): string {
  const stamp = (ms: number): string =>
    `00:00:${String(Math.floor(ms / 1000)).padStart(2, '0')},${String(ms % 1000).padStart(3, '0')}`;
  const file = join(folder, `${name}.srt`);
  const cues = sentences.map(
    (text, i) => `${i + 1}\n${stamp(4000 * i)} --> ${stamp(4000 * i + 3400)}\n${text}\n`,
  );
  writeFileSync(file, cues.join('\n'));
  return file;
}

async function decorated(name: string, sentences: readonly string[], ...more: string[]) {
  const sheet = join(folder, `${name}.json`);
  const asr = `captions:${captions(name, sentences)}`;
  const words = ['decorate', video, '--dry-run', '--cues', sheet, '--asr', asr, ...more];
  // The tests' own checkpoint must not stand in the way of the choice.
  const outcome: Outcome = await runCli(words, { env: { MOMENTFX_MODEL: '' } });
  assert.is(outcome.code, 0, outcome.stderr);
  const { cues } = JSON.parse(readFileSync(sheet, 'utf8')) as CueSheet;
  return { cues, stderr: outcome.stderr };
}

testInChinese('--language zh chooses it; what is sold and sold out rings, a lecture does not', async () => {
  const lively = await decorated('lively', LIVELY, '--language', 'zh');
  assert.not.match(lively.stderr, /No effects/);
  const subtitles = lively.cues.map(({ subtitle }) => subtitle ?? '').join('|');
  assert.match(subtitles, /上链接|卖光了|下一款/, subtitles);
  const quiet = await decorated('quiet', QUIET, '--language', 'zh');
  assert.ok(quiet.cues.length <= 1, `${quiet.cues.length} effects in a lecture`);
});

testInChinese('--model chooses it, too, and the words tell that they are Chinese', async () => {
  const { cues, stderr } = await decorated('named', LIVELY, '--model', starterFolders.muse);
  assert.ok(cues.length > 0);
  assert.not.match(stderr, /No effects/);
});

testInChinese('it adds nothing to a talk in English, and says why', async () => {
  const english = LIVELY.map((_, i) => `This is the plain English sentence number ${i + 1} about my garden.`);
  const { cues, stderr } = await decorated('english', english, '--model', starterFolders.muse);
  assert.equal(cues, []);
  assert.match(stderr, /seems to be in English \(en\); the checkpoint knows Chinese\. No effects/);
});

test.run();
