import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subtitleStore } from '../../src/streams/subtitles.ts';
import { at, subtitle } from './values.ts';

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join('');

test('subtitles come out in order of start, whatever their order of arrival', () => {
  const store = subtitleStore();
  for (const s of [subtitle('c', 2, 3), subtitle('a', 0, 1), subtitle('b', 1, 5), subtitle('d', 2, 4)])
    store.put(s);
  assert.is(ids(store.overlapping({ start: at(0), end: at(9) }, 40)), 'abcd');
  assert.is(ids(store.overlapping({ start: at(1), end: at(2) }, 40)), 'b');
  assert.is(ids(store.overlapping({ start: at(0), end: at(9) }, 2)), 'cd');
});

test('what has ended is forgotten, and a long one that has not stays', () => {
  const store = subtitleStore();
  for (const s of [subtitle('long', 0, 9), subtitle('a', 0, 1), subtitle('b', 1, 2), subtitle('c', 2, 3)])
    store.put(s);
  store.forget(at(2));
  assert.is(store.size, 2);
  assert.is(ids(store.overlapping({ start: at(0), end: at(9) }, 40)), 'longc');
});

test('a revision of a forgotten subtitle comes back as itself', () => {
  const store = subtitleStore();
  store.put(subtitle('a', 0, 1));
  store.forget(at(2));
  store.put(subtitle('a', 0, 4));
  assert.is(ids(store.overlapping({ start: at(2), end: at(3) }, 40)), 'a');
});

test('a subtitle without length counts where it stands', () => {
  const store = subtitleStore();
  store.put(subtitle('a', 1, 1));
  assert.is(store.overlapping({ start: at(1), end: at(2) }, 40).length, 1);
  assert.is(store.overlapping({ start: at(0), end: at(1) }, 40).length, 0);
});

test.run();
