/** A video made up for figures: sentences of 3 s every 5 s, of which every other one is a key moment. */
import { knownSpeech, type LabelledVideo } from '../../../models/evaluation/whole-video.ts';
import { fromSeconds } from '../../../src/streams/time.ts';

/** The video, its sentences, and those that are key moments. `seconds`: how long it is. */
export function keySentences(seconds: number) {
  const texts = Array.from({ length: seconds / 5 }, (_, i) => ({
    text: `sentence ${i}`,
    start: 5 * i + 0.5,
    end: 5 * i + 3.5,
    embedding: new Float32Array(512),
  }));
  const key = texts.filter((_, i) => i % 2 === 0);
  const video: LabelledVideo = {
    name: 'v',
    seconds,
    frames: Array.from({ length: seconds }, (_, i) => ({
      at: fromSeconds(i),
      embedding: new Float32Array(512),
    })),
    speech: knownSpeech(texts),
    moments: key.map(({ start, end }) => ({ start, end, sfx: ['ding'], tags: ['prompt' as const] })),
  };
  return { texts, key, video };
}
