/** Subtitles that a creator supplies: SRT and WebVTT files to timed sentences. */
import { add, latest } from '../../streams/time.ts';
import { tidyCaptions } from '../../streams/words/tidy.ts';
import { RollingLines } from '../../streams/words/rolling.ts';
import { SHORTEST } from '../source.ts';
import { blockReader, isWebAside, type Block } from './block-reader.ts';
import { CaptionsError, readCue, type Caption } from './cue.ts';
import { textReader } from './encoding.ts';

export type { Caption };

/**
 * Reads SRT or WebVTT (told apart by the header) from text or from a file's bytes; times count from the input's start.
 * One caption per cue, but for what `tidyCaptions` joins, cuts and leaves out; without markup, and without what a rolling
 * caption shows once more. In order of start. `name` is what errors call the file. A cue that is broken is left out and
 * told to `onFault`; so is, without being left out, what is doubtful about the encoding. Throws CaptionsError where more
 * than half of the cues are broken, or where there is none.
 */
export function parseCaptions(
  given: string | Uint8Array,
  name: string,
  onFault: (fault: CaptionsError) => void = () => undefined,
): Caption[] {
  const text = typeof given === 'string' ? given : decode(given, name, onFault);
  const { web, blocks } = blocksOf(text);
  const cues = web ? blocks.filter((block) => !isWebAside(block)) : blocks;
  if (!web && cues.length === 0) throw new CaptionsError(name, 1, 'there are no captions in it');
  const [read, faults] = readAll(cues, name);
  const [first] = faults;
  if (first !== undefined && faults.length > read.length) throw first;
  for (const fault of faults) onFault(fault);
  return tidyCaptions(withoutOverlaps(read));
}

function decode(bytes: Uint8Array, name: string, onFault: (fault: CaptionsError) => void): string {
  const reader = textReader();
  const text = reader.push(bytes) + reader.end();
  if (reader.doubt === undefined) return text;
  const fault = new CaptionsError(name, reader.doubt.line, reader.doubt.what, 'read');
  if (reader.refused) throw fault;
  onFault(fault);
  return text;
}

function blocksOf(text: string): { readonly web: boolean; readonly blocks: readonly Block[] } {
  const reader = blockReader();
  const blocks = [...reader.push(text), ...reader.end()];
  return { web: reader.web === true, blocks };
}

function readAll(cues: readonly Block[], name: string): [Caption[], CaptionsError[]] {
  const rolling = new RollingLines();
  const [read, faults]: [Caption[], CaptionsError[]] = [[], []];
  for (const cue of cues)
    try {
      read.push(readCue(cue, name, rolling));
    } catch (error) {
      if (!(error instanceof CaptionsError)) throw error;
      faults.push(error);
    }
  return [read, faults];
}

/** So many in a row, and this share of all, and it is how the file was made. */
const LEAST_OVERLAPS = 5;
const OVERLAPS_SHARE = 2 / 3;

/**
 * Rolling captions whose lines each stay until the next but one comes: there each ends where the next begins. Two people
 * who talk at once stay as they are.
 */
function withoutOverlaps(captions: readonly Caption[]): Caption[] {
  const sorted = [...captions].sort((a, b) => a.start - b.start || a.end - b.end);
  const isStaggered = ({ start, end }: Caption, next: Caption | undefined): boolean =>
    next !== undefined && start < next.start && next.start < end && end <= next.end;
  const staggered = sorted.filter((caption, index) => isStaggered(caption, sorted[index + 1])).length;
  if (staggered < LEAST_OVERLAPS || staggered < OVERLAPS_SHARE * sorted.length) return sorted;
  return sorted.map((caption, index) => {
    const next = sorted[index + 1];
    if (next === undefined || !isStaggered(caption, next)) return caption;
    return { ...caption, end: latest(add(caption.start, SHORTEST), next.start) };
  });
}
