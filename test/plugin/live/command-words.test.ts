/** What a line on standard input means to a running show. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCommand } from '../../../src/plugin/live/commands.ts';

test('orders about how readily effects are played', () => {
  assert.equal(parseCommand('sensitivity low'), { type: 'sensitivity', level: 'low' });
  assert.equal(parseCommand('  sensitivity   high '), { type: 'sensitivity', level: 'high' });
  assert.equal(parseCommand('threshold 0.6'), { type: 'policy', change: { threshold: 0.6 } });
});

/** What is said of a line that is no order. */
function fault(line: string): string {
  const said = parseCommand(line);
  if (typeof said !== 'string') throw new Error(`"${line}" is an order`);
  return said;
}

test('what is no level is told with those that are', () => {
  assert.match(fault('sensitivity'), /^sensitivity is low, normal, high\. Known are: /);
  assert.match(fault('sensitivity 0.4'), /^sensitivity is low, normal, high\./);
  assert.match(fault('louder'), /sensitivity low\|normal\|high/);
});

test('a moment nudged by 10 000 000 000 s ended the show: what is out of range is told', () => {
  assert.equal(parseCommand('nudge m1 -0.5'), { type: 'nudge', id: 'm1', by: -500_000 });
  for (const seconds of ['10000000000', '1e300', '-61', 'Infinity', 'NaN', '0x'])
    assert.match(fault(`nudge m1 ${seconds}`), 'seconds from -60 to 60');
  for (const delay of ['1e300', '-1', 'x']) assert.match(fault(`delay ${delay}`), '0 to 60 seconds');
});

test('orders about effects, and their bounds', () => {
  assert.equal(parseCommand('swap m1 bell'), { type: 'choose', id: 'm1', sfx: 'bell' });
  assert.equal(parseCommand('gain -6.5'), { type: 'gain', value: -6.5 });
  assert.equal(parseCommand('release'), { type: 'release' });
  assert.match(fault('swap m1'), /^swap needs a moment and an effect\./);
  assert.match(fault('play'), /^Which effect\?/);
  assert.match(fault('pin'), /^Which moment\?/);
  for (const value of ['25', '-61', 'x', '']) assert.match(fault(`gain ${value}`), 'gain is -60 to 24 dB');
  assert.match(fault('duck -1'), 'duck is 0 to 60 dB');
});

test.run();
