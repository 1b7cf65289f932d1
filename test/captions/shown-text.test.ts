/** Captions from what a text source shows: growth, corrections, rolling lines, and what was there before. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { ShownText } from '../../src/captions/shown-text.ts';
import type { CaptionEvent } from '../../src/captions/source.ts';

/** The last word on each caption after these texts were shown, 300 ms apart. */
function captionsOf(texts: readonly string[], before?: string): string[] {
  const shown = new ShownText('t');
  if (before !== undefined) shown.skip(before);
  const events: CaptionEvent[] = texts.flatMap((text, index) => shown.look(1_000_000 + index * 300, text));
  events.push(...shown.finish(1_000_000 + texts.length * 300));
  const last = new Map<string, string>();
  let end = 0;
  for (const event of events) {
    if (event.type !== 'caption') throw new Error(event.type);
    assert.ok(event.end.at > event.start.at, event.text);
    if (event.final) {
      assert.ok(event.start.at >= end, 'a caption begins before the one before it was over');
      end = event.start.at;
    }
    last.set(event.id, event.text);
  }
  return [...last.values()];
}

test('words that grow are one caption', () => {
  assert.equal(captionsOf(['It', 'It costs', 'It costs just ten', 'It costs just ten dollars.']), [
    'It costs just ten dollars.',
  ]);
});

test('words that are corrected while they grow are one caption', () => {
  assert.equal(captionsOf(['It cost chest', 'It costs just', 'It costs just ten dollars']), [
    'It cost chest',
    'It costs just ten dollars',
  ]);
  assert.equal(captionsOf(['It costs chest', 'It costs just ten dollars']), ['It costs just ten dollars']);
});

test('another sentence in its place is another caption; an empty text ends one', () => {
  assert.equal(captionsOf(['Good evening, friends.', 'All right, let us go on.', '', 'Next item.']), [
    'Good evening, friends.',
    'All right, let us go on.',
    'Next item.',
  ]);
});

test('a sentence behind a whole one, on the same screen, is another caption', () => {
  assert.equal(
    captionsOf([
      'Good evening, friends.',
      'Good evening, friends.\nAll right',
      'Good evening, friends.\nAll right, go on.',
    ]),
    ['Good evening, friends.', 'All right, go on.'],
  );
});

test('lines that roll up are told once', () => {
  assert.equal(
    captionsOf([
      'so this is the first line',
      'so this is the first line\nand this the second one',
      'and this the second one\nwhich goes on here',
      'which goes on here\nand ends',
    ]).join(' '),
    'so this is the first line and this the second one which goes on here and ends',
  );
});

test('a line that goes away while the one before it stays is over, and holds its words', () => {
  assert.equal(
    captionsOf([
      'Good evening, friends.',
      'Good evening, friends.\nAll right',
      'Good evening, friends.',
      'Good evening, friends.\nLet us go on.',
    ]),
    ['Good evening, friends.', 'All right', 'Let us go on.'],
  );
});

test('what was shown before anybody looked counts only as far as it goes on', () => {
  assert.equal(captionsOf(['An old sentence.', 'A new one.'], 'An old sentence.'), ['A new one.']);
  assert.equal(captionsOf(['An old sentence that goes on.'], 'An old sentence'), ['that goes on.']);
  assert.equal(captionsOf(['', 'An old sentence.'], 'An old sentence.'), ['An old sentence.']);
});

test('any texts: nothing throws, ids are never used again, at most one caption is open', () => {
  const word = fc.constantFrom('a', 'b', 'c.', 'd', 'e?');
  const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
      const shown = new ShownText('t');
      const over = new Set<string>();
      let open: string | undefined;
      for (const event of [...texts, ''].flatMap((each, index) => shown.look(index * 300, each))) {
        if (event.type !== 'caption') throw new Error(event.type);
        assert.is.not(event.text, '', 'a caption without words');
        assert.not(over.has(event.id), `${event.id} came again`);
        assert.ok(open === undefined || open === event.id, 'two at a time');
        open = event.final ? undefined : event.id;
        if (event.final) over.add(event.id);
      }
      assert.is(open, undefined, 'an empty text leaves nothing open');
    }),
  );
});

test.run();
