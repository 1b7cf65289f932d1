/** What counts of all that a person did at a show. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveFact } from '../../../../src/plugin/live/events.ts';
import { showFeedback } from '../../../../src/plugin/models/shows/show-feedback.ts';
import type { Command } from '../../../../src/streams/scheduler.ts';
import { fromSeconds, ZERO } from '../../../../src/streams/time.ts';
import type { PlacedMoment } from '../../../../src/streams/values.ts';

const sentence = (id: string, start: number, end: number, text = id): LiveFact => ({
  type: 'subtitle',
  subtitle: {
    ...{ id, text, start: fromSeconds(start), end: fromSeconds(end) },
    ...{ embedding: new Float32Array(0), final: true },
  },
});
const momentOf = (subtitleId: string | undefined): PlacedMoment => ({
  ...{ start: fromSeconds(1), end: fromSeconds(2), sfx: 'bell', tag: 'prompt', probability: 0.9 },
  ...{ alternatives: [], window: 0 },
  ...(subtitleId === undefined ? {} : { subtitleId }),
});
const command = (own: Command, moment?: PlacedMoment): LiveFact => ({
  type: 'command',
  command: own,
  ...(moment === undefined ? {} : { moment }),
});
const swap = (id: string, sfx: string): Command => ({ type: 'swap', id, sfx, tag: 'humor' });
const trigger = (sfx: string, at: number): Command => ({
  ...{ type: 'trigger', id: `t${at}`, sfx, tag: 'humor', at: fromSeconds(at) },
});

function told(...facts: readonly LiveFact[]) {
  const show = showFeedback('show');
  for (const fact of facts) show.take({ ...fact, wall: 0, playhead: ZERO });
  const { feedback, unused, sentences } = show.finish();
  return {
    feedback: feedback.map(({ kind, sentence: id, sfx }) => `${kind} ${sfx} ${id}`),
    unused: unused.map(({ kind, reason }) => `${kind}: ${reason}`),
    sentences: sentences.map(({ text }) => text),
  };
}

test('the last word about a moment counts, and a veto is of the effect in force', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, i) => sentence(id, 10 * i, 10 * i + 3)) as [
    LiveFact,
    LiveFact,
    LiveFact,
    LiveFact,
  ];
  const { feedback } = told(
    ...[a, b, c, d],
    command(swap('m1', 'horn'), momentOf('a')),
    command(swap('m1', 'laugh'), momentOf('a')),
    command(swap('m2', 'horn'), momentOf('b')),
    command({ type: 'veto', id: 'm2' }, momentOf('b')),
    command({ type: 'pin', id: 'm3' }, momentOf('c')),
    command(swap('m3', 'horn'), momentOf('c')),
    command({ type: 'pin', id: 'm3' }, momentOf('c')),
    command({ type: 'pin', id: 'm4' }, momentOf('d')),
    command({ type: 'nudge', id: 'm4', by: fromSeconds(0.1) }, momentOf('d')),
    command({ type: 'policy', change: { quiet: true } }),
  );
  assert.equal(feedback, ['swap laugh a', 'veto horn b', 'swap horn c', 'pin bell d']);
});

test('ids that begin anew in mid-show are other moments', () => {
  const { feedback } = told(
    ...[sentence('a', 0, 3), sentence('b', 10, 13)],
    command({ type: 'veto', id: 'm1' }, momentOf('a')),
    command({ type: 'veto', id: 'm1' }, momentOf('b')),
  );
  assert.equal(feedback, ['veto bell a', 'veto bell b']);
});

test('an effect by hand belongs to the sentence that was heard last, once', () => {
  const { feedback, unused } = told(
    ...[sentence('a', 0, 3), sentence('b', 4, 7), sentence('c', 7.8, 11)],
    ...[command(trigger('horn', 3.5)), command(trigger('horn', 4.2)), command(trigger('laugh', 5))],
    // The next sentence has only just begun.
    ...[command(trigger('bell', 8)), command(trigger('horn', 15.1))],
  );
  assert.equal(feedback, ['by-hand horn a', 'by-hand laugh b', 'by-hand bell b']);
  assert.equal(unused, ['by-hand: nothing was spoken in the seconds before']);
});

test('sentences are as they were heard last; what cannot be used has its reason', () => {
  const { unused, sentences } = told(
    ...[sentence('a', 0, 3, 'it costs'), sentence('a', 0, 3, 'it costs ten'), sentence('b', 4, 5)],
    { type: 'retracted', id: 'b' },
    command({ type: 'veto', id: 'm1' }, momentOf('b')),
    command({ type: 'pin', id: 'm2' }, momentOf(undefined)),
    command({ type: 'veto', id: 'm9' }),
  );
  assert.equal(sentences, ['it costs ten']);
  assert.equal(unused, [
    'veto: the record does not say which moment it was',
    'veto: nothing was spoken there',
    'pin: nothing was spoken there',
  ]);
});

test.run();
