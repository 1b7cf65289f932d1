/** The language of a talk: the library behind the gate, what is said about it, and whole talks through `decorate`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { planOutput } from '../../../src/media/output/plan.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { guessLanguages } from '../../../src/plugin/language/guess.ts';
import { languageFor, LanguageWarnings } from '../../../src/plugin/language/language.ts';
import { resolveSettings } from '../../../src/plugin/config/options.ts';
import { startLive } from '../../../src/plugin/live/session.ts';
import { languageGate } from '../../../src/streams/language.ts';
import { runCli } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { modelFolder, testWithModel } from '../../support/model.ts';
import { ffmpeg } from '../../support/talk.ts';
import { within } from '../../support/within.ts';
import { NAMES, SENTENCES } from './sentences.ts';

/** The verdict on these sentences, and after how many it came. */
function verdictOn(
  sentences: readonly string[],
  known: readonly string[] = ['en'],
): [string | undefined, number] {
  const gate = languageGate({ known, guess: guessLanguages });
  let after = 0;
  for (const [index, text] of sentences.entries())
    if (gate.hear([{ id: String(index), text }])) after ||= index + 1;
  return [gate.verdict?.language, after];
}
const LANGUAGES = Object.keys(SENTENCES) as (keyof typeof SENTENCES)[];
const from = (sentences: readonly string[], first: number): string[] => [
  ...sentences.slice(first),
  ...sentences.slice(0, first),
];

for (const language of LANGUAGES)
  test(`a talk in ${language} is known within a few sentences, wherever it begins`, () => {
    // Unknown passes, as English does: there is no hurry.
    const most = language === 'en' ? 8 : 4;
    for (let first = 0; first < 30; first++) {
      const [verdict, after] = verdictOn(from(SENTENCES[language], first));
      assert.is(verdict, language);
      assert.ok(after <= most, `from sentence ${first}: after ${after}`);
    }
  });

test('names, interjections and numbers alone are no language', () => {
  for (let first = 0; first < 30; first += 3)
    assert.is(verdictOn(from(NAMES, first).slice(0, 12))[0], undefined);
});

test('an English talk full of them is English from beginning to end', () => {
  for (let first = 0; first < 30; first++) {
    const talk = SENTENCES.en.flatMap((sentence, i) => [sentence, NAMES[(i + first) % NAMES.length] ?? '']);
    const gate = languageGate({ known: ['en'], guess: guessLanguages });
    for (const [index, text] of from(talk, first).entries()) {
      gate.hear([{ id: String(index), text }]);
      assert.is.not(gate.verdict?.known, false, text);
    }
    assert.is(gate.verdict?.language, 'en');
  }
});

const settings = (language: string) => resolveSettings({ language }, {}, '/none.json');
const said = (texts: readonly string[]): { text: string }[] => texts.map((text) => ({ text }));

test('the words that are there beforehand decide; a language that is set needs none', async () => {
  const spanish = await languageFor(settings('auto'), {}, said(SENTENCES.es));
  assert.is(spanish.initially, 'es');
  assert.equal(spanish.known, ['en']);
  assert.is((await languageFor(settings('auto'), {}, said(['Hm.', '1 2 3']))).initially, undefined);
  const fixed = await languageFor(settings('en-US'), { languages: ['zh', 'en'] }, said(SENTENCES.es));
  assert.equal(fixed, { known: ['zh', 'en'], initially: 'en' });
  assert.throws(() => settings('klingonish'), /--language: must be auto or a language/);
  assert.throws(() => settings('qq'), /--language/);
});

test('one line for each change, and none for a language that the checkpoint knows', () => {
  const auto = new LanguageWarnings({ known: ['en'], guess: guessLanguages });
  const hear = (language: string, known: boolean): string | undefined =>
    auto.hear({ type: 'language', language, known });
  assert.equal(
    [hear('en', true), hear('es', false), hear('pt', false), hear('en', true)],
    [
      undefined,
      'The talk seems to be in Spanish (es); the checkpoint knows English. No effects are added; --language en overrides.',
      undefined,
      'The talk goes on in English (en): effects are added.',
    ],
  );
  const set = new LanguageWarnings({ known: ['en', 'zh'], initially: 'de' });
  assert.is(
    set.hear({ type: 'language', language: 'de', known: false }),
    'The talk is set to German (de); the checkpoint knows English, Chinese. No effects are added.',
  );
});

