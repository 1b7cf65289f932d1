import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NotSharedError } from '../../../src/analysis/shared/errors.ts';
import { takeLock } from '../../../src/analysis/shared/lock.ts';
import { checkPlace, sharedPlace } from '../../../src/analysis/shared/place.ts';
import { scratch } from '../../support/scratch.ts';
import { ownUsage } from '../../support/own-usage.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('place');

test('the folder is made for its user alone', async () => {
  const place = sharedPlace(join(folder, 'made', 'here'));
  await checkPlace(place);
  await checkPlace(place);
  assert.is(lstatSync(place.folder).mode & 0o777, 0o700);
});

test('a folder that others own, enter or could have put there is refused with one line', async () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const own = join(folder, 'own');
  mkdirSync(own, { mode: 0o700 });
  const link = join(folder, 'link');
  symlinkSync(own, link);
  const uid = process.getuid?.() ?? 0;
  for (const [path, user, why] of [
    [open, uid, /others may enter/],
    [file, uid, /file/],
    [link, uid, /not this user's own/],
    [own, uid + 1, /not this user's own/],
    [join(folder, 'x'.repeat(100)), uid, /too long/],
  ] as const) {
    const error = (await rejects(checkPlace(sharedPlace(path), user), why)) as NotSharedError;
    assert.instance(error, NotSharedError);
    assert.is(error.code, 'analysis-not-shared');
    assert.match(error.nextStep, '--analysis own');
  }
});

test('one lock at a time', () => {
  const file = join(folder, 'lock');
  const first = takeLock(file);
  assert.ok(first);
  assert.is(takeLock(file), undefined);
  first[Symbol.dispose]();
  const second = takeLock(file);
  assert.ok(second);
  second[Symbol.dispose]();
});

test('a lock is held until it is let go, also by a caller that keeps nothing of it', async () => {
  const file = join(folder, 'kept');
  takeLock(file);
  await ownUsage();
  assert.is(takeLock(file), undefined);
});

test.run();
