/** The analysis process killed, stopped or broken while a show runs: the program goes on as if nothing had happened. */
import { cpSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { makeTalk } from '../../support/talk.ts';
import { makeShow } from './show.ts';
import { starve } from './starve.ts';
import { uninterrupted } from './uninterrupted.ts';
import { watch, type Watched } from './watched.ts';

const folder = scratch('live-analysis');
const file = (name: string): string => join(folder, name);

const SENTENCES = [
  'It costs just twenty five dollars, and the link is right below.',
  'Oh my goodness, we just passed one thousand viewers!',
  'All right, let us go on to our next item.',
];

/** Something worth an effect every three seconds, for longer than any test runs. */
function words(): string {
  const time = (seconds: number): string =>
    new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', ',');
  const cues = Array.from({ length: 40 }, (_, i) => {
    const start = 1 + i * 3;
    return `${i + 1}\n${time(start)} --> ${time(start + 2.4)}\n${SENTENCES[i % SENTENCES.length]}`;
  });
  writeFileSync(file('words.srt'), cues.join('\n\n'));
  return file('words.srt');
}

/** Asks for the delay again and again, until told to stop; all that was measured. */
function measureDelay(port: number): { end(): Promise<number[]> } {
  const found: number[] = [];
  let over = false;
  const ask = async (): Promise<void> => {
    while (!over) {
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      found.push(Number(/^momentfx_delay_actual_seconds(?:\{[^}]*\})? (\S+)$/m.exec(page)?.[1]));
      await sleep(100);
    }
  };
  const asking = ask();
  // Where the test fails first, its session ends while this still asks: the failure is what should be told.
  asking.catch(() => undefined);
  return {
    async end() {
      over = true;
      await asking;
      return found;
    },
  };
}

const DELAY = 3;
/**
 * The show leaves at its delay, neither held up nor hurried by what happens to analysis: an outage of seconds would show.
 * How exactly it does, bench/promptness.ts measures.
 */
const sameDelay = (found: readonly number[]): void => {
  assert.ok(found.length > 10, `${found.length} measurements`);
  const off = found.map((delay) => Math.abs(delay - DELAY)).sort((a, b) => a - b);
  const usually = off.at(Math.floor(off.length * 0.9));
  assert.ok((usually ?? 1) < 1, `usually off by up to ${usually} s`);
};

const pidOf = (live: Watched): number => Number(live.of('analysis ready').at(-1)?.facts['pid']);

/** A show with effects all the time, recorded to `out`. */
async function showInto(out: string, env: Readonly<Record<string, string>> = {}) {
  const show = makeShow(folder);
  const port = await freePort();
  const live = watch(
    [
      ...[show.mp4, '--realtime', '--loop', '--asr', `captions:${words()}`, '--delay', String(DELAY)],
      ...['--threshold', '0.2', '--density', '60', '--metrics', `127.0.0.1:${port}`, '--to', out],
    ],
    { env },
  );
  return { show, live, port };
}

testWithModel('killed: the show goes on at its delay, one line tells it, effects are back', async () => {
  const out = file('killed.mkv');
  const { show, live, port } = await showInto(out);
  await live.until('effect');
  const measuring = measureDelay(port);
  const before = live.entries.length;
  process.kill(pidOf(live), 'SIGKILL');
  const up = await live.until('analysis ready', { after: before, ms: 20_000 });
  await live.until('effect', { after: live.entries.indexOf(up), ms: 30_000 });
  // However soon analysis is back, the recording is to be long enough to show that nothing is missing.
  await sleep(3_000);
  const delays = await measuring.end();
  const { stderr } = await live.stop();
  sameDelay(delays);
  const down = live.of('analysis down');
  assert.is(down.length, 1, stderr);
  assert.match(String(down[0]?.facts['message']), /ended|killed/);
  const loud = live.entries.filter(
    ({ level, msg }) => level !== 'info' && !/analysis down|window not seen/.test(msg),
  );
  assert.equal(loud, []);
  await uninterrupted(out, show.mp4);
});

testWithModel('out of memory: the show goes on, one line tells it, effects are back', async () => {
  const out = file('memory.mkv');
  const inspect = await freePort();
  const { show, live, port } = await showInto(out, { NODE_OPTIONS: `--inspect-port=${inspect}` });
  await live.until('effect');
  const measuring = measureDelay(port);
  await starve(pidOf(live), inspect);
  const down = await live.until('analysis down', { ms: 60_000 });
  const after = live.entries.indexOf(down);
  const up = await live.until('analysis ready', { after, ms: 20_000 });
  await live.until('effect', { after: live.entries.indexOf(up), ms: 30_000 });
  await sleep(3_000);
  const delays = await measuring.end();
  await live.stop();
  sameDelay(delays);
  // JavaScript says so in words; native code that gets no memory aborts.
  assert.match(String(down.facts['message']), /ran out of memory|was killed by SIG/);
  await uninterrupted(out, show.mp4);
});

testWithModel('stopped for 6 s: the show goes on, what was said meanwhile is skipped and told', async () => {
  const { mp4 } = makeTalk(folder);
  const port = await freePort();
  const out = file('stopped.mkv');
  const live = watch([
    ...[mp4, '--realtime', '--loop', '--delay', String(DELAY), '--threshold', '0.2'],
    ...['--metrics', `127.0.0.1:${port}`, '--to', out],
  ]);
  await live.until('effect');
  const measuring = measureDelay(port);
  const pid = pidOf(live);
  process.kill(pid, 'SIGSTOP');
  await sleep(6_000);
  const after = live.entries.length;
  process.kill(pid, 'SIGCONT');
  await live.until('effect', { after, ms: 20_000 });
  const delays = await measuring.end();
  await live.stop();
  sameDelay(delays);
  assert.is(live.of('analysis down').length, 0);
  assert.ok(live.of('speech skipped').length > 0, 'the gap is told');
  assert.is(pidOf(live), pid);
  await uninterrupted(out, mp4);
});

testWithModel('a checkpoint that cannot be loaded is a fault to mend: one line, exit code 2', async () => {
  const broken = file('model');
  cpSync(modelFolder, broken, { recursive: true });
  truncateSync(join(broken, 'network.onnx'), 1_000);
  const out = file('never.mkv');
  const { code, stderr } = await runCli([
    'live',
    'srt://127.0.0.1:9',
    '--model',
    broken,
    '--asr',
    'none',
    '--to',
    out,
  ]);
  assert.is(code, 2, stderr);
  assert.match(stderr, /^momentfx: [^\n]+\n$/);
});

test.run();
