/** Talks of a few minutes, whose words are guessed while they are spoken and certain a while after they are over. */
import fc from 'fast-check';
import type { LiveTalk, Spoken } from './live-run.ts';
import { frame, heardTo, said, subtitle } from './values.ts';

interface Sentence {
  /** Tenths of a second. */
  readonly pause: number;
  readonly length: number;
  /** How late after its end it is known for certain. */
  readonly late: number;
  /** After how long each guess comes while it is spoken. */
  readonly guesses: readonly number[];
}

/** Sentences one after the other: guessed while they are spoken, certain a while after they are over. */
function talkOf(sentences: readonly Sentence[]): LiveTalk {
  const speech: Spoken[] = [];
  let time = 0;
  let known = 0;
  for (const [i, { pause, length, late, guesses }] of sentences.entries()) {
    const start = time + pause / 10;
    time = start + length / 10;
    let now = start;
    for (const [n, after] of guesses.entries()) {
      now += after / 10;
      if (now >= time) break;
      const guess = { ...subtitle(`s${i}`, start, now, `guess ${n}`), final: false };
      speech.push({ at: now, event: { type: 'subtitle', subtitle: guess } });
    }
    known = Math.max(known, time) + late / 10;
    speech.push({ at: known, event: said(`s${i}`, start, time) }, { at: known, event: heardTo(time) });
  }
  const frames = Array.from({ length: Math.ceil(time) }, (_, i) => frame(i));
  return { frames, speech: speech.sort((a, b) => a.at - b.at) };
}

const anySentence: fc.Arbitrary<Sentence> = fc.record({
  pause: fc.integer({ min: 0, max: 30 }),
  // Longer ones keep spans of their own, which tie neighbours together.
  length: fc.integer({ min: 20, max: 90 }),
  late: fc.integer({ min: 0, max: 20 }),
  guesses: fc.array(fc.integer({ min: 5, max: 30 }), { maxLength: 4 }),
});
/** One to three minutes of talk. */
export const anyLongTalk: fc.Arbitrary<LiveTalk> = fc
  .array(anySentence, { minLength: 20, maxLength: 28 })
  .map(talkOf);

/** A fixed programme of three minutes. */
export const programme: LiveTalk = talkOf(
  Array.from({ length: 30 }, (_, i) => ({
    pause: (i * 7) % 23,
    length: 25 + ((i * 37) % 60),
    late: 4 + ((i * 11) % 17),
    guesses: [9, 14, 11].slice(i % 4),
  })),
);
