/** A listener on live input: partial sentences, gaps, another place to start, haste. Scripted voice and recogniser. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Listener, type ListenerOptions } from '../../../src/analysis/speech/listener.ts';
import type { ListenerEvent } from '../../../src/analysis/speech/recognition.ts';
import { FOREVER, toSeconds } from '../../../src/streams/time.ts';
import { rejects, within } from '../../support/within.ts';
import { feed, loudIsVoice, noise, scripted, talk } from '../support/scripted.ts';
import { join16k, silence } from '../support/speech.ts';

const FIRST = 'The first one is red.';
const SECOND = 'The second one is blue.';

function listen(options: Partial<ListenerOptions> & Pick<ListenerOptions, 'recogniser'>) {
  const events: ListenerEvent[] = [];
  const listener = new Listener({
    voice: loudIsVoice(),
    emit: (event) => events.push(event),
    ...options,
  });
  return { listener, events };
}

/** `p` partial, `F` final, `-` retracted. */
const brief = (events: readonly ListenerEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'progress') return [];
    if (event.type === 'retracted') return [`- ${event.id}`];
    const { id, text, final } = event.sentence;
    return [`${final ? 'F' : 'p'} ${id} ${text}`];
  });

/** Two sentences with a short pause between them: one segment. */
const TWO = talk(0.5, 2, 0.3, 2, 1);
const twoSentences = () => scripted((seconds) => (seconds < 3 ? FIRST : `${FIRST} ${SECOND}`));

test('a sentence is told in the pause behind it, and once more when it is final', async () => {
  const { listener, events } = listen({ recogniser: twoSentences(), partials: true });
  await feed(listener, TWO);
  assert.equal(brief(events), [`p s0.0 ${FIRST}`, `p s0.1 ${SECOND}`, `F s0.0 ${FIRST}`, `F s0.1 ${SECOND}`]);
});

test('capitals throughout come in sentence case, and what is very long in parts', async () => {
  const shout = 'WE TRIED IT FOR A WEEK, I THINK, AND IT NEVER BROKE ONCE';
  const { listener, events } = listen({ recogniser: scripted(() => shout) });
  await feed(listener, talk(0.5, 10, 1));
  assert.equal(brief(events), ['F s0.0 We tried it for a week,', 'F s0.1 I think, and it never broke once']);
});

test('a segment that ends in a pause is recognised once for its partial and its final sentences', async () => {
  const recogniser = scripted(() => FIRST);
  const { listener, events } = listen({ recogniser, partials: true });
  await feed(listener, talk(0.5, 0.8, 1));
  assert.is(recogniser.asked.length, 1);
  assert.equal(brief(events), [`p s0.0 ${FIRST}`, `F s0.0 ${FIRST}`]);
});

test('final events are the same with partials and without, for any chunks', async () => {
  const pcm = join16k([TWO, talk(0.2, 5, 0.25, 9, 0.25, 3, 0.7)]);
  const run = async (partials: boolean, chunk: number, hurry: boolean) => {
    const recogniser = scripted((seconds) => `It took ${seconds} seconds. ${FIRST} ${SECOND}`);
    const { listener, events } = listen({ recogniser, partials });
    await feed(listener, pcm, { chunk, hurry });
    return events;
  };
  const settled = (events: readonly ListenerEvent[]) =>
    events.filter(
      (event) => event.type === 'progress' || (event.type === 'sentence' && event.sentence.final),
    );
  const plain = await run(false, pcm.length, false);
  assert.equal(settled(plain), plain);
  const all = await run(true, pcm.length, false);
  assert.ok(all.length > plain.length);
  for (const chunk of [160, 511, 16_000]) {
    assert.equal(await run(true, chunk, false), all);
    assert.equal(settled(await run(true, chunk, true)), plain);
  }
});

test('a partial sentence may be revised; one without a final successor is retracted', async () => {
  const recogniser = scripted((seconds) =>
    seconds < 3 ? 'The first one. It is very red.' : 'The only one is that',
  );
  const { listener, events } = listen({ recogniser, partials: true });
  await feed(listener, TWO);
  assert.equal(brief(events), [
    'p s0.0 The first one. It is very red.',
    'p s0.0 The only one is that',
    'F s0.0 The only one is that',
  ]);
  const doubtful = {
    transcribe: (pcm: Float32Array) =>
      Promise.resolve({
        text: FIRST,
        tokens: 1,
        confidence: pcm.length < 48_000 ? 0 : -1,
        ended: 'end' as const,
      }),
  };
  const second = listen({ recogniser: doubtful, partials: true, idPrefix: 'a-' });
  await feed(second.listener, TWO);
  assert.equal(brief(second.events), [`p a-s0.0 ${FIRST}`, '- a-s0.0']);
});

