/**
 * What one live stream costs: processor time and memory of a session that relays 1080p30 H.264 at 6 Mbit/s with AAC to
 * an RTMP server and a file, against ffmpeg doing the same with the same effects and no analysis, at the same time: the
 * speed of a machine changes from minute to minute by more than what is to be found. Then what the control server costs more
 * with one dock open. Writes bench/stream-cost.svg.
 *
 *   node scripts/run.mjs bench/stream-cost.ts [--seconds 50] [--asr none,captions,moonshine] [--delay 8] [--input file|rtmp]
 */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cue } from '../src/streams/values.ts';
import { startRtmpServer, type RtmpServer } from '../test/support/nginx.ts';
import { freePort } from '../test/support/ports.ts';
import { sendCaptions } from './support/caption-sender.ts';
import { barChart } from '../models/util/chart.ts';
import { dockLine, measureDock } from './support/dock-cost.ts';
import { startFfmpegRelay, writeEffects } from './support/ffmpeg-relay.ts';
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
import { openSource, type SourceKind, type StreamSource } from './support/stream-source.ts';

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
const input: SourceKind = textOption('input') === 'rtmp' ? 'rtmp' : 'file';
const folder = await mkdtemp(join(tmpdir(), 'momentfx-cost-'));

const cpuOf = (pid: number): number => cpuSecondsOf(`/proc/${pid}/stat`);
const MB = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const ms = (cpuSeconds: number): string => `${(1000 * cpuSeconds).toFixed(1)} ms/s`;

interface Cost {
  readonly kind: string;
  /** Processor seconds a second of the stream; the session's with those of its helper. */
  readonly session: number;
  readonly forkServer: number;
  readonly analysis: number;
  /** Of ffmpeg, at the same time. */
  readonly baseline: number;
  readonly threads: ReadonlyMap<string, number>;
  /** Processor seconds until the measuring began. */
  readonly startup: number;
  readonly held: { readonly session: Held; readonly forkServer: Held; readonly analysis: Held };
  readonly cues: readonly Cue[];
}

/** Starts a session; its captions, where it has some, come once its input does. */
async function startSession(
  kind: string,
  name: string,
  source: StreamSource,
  server: RtmpServer,
  flags: readonly string[] = [],
) {
  const port = kind === 'captions' ? await freePort() : undefined;
  const session = new LiveProcess({
    args: [
      ...[...source.session, '--delay', String(delay)],
      ...['--asr', port === undefined ? kind : `ws://127.0.0.1:${port}/captions`],
      ...['--to', server.url(name), join(folder, `${name}.mkv`)],
    ],
    record: join(folder, `${name}.jsonl`),
    flags,
  });
  return {
    session,
    /** Resolves when the session sends, and its captions come until they are disposed of. */
    running: async (): Promise<Disposable> => {
      await session.saw('input-open');
      const began = performance.now();
      const now = (): number => (performance.now() - began) / 1000;
      const captions = port === undefined ? undefined : await sendCaptions(port, now);
      await session.saw('output-open');
      return captions ?? { [Symbol.dispose]: () => undefined };
    },
  };
}

async function measure(kind: string, effects: string, server: RtmpServer): Promise<Cost> {
  const source = await openSource(input);
  const { session, running } = await startSession(kind, kind, source, server);
  await using own = session;
  const name = `ffmpeg-${kind}`;
  const file = join(folder, `${name}.mkv`);
  using ffmpeg = startFfmpegRelay({ input: source.ffmpeg, effects, server, name, file });
  using _sender = await source.begin();
  using _captions = await running();
  await sleep(1000 * SETTLE_S);
  const [before, threads, analysisBefore] = [cpuOf(own.pid), cpuByThread(own.pid), cpuOf(own.analysis)];
  const [baselineBefore, forkServerBefore] = [ffmpeg.cpu(), cpuOf(own.forkServer)];
  const began = performance.now();
  await sleep(1000 * seconds);
  const took = (performance.now() - began) / 1000;
  const after = cpuByThread(own.pid);
  const forkServer = (cpuOf(own.forkServer) - forkServerBefore) / took;
  const cost = {
    kind,
    session: (cpuOf(own.pid) - before) / took + forkServer,
    forkServer,
    analysis: (cpuOf(own.analysis) - analysisBefore) / took,
    baseline: (ffmpeg.cpu() - baselineBefore) / took,
    threads: new Map([...after].map(([name, spent]) => [name, (spent - (threads.get(name) ?? 0)) / took])),
    startup: before,
    held: { session: heldBy(own.pid), forkServer: heldBy(own.forkServer), analysis: heldBy(own.analysis) },
  };
  await own.stop();
  return { ...cost, cues: await cuesOf(own) };
}

