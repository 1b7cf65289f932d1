import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../../support/cli.ts';
import { fixture } from '../../support/fixtures.ts';
import { scratch } from '../../support/scratch.ts';

test('the list, and what is asked for wrongly', async () => {
  const list = await runCli(['experiment', 'list']);
  assert.is(list.code, 0);
  assert.match(list.stdout, /^methods {2,}The paper's Tables 4 and 5/);
  assert.match(list.stdout, /\nablations {2,}The paper's Table 6/);
  for (const [args, words] of [
    [['nothing'], /There is no experiment "nothing"\. Use one of methods, ablations/],
    [['methods', '--preset', 'huge'], /--preset: /],
    [
      ['methods', '--data', fixture('dm', 'sfx-moment-mini'), '--rows', 'dm,none'],
      /--rows: "methods" has no row "none" on these data\. It has sliding-window, moment-detr/,
    ],
  ] as const) {
    const { code, stderr } = await runCli(['experiment', ...args], { cwd: scratch('experiment') });
    assert.is(code, 2);
    assert.match(stderr, words);
  }
});

test('on data in the SFX-Moment layout: tables, their values and pictures', async () => {
  const out = scratch('experiment');
  const data = fixture('dm', 'sfx-moment-mini');
  const args = ['experiment', 'methods', '--data', data, '--preset', 'smoke', '--seeds', '2', '--out', out];
  const { code, stdout } = await runCli([...args, '--rows', 'sliding-window,dm', '--threads', '1']);
  assert.is(code, 0);
  const text = await readFile(join(out, 'methods.md'), 'utf8');
  assert.ok(stdout.includes('### Table 4: key moments with their sound effects'));
  assert.match(text, /\n\| D&M \| [*]*\d+\.\d[*]* ± \d/);
  assert.match(
    text,
    /Made by `momentfx experiment methods --data .* --preset smoke --seeds 2 --rows sliding-window,dm --threads 1`/,
  );
  const { tables } = JSON.parse(await readFile(join(out, 'methods.json'), 'utf8')) as {
    tables: { rows: { id: string; seeds: number; cells: { each: number[] }[] }[] }[];
  };
  assert.equal(
    tables[0]!.rows.map(({ id, seeds, cells }) => [id, seeds, cells[0]!.each.length]),
    [
      ['sliding-window', 2, 2],
      ['dm', 2, 2],
    ],
  );
  for (const picture of ['methods.svg', 'methods-curves.svg'])
    assert.match(await readFile(join(out, picture), 'utf8'), /^<svg /);

  const gathered = await runCli([...args, '--gather', '--seeds', '1', '--rows', 'dm,univtg']);
  assert.is(gathered.code, 0);
  assert.match(gathered.stdout, /\n\| UniVTG\+ \| – \|/);
  assert.not.match(gathered.stdout, /pre-training 1/);
});

test.run();
