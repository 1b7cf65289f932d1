import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SPEECH_RATE } from '../../../src/core/formats.ts';
import { FRAME } from '../../../src/analysis/speech/format.ts';
import { Listener } from '../../../src/analysis/speech/listener.ts';
import { type SpeechModels, openSpeechModels } from '../../../src/analysis/speech/models.ts';
import type { ListenerEvent } from '../../../src/analysis/speech/recognition.ts';
import { FOREVER, toSeconds } from '../../../src/streams/time.ts';
import { rejects } from '../../support/within.ts';
import { join16k, say, silence, wordErrors } from '../support/speech.ts';

const test = suite<{ models: SpeechModels }>('speech recognition');
test.before(async (context) => {
  context.models = await openSpeechModels();
});
test.after(({ models }) => models.release());

async function hear(
  models: SpeechModels,
  pcm: Float32Array,
  chunk = SPEECH_RATE,
  partials = false,
): Promise<ListenerEvent[]> {
  const events: ListenerEvent[] = [];
  const listener = new Listener({
    voice: models.voice.tracker(),
    recogniser: models.recogniser,
    partials,
    emit: (event) => events.push(event),
  });
  for (let at = 0; at < pcm.length; at += chunk) await listener.write(pcm.subarray(at, at + chunk));
  await listener.end();
  return events;
}

const sentencesOf = (events: readonly ListenerEvent[]) =>
  events.flatMap((event) => (event.type === 'sentence' ? [event.sentence] : []));

const TALK = [
  ['flite:slt', 'Good evening, and thank you for joining the show tonight.'],
  ['flite:rms', 'This kettle boils the water in less than two minutes.'],
  ['flite:kal16', 'Hurry up, only ten pieces are left in the shop.'],
  ['espeak:en-us+m3', 'Let us take a look at the second item on the table.'],
  ['flite:slt', 'My brother tried these shoes and he ran to the next town.'],
  ['flite:rms', 'Put it in your basket and the delivery is free.'],
] as const;

test('what is said comes back in sentences with their times', async ({ models }) => {
  const parts: Float32Array[] = [silence(0.6)];
  const truth: { start: number; end: number; text: string }[] = [];
  let at = 0.6;
  for (const [voice, text] of TALK) {
    const speech = say(voice, text);
    const seconds = speech.length / SPEECH_RATE;
    truth.push({ start: at, end: at + seconds, text });
    parts.push(speech, silence(0.75));
    at += seconds + 0.75;
  }
  const heard = sentencesOf(await hear(models, join16k(parts)));
  assert.is(heard.length, TALK.length, JSON.stringify(heard.map(({ text }) => text)));
  let errors = 0;
  let words = 0;
  truth.forEach(({ start, end, text }, index) => {
    const sentence = heard[index];
    assert.ok(sentence);
    const late = toSeconds(sentence.start) - start;
    assert.ok(Math.abs(late) < 0.3, `"${text}" starts ${late.toFixed(2)} s late`);
    assert.ok(Math.abs(toSeconds(sentence.end) - end) < 0.4, `"${text}" ends at the wrong time`);
    const count = wordErrors(text, sentence.text);
    errors += count.errors;
    words += count.words;
  });
  assert.ok(errors / words < 0.12, `word error rate ${((100 * errors) / words).toFixed(0)} %`);
});

test('any chunking gives the same events', async ({ models }) => {
  const pcm = join16k([
    silence(0.4),
    say('flite:slt', 'This lamp is new. You will love it.'),
    silence(0.8),
    say('flite:rms', 'It lasts two days.'),
    silence(0.37),
  ]);
  const whole = await hear(models, pcm, pcm.length);
  assert.ok(sentencesOf(whole).length >= 2);
  for (const chunk of [16, 511, FRAME, 5_000, 160_000]) assert.equal(await hear(models, pcm, chunk), whole);
});

test('partial sentences come earlier and leave the final ones as they are', async ({ models }) => {
  const pcm = join16k([
    silence(0.4),
    say('flite:slt', 'This lamp is new and you will love it.'),
    silence(0.3),
    say('flite:slt', 'It lasts for two long days.'),
    silence(0.8),
  ]);
  const plain = await hear(models, pcm);
  const all = await hear(models, pcm, 5_000, true);
  const partial = all.findIndex((event) => event.type === 'sentence' && !event.sentence.final);
  const final = all.findIndex((event) => event.type === 'sentence' && event.sentence.final);
  assert.ok(partial >= 0 && partial < final);
  assert.equal(
    all.filter((event) => event.type === 'progress' || (event.type === 'sentence' && event.sentence.final)),
    plain,
  );
});

