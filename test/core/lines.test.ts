import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lineSplitter } from '../../src/core/lines.ts';

test('for any pieces: the lines of the whole text, and undefined for those that are too long', () => {
  const piece = fc.constantFrom('a', 'bc', '\n', 'long enough', '\n\n');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const splitter = lineSplitter(8);
      const lines = [...pieces.flatMap((one) => splitter.push(one)), ...splitter.end()];
      const expected = pieces.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      assert.equal(
        lines,
        expected.map((line) => (line.length > 8 ? undefined : line)),
      );
    }),
  );
});

test('a line of 60 MB in small pieces was joined anew with each of them, for 18 s', () => {
  const splitter = lineSplitter(1_000_000_000);
  const piece = 'x'.repeat(65_536);
  const began = performance.now();
  for (let i = 0; i < 1_000; i++) assert.is(splitter.push(piece).length, 0);
  assert.is(splitter.end()[0]?.length, 65_536_000);
  assert.ok(performance.now() - began < 5_000);
});

test.run();
