/** Talks whose words are recognised instead of given: what thresholds for recognised speech are fitted on. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { recognised, writtenTalks } from '../../../../models/evaluation/talks/written.ts';
import { Random } from '../../../../models/training/random.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';

const talks = writtenTalks('en', 'val');

test('its sentences, labels and length stay; its words are those of a recogniser, beginning within the talk', () => {
  const random = new Random(5);
  let [told, same] = [0, 0];
  for (const talk of talks) {
    const heard = recognised(talk, random);
    assert.equal({ ...heard, captions: [] }, { ...talk, captions: [] });
    assert.ok(heard.captions.length > 0, talk.id);
    const given = new Set(talk.captions.map(({ text }) => text));
    for (const { text, start, end } of heard.captions) {
      assert.ok(start >= 0 && start < end && start <= fromSeconds(talk.duration), `${talk.id} at ${start}`);
      told += 1;
      if (given.has(text)) same += 1;
    }
  }
  assert.ok(same < 0.8 * told, `${same} of ${told} captions are as they were written`);
  assert.ok(same > 0.1 * told, 'most words are still understood');
});

test('the same seed hears the same', () => {
  const [talk] = talks;
  assert.equal(recognised(talk!, new Random(3)), recognised(talk!, new Random(3)));
});

test.run();
