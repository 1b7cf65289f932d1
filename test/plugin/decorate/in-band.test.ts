/** `--asr embedded` and `--asr cea608` through the whole command: the cues of a captions file, and those of a live session. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import type { CueSheet } from '../../../src/plugin/cue-sheet.ts';
import { decorate } from '../../../src/plugin/decorate/session.ts';
import { startLive } from '../../../src/plugin/live/session.ts';
import { toSample } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';
import { captionedClip, EDM, EOC, loaded, schedule } from '../../captions/cea/line21.ts';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';
import { within } from '../../support/within.ts';

const folder = scratch('in-band');
const file = (name: string): string => join(folder, name);
const talk = makeTalk(folder);
const srt = file('talk.srt');
writeFileSync(
  srt,
  [
    '1\n00:00:00,500 --> 00:00:01,900\nGood evening, friends.\n',
    '2\n00:00:02,500 --> 00:00:05,000\nOh my goodness, we just passed one thousand viewers!\n',
    '3\n00:00:06,000 --> 00:00:08,500\nIt costs just twenty five dollars, and the link is right below.\n',
    '4\n00:00:09,000 --> 00:00:11,000\nAll right, let us go on to our next item.\n',
  ].join('\n'),
);
const embedded = file('embedded.mp4');
ffmpeg(`-i ${talk.mp4} -i ${srt} -map 0 -map 1 -c copy -c:s mov_text ${embedded}`);

/** The same sentences in the pictures; there is no sound. */
const [cea608 = ''] = await captionedClip(
  'in-band-talk',
  'h264',
  13,
  schedule(
    [10, loaded('Oh my goodness, we just', 'passed one thousand viewers!')],
    [60, EOC()],
    [75, loaded('It costs just $25, and', 'the link is right below.')],
    [150, EOC()],
    [215, EDM()],
    [220, loaded('All right, let us go on', 'to our next item.')],
    [260, EOC()],
  ),
  'mp4',
);

const sheetOf = (path: string): CueSheet['cues'] => (JSON.parse(readFileSync(path, 'utf8')) as CueSheet).cues;

async function cuesOf(
  input: string,
  asr: string,
  name: string,
  ...words: string[]
): Promise<CueSheet['cues']> {
  const args = [
    'decorate',
    input,
    '--cues',
    file(`${name}.json`),
    '--asr',
    asr,
    '--threshold',
    '0.3',
    ...words,
  ];
  const { code, stderr } = await runCli(args);
  assert.is(code, 0, stderr);
  return sheetOf(file(`${name}.json`));
}

testWithModel('a subtitle track gives the cues of a captions file with the same words', async () => {
  const theirs = await cuesOf(embedded, `captions:${srt}`, 'file', '--dry-run');
  assert.ok(theirs.length > 0);
  assert.equal(await cuesOf(embedded, 'embedded', 'track', '-o', file('out.mp4')), theirs);
  const kinds = ['-v', 'error', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', file('out.mp4')];
  assert.equal(execFileSync('ffprobe', kinds).toString().trim().split('\n'), ['video', 'audio', 'subtitle']);
});

/** The cues of a live session that plays the file. */
async function liveCues(input: string, asr: string): Promise<Cue[]> {
  const found: Cue[] = [];
  const session = await startLive({
    input: new Address(input),
    realtime: true,
    outputs: [planOutput(new Address(file(`${asr}.live.mkv`)))],
    settings: settingsFor(asr),
    version: 'test',
    clock: systemClock(2.5),
    onEvent(event) {
      if (event.type === 'cue') found.push(event.cue);
    },
  });
  await within(session.done, 120_000, `${asr} live`);
  return found;
}

/** A delay that is more than windows and sentences can need. */
const settingsFor = (asr: string): ReturnType<typeof resolveSettings> =>
  resolveSettings({ asr, delay: 45, threshold: 0.3, model: modelFolder }, {}, file('none.json'));

const told = (cues: readonly Cue[]): unknown[] =>
  [...cues]
    .sort((a, b) => a.at - b.at)
    .map(({ at, sfx, score, subtitle }) => [toSample(at, 48_000), sfx, score.toFixed(4), subtitle]);

for (const [asr, input] of [
  ['embedded', embedded],
  ['cea608', cea608],
] as const)
  testWithModel(`live equals recorded with --asr ${asr}`, async () => {
    const { cues } = await decorate({ input, settings: settingsFor(asr) });
    assert.ok(cues.length > 0 && cues.every(({ subtitle }) => subtitle !== undefined));
    assert.equal(told(await liveCues(input, asr)), told(cues));
  });

for (const [asr, says] of [
  ['embedded', /^momentfx: .*talk\.mp4 holds no subtitle track\. Leave out --asr .*\n$/],
  [
    'cea608',
    /^momentfx: The pictures of .*talk\.mp4 carry no CEA-608 or CEA-708 captions\. Leave out --asr .*\n$/,
  ],
  ['follow:words.srt', /^momentfx: --asr follow is for live input\. Give a recording its words with .*\n$/],
] as const)
  test(`--asr ${asr} where it cannot be had: one line, exit code 2, no output`, async () => {
    const { code, stderr } = await runCli(['decorate', talk.mp4, '-o', file('refused.mp4'), '--asr', asr]);
    assert.match(stderr, says);
    assert.is(code, 2);
    assert.not(existsSync(file('refused.mp4')));
  });

test.run();
