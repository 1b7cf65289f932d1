/** OBS's settings: one entry is changed, everything else stays byte for byte. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { iniEntry, iniSection, withIniEntry } from '../../../src/plugin/obs/ini.ts';

const SECTIONS = ['General', 'OBSWebSocket', 'BasicWindow'];
const name = fc.constantFrom('One', 'two', 'ExtraBrowserDocks', 'x y');
const line = fc.oneof(
  fc.tuple(name, fc.string()).map(([key, value]) => `${key}=${value.replace(/[\r\n\u2028\u2029]/g, '')}`),
  fc.constantFrom('', '# a comment', '; another', 'no entry'),
  fc.constantFrom(...SECTIONS).map((section) => `[${section}]`),
);
const file = fc
  .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean())
  .map(
    ([lines, newline, end, mark]) =>
      `${mark ? '\uFEFF' : ''}${lines.join(newline)}${end && lines.length > 0 ? newline : ''}`,
  );

test('what is written is read again; no line but its own changes, none goes', () => {
  fc.assert(
    fc.property(file, fc.constantFrom(...SECTIONS), name, fc.string(), (text, section, key, value) => {
      const plain = value.trim().replace(/[\u2028\u2029]/g, '');
      const changed = withIniEntry(text, { section, key }, plain);
      assert.is(iniEntry(changed, { section, key }), plain);
      const [before, after] = [text, changed].map((one) => one.split(/\r?\n/));
      const added = (after ?? []).length - (before ?? []).length;
      const entry = `${key}=`;
      const rest = (after ?? []).filter(
        (one) => !one.startsWith(entry) && one !== '' && one !== `[${section}]`,
      );
      const kept = (before ?? []).filter(
        (one) => !one.startsWith(entry) && one !== '' && one !== `[${section}]`,
      );
      assert.equal(rest, kept);
      assert.ok(added >= 0 && added <= 4, `${added} lines more`);
      // The same again is no change.
      assert.is(withIniEntry(changed, { section, key }, plain), changed);
    }),
  );
});

test('in its place, at the end of its section, in a new section; line ends as they are', () => {
  const place = { section: 'B', key: 'k' };
  assert.is(withIniEntry('[A]\r\nk=1\r\n[B]\r\nK=2\r\n', place, '3'), '[A]\r\nk=1\r\n[B]\r\nk=3\r\n');
  assert.is(withIniEntry('[B]\nx=1\n\n[C]\nk=2\n', place, '3'), '[B]\nx=1\nk=3\n\n[C]\nk=2\n');
  assert.is(withIniEntry('[A]\nk=1', place, '3'), '[A]\nk=1\n\n[B]\nk=3\n');
  assert.is(withIniEntry('', place, 'a\\b\r\nc'), '[B]\nk=a\\\\b\\r\\nc\n');
  assert.is(withIniEntry('[B]', place, '3'), '[B]\nk=3\n');
});

test('names differ by more than case, as for OBS', () => {
  assert.is(iniEntry('[basicwindow]\nEXTRA=x\n', { section: 'BasicWindow', key: 'Extra' }), 'x');
  assert.equal(iniSection('[A]\n#k=1\n;k=2\nk = 3\n', 'A'), { k: ' 3' });
});

test.run();
