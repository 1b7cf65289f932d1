/**
 * What one live stream costs: processor time and memory of a session that relays 1080p30 H.264 at 6 Mbit/s with AAC to
 * an RTMP server and a file, against ffmpeg doing the same with the same effects and no analysis, at the same time: the
 * speed of a machine changes from minute to minute by more than what is to be found. Writes bench/stream-cost.svg.
 *
 *   node scripts/run.mjs bench/stream-cost.ts [--seconds 50] [--asr none,captions,moonshine] [--delay 8]
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadLibrary } from '../src/media/library/index.ts';
import { bundledLibrary } from '../src/plugin/paths.ts';
import { toSample } from '../src/streams/time.ts';
import type { Cue } from '../src/streams/values.ts';
import { startRtmpServer, type RtmpServer } from '../test/support/nginx.ts';
import { freePort } from '../test/support/ports.ts';
import { sendCaptions } from './support/caption-sender.ts';
import { barChart } from './support/chart.ts';
import {
  cpuByThread,
  eventsOf,
  heldBy,
  LiveProcess,
  load,
  machine,
  numberOption,
  textOption,
  type Held,
} from './support/live-process.ts';
import { cpuSecondsOf } from './support/process-tree.ts';
import { partsOf } from './support/profile-parts.ts';
import { benchStream, benchStreamUntagged } from './support/recording.ts';

const RATE = 48_000;
/** Allowed: this many times the processor time of ffmpeg, and these bytes. */
const BAR = 1.5;
const BAR_SESSION = 250e6;
const BAR_ANALYSIS = 600e6;
/** V8 goes on compiling what is hot for half a minute after the first packet; that counts as start-up. */
const SETTLE_S = 30;
const PROFILE_S = 20;

const seconds = numberOption('seconds', 50);
const delay = numberOption('delay', 8);
const kinds = (textOption('asr') ?? 'none,captions,moonshine').split(',');
const clip = await benchStream();
// ffmpeg's tee hands the MP4's codec tag on to FLV, which refuses it, and goes on with the other output alone.
const clipForFfmpeg = await benchStreamUntagged();
const folder = await mkdtemp(join(tmpdir(), 'momentfx-cost-'));

const cpuOf = (pid: number): number => cpuSecondsOf(`/proc/${pid}/stat`);
const MB = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (cpuSeconds: number): string => `${(1000 * cpuSeconds).toFixed(1)} ms/s`;

interface Cost {
  readonly kind: string;
  /** Processor seconds a second of the stream; the session's with those of its helper. */
  readonly session: number;
  readonly nursery: number;
  readonly analysis: number;
  /** Of ffmpeg, at the same time. */
  readonly baseline: number;
  readonly threads: ReadonlyMap<string, number>;
  /** Processor seconds until the measuring began. */
  readonly startup: number;
  readonly held: { readonly session: Held; readonly nursery: Held; readonly analysis: Held };
  readonly cues: readonly Cue[];
}

async function listening(kind: string): Promise<{ args: string[]; port: number | undefined }> {
  const port = kind === 'captions' ? await freePort() : undefined;
  return { args: ['--asr', port === undefined ? kind : `ws://127.0.0.1:${port}/captions`], port };
}

async function openSession(kind: string, name: string, server: RtmpServer, flags: readonly string[] = []) {
  const { args, port } = await listening(kind);
  const session = new LiveProcess({
    args: [
      ...[clip, '--realtime', '--loop', '--delay', String(delay), ...args],
      ...['--to', server.url(name), join(folder, `${name}.mkv`)],
    ],
    record: join(folder, `${name}.jsonl`),
    flags,
  });
  await session.saw('input-open');
  const began = performance.now();
  const captions =
    port === undefined ? undefined : await sendCaptions(port, () => (performance.now() - began) / 1000);
  await session.saw('output-open');
  return { session, captions };
}

