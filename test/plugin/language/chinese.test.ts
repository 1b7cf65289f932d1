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
import { runCli, type Outcome } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testIf } from '../../support/model.ts';
import { ffmpeg } from '../../support/talk.ts';

const weights = await findWeights(MUSE, defaultCacheFolder());
if (weights === undefined) console.log('the weights are not here (`momentfx models pull muse`): skipped');
const testInChinese = testIf(weights !== undefined && existsSync(join(starterFolders.muse, 'manifest.json')));

const folder = scratch('chinese');
const video = join(folder, 'talk.mp4');
/** Those that a person would give an effect begin with a star. */
const LIVELY = [
  '大家晚上好，欢迎来到我的直播间，先点一个关注。',
  '今天是第三场了，嗓子有点哑，大家多担待。',
  '*好，第一样来了，大家看，这是我们家窑里烧的小茶杯，叫“小月亮”。',
  '杯子是我们自己家的窑烧出来的，烧两天两夜。',
  '摸起来有一点点粗，像小石头。',
  '*柜台卖八十八，今天直播间一只三十九块九。',
  '*来，三、二、一，上链接，左下角一号！',
  '*我的天，才一分钟，一千只全部卖光了！',
  '没有拍到的姐妹不要急，仓库在查。',
  '*好了，杯子就到这里，我们把桌子擦一擦，看下一款。',
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
  ffmpeg('-f lavfi -i color=c=0x557788:s=64x64:r=10 -f lavfi -i anullsrc=r=48000 -t 84 -shortest', video);
});

/** As people talk: 4.5 characters a second. */
function captions(name: string, sentences: readonly string[]): string {
  const stamp = (ms: number): string => new Date(ms).toISOString().slice(11, 23).replace('.', ',');
  let at = 0;
  const cues = sentences.map((text, i) => {
    const end = at + Math.round((1000 * text.length) / 4.5);
    const cue = `${i + 1}\n${stamp(at)} --> ${stamp(end)}\n${text}\n`;
    at = end + 300;
    return cue;
  });
  const file = join(folder, `${name}.srt`);
  writeFileSync(file, cues.join('\n'));
  return file;
}

const LIVELY_WORDS = LIVELY.map((text) => text.replace('*', ''));

async function decorated(name: string, sentences: readonly string[], more: readonly string[], env = {}) {
  const sheet = join(folder, `${name}.json`);
  const asr = `captions:${captions(name, sentences)}`;
  const words = ['decorate', video, '--dry-run', '--cues', sheet, '--asr', asr, ...more];
  // The tests' own checkpoint must not stand in the way of the choice.
  const outcome: Outcome = await runCli(words, { env: { MOMENTFX_MODEL: '', ...env } });
  assert.is(outcome.code, 0, outcome.stderr);
  const { cues } = JSON.parse(readFileSync(sheet, 'utf8')) as CueSheet;
  return { cues, stderr: outcome.stderr };
}

test('without its weights nothing rings, and one line says how to get them', async () => {
  const env = { XDG_CACHE_HOME: join(folder, 'empty-cache') };
  const { cues, stderr } = await decorated('without', LIVELY_WORDS, ['--language', 'zh'], env);
  assert.equal(cues, []);
  assert.match(
    stderr,
    /the weights for talk in Chinese are not on this machine: `momentfx models pull muse`/,
  );
  assert.match(
    stderr,
    /The talk is set to Chinese \(zh\); the checkpoint knows English\. No effects are added/,
  );
});

testInChinese('--language zh chooses it: most key sentences ring, a lecture does not', async () => {
  const { cues, stderr } = await decorated('lively', LIVELY_WORDS, ['--language', 'zh']);
  assert.not.match(stderr, /No effects/);
  const keys = LIVELY.filter((text) => text.startsWith('*')).map((text) => text.slice(1));
  const rung = keys.filter((text) => cues.some(({ subtitle }) => subtitle === text));
  assert.ok(rung.length >= 3, `of ${keys.length} only ${rung.join(' ')}`);
  assert.ok(cues.length <= rung.length + 3, `${cues.length} effects`);
  assert.ok(
    cues.every(({ subtitle }) => subtitle !== undefined),
    'nothing rings in the silence at the end',
  );
  const quiet = await decorated('quiet', QUIET, ['--language', 'zh']);
  assert.ok(quiet.cues.length <= 1, `${quiet.cues.length} effects in a lecture and the silence after it`);
});

testInChinese('--model chooses it, too, and the words tell that they are Chinese', async () => {
  const { cues, stderr } = await decorated('named', LIVELY_WORDS, ['--model', starterFolders.muse]);
  assert.ok(cues.length > 0);
  assert.not.match(stderr, /No effects/);
});

testInChinese('it adds nothing to a talk in English, and says why', async () => {
  const english = LIVELY.map((_, i) => `This is the plain English sentence number ${i + 1} about my garden.`);
  const { cues, stderr } = await decorated('english', english, ['--model', starterFolders.muse]);
  assert.equal(cues, []);
  assert.match(stderr, /seems to be in English \(en\); the checkpoint knows Chinese\. No effects/);
});

test.run();
