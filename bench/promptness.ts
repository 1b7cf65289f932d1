/**
 * How soon things happen that a person waits for, against their bars: the end after Ctrl-C at every stage, effects after
 * analysis has died, the loss of a sender that stops, the delay from sender to receiver, the vector of a very long text.
 * The tests only ask that they happen.
 *
 *   node scripts/run.mjs bench/promptness.ts [ROUNDS]       three rounds take about 8 minutes
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLite } from '../test/support/encoders.ts';
import { startCli, subfolder, type Running } from '../test/support/cli.ts';
import { scratch } from '../test/support/scratch.ts';
import { freePort } from '../test/support/ports.ts';
import { ffmpeg, makeTalk } from '../test/support/talk.ts';
import { measureLags } from '../test/plugin/live/lags.ts';
import { ended, listening, makeShow, send } from '../test/plugin/live/show.ts';
import { descendants, watch } from '../test/plugin/live/watched.ts';

const ROUNDS = Number(process.argv[2] ?? 3);

const folder = scratch('bench-promptness');
const talk = makeTalk(folder);
const show = makeShow(folder);
/** Two minutes: no machine is done with it while a run is stopped. */
const long = join(folder, 'long.mp4');
ffmpeg(`-stream_loop 9 -i ${talk.mp4} -c copy ${long}`);

interface Measure {
  readonly name: string;
  /** Seconds. */
  readonly bar: number;
  /** One measurement, in seconds. */
  readonly take: (cwd: string) => Promise<number>;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const limit = performance.now() + 60_000; !holds(); await sleep(5))
    if (performance.now() > limit) throw new Error(`${what}: nothing after 60 s`);
}

/** Whether a run writes: its part file is made and removed once before. */
const writes = (cwd: string): boolean =>
  readdirSync(cwd).some(
    (name) => name.includes('.part') && (statSync(join(cwd, name), { throwIfNoEntry: false })?.size ?? 0) > 0,
  );

/** From a signal to the end of the process. */
async function endOf({ child, outcome }: Running, signal: NodeJS.Signals): Promise<number> {
  const sent = performance.now();
  child.kill(signal);
  await outcome;
  return (performance.now() - sent) / 1000;
}

async function stopMidway(cwd: string): Promise<number> {
  const run = startCli(['decorate', long, '-o', 'out.mp4'], { cwd });
  await until(() => writes(cwd), 'writing');
  return endOf(run, 'SIGINT');
}

async function stopLoading(cwd: string): Promise<number> {
  const run = startCli(['decorate', long, '-o', 'out.mp4'], { cwd });
  await until(() => descendants(run.child.pid ?? 0).length > 0, 'the analysis process');
  return endOf(run, 'SIGINT');
}

async function stopMixing(cwd: string): Promise<number> {
  const wav = join(cwd, 'minutes.wav');
  ffmpeg(`-stream_loop 60 -i ${talk.wav} -c copy ${wav}`);
  writeFileSync(join(cwd, 'sheet.json'), JSON.stringify({ version: 1, cues: [{ at: 1, sfx: 'ding' }] }));
  const run = startCli(['decorate', wav, '-o', 'out.flac', '--from-cues', 'sheet.json'], { cwd });
  await until(() => writes(cwd), 'writing');
  return endOf(run, 'SIGINT');
}

async function secondStop(cwd: string): Promise<number> {
  const live = watch([
    ...[show.mp4, '--realtime', '--asr', 'none', '--delay', '2', '--to', join(cwd, 'out.mkv')],
  ]);
  await live.until('output connected');
  await sleep(1_500);
  live.child.kill('SIGINT');
  await live.until('stopping');
  return endOf(live, 'SIGINT');
}

async function stopWaiting(cwd: string): Promise<number> {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/show`;
  const live = watch([url, '--listen', '--asr', 'none', '--to', join(cwd, 'out.mkv')]);
  await listening(port);
  return endOf(live, 'SIGINT');
}

async function stopAsking(cwd: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'connection');
  const live = watch([...[`rtmp://127.0.0.1:${port}/live/x`, '--asr', 'none', '--to', join(cwd, 'out.mkv')]]);
  await asked;
  const took = await endOf(live, 'SIGTERM');
  server.close();
  return took;
}

