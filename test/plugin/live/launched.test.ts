/**
 * Stopped as a service manager and a closed terminal stop it: every signal, however often launchers hand it on, ends in a
 * drained show with its trailer; no launcher's death leaves a show that nobody sees.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { ffmpeg } from '../../support/talk.ts';
import { until } from '../../support/until.ts';
import { descendants, isAlive } from './watched.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = scratch('live-launched');
const file = (name: string): string => join(folder, name);
const clip = file('clip.mp4');
ffmpeg(
  `-f lavfi -i testsrc2=s=160x120:r=25 -f lavfi -i sine=440 -t 60 -c:v libx264 -preset ultrafast -g 25 -c:a aac ${clip}`,
);

interface Launched {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly log: () => string;
  readonly recording: string;
  /** Seconds in the recording just before it was told to stop. */
  readonly held: number;
}

/** Seconds. */
const DELAY = 1.5;

/** Starts a show in a process group of its own, as a service manager does; resolves once it records. */
async function launch(name: string, command: readonly string[], log?: string): Promise<Launched> {
  const recording = file(`${name}.mkv`);
  const shown = log ?? file(`${name}.log`);
  const [program = '', ...args] = command;
  const show = ['live', clip, '--realtime', '--asr', 'none', '--delay', String(DELAY), '--to', recording];
  const target = openSync(shown, 'a');
  const child = spawn(program, [...args, ...show, '--log-format', 'json'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', target],
    env: { ...process.env, MOMENTFX_MODEL: modelFolder },
  });
  const pid = child.pid ?? 0;
  process.on('exit', () => {
    if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
  });
  const size = (): number => statSync(recording, { throwIfNoEntry: false })?.size ?? 0;
  await until(() => size() >= 20_000, 60_000, `${name}: a recording`);
  await sleep(1_000);
  return { child, pid, log: () => readFileSync(shown, 'utf8'), recording, held: secondsIn(recording) };
}

const npm = ['npm', 'run', '-s', 'momentfx', '--'];
const direct = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  join(root, 'src', 'plugin', 'main.ts'),
];

/** Seconds that a recording holds; while it is written, so far. */
function secondsIn(recording: string): number {
  const words = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const times = execFileSync('ffprobe', [...words, recording], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  return Math.max(...times.map(Number.parseFloat));
}

/** What a show's media may come and leave late by, in seconds. */
const LATE = 0.5;

/**
 * Every process of the show is gone, the recording has its trailer, and holds what was on its way: all that had come in
 * when the show was told to stop, of which the delay's worth had not left.
 */
async function drained(
  { recording, log, held }: Launched,
  pids: readonly number[],
  logged = true,
): Promise<void> {
  await until(() => !pids.some(isAlive), 20_000, `the end of ${pids.join(' ')}`);
  if (logged) {
    const said = [...log().matchAll(/"msg":"(stopping|stopped)"/g)].map(([, word]) => word);
    assert.equal(said, ['stopping', 'stopped'], log());
    const at = (msg: string): number =>
      Date.parse(new RegExp(`"time":"([^"]*)"[^\n]*"msg":"${msg}"`).exec(log())?.[1] ?? '') / 1000;
    assert.ok(at('stopped') - at('stopping') > 1, `drained in ${at('stopped') - at('stopping')} s`);
    const came = at('stopping') - at('input connected');
    assert.ok(Math.abs(secondsIn(recording) - came) < LATE, `${secondsIn(recording)} of ${came} s that came`);
  }
  const more = secondsIn(recording) - held;
  assert.ok(more > DELAY - LATE, `it held ${held} s when told to stop, and ${more} s more in the end`);
  const facts = execFileSync('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    recording,
  ]);
  const length = Number(facts.toString());
  assert.ok(Math.abs(length - secondsIn(recording)) < 0.2, `a trailer that tells the length: ${length} s`);
}

testWithModel('npm run, SIGTERM to the whole group and again when npm is gone: drained', async () => {
  const show = await launch('group', npm);
  const pids = [show.pid, ...descendants(show.pid)];
  process.kill(-show.pid, 'SIGTERM');
  // systemd sends it once more to those that are left when the main process has ended.
  await Promise.race([once(show.child, 'exit'), sleep(1_000)]);
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  await drained(show, pids);
});

testWithModel('npm run, SIGTERM to npm alone: drained, no orphan', async () => {
  const show = await launch('npm', npm);
  const pids = [show.pid, ...descendants(show.pid)];
  process.kill(show.pid, 'SIGTERM');
  await drained(show, pids);
});

testWithModel('a full disk behind standard error, then SIGHUP: recorded, drained, exit code 0', async () => {
  const show = await launch('hangup', direct, '/dev/full');
  const pids = [show.pid, ...descendants(show.pid)];
  const ended = once(show.child, 'exit');
  process.kill(-show.pid, 'SIGHUP');
  await drained(show, pids, false);
  assert.equal(await ended, [0, null]);
});

test.run();