test('progress never goes back and no sentence starts before it', async ({ models }) => {
  const events = await hear(models, join16k([silence(2), say('flite:slt', 'Look at that.'), silence(3)]));
  let promised = 0;
  for (const event of events) {
    if (event.type === 'progress') {
      assert.ok(event.upTo > promised);
      promised = event.upTo;
    } else if (event.type === 'sentence')
      assert.ok(event.sentence.start >= promised, 'a sentence before the promise');
  }
  assert.is(promised, FOREVER);
  const told = events.filter(({ type }) => type === 'progress').length;
  assert.ok(told >= 8, `silence moves progress on: ${told} events`);
});

/** Kick, hats, saw chords and a vibrato lead, 8 s. */
function music(): Float32Array {
  const pcm = silence(8);
  let seed = 5;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  for (let index = 0; index < pcm.length; index++) {
    const t = index / SPEECH_RATE;
    const beat = t % 0.5;
    const note = [440, 523, 587, 659][Math.floor(t * 2) % 4] ?? 440;
    const chord = [220, 277, 330].reduce((sum, hertz) => sum + (((hertz * t) % 1) * 2 - 1), 0);
    pcm[index] =
      0.4 * Math.sin(2 * Math.PI * 60 * beat) * Math.exp(-beat * 18) +
      0.1 * (random() - 0.5) * Math.exp(-((t % 0.25) * 40)) +
      0.06 * chord * Math.exp(-beat * 3) +
      0.15 * Math.sin(2 * Math.PI * note * t + 2 * Math.sin(2 * Math.PI * 5 * t));
  }
  return pcm;
}

/** A pulse train through two moving resonances: sung vowels without a word, 6 s. */
function vowels(): Float32Array {
  const pcm = silence(6);
  const formants = [
    [730, 1090],
    [270, 2290],
    [300, 870],
  ] as const;
  let [a1, a2, b1, b2, phase] = [0, 0, 0, 0, 0];
  for (let index = 0; index < pcm.length; index++) {
    const [low, high] = formants[Math.floor(index / 8_000) % 3] ?? formants[0];
    phase += (130 + 20 * Math.sin(index / 9_000)) / SPEECH_RATE;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    const a = pulse + 1.93 * Math.cos((2 * Math.PI * low) / SPEECH_RATE) * a1 - 0.93 * a2;
    const b = a + 1.93 * Math.cos((2 * Math.PI * high) / SPEECH_RATE) * b1 - 0.93 * b2;
    [a2, a1, b2, b1] = [a1, a, b1, b];
    pcm[index] = 0.03 * b;
  }
  return pcm;
}

test('silence, noise, tones, music and vowels hold no words', async ({ models }) => {
  let seed = 9;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5;
  const sounds = {
    silence: silence(5),
    noise: silence(5).map(() => 0.4 * random()),
    tone: silence(5).map((_, index) => 0.5 * Math.sin((2 * Math.PI * 440 * index) / SPEECH_RATE)),
    music: music(),
    vowels: vowels(),
  };
  for (const [name, pcm] of Object.entries(sounds)) {
    const invented = sentencesOf(await hear(models, pcm)).map(({ text }) => text);
    assert.equal(invented, [], name);
  }
});

test('a voice far in the background and a click are refused', async ({ models }) => {
  const speech = say('flite:slt', 'This is the neighbour talking to his dog.');
  const far = join16k([silence(0.5), speech.map((sample) => sample * 0.004), silence(0.7)]);
  assert.equal(sentencesOf(await hear(models, far)), []);
  const click = join16k([silence(1), new Float32Array(200).fill(0.9), silence(1)]);
  assert.equal(sentencesOf(await hear(models, click)), []);
});

test('nothing can be written after the end, and ending twice is fine', async ({ models }) => {
  const listener = new Listener({
    voice: models.voice.tracker(),
    recogniser: models.recogniser,
    emit: () => undefined,
  });
  await listener.end();
  await listener.end();
  await rejects(listener.write(silence(0.1)), /has ended/);
});

test.run();
