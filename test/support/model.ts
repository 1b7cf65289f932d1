import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import { chooseCheckpoint } from '../../src/plugin/checkpoint.ts';
import { starterFolders } from '../../src/plugin/paths.ts';

/** The checkpoint that tests run: `MOMENTFX_MODEL`, or the bundled one that this machine would run. */
export const modelFolder: string = resolve(process.env['MOMENTFX_MODEL'] ?? (await bundled()));

/** Where there is none, tests that need one are skipped. */
function bundled(): Promise<string> {
  return chooseCheckpoint(undefined).then(
    ({ folder }) => folder,
    () => starterFolders.lite,
  );
}

/** Whether there is one; tests of the whole pipeline need it. */
export const hasModel: boolean = existsSync(join(modelFolder, 'manifest.json'));

type Body = () => Promise<void> | void;

/** A test where `holds`; elsewhere it counts as skipped. */
export const testIf =
  (holds: boolean) =>
  (name: string, body: Body): void =>
    holds ? test(name, body) : test.skip(name, body);

/** A test that runs the checkpoint. */
export const testWithModel = testIf(hasModel);
