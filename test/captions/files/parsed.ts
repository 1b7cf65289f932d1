/** Short ways to write captions files, and what is read in them. */
import * as assert from 'uvu/assert';
import { CaptionsError } from '../../../src/captions/files/cue.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { toSeconds } from '../../../src/streams/time.ts';

export const rows = (text: string): [number, number, string][] =>
  parseCaptions(text, 'talk.srt').map(({ start, end, text }) => [toSeconds(start), toSeconds(end), text]);

export const cue = (from: number, to: number, text: string): string =>
  `00:00:${String(from).padStart(2, '0')},000 --> 00:00:${String(to).padStart(2, '0')},000\n${text}\n\n`;

export const faultsOf = (text: string | Uint8Array): [string[], CaptionsError[]] => {
  const faults: CaptionsError[] = [];
  const captions = parseCaptions(text, 'talk.srt', (fault) => faults.push(fault));
  return [captions.map((caption) => caption.text), faults];
};
export const refusal = (text: string | Uint8Array): CaptionsError => {
  try {
    parseCaptions(text, 'talk.srt');
  } catch (error) {
    assert.instance(error, CaptionsError);
    return error as CaptionsError;
  }
  throw new Error('read without a fault');
};
