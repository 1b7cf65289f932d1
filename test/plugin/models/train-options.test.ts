/** Options of `momentfx train` that do not go together are told, not ignored. */
import { test } from 'uvu';
import { trainCommand } from '../../../src/plugin/models/command.ts';
import { rejects } from '../../support/within.ts';

const train = (options: Readonly<Record<string, unknown>>): Promise<void> =>
  trainCommand(options, new AbortController().signal);

for (const [name, value, flag] of [
  ['data', 'x', '--data'],
  ['minutes', '5', '--minutes'],
  ['network', 'univtg', '--network'],
  ['matching', 'x', '--matching'],
  ['tune', true, '--tune'],
  ['talksSplit', 'x', '--talks-split'],
] as const)
  test(`${flag} is refused beside --shows`, async () => {
    await rejects(train({ shows: 'nowhere', [name]: value }), new RegExp(`${flag} does not go with --shows`));
  });

for (const [name, value] of [
  ['library', 'x'],
  ['tolerance', '2'],
] as const)
  test(`--${name} is refused without --shows`, async () => {
    await rejects(train({ [name]: value }), new RegExp(`--${name} goes with --shows only`));
  });

for (const [name, value] of [
  ['data', 'x'],
  ['minutes', '5'],
  ['steps', '5,5'],
  ['network', 'univtg'],
  ['encoders', 'lite'],
  ['tune', true],
] as const)
  test(`--${name} is refused beside --from`, async () => {
    await rejects(train({ from: 'starter', [name]: value }), new RegExp(`--${name} does not go with --from`));
  });

for (const [name, value] of [
  ['corpus', 'x'],
  ['encoders', 'lite'],
  ['videos', '5'],
] as const)
  test(`--${name} is refused beside --data`, async () => {
    await rejects(train({ data: 'nowhere', [name]: value }), new RegExp(`--${name} does not go with --data`));
  });

test('--recipe is refused without --data', async () => {
  await rejects(train({ recipe: 'paper' }), /--recipe goes with --data only/);
});

test.run();
