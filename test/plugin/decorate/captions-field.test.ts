/** Captions as people's files have them: the cues of a talk are where they are with a clean file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CueSheet } from '../../../src/plugin/cue-sheet.ts';
import { runCli } from '../../support/cli.ts';
import { fixture } from '../../support/fixtures.ts';
import { testWithModel } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('captions-field');
const TALK = join(import.meta.dirname, '..', '..', '..', 'demo', 'talk.mp4');

async function cuesBy(captions: string): Promise<{ readonly at: number[]; readonly said: string }> {
  const sheet = join(folder, 'cues.json');
  const args = ['decorate', TALK, '--dry-run', '--cues', sheet, '--asr', `captions:${captions}`];
  const { code, stderr } = await runCli(args);
  assert.is(code, 0, stderr);
  const { cues } = JSON.parse(readFileSync(sheet, 'utf8')) as CueSheet;
  return { at: cues.map(({ at }) => at), said: stderr };
}

testWithModel(
  'rolling captions, and one broken one: seven cues within half a second of the sentences',
  async () => {
    const wanted = [5.02, 13.47, 18.34, 23.52, 32.6, 36.48, 44.77];
    const broken = join(folder, 'broken.srt');
    const reference = readFileSync(fixture('field', 'C-reference.srt'), 'utf8');
    writeFileSync(broken, reference.replace('00:00:09,300', '00:00:0x,300'));
    for (const file of [fixture('field', 'C03-youtube.vtt'), broken]) {
      const { at, said } = await cuesBy(file);
      assert.is(at.length, wanted.length, file);
      for (const [index, time] of wanted.entries())
        assert.ok(Math.abs((at[index] ?? 0) - time) < 0.5, `${file}: ${at[index]} for ${time}`);
      assert.is(said.includes('broken.srt, line 10:'), file === broken, said);
    }
  },
);

test.run();
