/**
 * A checkpoint learns from an operated show: vetoes at one kind of moment, swaps at another, effects by hand at a third. What it does
 * afterwards is judged on sentences that the show did not have.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sightTalk, talkCues } from '../../../models/evaluation/talks/sight.ts';
import { captionsOf } from '../../../models/evaluation/talks/talk.ts';
import { openLocalCheckpoint, type LocalCheckpoint } from '../../../src/plugin/models/local-checkpoint.ts';
import { learn } from '../../../src/plugin/models/learn.ts';
import { checked, trainSchema } from '../../../src/plugin/models/settings.ts';
import { readShowRecords } from '../../../src/plugin/models/shows/records.ts';
import { starterFolders } from '../../../src/plugin/paths.ts';
import { operatedShow, type Line } from '../../support/operated-show.ts';
import { scratch } from '../../support/scratch.ts';

/** In the show, and kept aside for the judgement. */
interface Kind {
  readonly shown: readonly string[];
  readonly aside: readonly string[];
}

/** The checkpoint gasps at these, and at surprises. */
const soldOut: Kind = {
  shown: [
    'And it is gone, completely sold out!',
    'The last one just went, and we are sold out!',
    'And there goes the last one, sold out!',
    'We are completely sold out, wow!',
    'The last kettle just went, sold out!',
    'Oh no, that was the last one, sold out!',
    'Sold out, wow, all of them!',
    'It is gone, it is completely gone, sold out!',
    'Wow, we just sold out!',
    'Oh dear, every single one is sold out!',
  ],
  aside: [
    'Oh no, it is all sold out!',
    'Oh wow, they are all gone, sold out!',
    'Oh my, sold out in one minute!',
    'And the last jacket is gone, sold out!',
    'Gone in a minute, completely sold out!',
    'They just went, all hundred of them, sold out!',
  ],
};
const surprise: Kind = {
  shown: ['Oh my goodness, I cannot believe it!', 'What, are you serious, oh my god!'],
  aside: [
    'No way, that is unbelievable!',
    'Oh wow, I can not believe what I see!',
    'Oh my god, look at that, unbelievable!',
    'What, no, I cannot believe this!',
  ],
};
const prices: Kind = {
  shown: [19, 25, 49, 12, 99, 15, 30, 8].map((price) => `It is just ${price} dollars tonight.`),
  aside: [
    'And the price today is only 40 dollars.',
    'You pay just 22 dollars for it.',
    'It is only 65 dollars, for the whole set.',
    'That is 18 dollars tonight.',
    'Today it costs just 35 dollars.',
    'And it is yours for only 55 dollars.',
  ],
};
/** The checkpoint lets them pass; the operator plays an effect by hand. */
const links = ['You find the link in the description.', 'And the link is right below.'];
/** Two of them pass between any others. */
const PLAIN = [
  'I have had this one at home for a while now.',
  'It comes in a plain box with a short manual.',
  'The handle is made of wood and feels quite nice.',
  'We looked at a few others before.',
  'You can put it into any cupboard.',
];

/** The sentences, each after two plain ones, four seconds apart. */
const spoken = (sentences: readonly string[]): Line[] =>
  sentences
    .flatMap((text, i) => [PLAIN[i % PLAIN.length] ?? '', PLAIN[(i + 2) % PLAIN.length] ?? '', text])
    .map((text, i) => ({ text, start: 4 * i, end: 4 * i + 3 }));

const folder = scratch('learn');
const starter = starterFolders.lite;
const out = join(folder, 'run');

/** How often the effect is played at sentences of one kind that the show did not have. */
async function times(checkpoint: LocalCheckpoint, { aside }: Kind, sfx: string): Promise<number> {
  const sentences = spoken(aside).map((line) => ({ ...line, kind: null }));
  const talk = { id: 'aside', genre: 'test', duration: 4 * sentences.length + 4, sentences };
  const sighted = await sightTalk({ ...talk, captions: captionsOf(sentences) }, checkpoint);
  const cues = talkCues(sighted, { threshold: checkpoint.manifest.threshold });
  return cues.filter((cue) => cue.sfx === sfx && aside.includes(cue.subtitle ?? '')).length;
}

