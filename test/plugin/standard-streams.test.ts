/** Readers that go away, disks that are full: standard output and standard error end no work, and come back. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startCli, subfolder } from '../support/cli.ts';
import { scratch } from '../support/scratch.ts';
import { ffmpeg } from '../support/talk.ts';
import { until } from '../support/until.ts';
import { within } from '../support/within.ts';

const folder = scratch('streams');
const main = join(import.meta.dirname, '..', '..', 'src', 'plugin', 'main.ts');
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;
const clip = join(folder, 'clip.mkv');
ffmpeg(
  `-f lavfi -i testsrc2=s=64x48:r=5 -f lavfi -i sine=440 -t 100 -c:v libx264 -preset ultrafast -g 5 -c:a aac ${clip}`,
);
const sheet = join(folder, 'empty.json');
writeFileSync(sheet, JSON.stringify({ version: 1, cues: [] }));

/** The end of a command whose standard streams the shell arranges: its exit code, and what the shell printed. */
async function shell(line: string, cwd: string): Promise<{ code: number | null; text: string }> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', line], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (data: string) => (text += data));
  try {
    const [code] = (await within(once(child, 'close'), 60_000, line)) as [number | null];
    return { code, text };
  } finally {
    child.kill('SIGKILL');
  }
}

const decorate = `${node.join(' ')} ${main} decorate ${clip} -o out.mkv --from-cues ${sheet}`;

test('a reader that takes one line and goes: the recording is written, the process ends', async () => {
  const cwd = subfolder(folder, 'head');
  const { code, text } = await shell(`${decorate} 2>&1 | head -1`, cwd);
  assert.is(code, 0, text);
  assert.equal(readdirSync(cwd), ['out.mkv']);
  assert.is(text.trim().split('\n').length, 1);
});

test('standard error that is closed, full or nobody reads: the recording is written', async () => {
  for (const [name, where] of [
    ['full', '2>/dev/full'],
    ['closed', '2>&-'],
    ['unread', '2> >(exec 0<&-; sleep 1)'],
  ] as const) {
    const cwd = subfolder(folder, name);
    const { code, text } = await shell(`${decorate} ${where}`, cwd);
    assert.is(code, 0, `${name}: ${text}`);
    assert.equal(readdirSync(cwd), ['out.mkv'], name);
  }
});

test('a result that cannot be written is said, and is no success', async () => {
  const { code, text } = await shell(`${node.join(' ')} ${main} library list --json > /dev/full`, folder);
  assert.is(code, 2);
  assert.match(text, /^momentfx: Standard output cannot be written \(ENOSPC\)\. .*\n$/);
});

test('a full disk: the log comes back once there is room, and says what is missing', async () => {
  const sink = join(import.meta.dirname, '../../src/plugin/live/report/log.ts');
  const log = join(folder, 'log.txt');
  const program = `
    import { createLog } from ${JSON.stringify(sink)};
    const log = createLog({ level: 'info', format: 'json' });
    for (let i = 0; ; i++) { log.say('info', 'x'.repeat(20_000), { i }); await new Promise((on) => setTimeout(on, 20)); }`;
  const target = openSync(log, 'a');
  // The soft limit alone, which may be lifted again.
  const limit = ['--fsize=100000:', '--'];
  const child = spawn('prlimit', [...limit, ...node, '--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', target],
  });
  closeSync(target);
  try {
    await until(() => readFileSync(log).length >= 95_000, 20_000, 'a full disk');
    // More than may wait: some is lost.
    await sleep(2_500);
    truncateSync(log, 0);
    execFileSync('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited:']);
    const missing = (): number =>
      Number(/"msg":"log lines are missing.*"count":(\d+)/.exec(readFileSync(log, 'utf8'))?.[1] ?? 0);
    await until(() => missing() > 0, 10_000, 'what is missing');
    const numbers = (): number[] =>
      [...readFileSync(log, 'utf8').matchAll(/"i":(\d+)[,}]/g)].map(([, i]) => Number(i));
    const hole = (): number | undefined =>
      numbers().find((i, at, all) => at > 0 && i !== (all[at - 1] ?? 0) + 1);
    await until(() => hole() !== undefined, 10_000, 'lines after those');
    const next = hole() ?? 0;
    const before = numbers()[numbers().indexOf(next) - 1] ?? 0;
    assert.is(next - before - 1, missing(), 'as many as it says');
    assert.is(child.exitCode, null, 'it is still at work');
  } finally {
    child.kill('SIGKILL');
  }
});

