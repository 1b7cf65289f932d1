import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCueSheet, toCueSheet, writeCueSheet } from '../../src/plugin/cue-sheet.ts';
import { fromSeconds } from '../../src/streams/time.ts';
import type { Cue, Tag } from '../../src/streams/values.ts';
import { rejects } from '../support/within.ts';

const test = suite<{ folder: string }>('cue sheet');
const library = new Map<string, Tag>([
  ['ding', 'prompt'],
  ['whoosh', 'transition'],
]);
const cue: Cue = {
  id: 'c1',
  at: fromSeconds(4.165),
  end: fromSeconds(6.9),
  sfx: 'ding',
  tag: 'prompt',
  score: 0.87654321,
  subtitle: 'Here it is.',
  alternatives: [{ sfx: 'whoosh', tag: 'transition', score: 0.1 }],
};

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'momentfx-sheet-'));
});
test.after.each(async ({ folder }) => rm(folder, { recursive: true }));

test('what is written can be edited and read again, in order of time', async ({ folder }) => {
  const file = join(folder, 'a.json');
  const later = { ...cue, at: fromSeconds(9), end: fromSeconds(10), sfx: 'whoosh' };
  await writeCueSheet(file, toCueSheet('talk.mp4', fromSeconds(20), [later, cue]));
  const cues = await readCueSheet(file, library);
  assert.equal(
    cues.map(({ at, end, sfx, tag, score, subtitle }) => ({ at, end, sfx, tag, score, subtitle })),
    [
      { at: 4_165_000, end: 6_900_000, sfx: 'ding', tag: 'prompt', score: 0.8765, subtitle: 'Here it is.' },
      {
        at: 9_000_000,
        end: 10_000_000,
        sfx: 'whoosh',
        tag: 'transition',
        score: 0.8765,
        subtitle: 'Here it is.',
      },
    ],
  );
  assert.equal(await readdir(folder), ['a.json']);
  assert.match(await readFile(file, 'utf8'), /"at": 4.165/);
});

test('a broken sheet names its entry', async ({ folder }) => {
  const file = join(folder, 'b.json');
  const broken: readonly (readonly [string, RegExp])[] = [
    ['{', /not JSON/],
    ['{"version":2,"cues":[]}', /version/],
    ['{"version":1,"cues":[{"at":-1,"sfx":"ding"}]}', /cues\[0\]\.at/],
    ['{"version":1,"cues":[{"at":1e9,"sfx":"ding"}]}', /cues\[0\]\.at/],
    ['{"version":1,"cues":[{"at":1,"end":1e300,"sfx":"ding"}]}', /cues\[0\]\.end/],
    ['{"version":1,"cues":[{"at":1}]}', /cues\[0\]\.sfx/],
    ['{"version":1,"cues":[{"at":1,"sfx":"kazoo"}]}', /no effect "kazoo"/],
  ];
  for (const [text, pattern] of broken) {
    await writeFile(file, text);
    await rejects(readCueSheet(file, library), pattern);
  }
  await rejects(readCueSheet(join(folder, 'none.json'), library), /cannot be read/);
});

test('an unwritable target is one clear error and leaves nothing', async ({ folder }) => {
  await rejects(
    writeCueSheet(join(folder, 'no', 'such', 'x.json'), toCueSheet('x', fromSeconds(1), [])),
    /cannot be written/,
  );
  assert.equal(await readdir(folder), []);
});

test.run();
