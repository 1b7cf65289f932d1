/** Live equals recorded: whatever captions come, and however, the last word on them is that of a whole file. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blockReader, isWebAside } from '../../../src/captions/files/block-reader.ts';
import { readCue, type Caption } from '../../../src/captions/files/cue.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { RollingLines } from '../../../src/streams/words/rolling.ts';
import { SentenceList } from '../../../src/captions/sentences/sentence-list.ts';
import { mediaTime, type CaptionEvent, type CaptionWords } from '../../../src/captions/source.ts';
import { micros, toSeconds } from '../../../src/streams/time.ts';
import { caption, told } from '../told.ts';

const stamp = (seconds: number): string =>
  `00:${new Date(Math.round(seconds * 1e3)).toISOString().slice(14, 23)}`;

/** Captions as any program may send them: cut, shouted, short, long, with speakers; each may be told while it grows. */
const anyCaptions: fc.Arbitrary<CaptionWords[][]> = fc
  .array(
    fc.record({
      pause: fc.constantFrom(0, 0, 0, 0.2, 0.5, 1, -0.5),
      length: fc.constantFrom(0.5, 1, 2, 4, 9, 14),
      text: fc.constantFrom(
        ...[
          'This is',
          'made of wood.',
          'and then',
          'Look!',
          'No.',
          'Really?',
          'HERE WE',
          'GO',
          '>> MARY: HI THERE.',
        ],
        ...[
          'Mary Smith: We are back.',
          '(applause)',
          'THE NEW TV, AND I LIKE IT.',
          '真的吗？',
          '这个很好，我们很喜欢。',
        ],
        'We tried it at home, and the kids, who are three and five, loved it so much; now they want another one.',
      ),
      /** How much of it is told first, as a share of its words. */
      grown: fc.constantFrom(0.3, 0.7, 1, 1),
    }),
    { minLength: 1, maxLength: 14 },
  )
  // Where nearly all overlap the next one, a whole file is taken for one that rolls.
  .filter((pieces) => pieces.filter(({ pause }) => pause < 0).length < 5)
  .map((pieces) => {
    let at = 1;
    return pieces.map(({ pause, length, text, grown }, index) => {
      const start = Math.max(0, at + pause);
      at = start + length;
      const whole = caption(String(index), start, at, text);
      const words = text.split(' ');
      const first = words.slice(0, Math.ceil(words.length * grown)).join(' ');
      return first === text
        ? [whole]
        : [{ ...caption(String(index), start, start + length * grown, first, false) }, whole];
    });
  });

/** What stands in the end, in order of time. */
function standing(
  events: readonly CaptionEvent[],
): [start: number, end: number, text: string, final: boolean][] {
  const last = new Map<string, CaptionWords>();
  for (const event of events) {
    if (event.type === 'caption') last.set(event.id, event);
    else if (event.type === 'withdrawn') last.delete(event.id);
  }
  return [...last.values()]
    .map(({ start, end, text, final }): [number, number, string, boolean] => [start.at, end.at, text, final])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

const srtOf = (pieces: readonly (readonly CaptionWords[])[]): string =>
  pieces
    .flatMap((piece) => piece.slice(-1))
    .map(({ start, end, text }) => {
      const [from, to] = [start, end].map((time) => stamp(toSeconds(micros(time.at))));
      return `${from} --> ${to}\n${text}\n`;
    })
    .join('\n');

const whole = (captions: readonly Caption[]): ReturnType<typeof standing> =>
  captions.map(({ start, end, text }) => [start, end, text, true]);

test('for any captions: the last word on each is what parseCaptions makes of them', () => {
  fc.assert(
    fc.property(anyCaptions, (pieces) => {
      assert.equal(standing(told(pieces.flat()).flat()), whole(parseCaptions(srtOf(pieces), 'x')));
    }),
    { numRuns: 500 },
  );
});

test('for any captions: a list of them holds the same sentences', () => {
  fc.assert(
    fc.property(anyCaptions, (pieces) => {
      const list = new SentenceList();
      for (const event of pieces.flat()) list.take(event);
      const last = list.end().map(({ start, end, text }) => [start, end, text, true]);
      assert.equal(last, standing(told(pieces.flat()).flat()));
    }),
    { numRuns: 300 },
  );
});

test('for any chunks of a file that grows: the last word is what parseCaptions makes of the whole', () => {
  const sizes = fc.infiniteStream(fc.integer({ min: 1, max: 120 }));
  fc.assert(
    fc.property(anyCaptions, sizes, fc.boolean(), (pieces, size, web) => {
      const file = `${web ? 'WEBVTT\n\n' : ''}${srtOf(pieces)}\n`;
      const reader = blockReader();
      const rolling = new RollingLines();
      const events: CaptionEvent[] = [];
      for (let at = 0; at < file.length;) {
        const chunk = file.slice(at, at + (size.next().value as number));
        at += chunk.length;
        const blocks = [...reader.push(chunk), ...(at < file.length ? [] : reader.end())];
        for (const block of blocks.filter((one) => !isWebAside(one))) {
          const { start, end, text } = readCue(block, 'x', rolling);
          const times = { start: mediaTime(start), end: mediaTime(end) };
          if (text !== '') events.push({ type: 'caption', id: `${block.line}`, ...times, text, final: true });
        }
      }
      assert.equal(standing(told(events).flat()), whole(parseCaptions(file, 'x')));
    }),
    { numRuns: 300 },
  );
});

test('for any captions: what was final is never told again, and nothing is told twice', () => {
  fc.assert(
    fc.property(anyCaptions, (pieces) => {
      // Those that begin before the one before them may yet change what is final.
      const inOrder = pieces.filter(
        ([one], index) => (one?.start.at ?? 0) >= (pieces[index - 1]?.at(-1)?.end.at ?? 0),
      );
      const known = new Map<string, CaptionEvent>();
      for (const event of told(inOrder.flat()).flat()) {
        if (event.type === 'fault') continue;
        const before = known.get(event.id);
        assert.not(before?.type === 'caption' && before.final, `${event.id} was final`);
        assert.not.equal(event, before);
        known.set(event.id, event);
      }
    }),
    { numRuns: 1000 },
  );
});

test.run();
