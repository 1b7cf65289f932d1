import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address, fileOf } from '../../src/core/stream-url.ts';
import { scratch } from '../support/scratch.ts';

const shown = (text: string): string => new Address(text).shown;

test('user, password and query are hidden, and what follows the application where it is the key', () => {
  assert.is(shown('rtmp://host/app/key'), 'rtmp://host/app/…');
  assert.is(shown('rtmps://host/app/key/more?token=x'), 'rtmps://host/app/…?…');
  assert.is(shown('srt://host:9000?passphrase=secret&mode=caller'), 'srt://host:9000?…');
  assert.is(shown('https://me:pass@host/live/talk.m3u8'), 'https://host/live/talk.m3u8');
  assert.is(shown('rtmp://me:p@ss@host/app/key'), 'rtmp://host/app/…', 'a password with an @ in it');
});

test('a password that holds what should have been encoded shows no part of itself, nor of a key', () => {
  for (const text of [
    'rtmp://me:canary/word@host/app/canary',
    'rtmp://me:12/canary@host:1935/app/canary',
    'rtmp://can/ary:canary@host/app/canary',
    'srt://me:canary?word@host:9000?passphrase=canary',
    'https://me:canary#word@host/canary.m3u8',
    'rtmp://host:1935/app/canary@canary',
    'https://me:can@ary/canary@host/x.m3u8',
  ])
    assert.not.match(shown(text), /canary|can|ary|word|12/, text);
  assert.is(shown('https://host/@channel/live.m3u8'), 'https://host/@channel/live.m3u8');
  assert.is(shown('https://host:8443/live.m3u8?mail=a@b'), 'https://host:8443/live.m3u8?…');
  assert.is(shown('http://[::1]:8080/x?a@b'), 'http://[::1]:8080/x?…');
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

test('which names are files, and how file: addresses are read', () => {
  const cases: readonly (readonly [text: string, file: string | undefined])[] = [
    ['talk.mp4', 'talk.mp4'],
    ['a%23b.mp4', 'a%23b.mp4'],
    ['./talk:1.mp4', './talk:1.mp4'],
    ['part 2: talk.mp4', 'part 2: talk.mp4'],
    ['12:30.mp4', '12:30.mp4'],
    ['C:/talk.mp4', 'C:/talk.mp4'],
    ['file:a%23b.mp4', 'a#b.mp4'],
    ['file:a#b?c.mp4', 'a#b?c.mp4'],
    ['FILE:///x/a%2523b.mp4', '/x/a%23b.mp4'],
    ['file://localhost/x/two%20words.mp4', '/x/two words.mp4'],
    ['file:///x/two words.mp4', '/x/two words.mp4'],
    ['file:../x/%E4%BD%A0.mp4', '../x/你.mp4'],
    ['file:100%.mp4', '100%.mp4'],
    ['file:%ff.mp4', '%ff.mp4'],
    ['talk:1.mp4', 'talk:1.mp4'],
    ['Interview: part 1.mp4', 'Interview: part 1.mp4'],
    ['Re: http in one hour.mp4', 'Re: http in one hour.mp4'],
    ['talk://1.mp4', undefined],
    ['rtmp:host/app/key', undefined],
    ['v4l2:/dev/video0', undefined],
    ['rtmp://host/app/key', undefined],
  ];
  for (const [text, file] of cases) assert.is(fileOf(text), file, text);
});

test('what exists as a file is that file, whatever its name looks like', () => {
  const folder = scratch('names');
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const name of ['talk:1.mp4', 'file:a%23b.mp4']) {
      writeFileSync(name, 'x');
      assert.is(fileOf(name), name);
      assert.is(new Address(name).scheme, 'file');
      assert.is(shown(name), name);
    }
  } finally {
    process.chdir(before);
  }
});

test.run();
