/**
 * Memory of analysis: sessions with a process each, against as many that share one. Each session loads the bundled
 * library, shows pictures, listens to speech and detects windows; what counts is the most that its process holds meanwhile.
 *
 *   node scripts/run.mjs bench/shared-analysis.ts [--sessions 3] [--seconds 20]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureEncoders } from '../models/encoders/cache.ts';
import { type AnalysisClient, type AnalysisOptions, startAnalysis } from '../src/analysis/process/client.ts';
import { shareAnalysis } from '../src/analysis/shared/join.ts';
import { loadLibrary } from '../src/library/index.ts';
import { chooseCheckpoint } from '../src/plugin/checkpoint.ts';
import { processMemory } from '../src/plugin/live/memory.ts';
import { bundledLibrary } from '../src/plugin/paths.ts';
import { fromSeconds } from '../src/streams/time.ts';

const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '3' }, seconds: { type: 'string', default: '20' } },
});
const sessions = Number(values.sessions);
const seconds = Number(values.seconds);
const { folder: modelFolder, family } = await chooseCheckpoint(undefined);
const options: AnalysisOptions = {
  modelFolder,
  encodersFolder: await ensureEncoders(family),
  device: 'cpu',
  speech: 'moonshine',
};
const { effects } = await loadLibrary(bundledLibrary);

/** Noise with pauses, which the recogniser takes for speech now and then. */
const sound = Float32Array.from({ length: 16_000 }, (_, i) =>
  i < 12_000 ? 0.2 * Math.sin(i * i * 1e-4) : 0,
);

/** One second of a session: a picture, a second of sound, a sentence, eight windows. */
async function work(client: AnalysisClient, second: number): Promise<void> {
  const data = new Uint8Array(224 * 224 * 3).fill(second % 255);
  const [embedding] = await client.embedPictures([{ width: 224, height: 224, data }]);
  await client.embedTexts([`sentence number ${second}, which is of usual length`]);
  if (embedding === undefined) throw new Error('internal: a picture without an embedding');
  const frames = Array.from({ length: 12 }, (_, i) => ({ at: fromSeconds(second + i), embedding }));
  const window = {
    start: fromSeconds(second),
    end: fromSeconds(second + 12),
    framePeriod: fromSeconds(1),
    frames,
    subtitles: [],
  };
  await client.detect(Array.from({ length: 8 }, (_, index) => ({ ...window, index })));
}

async function session(client: AnalysisClient): Promise<void> {
  await client.loadLibrary(
    effects.map(({ id, tag, description, mono }) => ({ id, tag, description, pcm: mono })),
  );
  const speech = client.openSpeech();
  for (let second = 0; second < seconds; second += 1) {
    await speech.write(sound);
    await work(client, second);
  }
  await speech.end();
}

/** The most resident memory of the clients' processes while their sessions run, in bytes. */
async function measured(clients: readonly AnalysisClient[]): Promise<number> {
  const pids = new Set(clients.map(({ pid }) => pid));
  let most = 0;
  const look = (): void => {
    most = Math.max(
      most,
      [...pids].reduce((sum, pid) => sum + processMemory(pid), 0),
    );
  };
  const timer = setInterval(look, 100);
  try {
    await Promise.all(clients.map(session));
    look();
    return most;
  } finally {
    clearInterval(timer);
    for (const client of clients) await client.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'momentfx-shared-bench-'));
const several = <T>(open: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: sessions }, () => open()));
const mega = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
try {
  const one = await measured([await startAnalysis(options)]);
  const own = await measured(await several(() => startAnalysis(options)));
  const shared = await measured(await several(() => shareAnalysis(options, { folder, lingerMs: 2_000 })));
  console.log(`one session in its own process: ${mega(one)}`);
  console.log(`${sessions} sessions, each in its own: ${mega(own)} (${(own / one).toFixed(2)} times one)`);
  console.log(`${sessions} sessions in one: ${mega(shared)} (${(shared / one).toFixed(2)} times one)`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
