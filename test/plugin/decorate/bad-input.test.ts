/** Every kind of bad input: one clear line, exit code 2, no output under the target's name, nothing left beside it. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli, subfolder, type Outcome } from '../../support/cli.ts';
import { HELD_TO_PERMISSIONS } from '../../support/confined.ts';
import { golden } from '../../support/golden.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { CASES } from './bad-input-cases.ts';
import { file, folder, talk } from './bad-input-files.ts';

/** Loading the program is most of a case's time; a few at once keep both cores of a small machine busy. */
const AT_ONCE = 3;
const outcomes = CASES.map(() => Promise.withResolvers<Outcome>());

async function runAll(): Promise<void> {
  const waiting = CASES.entries();
  const work = async (): Promise<void> => {
    for (const [index, { args, env = {}, config }] of waiting) {
      const cwd = subfolder(folder, `case-${index}`);
      if (config !== undefined) writeFileSync(join(cwd, 'momentfx.config.json'), config);
      await runCli(args, { cwd, env }).then(outcomes[index]!.resolve, outcomes[index]!.reject);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
for (const { promise } of outcomes) promise.catch(() => undefined);
const finished = runAll();

for (const [index, { title, says, config }] of CASES.entries())
  test(`${title}: one line, exit code 2, no output`, async () => {
    const { code, stderr } = await outcomes[index]!.promise;
    assert.match(stderr, says);
    assert.is(stderr.trimEnd().split('\n').length, 1, `one line, not:\n${stderr}`);
    assert.match(stderr, /^momentfx: .*[.!?…]\n$/);
    assert.not.match(stderr, /internal|undefined|node:|\.ts:\d/);
    assert.is(code, 2);
    assert.equal(
      readdirSync(file(`case-${index}`)),
      config === undefined ? [] : ['momentfx.config.json'],
      'no output',
    );
  });

/** Names of the checkpoint, which may be another. */
function withoutModel(line: string): string {
  const { name, encoders } = JSON.parse(readFileSync(join(modelFolder, 'manifest.json'), 'utf8')) as {
    readonly name: string;
    readonly encoders: { readonly frame: string };
  };
  return line
    .replaceAll(modelFolder, 'MODEL')
    .replace(`"${name}"`, '"NAME"')
    .replaceAll(encoders.frame, 'ENCODER');
}

testWithModel('each line is the one that people know', async () => {
  const lines: Record<string, string> = {};
  for (const [index, { title }] of CASES.entries()) {
    const { stderr } = await outcomes[index]!.promise;
    lines[title] = withoutModel(stderr.trimEnd().replaceAll(folder, '…'));
  }
  golden('errors/decorate', lines);
});

test('nothing is left beside the input', async () => {
  await finished;
  assert.equal(
    readdirSync(folder).filter((name) => name.startsWith('.') || name.includes('.part')),
    [],
  );
});

test('a folder that is not ours to write to', async () => {
  const closed = subfolder(folder, 'closed');
  chmodSync(closed, 0o500);
  const { code, stderr } = await runCli(['decorate', talk.mp4, '-o', join(closed, 'out.mp4')], {
    before: HELD_TO_PERMISSIONS,
  });
  assert.match(stderr, /^momentfx: .*cannot be written.*\n$/);
  assert.is(code, 2);
  assert.equal(readdirSync(closed), []);
});

test.run();
