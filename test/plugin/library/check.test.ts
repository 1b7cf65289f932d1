import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addCommand, checkCommand, listCommand } from '../../../src/plugin/library/command.ts';
import { LibraryError } from '../../../src/library/errors.ts';
import { makeSound, manifestOf, newFolder, writeManifest } from '../../library/sounds.ts';
import { rejects, within } from '../../support/within.ts';

/** What a command printed, and how it ended. */
async function printed(
  run: (write: (line: string) => void) => Promise<void>,
): Promise<{ lines: string[]; error?: unknown }> {
  const lines: string[] = [];
  try {
    await within(
      run((line) => lines.push(line)),
      30_000,
      'the command',
    );
    return { lines };
  } catch (error) {
    return { lines, error };
  }
}

test('the bundled library is well', async () => {
  const { lines, error } = await printed((write) => checkCommand(undefined, write));
  assert.is(error, undefined);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /all is well/);
});

test('check prints every fault with what to do, then remarks, and ends as a usage error', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'ding.wav'));
  makeSound(join(folder, 'long.wav'), { seconds: 1 });
  makeSound(join(folder, 'silent.wav'), { source: '0' });
  makeSound(join(folder, 'soft.wav'), { source: '0.005*sin(2*PI*1000*t)' });
  writeManifest(
    folder,
    manifestOf(
      {},
      { id: 'lost', file: 'lost.wav' },
      { id: 'long', file: 'long.wav' },
      { id: 'silent', file: 'silent.wav' },
      { id: 'soft', file: 'soft.wav' },
    ),
  );
  const { lines, error } = await printed((write) => checkCommand(folder, write));
  assert.instance(error, LibraryError);
  assert.match((error as LibraryError).message, /3 faults in /);
  const text = lines.join('\n');
  assert.match(
    text,
    /FAULT .*lost names the file "lost\.wav", which does not exist\.\n {6}→ Put the file there/,
  );
  assert.match(
    text,
    /FAULT .*long .*lasts 1\.00 s, but library\.json says 0\.5 s\.\n {6}→ Set its duration to 1\./,
  );
  assert.match(text, /FAULT .*silent .*is silent\./);
  assert.match(text, /note {2}soft is at −49/);
  assert.match(text, /note {2}no effect has the tag humor/);
  assert.is(lines.filter((line) => line.includes('lost.wav')).length, 1, 'a fault is said once');
});

test('a manifest that cannot be read ends with its fault', async () => {
  const { lines, error } = await printed((write) => checkCommand(writeManifest(newFolder(), '{'), write));
  assert.match(lines[0]!, /FAULT .*no JSON/);
  assert.instance(error, LibraryError);
  await rejects(
    checkCommand(newFolder(), () => undefined),
    /no library in/,
  );
});

test('list prints a table, one tag, and JSON', async () => {
  const { lines } = await printed((write) => listCommand({}, write));
  assert.match(lines[0]!, /^TAG +ID +NAME +LENGTH +LOUDNESS$/);
  assert.match(lines.at(-1)!, /^86 effects in momentfx bundled effects/);
  assert.ok(lines.some((line) => /^prompt +ding +Ding +1\.00 s +−18\.\d LUFS$/.test(line)));
  const humor = await printed((write) => listCommand({ tag: 'humor' }, write));
  assert.ok(humor.lines.slice(1, -1).every((line) => line.startsWith('humor')) && humor.lines.length > 12);
  const json = await printed((write) => listCommand({ tag: 'humor', json: true }, write));
  const effects = JSON.parse(json.lines.join('\n')) as { id: string; loudness: number }[];
  assert.is(effects.length, humor.lines.length - 2);
  assert.ok(effects.every(({ loudness }) => Math.abs(loudness + 18) <= 1));
});

test('list measures where the manifest says no loudness', async () => {
  const folder = newFolder();
  makeSound(join(folder, 'ding.wav'));
  const { lines } = await printed((write) =>
    listCommand({ library: writeManifest(folder, manifestOf({})) }, write),
  );
  assert.match(lines[1]!, /−9\.\d LUFS$/);
});

test('wrong options are usage errors', async () => {
  await rejects(
    listCommand({ tag: 'funny' }, () => undefined),
    /--tag must be one of prompt, transition/,
  );
  await rejects(addCommand('x', { out: '' }), /--out needs a folder/);
});

test.run();