async function cuesOf({ record }: LiveProcess): Promise<Cue[]> {
  return (await eventsOf(record)).flatMap((event) => (event.type === 'cue' ? [event.cue] : []));
}

/** What effects such a show has, for ffmpeg to mix. */
async function rehearse(server: RtmpServer): Promise<Cue[]> {
  const { session, running } = await startSession('captions', 'rehearsal', await openSource('file'), server);
  await using own = session;
  using _captions = await running();
  await sleep(1000 * SETTLE_S);
  await own.stop();
  return cuesOf(own);
}

/** What the main thread does, from a run of its own, as profiling costs too. */
async function profile(kind: string, server: RtmpServer): Promise<ReadonlyMap<string, number>> {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const { session, running } = await startSession(kind, 'profiled', await openSource('file'), server, flags);
  await using own = session;
  using _captions = await running();
  await sleep(1000 * (SETTLE_S + PROFILE_S));
  await own.stop();
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('node wrote no profile');
  return partsOf(join(folder, file), SETTLE_S);
}

/** Parts of the session that the network and speech recognition alone need: not counted against the bar. */
const PICTURES = 'pictures';
const SPEECH_SOUND = 'speech sound';

function tell({ kind, session, forkServer, analysis, baseline, startup, held, threads, cues }: Cost): void {
  console.log(
    `--asr ${kind}: session ${ms(session)} (${ms(forkServer)} of it its helper process), ffmpeg beside it ${ms(baseline)} (${(session / baseline).toFixed(2)} ×, bar ${BAR}), analysis ${ms(analysis)}; ${(1 / (session + analysis)).toFixed(1)} streams a core`,
  );
  const { session: own, analysis: other, forkServer: helper } = held;
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
  console.log(
    `${machine()} (${cpus().length} cores), load ${load()}; ${seconds} s each, delay ${delay} s, input: ${input}`,
  );
  await using server = await startRtmpServer(folder);
  const effects = join(folder, 'effects.wav');
  await writeEffects(await rehearse(server), effects);
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
  const dock = input === 'file' ? await measureDock(seconds, folder) : undefined;
  if (dock !== undefined) console.log(dockLine(dock));
  console.log(`load at the end ${load()}`);
  const [first] = costs;
  const baseline = costs.reduce((sum, cost) => sum + cost.baseline, 0) / costs.length;
  const ratio = (first?.session ?? 0) / (first?.baseline ?? 1);
  if (input === 'file')
    await writeFile(
      join(import.meta.dirname, 'stream-cost.svg'),
      barChart(
        `One 1080p30 stream: session ${ratio.toFixed(2)} × ffmpeg copy + amix (${machine()})`,
        'ms/s',
        [
          { label: 'ffmpeg copy + amix', value: 1000 * baseline },
          ...costs.map(({ kind, session }) => ({ label: `session, --asr ${kind}`, value: 1000 * session })),
          ...costs.map(({ kind, analysis }) => ({
            label: `analysis, --asr ${kind}`,
            value: 1000 * analysis,
          })),
          ...bars.map(({ label, value }) => ({ label: `of the session: ${label}`, value })),
          ...(dock === undefined
            ? []
            : [{ label: 'more with one dock open', value: Math.max(0, dock.withDock - dock.without) }]),
        ],
        { value: 1000 * BAR * baseline, label: `${BAR} × ffmpeg` },
      ),
    );
} finally {
  await rm(folder, { recursive: true, force: true });
}
