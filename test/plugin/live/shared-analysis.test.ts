/** Two shows and a recording on one analysis process: what each finds, and what becomes of them when it is killed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, startCli, subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { ffmpeg } from '../../support/talk.ts';
import { until } from '../../support/until.ts';
import { makeShow } from './show.ts';
import { uninterrupted } from './uninterrupted.ts';
import { watch, type Watched } from './watched.ts';

const folder = scratch('shared-analysis');
const file = (name: string): string => join(folder, name);
const show = makeShow(folder);
/** Long enough that a recording is not done with it while a test looks. */
const MINUTES = 4;
/** A recording that has written so much (bytes) is being analysed: what passes has been decided. */
const UNDER_WAY = 300_000;
ffmpeg(`-stream_loop ${MINUTES * 4 - 1} -i ${show.mp4} -c copy ${file('long.mp4')}`);

/** A show with some variety: three sentences over and over are like no talk at all. */
const SENTENCES = [
  'Hey everybody, how are we all doing tonight?',
  'This little kettle keeps your tea hot for six hours.',
  'It costs just twenty five dollars, and the link is right below.',
  'I use mine every single morning, honestly.',
  'Oh my goodness, we just passed one thousand viewers!',
  'You can wash the lid in the dishwasher, too.',
  'All right, let us go on to our next item.',
  'So this one comes in green and in blue.',
];
const time = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', ',');
writeFileSync(
  file('words.srt'),
  Array.from({ length: MINUTES * 20 }, (_, i) => {
    const start = 1 + i * 3;
    return `${i + 1}\n${time(start)} --> ${time(start + 2.4)}\n${SENTENCES[i % SENTENCES.length]}`;
  }).join('\n\n'),
);

const pidOf = (live: Watched): number => Number(live.of('analysis ready').at(-1)?.facts['pid']);

/** A place for sockets that no other test uses; whatever becomes of the test, its process ends with this one. */
const runtime = subfolder(folder, 'runtime');
const pids = new Set<number>();
process.on('exit', () => {
  for (const pid of pids)
    if (existsSync(`/proc/${pid}`) && /shared.main/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')))
      process.kill(pid, 'SIGKILL');
});
const env = { XDG_RUNTIME_DIR: runtime, MOMENTFX_ANALYSIS: 'shared' };

const startShow = (out: string): Watched =>
  watch(
    [
      ...[show.mp4, '--realtime', '--loop', '--asr', `captions:${file('words.srt')}`, '--delay', '3'],
      ...['--threshold', '0.2', '--density', '60', '--to', file(out)],
    ],
    { env, longer: 120_000 },
  );

const decorate = (name: string): string[] => [
  ...['decorate', file('long.mp4'), '-o', 'out.mp4', '--cues', file(name)],
  ...['--asr', `captions:${file('words.srt')}`, '--threshold', '0.2', '--density', '60'],
];
const sheet = (name: string): unknown => JSON.parse(readFileSync(file(name), 'utf8'));
const writes = (cwd: string): boolean =>
  readdirSync(cwd).some(
    (name) =>
      name.includes('.part') && (statSync(join(cwd, name), { throwIfNoEntry: false })?.size ?? 0) > UNDER_WAY,
  );

testWithModel(
  'killed: two shows and a recording go on, join the next process, and miss nothing',
  async () => {
    const own = await runCli(decorate('own.json'), { cwd: subfolder(folder, 'own'), longer: 120_000 });
    assert.is(own.code, 0, own.stderr);
    const shows = [startShow('a.mkv')];
    await shows[0]?.until('analysis ready', { ms: 80_000 });
    shows.push(startShow('b.mkv'));
    for (const live of shows) await live.until('effect', { ms: 80_000 });
    const [first = 0, same] = shows.map(pidOf);
    pids.add(first);
    assert.is(same, first, 'one process serves both');
    const cwd = subfolder(folder, 'shared');
    const recording = startCli(decorate('shared.json'), { cwd, env, longer: 120_000 });
    await until(() => writes(cwd), 60_000, 'the recording');
    const before = shows.map(({ entries }) => entries.length);
    process.kill(first, 'SIGKILL');
    for (const [i, live] of shows.entries()) {
      const up = await live.until('analysis ready', { after: before[i] ?? 0, ms: 60_000 });
      await live.until('effect', { after: live.entries.indexOf(up), ms: 60_000 });
    }
    const [next = 0, alike] = shows.map(pidOf);
    pids.add(next);
    assert.is(alike, next, 'one process serves both again');
    assert.is.not(next, first);
    const { code, stderr } = await recording.outcome;
    assert.is(code, 0, stderr);
    // A quick machine may be done with the analysis just before the process is killed.
    for (const told of [/analysis down/g, /analysis ready/g])
      assert.ok((stderr.match(told)?.length ?? 0) <= 1, stderr);
    assert.equal(sheet('shared.json'), sheet('own.json'), 'the same cues as with a process of its own');
    for (const [i, live] of shows.entries()) {
      await live.stop();
      const down = live.of('analysis down');
      assert.is(down.length, 1);
      assert.match(String(down[0]?.facts['message']), /shared analysis process has ended/);
      await uninterrupted(file(i === 0 ? 'a.mkv' : 'b.mkv'), show.mp4);
    }
  },
);

testWithModel(
  'a folder that is not safe: one line says so, and the recording has its own process',
  async () => {
    const open = file('open');
    mkdirSync(join(open, 'momentfx'), { recursive: true, mode: 0o755 });
    const { code, stderr } = await runCli(
      ['decorate', show.mp4, '--dry-run', '--asr', 'none', '--analysis', 'shared'],
      { env: { XDG_RUNTIME_DIR: open } },
    );
    assert.is(code, 0, stderr);
    const told = stderr.split('\n').filter((line) => /not shared/.test(line));
    assert.is(told.length, 1, stderr);
    assert.match(told[0] ?? '', 'process of its own');
  },
);

test.run();