test('what a killed run left behind is swept by the next; what a living one writes is not', async () => {
  const cwd = subfolder(folder, 'swept');
  const parts = (): string[] => readdirSync(cwd).filter((name) => name.includes('.part'));
  const size = (name: string): number => statSync(join(cwd, name), { throwIfNoEntry: false })?.size ?? 0;
  const begin = async (output: string): Promise<ReturnType<typeof startCli>> => {
    const run = startCli(['decorate', clip, '-o', output, '--from-cues', sheet], { cwd });
    const begun = (): boolean => parts().some((name) => name.startsWith(`.${output[0]}.`) && size(name) > 0);
    await until(begun, 40_000, 'the part file');
    return run;
  };
  const killed = await begin('a.mkv');
  killed.child.kill('SIGKILL');
  await killed.outcome;
  assert.is(parts().length, 1, 'it left its part file');
  const stopped = await begin('b.mkv');
  // Stopped, not dead: its file is somebody's.
  stopped.child.kill('SIGSTOP');
  const { code } = await startCli(['decorate', clip, '-o', 'c.mkv', '--from-cues', sheet], { cwd }).outcome;
  assert.is(code, 0);
  assert.equal(
    parts().map((name) => name.slice(0, 3)),
    ['.b.'],
  );
  stopped.child.kill('SIGCONT');
  assert.is((await stopped.outcome).code, 0);
  assert.equal(readdirSync(cwd).sort(), ['b.mkv', 'c.mkv']);
});

test('a main thread that hangs is ended by the watchdog once it was told to end', async () => {
  const watchdog = join(import.meta.dirname, '../../src/plugin/cli/watchdog.ts');
  const program = `
    import { startWatchdog } from ${JSON.stringify(watchdog)};
    const watchdog = startWatchdog();
    await new Promise((on) => setTimeout(on, 1_500));
    watchdog.hurry();
    for (;;);`;
  const child = spawn(node[0], [...node.slice(1), '--input-type=module', '-e', program], { stdio: 'pipe' });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (data: string) => (text += data));
  try {
    await within(once(child, 'close'), 30_000, 'the watchdog');
    assert.is(child.signalCode, 'SIGKILL');
    assert.match(text, /^momentfx: It did not end when told to, and was ended by force\./);
  } finally {
    child.kill('SIGKILL');
  }
});

test('escape sequences of names and captions reach no terminal', async () => {
  const cwd = subfolder(folder, 'escapes');
  const odd = join(cwd, 'cues.json');
  const subtitle = 'hello \u001b]0;title\u0007 \u001b[2J\u009b31m \u202etxet\nsecond';
  writeFileSync(odd, JSON.stringify({ version: 1, cues: [{ at: 1, sfx: 'ding', subtitle }] }));
  const named = join(cwd, 'a\u001b[31mb.wav');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=440', '-t', '3', named]);
  const [run, missing] = await Promise.all([
    startCli(['decorate', named, '-o', 'o\u001b[1m.wav', '--from-cues', odd], { cwd }).outcome,
    startCli(['decorate', 'no\u001b[31m.mp4', '-o', 'x.mp4'], { cwd }).outcome,
  ]);
  assert.is(run.code, 0, run.stderr);
  for (const { stdout, stderr } of [run, missing]) assert.not.match(stdout + stderr, /[^\P{Cc}\n]|\u202e/u);
  assert.match(run.stdout, /hello .* second/);
  assert.ok(existsSync(join(cwd, 'o\u001b[1m.wav')), 'names of files stay as they are');
});

test.run();
