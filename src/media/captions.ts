/** Subtitles that a creator supplies: SRT and WebVTT files to timed sentences. */
import { type Micros, add, fromSeconds, latest, subtract } from '../streams/time.ts';

/** One caption: a sentence, or what stands in one cue. */
export interface Caption {
  readonly start: Micros;
  readonly end: Micros;
  readonly text: string;
}

/** A captions file that cannot be read; the message names the file and the line. */
export class CaptionsError extends Error {
  override readonly name = 'CaptionsError';
  readonly code = 'CAPTIONS_BROKEN';
  readonly nextStep = 'Mend that line, or convert the file to SRT or WebVTT.';
  readonly line: number;

  constructor(file: string, line: number, fault: string) {
    super(`${file}, line ${line}: ${fault}.`);
    this.line = line;
  }
}

/** A cue that ends with no end mark goes on in the next one when that follows within this. */
const JOIN_GAP = fromSeconds(0.5);
/** … as long as the whole is no longer than a spoken sentence. */
const JOIN_LONGEST = fromSeconds(7);
/** Files hold cues of no length; they are given one that a window can overlap. */
const SHORTEST = fromSeconds(0.04);

/** Lines between two blank lines, with the number of the first one. */
interface Block {
  readonly line: number;
  readonly lines: readonly string[];
}

const TIME = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})$/;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

/**
 * Reads SRT or WebVTT (told apart by the header), whose times count from the input's start. One caption per cue, except
 * that a sentence cut over several cues is put together again; markup, sound descriptions in square brackets and cues
 * without words are left out. In order of start. `name` is what errors call the file. Throws CaptionsError.
 */
export function parseCaptions(text: string, name: string): Caption[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const web = /^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '');
  const blocks = blocksOf(lines);
  // WebVTT's first block is its header; notes, styles and regions carry no words.
  const cues = web
    ? blocks.filter(({ lines: [first = ''] }) => !/^(?:WEBVTT|NOTE|STYLE|REGION)(?:[ \t]|$)/.test(first))
    : blocks;
  if (!web && cues.length === 0) throw new CaptionsError(name, 1, 'there are no captions in it');
  const captions = cues
    .map((block) => readCue(block, name))
    .filter((caption) => caption.text !== '')
    .sort((a, b) => a.start - b.start || a.end - b.end);
  return joinSentences(captions);
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: { line: number; lines: string[] }[] = [];
  let open = false;
  lines.forEach((line, index) => {
    const blank = line.trim() === '';
    if (!blank && !open) blocks.push({ line: index + 1, lines: [] });
    if (!blank) blocks.at(-1)?.lines.push(line);
    open = !blank;
  });
  return blocks;
}

/** An optional number or name, a line of times, and lines of text. */
function readCue({ line, lines }: Block, name: string): Caption {
  const place = lines.slice(0, 2).findIndex((candidate) => candidate.includes('-->'));
  if (place < 0)
    throw new CaptionsError(
      name,
      line,
      `expected a time like 00:00:01,000 --> 00:00:02,500, found "${short(lines[0])}"`,
    );
  const at = line + place;
  const [from = '', rest = ''] = (lines[place] ?? '').split('-->');
  const start = readTime(from.trim(), at, name);
  // Cue settings (position, alignment) may follow the second time.
  const end = readTime(rest.trim().split(/\s+/)[0] ?? '', at, name);
  if (end < start) throw new CaptionsError(name, at, 'the caption ends before it starts');
  return { start, end: latest(end, add(start, SHORTEST)), text: plainText(lines.slice(place + 1)) };
}

function readTime(text: string, line: number, name: string): Micros {
  const match = TIME.exec(text);
  const [, hours = '0', minutes = '', seconds = '', fraction = ''] = match ?? [];
  if (!match || Number(minutes) > 59 || Number(seconds) > 59)
    throw new CaptionsError(name, line, `"${short(text)}" is no time like 00:01:02,345`);
  return fromSeconds(
    Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(fraction.padEnd(3, '0')) / 1_000,
  );
}

const short = (text = ''): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const MARKUP = /<\/?[a-zA-Z0-9][^>]*>|\{\\[^}]*\}/g;

/** The words of a cue on one line. */
function plainText(lines: readonly string[]): string {
  return lines
    .map((line) => line.replace(MARKUP, '').replace(/^\s*(?:[-–—]|>>)\s*/, ''))
    .join(' ')
    .replace(/&([a-z]+);/g, (entity, key: string) => ENTITIES[key] ?? entity)
    .replace(/\[[^\]]*\]|[♪♫]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const ended = (text: string): boolean => /[.?!…。！？]["'”’)»]*$/u.test(text);

/** Puts sentences together that were cut over cues; a line that a rolling caption shows again is kept once. */
function joinSentences(captions: readonly Caption[]): Caption[] {
  const joined: Caption[] = [];
  for (const caption of captions) {
    const before = joined.at(-1);
    const close = before !== undefined && subtract(caption.start, before.end) <= JOIN_GAP;
    if (close && before.text === caption.text) {
      joined[joined.length - 1] = { ...before, end: latest(before.end, caption.end) };
      continue;
    }
    const follows =
      close && caption.start >= before.end && !ended(before.text) && /^\p{Ll}/u.test(caption.text);
    if (follows && subtract(caption.end, before.start) <= JOIN_LONGEST)
      joined[joined.length - 1] = {
        start: before.start,
        end: caption.end,
        text: `${before.text} ${caption.text}`,
      };
    else joined.push(caption);
  }
  return joined;
}
