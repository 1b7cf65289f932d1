import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CaptionsError, type Caption } from '../../../src/captions/files/cue.ts';
import { openGrowingCaptions, type GrowingOptions } from '../../../src/captions/files/growing.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { SentenceList } from '../../../src/captions/sentences/sentence-list.ts';
import type { CaptionEvent, CaptionSource } from '../../../src/captions/source.ts';
import { systemClock, type Clock } from '../../../src/core/clock.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { within } from '../../support/within.ts';

const folder = mkdtempSync(join(tmpdir(), 'momentfx-growing-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.srt`);

interface Following extends AsyncDisposable {
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
function follow(file: string, options: GrowingOptions = {}): Following {
  const source = openGrowingCaptions(file, { poll: 20, settle: 100, ...options });
  const [told, faults]: [string[], string[]] = [[], []];
  let [seen, wake] = [0, () => {}];
  source.events$.subscribe((event) => {
    (event.type === 'fault' ? faults : told).push(show(event));
    wake();
  });
  return {
    source,
    told,
    faults,
    async tells(...expected) {
      const enough = async (): Promise<void> => {
        while (told.length < seen + expected.length) await new Promise<void>((resolve) => (wake = resolve));
      };
      try {
        await within(enough(), 3_000, 'the captions');
      } catch {
        // The comparison says what is missing.
        assert.equal(told.slice(seen), expected);
      }
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

const cue = (number: number, start: number, text: string, length = 1): string => {
  const stamp = (seconds: number): string => `00:00:${String(seconds).padStart(2, '0')},000`;
  return `${number}\n${stamp(start)} --> ${stamp(start + length)}\n${text}\n\n`;
};

test('a file that is appended to in any pieces: each cue is told once, when it is complete', async () => {
  const file = newFile();
  writeFileSync(file, '');
  await using following = follow(file, { poll: 5, settle: 60_000, offset: fromSeconds(100) });
  const bytes = Buffer.from(cue(1, 1, 'Grüße, wir machen’s 🎉 heute.').replaceAll('\n', '\r\n'));
  // In the middle of ü, of the apostrophe, of the emoji, and of the last CR LF.
  const cuts = [
    ...['ü', '’', '🎉'].map((letter) => bytes.indexOf(letter) + 1),
    bytes.length - 1,
    bytes.length,
  ];
  for (const [index, end] of cuts.entries()) {
    assert.equal(following.told, []);
    appendFileSync(file, bytes.subarray(cuts[index - 1] ?? 0, end));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await following.tells('cue-1000 [101–102] Grüße, wir machen’s 🎉 heute.');
  appendFileSync(file, cue(2, 2, '<i>And</i>\nthis.') + cue(3, 2, '- Another speaker.'));
  await following.tells('cue-2000 [102–103] And this.', 'cue-2000+ [102–103] Another speaker.');
  await following.silent();
});

test('the last cue counts without a blank line once it has stood still, and may go on', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 2, 'Two').trimEnd());
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One.', 'cue-2000 [2–3] Two …', 'cue-2000 [2–3] Two');
  appendFileSync(file, ' and more.\n\n');
  await following.tells('cue-2000 [2–3] Two and more.');
  appendFileSync(file, '3\n00:00:03,000 --> 00:0');
  await following.silent();
  appendFileSync(file, '0:04,000\nThree.\n\n');
  await following.tells('cue-3000 [3–4] Three.');
});

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

test('words behind an empty line were dropped: they come to their cue, which has been told by then', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One,'));
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One,');
  appendFileSync(file, 'two,\n\n');
  await following.tells('cue-1000 [1–2] One, two,');
  appendFileSync(file, `three.\n\n${cue(2, 3, 'Four.')}`);
  await following.tells('cue-1000 [1–2] One, two, three.', 'cue-3000 [3–4] Four.');
  // A number is that of the next cue.
  appendFileSync(file, '3');
  await following.silent();
  appendFileSync(file, `\n${cue(3, 5, 'Five.').slice(2)}`);
  await following.tells('cue-5000 [5–6] Five.');
  await following.silent();
  assert.equal(following.faults, []);
});

test('a cue that may go on, and what may be the next number and times, half written', async () => {
  const file = newFile();
  writeFileSync(file, `${cue(1, 1, 'One.').trimEnd()}\n2\n00:00:0`);
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One. …');
  appendFileSync(file, '2,000 --> 00:00:03,000\nTwo.\n\n');
  await following.tells('cue-1000 [1–2] One.', 'cue-2000 [2–3] Two.');
});

test('a file that is not there is waited for, and one that goes away too', async () => {
  const file = newFile();
  await using following = follow(file);
  const missed = async (): Promise<void> => {
    while (following.faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await within(missed(), 3_000, 'a word on the missing file');
  assert.equal(following.faults, [`The captions file ${file} is not there`]);
  writeFileSync(file, `\uFEFFWEBVTT\n\nNOTE nothing\n\n${cue(1, 1, 'One.').replaceAll(',', '.')}`);
  await following.tells('cue-1000 [1–2] One.');
  unlinkSync(file);
  await following.silent();
  writeFileSync(file, cue(2, 2, 'Two.') + cue(3, 3, 'Three.'));
  await following.tells('cue-2000 [2–3] Two. …', 'cue-2000 [2–3] Two.', 'cue-3000 [3–4] Three. …');
});

test('a file that is renamed and begun anew: the rest of the old one is read first', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.'));
  await using following = follow(file, { poll: 100 });
  await following.tells('cue-1000 [1–2] One.');
  appendFileSync(file, cue(2, 2, 'Two.'));
  renameSync(file, `${file}.old`);
  writeFileSync(file, cue(1, 3, 'Three.'));
  await following.tells('cue-2000 [2–3] Two.', 'cue-3000 [3–4] Three. …');
});

test('a file that is written anew: told cues are not told again, changed ones are revisions', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two', 2));
  await using following = follow(file, { settle: 5_000 });
  await following.tells('cue-1000 [1–2] One.', 'cue-3000 [3–5] Two');
  // Longer than before: only the content tells that it was not appended to.
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two men.', 2));
  await following.tells('cue-3000 [3–5] Two men. …');
  // As long as before.
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two hen.', 2));
  await following.tells('cue-3000 [3–5] Two hen. …');
  // Shorter, with another start under the same number, then a new cue.
  writeFileSync(file, cue(2, 2, 'Two.', 2) + cue(3, 5, 'Three.'));
  await following.tells('cue-3000 [2–4] Two. …', 'cue-3000 [2–4] Two.', 'cue-5000 [5–6] Three. …');
  // The same number far away is another cue; what had words and has none any more is withdrawn.
  writeFileSync(file, cue(3, 5, '[noise]') + cue(3, 9, 'Nine.'));
  await following.tells('- cue-5000', 'cue-9000 [9–10] Nine. …');
  truncateSync(file, 0);
  await following.silent();
  appendFileSync(file, cue(4, 11, 'Eleven.'));
  await following.tells('cue-11000 [11–12] Eleven. …', 'cue-9000 [9–10] Nine.');
});

test('what is no cue is told once a second and left out; binary rubbish and endless lines too', async () => {
  const file = newFile();
  writeFileSync(
    file,
    `${cue(1, 1, 'One.')}no time --> here\n\n00:00:09,000 --> 00:00:08,000\nBackwards.\n\n`,
  );
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One.');
  assert.equal(following.faults, [
    `${file}, line 5: expected a time like 00:00:01,000 --> 00:00:02,500, found "no time --> here".`,
  ]);
  appendFileSync(file, Buffer.alloc(600_000, 0x41));
  appendFileSync(file, Buffer.from([0x0a, 0x0a, 0xff, 0xfe, 0x00, 0x0a, 0x0a]));
  appendFileSync(file, cue(2, 2, 'Two.'));
  await following.tells('cue-2000 [2–3] Two.');
});

test('a long file is read in pieces, and then only what is added', async () => {
  const file = newFile();
  const lines = Array.from({ length: 20_000 }, (_, index) => {
    const [minutes, seconds] = [Math.floor(index / 60), index % 60].map((value) =>
      String(value).padStart(2, '0'),
    );
    const hours = Math.floor(Number(minutes) / 60);
    const time = `${hours}:${String(Number(minutes) % 60).padStart(2, '0')}:${seconds}`;
    return `${index + 1}\n${time},000 --> ${time},900\nSentence number ${index} of a long show.\n\n`;
  });
  writeFileSync(file, lines.join(''));
  await using following = follow(file);
  await within(
    (async () => {
      while (following.told.length < lines.length) await new Promise((resolve) => setTimeout(resolve, 10));
    })(),
    5_000,
    'all cues',
  );
  assert.is(new Set(following.told).size, lines.length);
  appendFileSync(file, '20001\n9:00:00,000 --> 9:00:01,000\nThe end.\n\n');
  await within(
    (async () => {
      while (following.told.length === lines.length) await new Promise((resolve) => setTimeout(resolve, 5));
    })(),
    3_000,
    'the added cue',
  );
  assert.equal(following.told.slice(lines.length), ['cue-32400000 [32400–32401] The end.']);
});

test('closing ends the events, is fine twice, and lets go of the file', async () => {
  const source = openGrowingCaptions(newFile());
  let ended = false;
  source.events$.subscribe({ complete: () => (ended = true) });
  await within(Promise.all([source.close(), source.close()]), 1_000, 'the source to close');
  assert.ok(ended);
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
      await clock.look();
      for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
        const size = pieces[turn % pieces.length] ?? 1;
        appendFileSync(path, bytes.subarray(at, at + size));
        at += size;
        await clock.look();
      }
      for (let looks = 0; looks < 3; looks++) await clock.look();
      await source.close();
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
