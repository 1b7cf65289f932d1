/** What was found is kept for the next review of the same recording, and for no other. */
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { foundFile, readFound, writeFound, type KeptFound } from '../../../src/plugin/review/found-file.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('found');
const recording = join(folder, 'talk.mp4');
writeFileSync(recording, 'a recording');
const settings = { asr: { type: 'moonshine' }, language: 'auto' } as const;

const kept = (seconds: number): KeptFound => ({
  found: {
    duration: fromSeconds(seconds),
    language: { known: ['en'], initially: 'en' },
    sightings: [
      {
        horizon: fromSeconds(1),
        heard: { start: fromSeconds(0), end: fromSeconds(12), sentences: [{ id: 's', text: 'Look.' }] },
        moments: [
          {
            ...{ start: fromSeconds(2), end: fromSeconds(4), sfx: 'bell', tag: 'prompt', probability: 0.8 },
            ...{ window: 0, subtitle: 'Look.', subtitleId: 's' },
            alternatives: [{ sfx: 'ding', tag: 'prompt', score: 0.1 }],
          },
        ],
      },
      { horizon: fromSeconds(2), moments: [] },
    ],
  },
  sentences: [{ id: 's', start: 2, end: 4, text: 'Look.' }],
});

test('what was kept is found again', async () => {
  const file = await foundFile(recording, settings, '1', folder);
  assert.is(await readFound(file), undefined, 'nothing yet');
  await writeFound(file, kept(12));
  assert.equal(await readFound(file), kept(12));
});

test('the words decide the language where they did', async () => {
  const file = await foundFile(recording, settings, '2', folder);
  const { found, sentences } = kept(12);
  const guess = (): undefined => undefined;
  await writeFound(file, {
    found: { ...found, language: { known: ['en'], guess: guess as never } },
    sentences,
  });
  assert.type((await readFound(file))?.found.language.guess, 'function');
});

test('another recording, other words, language, checkpoint, library or version find nothing there', async () => {
  const captions = join(folder, 'talk.srt');
  writeFileSync(captions, 'one');
  const place = (change: object = {}, version = '1'): Promise<string> =>
    foundFile(recording, { ...settings, ...change }, version, folder);
  const asr = { type: 'captions', file: captions };
  const places = [
    await place(),
    await place({}, '2'),
    await place({ asr }),
    await place({ language: 'en' }),
    await place({ model: join(import.meta.dirname, '../../../models/starter/use-lite') }),
    await place({ library: folder }),
  ];
  writeFileSync(captions, 'two');
  places.push(await place({ asr }));
  utimesSync(recording, 1, 1);
  places.push(await place());
  assert.is(new Set(places).size, places.length);
});

test('what cannot be read is looked for anew', async () => {
  const file = await foundFile(recording, settings, '3', folder);
  await writeFound(file, kept(12));
  writeFileSync(file, 'no gzip');
  assert.is(await readFound(file), undefined);
});

test('those used last are kept, sixteen of them', async () => {
  const first = await foundFile(recording, settings, 'old-0', folder);
  for (let i = 0; i < 20; i += 1) {
    const file = await foundFile(recording, settings, `old-${i}`, folder);
    await writeFound(file, kept(i));
    // What was read is in use.
    if (i < 19) utimesSync(file, 1_000 + i, 1_000 + i);
    await readFound(first);
  }
  assert.is(readdirSync(join(folder, 'review')).length, 16);
  assert.ok(existsSync(first));
});

test.run();
