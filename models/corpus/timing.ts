/** When the sentences of a script are spoken, and the subtitles that a recogniser cuts out of them. */
import type { Random } from '../training/random.ts';
import { recognise } from './asr-noise.ts';
import type { Listening } from './asr-noise.ts';
import type { Line } from './script.ts';
import type { Language } from './talks/reader.ts';

/** A sentence with its place in the video, in seconds. */
export interface Spoken extends Line {
  readonly start: number;
  readonly end: number;
}

/** What the recogniser delivers: text and place in seconds; borders are a little off. */
export interface Heard {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A script with times. */
export interface Delivery<Sentence = Spoken> {
  readonly spoken: readonly Sentence[];
  /** Length of the video in seconds, silence at both ends included. */
  readonly duration: number;
}

const CENTI = 100;
const round = (seconds: number): number => Math.round(seconds * CENTI) / CENTI;

interface Pace {
  /** Characters a second of a slow voice, and how many more a quick one has. */
  readonly slow: number;
  readonly more: number;
  /**
   * Share of sentences after which nobody speaks for 4 to 20 s. Without any the network never sees a window without words
   * that follows others, and rings there.
   */
  readonly silences: number;
}
const PACES: Readonly<Record<Language, Pace>> = {
  en: { slow: 13, more: 5.5, silences: 0 },
  zh: { slow: 3.8, more: 1.4, silences: 0.07 },
};

/**
 * Sentences one after the other: 2.3 to 3.7 words a second in English, about 4.5 characters in Chinese, pauses of 0.3 to
 * 1.5 s, a voice keeps its pace.
 */
export function speak(lines: readonly Line[], random: Random, language: Language = 'en'): Delivery {
  const { slow, more, silences } = PACES[language];
  const silence = (): number => (silences > 0 && random.next() < silences ? 4 + 16 * random.next() : 0);
  const charactersPerSecond = slow + more * random.next();
  const calm = random.next();
  let now = 0.2 + 1.3 * random.next();
  const spoken = lines.map((line) => {
    const start = now;
    const length = Math.max(0.6, (line.text.length / charactersPerSecond) * (0.9 + 0.2 * random.next()));
    now = start + length + 0.3 + 1.2 * calm * random.next() + 0.3 * random.next() + silence();
    return { ...line, start: round(start), end: round(start + length) };
  });
  const duration = round(Math.max(2, now - 0.3 + 2 * random.next() ** 2));
  return { spoken, duration };
}

/** How far a recognised border lies from the spoken one, in seconds: mostly under 0.15, at most 0.3. */
const jitter = (random: Random): number => 0.3 * (random.next() + random.next() - 1);

/** The subtitles: now and then a sentence is cut in two, or two are taken for one. */
export function hear(delivery: Delivery<Heard>, listening: Listening, random: Random): readonly Heard[] {
  const heard: Heard[] = [];
  const clamp = (time: number): number => round(Math.min(Math.max(time, 0), delivery.duration));
  const add = (text: string, start: number, end: number): void => {
    const from = clamp(start + jitter(random));
    heard.push({ text, start: from, end: Math.max(clamp(end + jitter(random)), from + 0.2) });
  };
  const { spoken } = delivery;
  for (let at = 0; at < spoken.length; at++) {
    const { text, start, end } = spoken[at]!;
    const next = spoken[at + 1];
    const words = recognise(text, listening, random).split(' ');
    const fate = random.next();
    if (fate < 0.07 && words.length >= 7) {
      const cut = 3 + random.below(words.length - 5);
      const middle = start + ((end - start) * cut) / words.length;
      add(words.slice(0, cut).join(' '), start, middle);
      add(words.slice(cut).join(' '), middle, end);
    } else if (fate < 0.11 && next && next.start - end < 0.7) {
      add(`${words.join(' ')} ${recognise(next.text, listening, random)}`, start, next.end);
      at += 1;
    } else add(words.join(' '), start, end);
  }
  return heard;
}
