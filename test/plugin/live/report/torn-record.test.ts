/** A record whose writer was killed, or that a power cut has torn. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scratch } from '../../../support/scratch.ts';
import { until } from '../../../support/until.ts';
import { within } from '../../../support/within.ts';
import { eventsOf, read, record } from './record-file.ts';
import { talk } from './talk.ts';

test('a killed writer leaves a record that is readable up to its last line', async () => {
  const file = join(scratch('torn-record'), 'show.jsonl');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'endless-writer.ts'), file],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  try {
    // What it writes reaches the file later on a busy machine.
    await until(() => existsSync(file) && statSync(file).size > 60_000, 60_000, 'the writer');
  } finally {
    child.kill('SIGKILL');
  }
  await within(new Promise((resolve) => child.once('exit', resolve)), 5000, 'its end');
  const whole = eventsOf(await read(file));
  assert.ok(whole.length > 200, `${whole.length} events`);

  // Wherever the power cut tears the file, it is readable up to there, and another show can follow.
  const { size } = await stat(file);
  for (const cut of [7, 100, 1000]) {
    await truncate(file, size - cut);
    const left = eventsOf(await read(file));
    const same = JSON.stringify(left) === JSON.stringify(whole.slice(0, left.length));
    assert.ok(same, `cut by ${cut}: the same events`);
    assert.ok(
      left.length < whole.length && left.length > whole.length - 100,
      `cut by ${cut}: ${left.length}`,
    );
  }
  const torn = await readFile(file, 'utf8');
  // In the middle of a line: some are shorter than what is left of this one.
  const long = [...torn.matchAll(/^.{30,}$/gm)].at(-2);
  await truncate(file, (long?.index ?? 0) + 20);
  await record(file, talk({ seconds: 5 }));
  const both = await read(file);
  assert.equal(
    both.filter(({ type }) => type !== 'event').map(({ type }) => type),
    ['show', 'cut', 'show'],
  );
});

test.run();
