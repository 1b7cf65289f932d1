import { joinText, LEAST_WORDS, wordsIn } from '../../streams/words/count.ts';
import { framesIn } from './format.ts';
import { STILL_SPEAKING } from './segmenter.ts';
import type { VoiceFrame } from './voice.ts';

/** A frame this much softer (dB) than the segment's middle level is a pause even where the detector still hears a voice. */
const DROP = 22;

/** A boundary between sentences is looked for this far (as a share of the segment) around where the text puts it. */
const REACH = 0.25;

/**
 * A recogniser puts full stops where nobody paused. An end mark counts only where there is a pause (commas measured
 * 0.06 to 0.16 s here), or when the sentence would become longer than people speak without one.
 */
const LEAST_PAUSE = framesIn(0.18);
const LONGEST_SENTENCE = framesIn(7);

/** What one frame of distance costs, in frames of pause: a long pause further away beats a short one close by. */
const DISTANCE_COST = 0.15;

/** A sentence of a segment, in frames from the segment's start. */
export interface TimedSentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * White space after an end mark, but not after a title, whose point ends no sentence; or what follows the end mark of a
 * script that writes no spaces.
 */
const BREAK =
  /(?<=[.?!]["')]*)(?<!\b(?:Mr|Mrs|Ms|Dr|St|vs)\.)\s+|(?<=[。！？][。！？”’」』）]*)(?![。！？”’」』）])\s*/u;

/**
 * Splits recognised text at `.`, `?` and `!` (`。`, `？`, `！`). A decimal point does not split, and a few words ("Oh no!", "asks
 * Ann.") stay with what follows, or with what went before at the end: they are spoken in one breath with it.
 */
export function splitSentences(text: string): string[] {
  const pieces = text
    .split(BREAK)
    .map((piece) => piece.trim())
    .filter((piece) => wordsIn(piece) > 0);
  const sentences: string[] = [];
  let held = '';
  for (const piece of pieces) {
    const joined = joinText(held, piece);
    if (wordsIn(joined) < LEAST_WORDS) held = joined;
    else {
      sentences.push(joined);
      held = '';
    }
  }
  if (held !== '') {
    const last = sentences.pop();
    sentences.push(joinText(last ?? '', held));
  }
  return sentences;
}

interface Pause {
  readonly start: number;
  readonly end: number;
}

/** Runs of frames in which nobody speaks, inside a segment. */
function pausesIn(frames: readonly VoiceFrame[]): Pause[] {
  const levels = frames.map(({ level }) => level).sort((a, b) => a - b);
  const soft = (levels[levels.length >> 1] ?? 0) - DROP;
  const pauses: Pause[] = [];
  let start = -1;
  frames.forEach(({ probability, level }, index) => {
    const quiet = probability < STILL_SPEAKING || level < soft;
    if (quiet && start < 0) start = index;
    if (!quiet && start >= 0) {
      if (start > 0) pauses.push({ start, end: index });
      start = -1;
    }
  });
  return pauses;
}

interface Boundary extends Pause {
  readonly real: boolean;
}

/** Where the text so far ends: the best pause near `expected` (long, and close), or that place itself. */
function boundaryNear(expected: number, after: number, pauses: readonly Pause[], reach: number): Boundary {
  const distance = (pause: Pause): number => Math.abs((pause.start + pause.end) / 2 - expected);
  const cost = (pause: Pause): number => DISTANCE_COST * distance(pause) - (pause.end - pause.start);
  const best = pauses
    .filter((pause) => pause.start > after && distance(pause) <= reach)
    .sort((a, b) => cost(a) - cost(b))[0];
  if (best) return { ...best, real: best.end - best.start >= LEAST_PAUSE };
  const place = Math.max(Math.round(expected), after + 1);
  return { start: place, end: place, real: false };
}

/**
 * Gives each piece of text its share of the segment: by its number of letters, then moved to the best pause nearby.
 * Pieces between which nobody paused are joined into one sentence. They keep their order and last at least one frame.
 */
export function timeSentences(pieces: readonly string[], frames: readonly VoiceFrame[]): TimedSentence[] {
  const total = pieces.reduce((sum, text) => sum + text.length, 0);
  const pauses = pausesIn(frames);
  const timed: TimedSentence[] = [];
  let letters = 0;
  let start = 0;
  let text = '';
  pieces.forEach((piece, index) => {
    text = joinText(text, piece);
    letters += piece.length;
    if (index === pieces.length - 1) {
      timed.push({ text, start, end: Math.max(frames.length, start + 1) });
      return;
    }
    const expected = (letters / total) * frames.length;
    const boundary = boundaryNear(expected, start, pauses, frames.length * REACH);
    const joined = ((letters + (pieces[index + 1]?.length ?? 0)) / total) * frames.length - start;
    if (!boundary.real && joined <= LONGEST_SENTENCE) return;
    timed.push({ text, start, end: boundary.start });
    start = boundary.end;
    text = '';
  });
  return timed;
}