test('in haste a partial result that was overtaken is dropped and counted, a final one never', async () => {
  const slow = scripted(async (seconds, signal) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    signal?.throwIfAborted();
    return `It took ${seconds.toFixed(0)} whole seconds.`;
  });
  const { listener, events } = listen({ recogniser: slow, partials: true });
  // All of it at once: each hypothesis is overtaken by the next before the recogniser is done.
  await within(feed(listener, talk(0.5, 3, 0.3, 4, 1, 1, 1), { hurry: true }), 10_000, 'end');
  assert.ok(listener.overtaken > 0);
  assert.is(brief(events).filter((line) => line.startsWith('F')).length, 2);
});

test('speech begins where it is told, between two frames too', async () => {
  const start = 3_600 * 16_000 + 100;
  const whole = listen({ recogniser: scripted(() => FIRST) });
  const late = listen({ recogniser: scripted(() => FIRST), start, idPrefix: 'r2-' });
  await feed(whole.listener, TWO);
  await feed(late.listener, TWO);
  const times = (events: readonly ListenerEvent[]) =>
    events.flatMap((event) => (event.type === 'sentence' ? [toSeconds(event.sentence.start)] : []));
  const [first = 0] = times(whole.events);
  const [moved = 0] = times(late.events);
  assert.ok(Math.abs(moved - first - 3_600) < 0.04);
  assert.equal(brief(late.events), [`F r2-s0.0 ${FIRST}`]);
  const promised = late.events.flatMap((event) => (event.type === 'progress' ? [event.upTo] : []));
  assert.ok(promised.every((upTo) => toSeconds(upTo) >= 3_600));
  assert.throws(() => new Listener({ ...late.listener, start: -1 } as never), RangeError);
});

test('a gap ends the open segment; time and progress go on behind it', async () => {
  const recogniser = scripted((seconds) => `I heard ${seconds.toFixed(1)} whole seconds.`);
  const { listener, events } = listen({ recogniser });
  await listener.write(talk(0.5, 1.5));
  await listener.skip(9 * 16_000 + 77);
  await listener.write(join16k([noise(1), silence(1)]));
  await listener.end();
  const sentences = events.flatMap((event) => (event.type === 'sentence' ? [event.sentence] : []));
  assert.is(sentences.length, 2);
  const [before, behind] = sentences;
  assert.ok(before && behind);
  assert.ok(Math.abs(toSeconds(before.end) - 2) < 0.04);
  // The voice after the gap is not what was spoken before it: nothing is sought back across it.
  assert.ok(Math.abs(toSeconds(behind.start) - 11) < 0.04);
  assert.ok(Math.abs(toSeconds(behind.end) - 12) < 0.05);
  const promises = events.flatMap((event) => (event.type === 'progress' ? [event.upTo] : []));
  assert.equal(
    promises,
    [...promises].sort((a, b) => a - b),
  );
  assert.ok(promises.some((upTo) => Math.abs(toSeconds(upTo) - 11) < 0.04));
  assert.is(promises.at(-1), FOREVER);
});

test('a gap within one voice frame, and one of ten hours', async () => {
  const { listener, events } = listen({ recogniser: scripted(() => FIRST) });
  await listener.write(talk(0.5, 1).subarray(0, 20_000));
  await listener.skip(3);
  await listener.skip(36_000 * 16_000);
  await listener.write(talk(0.5, 1, 1));
  await listener.end();
  const starts = events.flatMap((event) =>
    event.type === 'sentence' ? [toSeconds(event.sentence.start)] : [],
  );
  assert.is(starts.length, 2);
  assert.ok(Math.abs((starts[1] ?? 0) - 36_001.75) < 0.05);
});

test('a failing recogniser fails the next call', async () => {
  const { listener } = listen({ recogniser: scripted(() => Promise.reject(new Error('out of words'))) });
  await rejects(feed(listener, TWO), /out of words/);
});

test('closed while it recognises: nothing more is said', async () => {
  let aborted = false;
  const endless = scripted(
    (_, signal) =>
      new Promise<string>((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          aborted = true;
          reject(new Error('aborted'));
        });
      }),
  );
  const { listener, events } = listen({ recogniser: endless });
  const fed = feed(listener, TWO);
  await new Promise((resolve) => setTimeout(resolve, 50));
  listener.close();
  await within(fed, 1_000, 'close');
  assert.ok(aborted);
  assert.equal(brief(events), []);
});

test.run();
