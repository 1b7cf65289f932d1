/** Windows and effects of seeded random directions. */
import { Random } from '../../../models/training/random.ts';
import type { LibraryEffect } from '../../../src/analysis/detector.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { TAGS, type Window } from '../../../src/streams/values.ts';

const random = new Random(1);

export function randomVector(length: number): Float32Array {
  const values = Float32Array.from({ length }, () => random.normal());
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
}

export const randomEffects = (count: number): LibraryEffect[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    tag: TAGS[i % 6]!,
    audio: randomVector(1024),
    text: randomVector(512),
  }));

/** A window that starts at second `index`, with that many frames and subtitles. */
export const randomWindow = (index: number, frames: number, subtitles: number): Window => ({
  index,
  start: fromSeconds(index),
  end: fromSeconds(index + frames),
  framePeriod: fromSeconds(1),
  frames: Array.from({ length: frames }, (_, i) => ({
    at: fromSeconds(index + i),
    embedding: randomVector(512),
  })),
  subtitles: Array.from({ length: subtitles }, (_, i) => ({
    subtitle: {
      id: `s${i}`,
      start: fromSeconds(index),
      end: fromSeconds(index + 1),
      text: 'x',
      embedding: randomVector(512),
      final: true,
    },
    firstFrame: i % frames,
    lastFrame: frames - 1,
  })),
});