async function stopStarting(cwd: string): Promise<number> {
  const live = watch([
    ...[show.mp4, '--realtime', '--asr', 'none', '--delay', '2', '--to', join(cwd, 'out.mkv')],
  ]);
  await until(() => descendants(live.pid).length > 0, 'analysis starting');
  return endOf(live, 'SIGINT');
}

/** A key sentence every three seconds. */
function captions(cwd: string): string {
  const time = (seconds: number): string =>
    new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', ',');
  const file = join(cwd, 'words.srt');
  const text = 'It costs just twenty five dollars, and the link is right below.';
  const blocks = Array.from(
    { length: 40 },
    (_, i) => `${i + 1}\n${time(1 + i * 3)} --> ${time(3.4 + i * 3)}\n${text}`,
  );
  writeFileSync(file, blocks.join('\n\n'));
  return file;
}

async function effectsBack(cwd: string): Promise<number> {
  const live = watch([
    ...[show.mp4, '--realtime', '--loop', '--asr', `captions:${captions(cwd)}`, '--delay', '3'],
    ...['--threshold', '0.2', '--density', '60', '--to', join(cwd, 'out.mkv')],
  ]);
  await live.until('effect');
  const before = live.entries.length;
  process.kill(Number(live.of('analysis ready').at(-1)?.facts['pid']), 'SIGKILL');
  const up = await live.until('analysis ready', { after: before });
  const effect = await live.until('effect', { after: live.entries.indexOf(up) });
  await live.stop();
  return (effect.wall - up.wall) / 1000;
}

async function senderLost(cwd: string): Promise<number> {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/show`;
  const live = watch([url, '--listen', '--asr', 'none', '--delay', '1', '--to', join(cwd, 'out.mkv')]);
  await listening(port);
  const sender = send(show.flv, url, 'flv');
  await live.until('input connected');
  await sleep(3_000);
  const stopped = Date.now();
  sender.kill('SIGSTOP');
  const lost = await live.until('input lost');
  sender.kill('SIGKILL');
  await ended(sender).catch(() => undefined);
  await live.stop();
  return (lost.wall - stopped) / 1000;
}

async function delayOff(cwd: string): Promise<number> {
  const { lags } = await measureLags(cwd, 2);
  const near = lags.filter((lag) => Math.abs(lag - 2) <= 0.15).length;
  console.log(`  ${((near / lags.length) * 100).toFixed(0)} % of ${lags.length} pictures within 0.15 s`);
  return Math.abs((lags[lags.length >> 1] ?? NaN) - 2);
}

async function book(): Promise<number> {
  const encoders = await openLite(1);
  await encoders.text.embed(['a']);
  const began = performance.now();
  await encoders.text.embed(['a '.repeat(1_000_000)]);
  const took = (performance.now() - began) / 1000;
  await encoders.release();
  return took;
}

const MEASURES: readonly Measure[] = [
  { name: 'decorate, Ctrl-C while it writes', bar: 2, take: stopMidway },
  { name: 'decorate, Ctrl-C while the models load', bar: 2, take: stopLoading },
  { name: 'decorate, Ctrl-C while it mixes a cue sheet', bar: 2, take: stopMixing },
  { name: 'live, a second Ctrl-C', bar: 1, take: secondStop },
  { name: 'live, Ctrl-C while nobody has come', bar: 2.5, take: stopWaiting },
  { name: 'live, a stop while a silent server is asked', bar: 2.5, take: stopAsking },
  { name: 'live, Ctrl-C while analysis starts', bar: 2.5, take: stopStarting },
  { name: 'live, effects after analysis was killed and is back', bar: 3, take: effectsBack },
  { name: 'live, a sender that stops is given up', bar: 10, take: senderLost },
  { name: 'live, delay of 2 s over RTMP, off by (median)', bar: 0.02, take: delayOff },
  { name: 'the vector of a million words', bar: 1, take: book },
];

const cpu = existsSync('/proc/cpuinfo')
  ? (/model name\s*: (.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown')
  : 'unknown';
console.log(`machine: ${cpu}; ${ROUNDS} rounds; seconds, in order of their size`);
for (const [index, { name, bar, take }] of MEASURES.entries()) {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    found.push(await take(subfolder(folder, `${index}-${round}`)));
  found.sort((a, b) => a - b);
  const verdict = (found.at(-1) ?? Infinity) <= bar ? 'ok  ' : 'OVER';
  console.log(
    `${verdict} ${name.padEnd(56)} ${found.map((one) => one.toFixed(3)).join('  ')}  (bar ${bar} s)`,
  );
}
