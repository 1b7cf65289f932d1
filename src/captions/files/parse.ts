/** Subtitles that a creator supplies: SRT and WebVTT files to timed sentences. */
import { tidyCaptions } from '../../streams/words/tidy.ts';
import { CaptionsError, isWebAside, isWebHeader, readCue, type Block, type Caption } from './cue.ts';

export type { Caption };

/**
 * Reads SRT or WebVTT (told apart by the header), whose times count from the input's start. One caption per cue, but for
 * what `tidyCaptions` joins, cuts and leaves out; without markup. In order of start. `name` is what errors call the file.
 * Throws CaptionsError.
 */
export function parseCaptions(text: string, name: string): Caption[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const web = isWebHeader(lines[0]);
  const blocks = blocksOf(lines);
  const cues = web ? blocks.filter((block) => !isWebAside(block)) : blocks;
  if (!web && cues.length === 0) throw new CaptionsError(name, 1, 'there are no captions in it');
  return tidyCaptions(cues.map((block) => readCue(block, name)));
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