const counts = async (checkpoint: LocalCheckpoint) => ({
  soldOut: await times(checkpoint, soldOut, 'gasp'),
  surprise: await times(checkpoint, surprise, 'gasp'),
  cash: await times(checkpoint, prices, 'cash-register'),
  coins: await times(checkpoint, prices, 'coins-pouring'),
});

const learning = suite('learning from shows');

learning('what was vetoed in one kind of moment becomes rare there, and nothing is forgotten', async () => {
  const shows = join(folder, 'shows');
  mkdirSync(shows);
  await using before = await openLocalCheckpoint(starter);
  const first = await counts(before);
  assert.ok(first.soldOut >= 4 && first.surprise >= 3 && first.cash >= 4, JSON.stringify(first));

  const said = spoken([...soldOut.shown, surprise.shown[0] ?? '', ...prices.shown, ...links]);
  const done = new Set<string>();
  await operatedShow(join(shows, 'monday.jsonl'), said, before, {
    upcoming({ id, moment }, controls) {
      const text = moment.subtitle ?? '';
      if (done.has(text) || moment.probability < before.manifest.threshold) return;
      if (soldOut.shown.includes(text) && moment.sfx === 'gasp') controls.command({ type: 'veto', id });
      else if (prices.shown.includes(text)) controls.swap(id, 'coins-pouring');
      else return;
      done.add(text);
    },
    second(at, controls) {
      // A second after the sentence's end, and once more by a hasty finger.
      const last = said.find(({ text, end }) => links.includes(text) && end === at - 1);
      if (last === undefined) return;
      controls.trigger('link-chime');
      controls.trigger('link-chime');
    },
  });
  const records = await readShowRecords(shows);
  const feedback = records.shows.flatMap((show) => show.feedback);
  const textOf = (id: string): string => said[Number(id.slice(1))]?.text ?? '';
  const told = (kind: string) => feedback.filter((own) => own.kind === kind);
  assert.is(records.shows.flatMap(({ unused }) => unused).length, 0);
  assert.ok(told('veto').length >= 7, `${told('veto').length} gasps were there to be vetoed`);
  assert.ok(told('veto').every(({ sentence }) => soldOut.shown.includes(textOf(sentence))));
  assert.equal(
    told('swap').map(({ sentence }) => textOf(sentence)),
    prices.shown,
  );
  assert.equal(
    told('by-hand'),
    links.map((text) => ({
      kind: 'by-hand',
      sentence: `s${said.findIndex((line) => line.text === text)}`,
      sfx: 'link-chime',
    })),
  );

  const settings = checked(trainSchema, { out, shows, from: starter, videos: 240 });
  const lines: string[] = [];
  const result = await learn({ ...settings, shows }, new AbortController().signal, (line) =>
    lines.push(line),
  );
  if (result.outcome !== 'finished') throw new Error(`${result.outcome}\n${lines.join('\n')}`);
  for (const share of ['found', 'matched', 'precision'] as const)
    assert.ok(result.after[share] >= result.before[share] - 0.01, `${share} fell by more than a point`);
  assert.match(lines[0] ?? '', /1 show in 1 record; \d+ vetoes, 8 swaps, 0 pins, 2 effects by hand\.$/);

  await using after = await openLocalCheckpoint(join(out, 'model'));
  const then = await counts(after);
  const both = `${JSON.stringify(first)} became ${JSON.stringify(then)}`;
  assert.ok(then.soldOut <= first.soldOut / 2, `gasps are rarer where they were vetoed: ${both}`);
  assert.ok(then.surprise >= first.surprise - 1, `and stay elsewhere: ${both}`);
  assert.ok(then.coins >= first.coins + 3 && then.cash < first.cash, `what was swapped in comes: ${both}`);
  assert.match(await readFile(join(out, 'model', 'MODEL_CARD.md'), 'utf8'), /What people taught it/);
});

learning.run();
