/** A followed file, cut anywhere, and in any encoding. */
import { appendFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CaptionsError, type Caption } from '../../../src/captions/files/cue.ts';
import { openGrowingCaptions } from '../../../src/captions/files/growing.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { SentenceList } from '../../../src/captions/sentences/sentence-list.ts';
import { systemClock, type Clock } from '../../../src/core/clock.ts';
import { cue, follow, newFile } from './follow.ts';

test('a letter of Windows-1252 at the end of a piece was lost, and bad bytes ended a file in UTF-8', async () => {
  const file = newFile();
  writeFileSync(file, '');
  await using following = follow(file, { poll: 5, settle: 60_000 });
  const bytes = Buffer.from(cue(1, 1, 'The café is open, and we are all here.'), 'latin1');
  const cut = bytes.indexOf(0xe9) + 1;
  appendFileSync(file, bytes.subarray(0, cut));
  await new Promise((resolve) => setTimeout(resolve, 30));
  appendFileSync(file, bytes.subarray(cut));
  await following.tells('cue-1000 [1–2] The café is open, and we are all here.');
  assert.match(
    following.faults.join(' '),
    /^\S+, line 3: it is not in UTF-8 and was read as Windows-1252; .*wrong$/,
  );
  const russian = newFile();
  const [before, after] = cue(1, 1, 'Да~.').split('~');
  writeFileSync(
    russian,
    Buffer.concat([Buffer.from(before ?? ''), Buffer.from([0xff]), Buffer.from(after ?? '')]),
  );
  await using other = follow(russian, { poll: 5, settle: 60_000 });
  await other.tells('cue-1000 [1–2] Да\ufffd.');
  appendFileSync(russian, cue(2, 3, 'Нет.'));
  await other.tells('cue-3000 [3–4] Нет.');
});

test('a file in UTF-16 without empty lines, written in pieces of odd length: each cue when the next begins', async () => {
  const file = newFile();
  writeFileSync(file, '');
  await using following = follow(file, { poll: 5, settle: 60_000 });
  const text = [cue(1, 1, 'One.'), cue(2, 2, 'Two, 25'), cue(3, 3, 'Three.')]
    .join('')
    .replaceAll('\n\n', '\n');
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (let at = 0; at < bytes.length; at += 7) {
    appendFileSync(file, bytes.subarray(at, at + 7));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await following.tells('cue-1000 [1–2] One.', 'cue-2000 [2–3] Two, 25');
  await following.silent();
  assert.equal(following.faults, []);
});

test('for any cues in any pieces: the last word is what the whole file says', async () => {
  const mark = fc.constantFrom('\n', '\n\n', '\r\n', '\r\n\r\n', '\n \n', '');
  const word = fc.constantFrom('We go', 'on.', 'Ça va', '12', 'x --> y', 'NOTE', '<i>and', '- so');
  const one = fc.record({ numbered: fc.boolean(), words: fc.array(fc.tuple(word, mark), { maxLength: 4 }) });
  const file = fc.record({
    web: fc.boolean(),
    cues: fc.array(one, { minLength: 1, maxLength: 4 }),
    end: mark,
  });
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
  const writeOf = ({ web, cues, end }: typeof file extends fc.Arbitrary<infer T> ? T : never): string =>
    (web ? 'WEBVTT\n\n' : '') +
    cues
      .map(({ numbered, words }, index) => {
        const text = words.map(([one, after]) => `${one}${after === '' ? ' ' : after}`).join('');
        return `${numbered ? `${index + 1}\n` : ''}0:0${2 * index}.0 --> 0:0${2 * index + 1}.0\n${text}\n${end}`;
      })
      .join('') +
    '\n';
  await fc.assert(
    fc.asyncProperty(file, sizes, async (given, pieces) => {
      const bytes = Buffer.from(writeOf(given));
      const path = newFile();
      writeFileSync(path, '');
      const clock = clockByLooks();
      const source = openGrowingCaptions(path, { poll: 1, settle: 2, clock });
      const list = new SentenceList();
      source.events$.subscribe((event) => list.take(event));
      try {
        await clock.look();
        for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
          const size = pieces[turn % pieces.length] ?? 1;
          appendFileSync(path, bytes.subarray(at, at + size));
          at += size;
          await clock.look();
        }
        for (let looks = 0; looks < 3; looks++) await clock.look();
      } finally {
        await source.close();
      }
      const whole = wholeOf(bytes);
      if (whole !== undefined) assert.equal(list.end(), whole, bytes.toString());
    }),
    { numRuns: 200 },
  );
});

/** A clock that goes on by a millisecond whenever the file is to be looked at. */
function clockByLooks(): Clock & { look(): Promise<void> } {
  let [now, slept, wake] = [0, () => {}, () => {}];
  let asleep = new Promise<void>((resolve) => (slept = resolve));
  return {
    ...systemClock(),
    now: () => now,
    sleep: (_, signal) =>
      new Promise((resolve) => {
        wake = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
        slept();
      }),
    /** Looks once, and to the end of what is there. */
    async look() {
      await asleep;
      asleep = new Promise<void>((resolve) => (slept = resolve));
      now += 1;
      wake();
      await asleep;
    },
  };
}

/** None where the file as a whole is refused, since most of it is broken. */
function wholeOf(bytes: Uint8Array): Caption[] | undefined {
  try {
    return parseCaptions(bytes, 'x');
  } catch (error) {
    if (error instanceof CaptionsError) return undefined;
    throw error;
  }
}

test.run();
