/** Subtitles that a creator supplies: SRT and WebVTT files to timed sentences. */
import { latest, subtract } from '../../streams/time.ts';
import { CaptionsError, isWebAside, isWebHeader, readCue, type Block, type Caption } from './cue.ts';
import { isContinued, isRepeated } from './sentences.ts';

export { CaptionsError, type Caption };

/**
 * Reads SRT or WebVTT (told apart by the header), whose times count from the input's start. One caption per cue, except
 * that a sentence cut over several cues is put together again; markup, sound descriptions in square brackets and cues
 * without words are left out. In order of start. `name` is what errors call the file. Throws CaptionsError.
 */
export function parseCaptions(text: string, name: string): Caption[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const web = isWebHeader(lines[0]);
  const blocks = blocksOf(lines);
  const cues = web ? blocks.filter((block) => !isWebAside(block)) : blocks;
  if (!web && cues.length === 0) throw new CaptionsError(name, 1, 'there are no captions in it');
  const captions = cues
    .map((block) => readCue(block, name))
    .map(({ start, end, text }) => ({ start, end, text }))
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

/** Puts sentences together that were cut over cues; a line that a rolling caption shows again is kept once. */
function joinSentences(captions: readonly Caption[]): Caption[] {
  const joined: Caption[] = [];
  for (const caption of captions) {
    const before = joined.at(-1);
    if (before === undefined) {
      joined.push(caption);
      continue;
    }
    const place = { gap: subtract(caption.start, before.end), whole: subtract(caption.end, before.start) };
    if (isRepeated(before.text, caption.text, place))
      joined[joined.length - 1] = { ...before, end: latest(before.end, caption.end) };
    else if (isContinued(before.text, caption.text, place))
      joined[joined.length - 1] = {
        start: before.start,
        end: caption.end,
        text: `${before.text} ${caption.text}`,
      };
    else joined.push(caption);
  }
  return joined;
}