async function measure(kind: string, effects: string, server: RtmpServer): Promise<Cost> {
  const { session, captions } = await openSession(kind, kind, server);
  await using own = session;
  using _captions = captions ?? { [Symbol.dispose]: () => undefined };
  using ffmpeg = startFfmpeg(effects, server, `ffmpeg-${kind}`);
  await sleep(1000 * SETTLE_S);
  const [before, threads, analysisBefore] = [cpuOf(own.pid), cpuByThread(own.pid), cpuOf(own.analysis)];
  const [baselineBefore, nurseryBefore] = [ffmpeg.cpu(), cpuOf(own.nursery)];
  const began = performance.now();
  await sleep(1000 * seconds);
  const took = (performance.now() - began) / 1000;
  const after = cpuByThread(own.pid);
  const nursery = (cpuOf(own.nursery) - nurseryBefore) / took;
  const cost = {
    kind,
    session: (cpuOf(own.pid) - before) / took + nursery,
    nursery,
    analysis: (cpuOf(own.analysis) - analysisBefore) / took,
    baseline: (ffmpeg.cpu() - baselineBefore) / took,
    threads: new Map([...after].map(([name, spent]) => [name, (spent - (threads.get(name) ?? 0)) / took])),
    startup: before,
    held: { session: heldBy(own.pid), nursery: heldBy(own.nursery), analysis: heldBy(own.analysis) },
  };
  await own.stop();
  return { ...cost, cues: await cuesOf(own) };
}

async function cuesOf({ record }: LiveProcess): Promise<Cue[]> {
  return (await eventsOf(record)).flatMap((event) => (event.type === 'cue' ? [event.cue] : []));
}

/** What effects such a show has, for ffmpeg to mix. */
async function rehearse(server: RtmpServer): Promise<Cue[]> {
  const { session, captions } = await openSession('captions', 'rehearsal', server);
  using _captions = captions ?? { [Symbol.dispose]: () => undefined };
  await sleep(1000 * SETTLE_S);
  await session.stop();
  return cuesOf(session);
}

