/** A show whose checkpoint has offsets for tags, and fatigue: the record holds them, and deciding anew keeps to them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openShowLog } from '../../../src/plugin/live/report/show/writer.ts';
import { replayShow } from '../../../src/plugin/replay/replay.ts';
import { runCli } from '../../support/cli.ts';
import { BEGAN, DECISIONS, talk } from '../live/report/talk.ts';

const folder = await mkdtemp(join(tmpdir(), 'momentfx-offsets-'));
const file = join(folder, 'show.jsonl');
const test = suite('replay with offsets for tags');
const policy = { ...DECISIONS.policy, tagThresholds: { humor: 0.2, prompt: -0.1 }, fatigue: 0.5 };

test.before(async () => {
  const { policy: _, ...options } = DECISIONS;
  const log = await openShowLog(file, { now: () => BEGAN });
  for (const event of talk({ seconds: 300, seed: 5, decisions: { ...DECISIONS, policy } }))
    // As the session tells it: the policy beside the options of the decisions.
    log.write(event.type === 'started' ? { ...event, policy: { ...options, ...policy } } : event);
  await log.close();
});
test.after(() => rm(folder, { recursive: true }));

test('decided anew with its own settings every cue is kept', async () => {
  const show = await replayShow(file, { change: {} });
  assert.equal(show.settings.policy.tagThresholds, policy.tagThresholds);
  assert.is(show.settings.policy.fatigue, policy.fatigue);
  assert.ok(show.cues.length > 5, `${show.cues.length} cues`);
  assert.ok(show.changes.every(({ type }) => type === 'kept'));
  const plain = await replayShow(file, { change: { tagThresholds: {} } });
  assert.ok(
    plain.changes.some(({ type }) => type !== 'kept'),
    'the offsets matter in this show',
  );
  const fresh = await replayShow(file, { change: { fatigue: 0 } });
  assert.ok(
    fresh.changes.some(({ type }) => type !== 'kept'),
    'so does fatigue',
  );
});

test('another threshold has the offsets added, and the words say so', async () => {
  const { changes } = await replayShow(file, { change: { threshold: 0.75, fatigue: 0 } });
  const cues = changes.flatMap((change) => (change.type === 'lost' ? [] : [change.cue]));
  assert.ok(cues.length > 0);
  for (const { tag, score } of cues) {
    const needed = tag === 'humor' ? 0.95 : tag === 'prompt' ? 0.65 : 0.75;
    assert.ok(score >= needed, `${tag} at ${score}`);
  }
  const { stdout } = await runCli(['replay', file, '--threshold', '0.75']);
  assert.match(stdout, /With threshold 0\.75 \(humor \+0\.2, prompt −0\.1\), at most/);
});

test.run();