const folder = scratch('language');
const video = join(folder, 'talk.mp4');
const SECONDS = 36;

/** Sentences of 2.4 s, one every 3 s. */
function captions(name: string, sentences: readonly string[]): string {
  const stamp = (ms: number): string =>
    `00:00:${String(Math.floor(ms / 1000)).padStart(2, '0')},${String(ms % 1000).padStart(3, '0')}`;
  const file = join(folder, `${name}.srt`);
  const cues = sentences
    .slice(0, SECONDS / 3)
    .map((text, i) => `${i + 1}\n${stamp(3_000 * i)} --> ${stamp(3_000 * i + 2_400)}\n${text}\n`);
  writeFileSync(file, cues.join('\n'));
  return file;
}

async function decorated(name: string, sentences: readonly string[], ...more: string[]) {
  const asr = `captions:${captions(name, sentences)}`;
  const words = [
    'decorate',
    video,
    '--dry-run',
    '--asr',
    asr,
    '--threshold',
    '0.02',
    '--density',
    '120',
    ...more,
  ];
  const { code, stdout, stderr } = await runCli(words);
  assert.is(code, 0, stderr);
  const lines = stderr
    .split('\n')
    .filter((line) => line.startsWith('momentfx:') && line.includes('checkpoint knows'));
  return { cues: stdout.split('\n').filter((line) => / s {2}/.test(line)), lines };
}

test.before(() =>
  ffmpeg(
    `-f lavfi -i testsrc2=s=160x90:r=5 -f lavfi -i anullsrc=r=48000 -t ${SECONDS} -c:v libx264 -preset ultrafast -g 5 -pix_fmt yuv420p -c:a aac ${video}`,
  ),
);

for (const [language, name] of [
  ['zh', 'Chinese'],
  ['es', 'Spanish'],
  ['de', 'German'],
] as const)
  testWithModel(`a talk in ${name} gets no effect and one line that says why`, async () => {
    const { cues, lines } = await decorated(language, SENTENCES[language]);
    assert.equal(cues, []);
    const way =
      language === 'zh' ? '--language zh takes the checkpoint that knows it' : '--language en overrides';
    assert.equal(lines, [
      `momentfx: The talk seems to be in ${name} (${language}); the checkpoint knows English. No effects are added; ${way}.`,
    ]);
  });

testWithModel(
  '--language has it decorated all the same; an English talk with foreign names is as ever',
  async () => {
    const forced = await decorated('forced', SENTENCES.es, '--language', 'en');
    assert.ok(forced.cues.length > 0, 'something is found in it');
    assert.equal(forced.lines, []);
    const talk = SENTENCES.en.map((text, i) =>
      i % 3 === 2 ? `This is the ${NAMES[i]} from München, Señora García.` : text,
    );
    const [auto, set] = [await decorated('auto', talk), await decorated('set', talk, '--language', 'en')];
    assert.ok(auto.cues.length > 0);
    assert.equal(auto, set);
  },
);

/** The cues, warnings and verdicts of a live run whose words come from a file that grows. */
async function live(name: string, sentences: readonly string[]) {
  const found: string[] = [];
  const warnings: string[] = [];
  const verdicts: string[] = [];
  const session = await startLive({
    input: new Address(video),
    realtime: true,
    outputs: [planOutput(new Address(join(folder, `${name}.mkv`)))],
    settings: resolveSettings(
      {
        asr: `follow:${captions(name, sentences)}`,
        delay: 20,
        threshold: 0.02,
        density: 120,
        model: modelFolder,
      },
      {},
      '/none.json',
    ),
    version: 'test',
    clock: systemClock(4),
    onEvent(event) {
      if (event.type === 'cue') found.push(event.cue.sfx);
      if (event.type === 'language') verdicts.push(event.language);
    },
    onWarning: (line) => warnings.push(line),
  });
  await within(session.done, 120_000, name);
  return { found, warnings: warnings.filter((line) => line.includes('The talk')), verdicts };
}

testWithModel(
  'live, from captions as they come: no effect in Spanish and one line, effects in English and none',
  async () => {
    const spanish = await live('live-es', SENTENCES.es);
    assert.equal(spanish.verdicts, ['es']);
    assert.equal(spanish.found, []);
    assert.is(spanish.warnings.length, 1);
    const english = await live('live-en', SENTENCES.en);
    assert.equal(english.verdicts, ['en']);
    assert.ok(english.found.length > 0);
    assert.equal(english.warnings, []);
  },
);

test.run();
