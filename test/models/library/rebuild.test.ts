import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CATALOGUE } from '../../../models/library/catalogue.ts';
import { libraryPage, waveform } from '../../../models/library/page.ts';
import { renderEffect } from '../../../models/library/render.ts';
import { wavFile } from '../../../models/library/wav.ts';
import { BUNDLED, bundledPcm } from './listen.ts';

/** Every sixth effect, so that each tag has some; all of them would take 20 s. */
const SAMPLE = CATALOGUE.filter((_, i) => i % 6 === 0);

for (const entry of SAMPLE)
  test(`making ${entry.id} again gives the shipped file, byte for byte`, () => {
    const made = Buffer.from(wavFile(renderEffect(entry)));
    assert.ok(
      made.equals(readFileSync(join(BUNDLED, `${entry.id}.wav`))),
      'run models/library/build.ts again',
    );
  });

test('the shipped page is the one that the catalogue and the files give', () => {
  const shown = CATALOGUE.map((entry) => ({ entry, path: waveform(bundledPcm(entry.id)) }));
  assert.ok(
    libraryPage(shown) === readFileSync(join(BUNDLED, 'index.html'), 'utf8'),
    'run models/library/build.ts again',
  );
});

test('the page plays every effect, and a name cannot break out of it', () => {
  const entry = { ...CATALOGUE[0]!, name: '<script>"&' };
  const page = libraryPage([{ entry, path: 'M0 0v1' }]);
  assert.match(page, /data-file="ding\.wav"/);
  assert.match(page, '&#60;script&#62;&#34;&#38;');
});

test.run();
