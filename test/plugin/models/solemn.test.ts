/**
 * Solemn talk of any length and voice stays silent. These ten talks were made to be hard (a streamer grieves while he plays, a
 * dying woman jokes): no effect at all in nine of ten, at sensitivity low and normal.
 */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sightTalk, talkCues } from '../../../models/evaluation/talks/sight.ts';
import { readTalks } from '../../../models/evaluation/talks/talk.ts';
import { checkpointPolicy } from '../../../src/analysis/manifest.ts';
import { thresholdFor } from '../../../src/plugin/session/policy.ts';
import { openLocalCheckpoint } from '../../../src/plugin/models/local-checkpoint.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';

const talks = await readTalks(join(import.meta.dirname, '../../fixtures/solemn-talks'));
const minutes = talks.reduce((sum, { duration }) => sum + duration, 0) / 60;

testWithModel(
  'nine talks of ten without any effect at sensitivity low and normal, and few in the other',
  async () => {
    assert.is(talks.length, 10);
    await using checkpoint = await openLocalCheckpoint(modelFolder);
    const { manifest } = checkpoint;
    const played = { low: [] as string[], normal: [] as string[] };
    for (const talk of talks) {
      const sighted = await sightTalk(talk, checkpoint);
      for (const level of ['low', 'normal'] as const)
        for (const { subtitle = '' } of talkCues(sighted, {
          threshold: thresholdFor(level, manifest),
          ...checkpointPolicy(manifest),
        }))
          played[level].push(`${talk.id}: ${subtitle}`);
    }
    for (const lines of [played.low, played.normal]) {
      const loud = new Set(lines.map((line) => line.split(':')[0]));
      assert.ok(loud.size <= 1, lines.join('\n'));
    }
    assert.ok(played.normal.length <= minutes / 8, played.normal.join('\n'));
  },
);

test.run();
