/**
 * Reaction at delay 0: from the last sample of a key sentence, and from a scene cut, to the first sample of its effect
 * leaving the mixer. The talks of bench/talks one after the other, with scene cuts, sent once in real time
 * over RTMP.
 * Writes bench/reaction.svg.
 *
 *   node scripts/run.mjs bench/reaction.ts [--seconds 420]
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LiveEvent } from '../src/plugin/live/events.ts';
import { toSeconds } from '../src/streams/time.ts';
import { freePort } from '../test/support/ports.ts';
import { histogram } from '../models/util/chart.ts';
import { eventsOf, LiveProcess, load, machine, numberOption } from './support/live-process.ts';
import { speakTalk, type TruthSentence } from './talks/speak.ts';
import { TALKS } from './talks/talks.ts';

const run = promisify(execFile);
const FPS = 25;
/** An effect belongs to the key sentence before it if it comes within this, in seconds. */
const BELONGS = 4;
/** A cut comes this long before every other key sentence, so that a moment may begin with it. */
const CUT_BEFORE = 0.2;
/** An effect belongs to a cut if its moment begins within this of it, as `place` allows. */
const NEAR_CUT = 0.6;
const SCENES = ['testsrc2', 'smptebars', 'rgbtestsrc', 'mandelbrot', 'pal75bars', 'testsrc'] as const;

interface Material {
  readonly file: string;
  readonly sentences: readonly TruthSentence[];
  /** Seconds. */
  readonly cuts: readonly number[];
  readonly duration: number;
}

/** The talks as one file of at least `seconds`, and where what is in it. */
async function material(folder: string, seconds: number): Promise<Material> {
  const sentences: TruthSentence[] = [];
  const cuts: number[] = [];
  const parts: string[] = [];
  let at = 0;
  for (let turn = 0; at < seconds; turn += 1) {
    const talk = TALKS[turn % TALKS.length];
    if (talk === undefined) break;
    const { id, duration, sentences: own } = await speakTalk(talk, folder);
    // Whole pictures, so that sound and pictures agree over the whole length.
    const length = Math.ceil(duration * FPS) / FPS;
    const part = join(folder, `${turn}.wav`);
    await run('ffmpeg', [
      ...['-v', 'error', '-y', '-i', join(folder, `${id}.mp4`), '-vn', '-ar', '48000', '-ac', '2'],
      ...['-af', `aresample=48000,apad,atrim=0:${length}`, part],
    ]);
    if (turn > 0) cuts.push(at);
    for (const [index, sentence] of own.entries()) {
      const start = at + sentence.start;
      sentences.push({ ...sentence, start, end: at + sentence.end });
      if (sentence.kind !== null && index % 2 === 1) cuts.push(Math.round((start - CUT_BEFORE) * FPS) / FPS);
    }
    parts.push(part);
    at += length;
  }
  const file = join(folder, 'all.mkv');
  const pictures = await film([0, ...cuts, at], folder);
  await run('ffmpeg', [
    ...['-v', 'error', '-y', ...concat(pictures, folder, 'pictures'), ...concat(parts, folder, 'sound')],
    ...['-map', '0:v', '-map', '1:a', '-c:v', 'copy', '-c:a', 'aac', '-b:a', '160k', file],
  ]);
  return { file, sentences, cuts, duration: at };
}

/** A scene from each of these times to the next. */
async function film(times: readonly number[], folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const [index, from] of times.slice(0, -1).entries()) {
    const frames = Math.round(((times[index + 1] ?? from) - from) * FPS);
    const file = join(folder, `scene-${index}.mkv`);
    await run('ffmpeg', [
      ...[
        '-v',
        'error',
        '-y',
        '-f',
        'lavfi',
        '-i',
        `${SCENES[index % SCENES.length]}=size=640x360:rate=${FPS}`,
      ],
      ...['-frames:v', String(frames), '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50'],
      ...['-pix_fmt', 'yuv420p', file],
    ]);
    files.push(file);
  }
  return files;
}

function concat(files: readonly string[], folder: string, name: string): string[] {
  const list = join(folder, `${name}.txt`);
  writeFileSync(list, files.map((file) => `file '${file}'`).join('\n'));
  return ['-f', 'concat', '-safe', '0', '-i', list];
}