/** What the main thread does, from a run of its own, as profiling costs too. */
async function profile(kind: string, server: RtmpServer): Promise<ReadonlyMap<string, number>> {
  const { session } = await openSession(kind, 'profiled', server, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  await sleep(1000 * (SETTLE_S + PROFILE_S));
  await session.stop();
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('node wrote no profile');
  return partsOf(join(folder, file), SETTLE_S);
}

/** The effects alone as a wave file, each where its cue was in the measured session. */
async function effectsOf(cues: readonly Cue[], file: string): Promise<void> {
  const { effects } = await loadLibrary(bundledLibrary);
  const sound = new Int16Array(60 * RATE * 2);
  for (const { at, sfx } of cues) {
    const channels = effects.find(({ id }) => id === sfx)?.channels ?? [];
    const start = 2 * (toSample(at, RATE) % (60 * RATE));
    for (const channel of [0, 1]) {
      const samples = channels[channel] ?? channels[0] ?? new Float32Array();
      for (let i = 0, to = start + channel; i < samples.length && to < sound.length; i += 1, to += 2)
        sound[to] = Math.max(-32_768, Math.min(32_767, (sound[to] ?? 0) + 10_000 * (samples[i] ?? 0)));
    }
  }
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.writeUInt32LE(36 + sound.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(sound.byteLength, 40);
  await writeFile(file, Buffer.concat([header, Buffer.from(sound.buffer)]));
}

/** ffmpeg doing the same, until disposed of; throws then when one of its two outputs got nothing. */
function startFfmpeg(effects: string, server: RtmpServer, name: string) {
  const file = join(folder, `${name}.mkv`);
  const tee = `[f=flv]${server.url(name)}|[f=matroska]${file}`;
  const child = spawn(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-re',
        '-stream_loop',
        '-1',
        '-i',
        clipForFfmpeg,
        '-stream_loop',
        '-1',
        '-i',
        effects,
      ],
      ...['-filter_complex', '[0:a][1:a]amix=inputs=2:duration=first:normalize=0[a]'],
      ...['-map', '0:v', '-map', '[a]', '-c:v', 'copy', '-c:a', 'aac', '-flags', '+global_header'],
      ...['-f', 'tee', tee],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('ffmpeg did not start');
  return {
    cpu: () => cpuOf(pid),
    [Symbol.dispose]() {
      child.kill('SIGKILL');
      const streamed = server.recordings().find((recording) => recording.includes(name));
      for (const made of [file, streamed])
        if (made === undefined || statSync(made).size < 1e6)
          throw new Error(
            `ffmpeg did only half of the work: ${made ?? 'the recording of its stream'} is missing or empty`,
          );
    },
  };
}

/** Parts of the session that the network and speech recognition alone need: not counted against the bar. */
const PICTURES = 'pictures';
const SPEECH_SOUND = 'speech sound';

function tell({ kind, session, nursery, analysis, baseline, startup, held, threads, cues }: Cost): void {
  console.log(
    `--asr ${kind}: session ${ms(session)} (${ms(nursery)} of it its helper process), ffmpeg beside it ${ms(baseline)} (${(session / baseline).toFixed(2)} ×, bar ${BAR}), analysis ${ms(analysis)}; ${(1 / (session + analysis)).toFixed(1)} streams a core`,
  );
  const { session: own, analysis: other, nursery: helper } = held;
  console.log(
    `  memory: session ${MB(own.rss)} resident, ${MB(own.pss)} its own share (bar ${MB(BAR_SESSION)}); analysis ${MB(other.rss)}, ${MB(other.pss)} (bar ${MB(BAR_ANALYSIS)}); helper ${MB(helper.rss)}, ${MB(helper.pss)}`,
  );
  console.log(
    `  start-up until ${SETTLE_S} s after the first packet: ${startup.toFixed(1)} s; ${cues.length} cues`,
  );
  const most = [...threads].filter(([, spent]) => spent > 0.0005).sort(([, a], [, b]) => b - a);
  console.log(`  threads of the session: ${most.map(([name, spent]) => `${name} ${ms(spent)}`).join(', ')}`);
}

try {
  console.log(`${machine()} (${cpus().length} cores), load ${load()}; ${seconds} s each, delay ${delay} s`);
  await using server = await startRtmpServer(folder);
  const effects = join(folder, 'effects.wav');
  await effectsOf(await rehearse(server), effects);
  const costs: Cost[] = [];
  for (const kind of kinds) costs.push(await measure(kind, effects, server));
  for (const cost of costs) tell(cost);
  const profiled = kinds.at(-1) ?? 'none';
  const parts = await profile(profiled, server);
  for (const { kind, session, baseline } of costs) {
    const needed = [PICTURES, ...(kind === 'moonshine' ? [SPEECH_SOUND] : [])];
    const own = session - needed.reduce((sum, part) => sum + (parts.get(part) ?? 0) / 1000, 0);
    console.log(`  --asr ${kind}, without ${needed.join(' and ')}: ${(own / baseline).toFixed(2)} × ffmpeg`);
  }
  console.log(`main thread by part, profiled (--asr ${profiled}):`);
  const bars = [...parts].sort(([, a], [, b]) => b - a).map(([label, value]) => ({ label, value }));
  for (const { label, value } of bars) console.log(`  ${label.padEnd(22)} ${value.toFixed(1)} ms/s`);
  console.log(`load at the end ${load()}`);
  const [first] = costs;
  const baseline = costs.reduce((sum, cost) => sum + cost.baseline, 0) / costs.length;
  const ratio = (first?.session ?? 0) / (first?.baseline ?? 1);
  await writeFile(
    join(import.meta.dirname, 'stream-cost.svg'),
    barChart(
      `One 1080p30 stream: session ${ratio.toFixed(2)} × ffmpeg copy + amix (${machine()})`,
      'ms/s',
      [
        { label: 'ffmpeg copy + amix', value: 1000 * baseline },
        ...costs.map(({ kind, session }) => ({ label: `session, --asr ${kind}`, value: 1000 * session })),
        ...costs.map(({ kind, analysis }) => ({ label: `analysis, --asr ${kind}`, value: 1000 * analysis })),
        ...bars.map(({ label, value }) => ({ label: `of the session: ${label}`, value })),
      ],
      { value: 1000 * BAR * baseline, label: `${BAR} × ffmpeg` },
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
