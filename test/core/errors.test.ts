import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asError, messageOf } from '../../src/core/errors.ts';

test('an error stays what it is; anything else becomes one that says it', () => {
  const error = new RangeError('too far');
  assert.is(asError(error), error);
  assert.is(messageOf(error), 'too far');
  for (const thrown of ['a word', 7, undefined, null]) {
    assert.instance(asError(thrown), Error);
    assert.is(messageOf(thrown), String(thrown));
  }
});

test.run();
