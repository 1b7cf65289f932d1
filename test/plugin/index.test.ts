/** What the library exports; its types are checked in index.types.ts. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as momentfx from '../../src/plugin/index.ts';

test('what is exported is there', () => {
  for (const name of [
    'decorate',
    'startLive',
    'checkOutput',
    'resolveSettings',
    'readCueSheet',
    'writeCueSheet',
    'cues',
    'windows',
    'detect',
    'suppress',
    'schedule',
    'place',
  ] as const)
    assert.type(momentfx[name], 'function', name);
  assert.ok(momentfx.isActionable(new momentfx.StoppedError()));
  assert.ok(momentfx.isActionable(new momentfx.UsageError('A', 'b', 'c')));
});

test.run();
