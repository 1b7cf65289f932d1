/**
 * Golden files: what the product does today, as JSON in test/fixtures/golden. Whatever is rebuilt inside leaves them as
 * they are. Made anew, for `git diff` to show what changed, by
 *
 *   MOMENTFX_GOLDEN=write node scripts/run.mjs test/golden/streams.test.ts
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';

const folder = join(import.meta.dirname, '..', 'fixtures', 'golden');
const isWriting = process.env['MOMENTFX_GOLDEN'] === 'write';

/** The file `name` of the golden folder, such as `clips/talk.mp4`. */
export const goldenFile = (name: string): string => join(folder, name);

/**
 * Fails unless `actual`, as JSON, is what the golden file `name` holds. With MOMENTFX_GOLDEN=write it becomes that file.
 * A file that is missing is a failure, too.
 */
export function golden(name: string, actual: unknown): void {
  const file = goldenFile(`${name}.json`);
  const text = `${JSON.stringify(actual, null, 2)}\n`;
  if (isWriting) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${file} is missing: MOMENTFX_GOLDEN=write makes it`);
  assert.fixture(text, readFileSync(file, 'utf8'), `${name} has changed (test/support/golden.ts)`);
}

/** The names in a value, by path, each once and in order; items of a list share theirs. */
export const namesIn = (value: unknown): string[] => [...new Set(pathsIn(value, ''))].sort();

function pathsIn(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => pathsIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([name, part]) =>
    pathsIn(part, path === '' ? name : `${path}.${name}`),
  );
}
