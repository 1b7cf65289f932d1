import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../src/core/stream-url.ts';

const shown = (text: string): string => new Address(text).shown;

test('user, password and query are hidden, and what follows the application where it is the key', () => {
  assert.is(shown('rtmp://host/app/key'), 'rtmp://host/app/…');
  assert.is(shown('rtmps://host/app/key/more?token=x'), 'rtmps://host/app/…?…');
  assert.is(shown('srt://host:9000?passphrase=secret&mode=caller'), 'srt://host:9000?…');
  assert.is(shown('https://me:pass@host/live/talk.m3u8'), 'https://host/live/talk.m3u8');
  assert.is(shown('rtmp://me:p@ss@host/app/key'), 'rtmp://host/app/…', 'a password with an @ in it');
});

test('names on this machine hold no secret; what cannot be understood is hidden', () => {
  for (const text of ['talk.mp4', 'file:a#b.mp4', 'udp://239.0.0.1:5000', 'v4l2:/dev/video0'])
    assert.is(shown(text), text);
  assert.is(shown('rtmp:host/app/key'), 'rtmp:…');
});

test('every printed form hides it, and only reveal gives it', () => {
  const address = new Address('rtmp://host/app/key');
  for (const printed of [
    String(address),
    JSON.stringify({ address }),
    inspect(address),
    inspect({ address }),
  ])
    assert.not.match(printed, 'key');
  assert.is(address.reveal(), 'rtmp://host/app/key');
  assert.is(address.scheme, 'rtmp');
  assert.is(new Address('talk.mp4').scheme, 'file');
});

test.run();
