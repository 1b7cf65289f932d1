/** What a live session sees and hears of a file, through the real analysis process and at the pace of the clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnalysisClient, SpeechSession } from '../../src/analysis/process/client.ts';
import { openRecording } from '../../src/media/program/recording.ts';
import { add, fromSeconds, toSeconds, type Micros } from '../../src/streams/time.ts';
import type { Frame, SpeechEvent } from '../../src/streams/values.ts';
import type { LiveInput, Ready } from '../../models/evaluation/live/virtual-live.ts';

const RATE = 16_000;
/** Sound is handed over in this length, in seconds, as it comes. */
const BLOCK = 0.1;

/**
 * Pictures are ready when they are embedded. Words are ready at the media time that had been handed over when they came:
 * the sound is written in real time, so that the work of recognition is in it. Takes as long as the file lasts.
 */
export async function watchLive(file: string, analysis: AnalysisClient): Promise<LiveInput> {
  await using recording = await openRecording({ input: file, duck: 0, gain: 0, limiter: false, effects: [] });
  const reading = recording.run();
  const pictures = (async () => {
    const frames: Ready<Frame>[] = [];
    for await (const { at, picture } of recording.pictures) {
      const began = performance.now();
      const [embedding] = await analysis.embedPictures([picture]);
      if (embedding === undefined) throw new Error('internal: a picture got no embedding');
      frames.push({ at: add(at, since(began)), value: { at, embedding } });
    }
    return frames;
  })();
  const sound = (async () => {
    const blocks: Float32Array[] = [];
    for await (const { samples } of recording.speech) blocks.push(samples.slice());
    return blocks;
  })();
  const [frames, blocks] = await Promise.all([pictures, sound, reading]);
  const speech = await listen(joined(blocks), analysis.openSpeech({ partials: true }));
  return { frames, speech, duration: recording.position };
}

async function listen(pcm: Float32Array, session: SpeechSession): Promise<Ready<SpeechEvent>[]> {
  const heard: Ready<SpeechEvent>[] = [];
  const began = performance.now();
  session.events$.subscribe({ next: (value) => heard.push({ at: since(began), value }) });
  const step = BLOCK * RATE;
  for (let at = 0; at < pcm.length; at += step) {
    const block = pcm.subarray(at, at + step);
    await sleep(Math.max(0, began + ((at + block.length) / RATE) * 1000 - performance.now()));
    session.offer(block);
  }
  await session.end();
  const lost = toSeconds(session.dropped);
  // As in a live session; the figures then say more of the machine than of the delay.
  if (lost > 0)
    console.warn(`${lost.toFixed(1)} s of sound were skipped: this machine is too busy to listen.`);
  return heard;
}

const since = (began: number): Micros => fromSeconds((performance.now() - began) / 1000);

function joined(blocks: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
