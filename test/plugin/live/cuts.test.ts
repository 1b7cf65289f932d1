/** Cuts that a session knows of: a moment outside of words begins at the nearest one. */
import { Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decideLive } from '../../../src/plugin/live/decisions.ts';
import { DEFAULT_POLICY } from '../../../src/streams/policy.ts';
import { fromSeconds, toSeconds, ZERO } from '../../../src/streams/time.ts';
import type { Cue, Frame, Moment, SpeechEvent, Window } from '../../../src/streams/values.ts';
import { until } from '../../support/until.ts';

/** Where a moment that the network sees at 2 s is played when these cuts are known, in seconds. */
async function playedAt(cuts: readonly number[]): Promise<number> {
  const frames$ = new Subject<Frame>();
  const transcript$ = new Subject<SpeechEvent>();
  const played: Cue[] = [];
  const moment: Moment = {
    ...{ start: fromSeconds(2), end: fromSeconds(4), sfx: 'bell', tag: 'prompt' },
    ...{ probability: 0.9, alternatives: [] },
  };
  const decisions = decideLive({
    ...{ frames$, transcript$, delay: fromSeconds(30), lead: ZERO },
    client: () => ({
      detect: (windows: readonly Window[]) =>
        Promise.resolve(
          windows.map(({ start, end }) => (start === ZERO && end >= moment.end ? [moment] : [])),
        ),
    }),
    policy: () => ({ ...DEFAULT_POLICY, threshold: 0.5 }),
    language: { known: ['en'] },
    landmarks: (start, end) => ({
      onsets: [],
      cuts: cuts.map(fromSeconds).filter((cut) => cut >= start && cut <= end),
    }),
    play: (cue) => played.push(cue),
    tell: () => undefined,
  });
  for (let second = 0; second < 30; second += 1) {
    frames$.next({ at: fromSeconds(second), embedding: new Float32Array(4) });
    transcript$.next({ type: 'progress', upTo: fromSeconds(second) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let second = 0; second < 6; second += 1) decisions.tick(fromSeconds(second), ZERO);
  await until(() => played.length > 0, 5_000, 'the cue');
  decisions.end();
  return toSeconds(played[0]?.at ?? ZERO);
}

test('the nearest cut within reach; else where the network saw it', async () => {
  assert.is(await playedAt([]), 2);
  assert.is(await playedAt([0.5, 2.4, 7]), 2.4);
  assert.is(await playedAt([1.7, 2.4]), 1.7);
  assert.is(await playedAt([1, 3]), 2);
});

test.run();