interface Played {
  readonly sfx: string;
  readonly words: string | undefined;
  /** Where its moment begins, in media seconds. */
  readonly begins: number;
  /** Media seconds: what had arrived when its first sample left the mixer. */
  readonly left: number;
}

/** Effects that were played, and when. At delay 0 the playhead is what arrives now, and the wall clock goes with it. */
function playedOf(events: readonly LiveEvent[]): Played[] {
  const cues = new Map(events.flatMap((event) => (event.type === 'cue' ? [[event.cue.id, event]] : [])));
  return events.flatMap((event) => {
    const known = event.type === 'played' ? cues.get(event.id) : undefined;
    if (known === undefined) return [];
    const { cue, moment } = known;
    return [
      {
        sfx: cue.sfx,
        words: cue.subtitle,
        begins: toSeconds(moment.start),
        left: toSeconds(event.playhead),
      },
    ];
  });
}

/** Seconds from each time to the first effect that belongs to it; effects are given away once. */
function reactions(
  times: readonly number[],
  played: readonly Played[],
  belongs: (effect: Played, time: number) => boolean,
): number[] {
  const taken = new Set<Played>();
  return times.flatMap((time) => {
    const effect = played.find((own) => !taken.has(own) && own.left >= time && belongs(own, time));
    if (effect === undefined) return [];
    taken.add(effect);
    return [effect.left - time];
  });
}

function describe(name: string, values: readonly number[], of: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    values.length === 0 ? '–' : `${(sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(2)} s`;
  return `${name}: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} (${values.length} of ${of} had an effect)`;
}

/** Sends the file at the pace of the clock; tries again until somebody listens. */
async function send(file: string, address: string, length: number): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      await run('ffmpeg', [
        ...['-v', 'error', '-re', '-i', file, '-t', String(length), '-c', 'copy', '-f', 'flv', address],
      ]);
      return;
    } catch (error) {
      if (tries === 49) throw error;
      await sleep(200);
    }
  }
}

const seconds = numberOption('seconds', 420);
const folder = await mkdtemp(join(tmpdir(), 'momentfx-reaction-'));
try {
  const { file, sentences, cuts, duration } = await material(folder, seconds);
  console.log(`${machine()}, load ${load()}; ${duration.toFixed(0)} s of talk, ${cuts.length} cuts, delay 0`);
  const port = await freePort();
  // A sender, as a streamer has one: a file that momentfx plays itself is read ahead of its time.
  const address = `rtmp://127.0.0.1:${port}/live/show`;
  await using session = new LiveProcess({
    args: [address, '--listen', '--delay', '0', '--to', join(folder, 'out.mkv')],
    record: join(folder, 'show.jsonl'),
  });
  await session.saw('started');
  const sender = send(file, address, Math.min(duration, seconds));
  await session.saw('input-open');
  await sender;
  await sleep(2_000);
  await session.stop();
  const played = playedOf(await eventsOf(session.record));
  const heard = Math.min(duration, seconds);
  const keys = sentences.filter(({ kind, end }) => kind !== null && end < heard).map(({ end }) => end);
  const seen = cuts.filter((cut) => cut < heard);
  const toSpeech = reactions(
    keys,
    played,
    ({ words, left }, end) => words !== undefined && left <= end + BELONGS,
  );
  const toCuts = reactions(seen, played, ({ begins }, cut) => Math.abs(begins - cut) <= NEAR_CUT);
  console.log(`${played.length} effects played, load ${load()}`);
  console.log(describe('from the last sample of a key sentence', toSpeech, keys.length));
  console.log(describe('from a scene cut', toCuts, seen.length));
  await writeFile(
    join(import.meta.dirname, 'reaction.svg'),
    histogram(
      `Reaction at delay 0 (${machine()})`,
      'seconds to the first sample of the effect leaving the mixer',
      [
        { label: `end of a key sentence (${toSpeech.length} of ${keys.length})`, values: toSpeech },
        { label: `scene cut (${toCuts.length} of ${seen.length})`, values: toCuts },
      ],
      0.1,
    ),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
