/** What holds for every bundled effect, measured on the files that are shipped. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CATALOGUE } from '../../../models/library/catalogue.ts';
import { integratedLoudness, truePeak } from '../../../src/library/loudness.ts';
import { readLibraryManifest } from '../../../src/library/index.ts';
import { TAGS } from '../../../src/streams/values.ts';
import { BUNDLED, bundled, level, peakOf, picture, RATE } from './listen.ts';

/** Names of the effects that fail, so that one run shows all of them. */
const failing = (fails: (signal: Float64Array, id: string, duration: number) => string | false): string[] =>
  CATALOGUE.flatMap(({ id, duration }) => {
    const fault = fails(bundled(id), id, duration);
    return fault === false ? [] : [`${id}: ${fault}`];
  });

test('at least 72 effects, at least 12 for each tag, in the order of the tags', () => {
  assert.ok(CATALOGUE.length >= 72);
  for (const tag of TAGS) assert.ok(CATALOGUE.filter((entry) => entry.tag === tag).length >= 12, tag);
  const order = CATALOGUE.map(({ tag }) => TAGS.indexOf(tag));
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  );
});

test('each has its own id, name and description in both languages', () => {
  for (const field of ['id', 'name', 'nameZh', 'description', 'descriptionZh'] as const)
    assert.is(new Set(CATALOGUE.map((entry) => entry[field])).size, CATALOGUE.length, field);
  for (const { id, description, nameZh, descriptionZh } of CATALOGUE) {
    assert.match(description, /^[A-Z].{20,}[.?]$/, id);
    assert.match(nameZh + descriptionZh, /\p{Script=Han}/u, id);
  }
});

test('the manifest passes the schema and says what the catalogue says', async () => {
  const { effects } = await readLibraryManifest(BUNDLED);
  assert.equal(
    effects.map(({ file: _file, loudness: _loudness, ...entry }) => entry),
    CATALOGUE,
  );
});

test('nothing lies in the folder that the library does not name, and all of it is at most 10 MB', () => {
  const files = readdirSync(BUNDLED).sort();
  assert.equal(files, [...CATALOGUE.map(({ id }) => `${id}.wav`), 'index.html', 'library.json'].sort());
  assert.ok(files.reduce((sum, file) => sum + statSync(join(BUNDLED, file)).size, 0) <= 10_000_000);
});

test('each is exactly as long as the catalogue says, between 0.2 and 5 s', () => {
  assert.equal(
    failing((signal, _, duration) =>
      signal.length === Math.round(duration * RATE) && duration >= 0.2 && duration <= 5
        ? false
        : `${signal.length} samples`,
    ),
    [],
  );
});

test('each is heard within 15 ms: it passes −30 dB below its peak', () => {
  assert.equal(
    failing((signal) => {
      const threshold = 0.03 * peakOf(signal);
      const onset = signal.findIndex((value) => Math.abs(value) > threshold) / RATE;
      return onset <= 0.015 ? false : `starts at ${(1000 * onset).toFixed(1)} ms`;
    }),
    [],
  );
});

test('each is at −18 LUFS within 1 LU, its true peak at most −1 dBTP', () => {
  assert.equal(
    failing((signal) => {
      const loudness = integratedLoudness([signal]);
      const peak = truePeak([signal]);
      return Math.abs(loudness + 18) <= 1 && peak <= -1
        ? false
        : `${loudness.toFixed(1)} LUFS, ${peak.toFixed(2)} dBTP`;
    }),
    [],
  );
});

test('each begins and ends without a click and has no offset', () => {
  assert.equal(
    failing((signal) => {
      const edge = Math.max(
        ...[0, 1, signal.length - 2, signal.length - 1].map((i) => Math.abs(signal[i] ?? 1)),
      );
      const offset = Math.abs(signal.reduce((sum, value) => sum + value, 0) / signal.length);
      return edge <= 0.002 && offset <= 0.001
        ? false
        : `edge ${edge.toFixed(4)}, offset ${offset.toFixed(5)}`;
    }),
    [],
  );
});

test('each is heard through at least 40 % of its length', () => {
  assert.equal(
    failing((signal, _, duration) => {
      const threshold = 0.003 * peakOf(signal);
      const heard = signal.findLastIndex((value) => Math.abs(value) > threshold) / RATE;
      return heard >= 0.4 * duration && level(signal) > 0.003 ? false : `silent after ${heard.toFixed(2)} s`;
    }),
    [],
  );
});

test('no two sound alike: their spectral pictures or lengths differ', () => {
  const pictures = CATALOGUE.map(({ id }) => picture(bundled(id)));
  const alike: string[] = [];
  CATALOGUE.forEach(({ id, duration }, i) => {
    for (let j = i + 1; j < CATALOGUE.length; j++) {
      const [a, b] = [pictures[i] ?? [], pictures[j] ?? []];
      const distance = Math.sqrt(a.reduce((sum, value, k) => sum + (value - (b[k] ?? 0)) ** 2, 0) / a.length);
      const other = CATALOGUE[j]!;
      // 6 dB in every band of every slice: clearly another sound at the same loudness.
      if (distance < 6 && Math.abs(duration - other.duration) < 0.5)
        alike.push(`${id} and ${other.id}: ${distance.toFixed(1)} dB`);
    }
  });
  assert.equal(alike, []);
});

test.run();
