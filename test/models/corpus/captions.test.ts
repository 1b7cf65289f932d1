import assert from 'node:assert/strict';
import { test } from 'uvu';
import { CAPTION_STYLES, captionsOf } from '../../../models/corpus/captions.ts';
import type { CaptionStyle } from '../../../models/corpus/captions.ts';
import { drawHearing, HEARINGS, wordsHeard } from '../../../models/corpus/hearing.ts';
import { withoutMarks } from '../../../models/corpus/talks/forms.ts';
import { readTalks } from '../../../models/corpus/talks/reader.ts';
import { stretchOf } from '../../../models/corpus/talks/stretch.ts';
import { speak } from '../../../models/corpus/timing.ts';
import type { Delivery, Heard } from '../../../models/corpus/timing.ts';
import { Random } from '../../../models/training/random.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { toSeconds } from '../../../src/streams/time.ts';

const talks = readTalks('en').filter(({ lines }) => lines.every(({ text }) => !/^[^a-z]*: /.test(text)));

function deliveries(count: number): Delivery[] {
  const random = new Random(31);
  return Array.from({ length: count }, () => speak(stretchOf(random.pick(talks).lines, random), random));
}

const captions = (delivery: Delivery, style: CaptionStyle, seed = 1): readonly Heard[] =>
  captionsOf(delivery.spoken, delivery.duration, style, new Random(seed));

test('captions of every style: in order, without overlap, within the video, all words', () => {
  for (const delivery of deliveries(60))
    for (const style of CAPTION_STYLES) {
      let last = 0;
      for (const { start, end } of captions(delivery, style)) {
        assert.ok(start >= last && end > start, `${style}: ${start} to ${end} after ${last}`);
        last = end;
      }
      assert.ok(last <= delivery.duration + 0.3, style);
      const words = (texts: readonly { readonly text: string }[]): string =>
        withoutMarks(texts.map(({ text }) => text).join(' '));
      if (style !== 'raw') assert.equal(words(captions(delivery, style)), words(delivery.spoken), style);
    }
});

test('raw captions: small letters, no marks, 8 to 12 words, cut across sentences', () => {
  let across = 0;
  for (const [seed, delivery] of deliveries(40).entries()) {
    const raw = captions(delivery, 'raw', seed);
    const sizes = new Set(raw.slice(0, -1).map(({ text }) => text.split(' ').length));
    assert.ok(sizes.size <= 1);
    for (const size of sizes) assert.ok(size >= 8 && size <= 12, String(size));
    for (const { text } of raw) assert.match(text, /^(?!.*[A-Z!?;"])(?!.* {2}).+$/);
    const ends = new Set(delivery.spoken.map(({ text }) => withoutMarks(text).split(' ').at(-1)));
    across += raw.filter(({ text }) => !ends.has(text.split(' ').at(-1))).length;
  }
  assert.ok(across > 200, String(across));
});

test('blocks hold up to three sentences, cut captions are short, capitals are capitals', () => {
  const all = deliveries(40);
  const blocks = all.flatMap((delivery) => captions(delivery, 'blocks'));
  const sentences = all.flatMap(({ spoken }) => spoken);
  assert.ok(blocks.length < 0.85 * sentences.length && blocks.length > 0.5 * sentences.length);
  for (const { text } of all.flatMap((delivery) => captions(delivery, 'cut')))
    assert.ok(text.length <= 120, text);
  for (const { text } of all.flatMap((delivery) => captions(delivery, 'capitals')))
    assert.equal(text, text.toUpperCase());
});

const stamp = (seconds: number): string => {
  const ms = Math.round(1000 * seconds);
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return `00:${part(Math.floor(ms / 60_000), 2)}:${part(Math.floor(ms / 1000) % 60, 2)},${part(ms % 1000, 3)}`;
};

test('captions are heard exactly as the program reads them from a file', () => {
  for (const delivery of deliveries(40))
    for (const style of CAPTION_STYLES) {
      const file = captions(delivery, style).map(
        ({ text, start, end }, at) => `${at + 1}\n${stamp(start)} --> ${stamp(end)}\n${text}\n`,
      );
      const read = parseCaptions(file.join('\n'), 'talk.srt').map(({ text, start, end }) => ({
        text,
        start: toSeconds(start),
        end: toSeconds(end),
      }));
      assert.deepEqual(wordsHeard(delivery, style, new Random(1)), read, style);
    }
});

test('every way of hearing occurs, speech most often in shows; nobody hears the name of a speaker', () => {
  const random = new Random(5);
  for (const origin of ['grammar', 'talks', 'plain'] as const) {
    const drawn = Array.from({ length: 800 }, () => drawHearing(origin, random));
    for (const hearing of HEARINGS) assert.ok(drawn.includes(hearing), `${origin}: ${hearing}`);
    const speech = drawn.filter((hearing) => hearing === 'speech').length / drawn.length;
    assert.ok(origin === 'grammar' ? speech > 0.6 : speech < 0.4, `${origin}: ${speech}`);
  }
});

test('a recogniser hears no names of speakers, no capitals, and nothing longer than one can say in a breath or two', () => {
  const random = new Random(6);
  const long = `${'and so we went along the river for a while, '.repeat(6)}and that was that.`;
  const lines = ['>> TRENT: FOUR ARE LEFT.', 'Orla: I can see the lake from here.', long];
  const delivery = speak(
    lines.map((text) => ({ act: 'plain', text })),
    random,
  );
  for (let seed = 0; seed < 50; seed++) {
    const heard = wordsHeard(delivery, 'speech', new Random(seed));
    const all = heard.map(({ text }) => text).join(' ');
    assert.ok(!/trent|orla/i.test(all) && !/FOUR ARE/.test(all), all);
    for (const { start, end } of heard) assert.ok(end - start < 13, `${end - start} s`);
  }
});

test.run();
