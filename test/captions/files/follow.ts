/** A captions file that is followed while the test writes it. */
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openGrowingCaptions, type GrowingOptions } from '../../../src/captions/files/growing.ts';
import type { CaptionEvent, CaptionSource } from '../../../src/captions/source.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';

const folder = scratch('growing');
let files = 0;
/** The name of a file that is not there yet. */
export const newFile = (): string => join(folder, `${files++}.srt`);

export interface Following extends AsyncDisposable {
  readonly source: CaptionSource;
  readonly told: string[];
  readonly faults: string[];
  /** What has been told since the last call, once it is `expected` (or after 3 s: then the test fails). */
  tells(...expected: string[]): Promise<void>;
  /** Nothing more is told within some looks at the file. */
  silent(): Promise<void>;
}

/** `id [start–end] text`, with `…` behind what is not final. */
function show(event: CaptionEvent): string {
  if (event.type === 'fault') return event.message;
  if (event.type === 'withdrawn') return `- ${event.id}`;
  return `${event.id} [${event.start.at / 1e6}–${event.end.at / 1e6}] ${event.text}${event.final ? '' : ' …'}`;
}

/** Looks every 20 ms; a cue settles in 100 ms and is final after 500 ms, unless a test has to be slower. */
export function follow(file: string, options: GrowingOptions = {}): Following {
  const source = openGrowingCaptions(file, { poll: 20, settle: 100, ...options });
  const [told, faults]: [string[], string[]] = [[], []];
  let seen = 0;
  source.events$.subscribe((event) => (event.type === 'fault' ? faults : told).push(show(event)));
  return {
    source,
    told,
    faults,
    async tells(...expected) {
      const enough = (): boolean => told.length >= seen + expected.length;
      // Too few: the comparison says what is missing.
      await until(enough, 3_000, 'the captions').catch(() => assert.equal(told.slice(seen), expected));
      assert.equal(told.slice(seen, seen + expected.length), expected);
      seen += expected.length;
    },
    async silent() {
      await new Promise((resolve) => setTimeout(resolve, 70));
      assert.equal(told.slice(seen), []);
    },
    [Symbol.asyncDispose]: () => source.close(),
  };
}

/** One cue, in seconds of the first minute. */
export const cue = (number: number, start: number, text: string, length = 1): string => {
  const stamp = (seconds: number): string => `00:00:${String(seconds).padStart(2, '0')},000`;
  return `${number}\n${stamp(start)} --> ${stamp(start + length)}\n${text}\n\n`;
};
