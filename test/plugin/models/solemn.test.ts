/** Solemn talk stays silent, whatever its length and voice: no effect at all in nine talks of ten. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sightTalk, talkCues } from '../../../models/evaluation/talks/sight.ts';
import { readTalks } from '../../../models/evaluation/talks/talk.ts';
import { thresholdFor } from '../../../src/plugin/decorate/policy.ts';
import { openLocalCheckpoint } from '../../../src/plugin/models/local-checkpoint.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';

testWithModel('no effect at all in nine of ten solemn talks at sensitivity normal', async () => {
  const talks = await readTalks(join(import.meta.dirname, '../../fixtures/solemn-talks'));
  assert.is(talks.length, 10);
  await using senses = await openLocalCheckpoint(modelFolder);
  const { tagThresholds = {} } = senses.manifest;
  const policy = { threshold: thresholdFor('normal', senses.manifest), tagThresholds };
  const loud: string[] = [];
  for (const talk of talks) {
    const cues = talkCues(await sightTalk(talk, senses), policy);
    if (cues.length > 0) loud.push(`${talk.id}: ${cues.map(({ subtitle }) => subtitle).join(' | ')}`);
  }
  assert.ok(loud.length <= 1, loud.join('\n'));
});

test.run();
