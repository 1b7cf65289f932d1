/**
 * Ctrl-C, a killed analysis process, a full disk: what ends a run in the middle leaves nothing under the target's name.
 * How soon it is over, bench/promptness.ts measures.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startCli, subfolder, runCli, type Running } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { smallDisk, withFilesUpTo } from '../../support/confined.ts';
import { testIf, testWithModel } from '../../support/model.ts';
import { ffmpeg, makeTalk } from '../../support/talk.ts';
import { until } from '../../support/until.ts';

const folder = scratch('stop');
const talk = makeTalk(folder);
/** Long enough that no machine is done with it while a test looks: two minutes. */
const long = join(folder, 'long.mp4');
ffmpeg(`-stream_loop 9 -i ${talk.mp4} -c copy ${long}`);

const children = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
/** Whether something has been written: the part file is made and removed once before, to see that it can be. */
const writes = (cwd: string): boolean =>
  readdirSync(cwd).some(
    (name) => name.includes('.part') && (statSync(join(cwd, name), { throwIfNoEntry: false })?.size ?? 0) > 0,
  );

/** A run that has begun to write; its analysis process is its only child. */
async function midway(name: string): Promise<{ run: Running; cwd: string; pid: number; analysis: number }> {
  const cwd = subfolder(folder, name);
  const run = startCli(['decorate', long, '-o', 'out.mp4', '--cues', 'cues.json'], { cwd });
  const pid = run.child.pid ?? 0;
  await until(() => writes(cwd), 60_000, 'the run begins to write');
  const [analysis = 0] = children(pid);
  assert.ok(analysis > 0, 'there is an analysis process');
  return { run, cwd, pid, analysis };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  testWithModel(`${signal} in mid-run: exit code 130, nothing left`, async () => {
    const { run, cwd, analysis } = await midway(signal);
    run.child.kill(signal);
    const { code, stderr } = await run.outcome;
    assert.is(code, 130);
    assert.match(stderr, /momentfx: Stopped before the end; nothing was written\.\n$/);
    assert.equal(readdirSync(cwd), [], 'no output, no cue sheet, no part file');
    await until(() => !isAlive(analysis), 60_000, 'the analysis process is gone');
  });

testWithModel('Ctrl-C while the models load: nothing left', async () => {
  const cwd = subfolder(folder, 'loading');
  const run = startCli(['decorate', long, '-o', 'out.mp4'], { cwd });
  const pid = run.child.pid ?? 0;
  await until(() => children(pid).length > 0, 60_000, 'the analysis process starts');
  const [analysis = 0] = children(pid);
  run.child.kill('SIGINT');
  const { code } = await run.outcome;
  assert.is(code, 130);
  assert.equal(readdirSync(cwd), []);
  await until(() => !isAlive(analysis), 60_000, 'the analysis process is gone');
});

test('Ctrl-C while a cue sheet is mixed: nothing left', async () => {
  const cwd = subfolder(folder, 'mixing');
  const wav = join(folder, 'minutes.wav');
  ffmpeg(`-stream_loop 60 -i ${talk.wav} -c copy ${wav}`);
  const sheet = join(folder, 'sheet.json');
  writeFileSync(sheet, JSON.stringify({ version: 1, cues: [{ at: 1, sfx: 'ding' }] }));
  const run = startCli(['decorate', wav, '-o', 'out.flac', '--from-cues', sheet], { cwd });
  await until(() => writes(cwd), 60_000, 'the run begins to write');
  run.child.kill('SIGINT');
  const { code } = await run.outcome;
  assert.is(code, 130);
  assert.equal(readdirSync(cwd), []);
});

testWithModel('the analysis process is killed in mid-run: a clear error, no output', async () => {
  const { run, cwd, analysis } = await midway('killed');
  process.kill(analysis, 'SIGKILL');
  const { code, stderr } = await run.outcome;
  assert.match(stderr, /momentfx: The analysis process was killed by SIGKILL\. .*memory/);
  assert.is(code, 2);
  assert.equal(readdirSync(cwd), []);
});

const sheetWithout = join(folder, 'without.json');
writeFileSync(sheetWithout, JSON.stringify({ version: 1, cues: [] }));
/** Mixes no cue into a file of 2 MB, which is more than either disk takes. */
const mix = ['decorate', talk.wav, '-o', 'out.wav', '--from-cues', sheetWithout];

test('a disk on which the file cannot grow: one line, no output', async () => {
  const cwd = subfolder(folder, 'narrow');
  const { code, stderr } = await runCli(mix, { cwd, before: withFilesUpTo(256 * 1024) });
  assert.match(stderr, /^momentfx: out\.wav .*not grow any larger.*limit on file sizes.*\n$/m);
  assert.is(code, 2);
  assert.equal(readdirSync(cwd), []);
});

const disk = join(folder, 'disk');
const unmount = smallDisk(disk, 256);
test.after(() => unmount?.());

testIf(unmount !== undefined)('a full disk: one line, no output', async () => {
  const { code, stderr } = await runCli(mix, { cwd: disk });
  assert.match(stderr, /^momentfx: .*full.*\n$/m);
  assert.is(code, 2);
  assert.equal(readdirSync(disk), []);
});

test.run();
