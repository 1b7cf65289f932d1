/** What sessions of one shared process are asked, each for itself. */
import type { AnalysisClient } from '../../../src/analysis/process/client.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { TAGS, type Window } from '../../../src/streams/values.ts';

const effects = (seed: number) =>
  Array.from({ length: 9 }, (_, index) => ({
    id: `e${seed}.${index}`,
    tag: TAGS[index % TAGS.length] ?? TAGS[0],
    description: `sound number ${index * seed}`,
    pcm: Float32Array.from({ length: 9_600 }, (_, at) => Math.sin(at * 0.01 * (index + seed))),
  }));

/** Windows of made-up frames and sentences that differ by `seed`. */
async function windowsOf(client: AnalysisClient, seed: number): Promise<Window[]> {
  const pictures = Array.from({ length: 4 }, (_, i) => ({
    width: 224,
    height: 224,
    data: new Uint8Array(224 * 224 * 3).fill(17 * seed + 40 * i),
  }));
  const frames = await client.embedPictures(pictures);
  const texts = await client.embedTexts([`look at number ${seed}`, 'how much is it', 'wow, really']);
  return Array.from({ length: 11 }, (_, index) => ({
    index,
    start: fromSeconds(index),
    end: fromSeconds(index + 4),
    framePeriod: fromSeconds(1),
    frames: frames.map((embedding, i) => ({ at: fromSeconds(index + i), embedding })),
    subtitles: texts.slice(0, index % 4).map((embedding, i) => ({
      subtitle: {
        id: `s${i}`,
        start: fromSeconds(index + i),
        end: fromSeconds(index + i + 1),
        text: `words ${i}`,
        embedding,
        final: true,
      },
      firstFrame: i,
      lastFrame: i + 1,
    })),
  }));
}

/** All that a session finds in its windows: asked in calls of eight, or one by one as live input does. */
export async function findings(client: AnalysisClient, seed: number, live: boolean) {
  await client.loadLibrary(effects(seed));
  const windows = await windowsOf(client, seed);
  const found = live
    ? await Promise.all(windows.map((window) => client.detect([window], { within: 60_000 })))
    : [await client.detect(windows.slice(0, 8)), await client.detect(windows.slice(8))];
  return { windows, moments: found.flat() };
}
