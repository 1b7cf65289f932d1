/** Talks through the pipeline with a made-up network: cues as `cues` gives them, and fast ones that equal them. */
import fc from 'fast-check';
import { from, lastValueFrom, reduce } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { admit, candidatesOf } from '../../../../models/evaluation/talks/candidates.ts';
import {
  sentenceScores,
  sightTalk,
  talkCues,
  type TalkModel,
} from '../../../../models/evaluation/talks/sight.ts';
import { captionsOf, type Talk } from '../../../../models/evaluation/talks/talk.ts';
import { cues, type RecordedEvent } from '../../../../src/streams/pipeline.ts';
import type { Policy } from '../../../../src/streams/policy.ts';
import { fromSeconds, toSeconds } from '../../../../src/streams/time.ts';
import { TAGS, type Moment, type SpeechEvent, type Window } from '../../../../src/streams/values.ts';

const NOTHING = new Float32Array(0);

function talkOf(lengths: readonly number[]): Talk {
  let at = 0.5;
  const sentences = lengths.map((length, i) => {
    const start = at;
    at = start + length + 0.2;
    return { start, end: start + length, text: `These are the words of sentence number ${i}.`, kind: null };
  });
  return { id: 'l1', genre: 'vlog', duration: at + 3, sentences, captions: captionsOf(sentences) };
}

/** A cheap scramble of whole numbers to 0…1. */
const scramble = (...numbers: readonly number[]): number =>
  (numbers.reduce((sum, n) => (sum * 7919 + n * 104_729 + 17) % 1_000_003, 1) % 1000) / 1000;

/** Sees every sentence of a window, more or less probable from window to window. */
const model: TalkModel = {
  picture: NOTHING,
  embedTexts: (texts) => Promise.resolve(texts.map(() => NOTHING)),
  detect: (windows: readonly Window[]) =>
    Promise.resolve(
      windows.map(({ index, start, end, subtitles }) =>
        subtitles.map(({ subtitle }): Moment => {
          const liking = scramble(subtitle.start, 3);
          return {
            start: subtitle.start < start ? start : subtitle.start,
            end: subtitle.end > end ? end : subtitle.end,
            sfx: 'ding',
            tag: TAGS[Math.floor(liking * 6)] ?? 'others',
            probability: (2 * liking + scramble(subtitle.start, index)) / 3,
            alternatives: [{ sfx: 'dong', tag: 'others', score: 0.1 }],
          };
        }),
      ),
    ),
};

/** What decorating gives: the pipeline itself, all at once. */
async function decorated(talk: Talk, policy: Partial<Policy>): Promise<string[]> {
  const frames = Array.from({ length: Math.ceil(talk.duration) }, (_, i) => ({
    at: fromSeconds(i),
    embedding: NOTHING,
  }));
  const speech = talk.captions.map((caption, i): SpeechEvent => ({
    type: 'subtitle',
    subtitle: { id: `caption-${i}`, ...caption, embedding: NOTHING, final: true },
  }));
  const all$ = cues(from(frames), from(speech), (windows) => from(model.detect(windows)), {
    mode: 'recorded',
    policy,
  });
  return lastValueFrom(
    all$.pipe(
      reduce(
        (found: string[], event: RecordedEvent) =>
          event.type === 'cue' ? [...found, `${event.cue.at} ${event.cue.tag} ${event.cue.score}`] : found,
        [],
      ),
    ),
  );
}

const anyTalk = fc
  .array(
    fc.integer({ min: 4, max: 80 }).map((tenths) => tenths / 10),
    { minLength: 1, maxLength: 25 },
  )
  .map(talkOf);

test('one sighting serves every policy: the cues are those of decorating, and the fast way gives them too', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyTalk,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 0.25, 1),
      async (talk, tenths, fatigue) => {
        const policy = { threshold: tenths / 10, tagThresholds: { humor: 0.1 }, fatigue };
        const sighted = await sightTalk(talk, model);
        const found = talkCues(sighted, policy);
        const truth = await decorated(talk, policy);
        assert.equal(found.map(({ at, tag, score }) => `${at} ${tag} ${score}`).sort(), truth.sort());
        assert.equal(
          admit(candidatesOf(sighted), policy),
          found.map(({ at, tag }) => ({ at: toSeconds(at), tag })),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a sentence scores what windows agree on; one that nothing belongs to scores 0', async () => {
  const talk = talkOf([3, 4, 2.5, 5]);
  const fixed = [0.9, 0.2, 0.6];
  const sure: TalkModel = {
    ...model,
    detect: async (windows) =>
      (await model.detect(windows)).map((moments, w) =>
        moments.flatMap((moment) => {
          const id = windows[w]?.subtitles.find(({ subtitle }) => subtitle.end >= moment.end)?.subtitle.id;
          const probability = fixed[Number(id?.slice('caption-'.length))];
          return probability === undefined ? [] : [{ ...moment, probability }];
        }),
      ),
  };
  const scores = sentenceScores(await sightTalk(talk, sure));
  assert.equal(scores, [0.9, 0.2, 0.6, 0]);
});

test('a caption that holds two sentences is the moment of both', async () => {
  const talk = talkOf([2, 3]);
  const [first, last] = [talk.captions[0], talk.captions[1]];
  if (first === undefined || last === undefined) return assert.unreachable();
  const joined = { ...talk, captions: [{ ...first, end: last.end }] };
  const scores = sentenceScores(await sightTalk(joined, model));
  assert.ok(scores[0] !== undefined && scores[0] > 0);
  assert.is(scores[0], scores[1]);
});

test.run();
