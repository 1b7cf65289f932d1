import fc from 'fast-check';
import { NEVER, of, Subject } from 'rxjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decide, type DecideEvent } from '../../src/streams/decide.ts';
import { languageGate, type LanguageGuess, type LanguageOptions } from '../../src/streams/language.ts';
import { ZERO, type Micros } from '../../src/streams/time.ts';
import type { Sightings } from '../../src/streams/values.ts';
import { at, sighting } from './values.ts';

/** Each word of these says its language; "name" says none. */
const guess = (text: string): LanguageGuess[] => {
  const words = text.split(' ');
  const own = words.filter((word) => word !== 'name');
  return [...new Set(own)]
    .map((language) => ({ language, share: own.filter((word) => word === language).length / words.length }))
    .sort((a, b) => b.share - a.share);
};
const known = ['en'];
/** What a gate says of sentences, as `en`, `!es`, or `-` where nothing changes. */
function verdicts(sentences: readonly string[], options: Partial<LanguageOptions> = {}): string[] {
  const gate = languageGate({ known, guess, ...options });
  return sentences.map((text, index) => {
    const news = gate.hear([{ id: String(index), text }]);
    return news === undefined ? '-' : `${news.known ? '' : '!'}${news.language}`;
  });
}
const words = (language: string, count: number): string =>
  Array.from({ length: count }, () => language).join(' ');
const repeat = (text: string, count: number): string[] => Array.from({ length: count }, () => text);

test('it takes two sentences and enough letters that speak for one language', () => {
  assert.equal(verdicts([words('es', 8), words('es', 8), words('es', 8)]), ['-', '-', '!es']);
  assert.equal(verdicts([words('en', 12), words('en', 12)]), ['-', 'en']);
  assert.equal(
    verdicts([words('es', 60), words('es', 1)]),
    ['-', '!es'],
    'one sentence may be full of names',
  );
  assert.equal(verdicts(repeat(words('name', 20), 20)), repeat('-', 20), 'names say nothing');
  assert.equal(verdicts(['', '1 2 3', '…']), ['-', '-', '-']);
});

test('no clear lead, no verdict', () => {
  assert.equal(verdicts(repeat(`${words('es', 6)} ${words('en', 6)}`, 10)), repeat('-', 10));
});

test('a script of its own decides at once', () => {
  const chinese = (text: string): LanguageGuess[] => [{ language: 'zh', share: text === '' ? 0 : 1 }];
  assert.equal(verdicts(['大家晚上好'], { guess: chinese }), ['!zh']);
  assert.equal(verdicts(['大家晚上好'], { guess: chinese, known: ['en', 'zh'] }), ['zh']);
  assert.equal(verdicts(['iPhone 好'], { guess: chinese }), ['-'], 'a word in between does not');
});

test('a quotation does not change its mind, a talk that goes on in another language does, and back', () => {
  const [english, spanish] = [words('en', 20), words('es', 20)];
  assert.equal(verdicts([...repeat(english, 10), spanish, ...repeat(english, 5)]).slice(2), repeat('-', 14));
  const mixed = verdicts([...repeat(english, 10), ...repeat(spanish, 20), ...repeat(english, 20)]);
  assert.equal(
    mixed.filter((verdict) => verdict !== '-'),
    ['en', '!es', 'en'],
  );
  const change = mixed.indexOf('!es');
  assert.ok(change >= 14 && change < 24, `after ${change - 10} sentences`);
});

test('a verdict that is known beforehand holds as long as nothing speaks against it', () => {
  assert.equal(verdicts(repeat(words('es', 20), 3), { initially: 'es' }), repeat('-', 3));
  assert.ok(verdicts(repeat(words('en', 20), 20), { initially: 'es' }).includes('en'));
  const fixed = languageGate({ known, initially: 'es' });
  assert.is(fixed.hear([{ id: 'a', text: words('en', 90) }]), undefined);
  assert.equal(fixed.verdict, { type: 'language', language: 'es', known: false });
});

test('a sentence counts once, however often it is heard or revised', () => {
  const gate = languageGate({ known, guess });
  for (let i = 1; i <= 9; i++)
    gate.hear([
      { id: 'a', text: words('es', i) },
      { id: 'b', text: 'es' },
    ]);
  for (let i = 0; i < 50; i++) gate.hear([{ id: 'a', text: words('es', 9) }]);
  assert.is(gate.verdict, undefined);
});

test('for any sentences: the same whether they come one by one or several at once, and repeated', () => {
  const anySentence = fc.array(fc.constantFrom('en', 'es', 'pt', 'name'), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(anySentence, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (all, size) => {
      const sentences = all.map((text, index) => ({ id: String(index), text: text.join(' ') }));
      const [one, many] = [languageGate({ known, guess }), languageGate({ known, guess })];
      for (const [i, sentence] of sentences.entries())
        one.hear([...sentences.slice(Math.max(0, i - size), i), sentence]);
      for (let i = 0; i < sentences.length; i += size) many.hear(sentences.slice(i, i + size));
      assert.equal(one.verdict, many.verdict);
    }),
  );
});

const heard = (window: number, text: string, ...moments: Sightings['moments']): Sightings => ({
  moments,
  horizon: ZERO,
  heard: { start: at(0), end: at(20), sentences: [{ id: `w${window}`, text }] },
});

/** What is decided of these windows and ticks. */
function decided(language: LanguageOptions | undefined, ...steps: (Sightings | Micros)[]): string[] {
  const sightings$ = new Subject<Sightings>();
  const playhead$ = new Subject<Micros>();
  const found: string[] = [];
  const line = (event: DecideEvent): string => {
    if (event.type === 'cue') return `cue ${event.cue.sfx}`;
    if (event.type === 'language') return `${event.known ? '' : '!'}${event.language}`;
    return event.type === 'rejected' ? `${event.reason} ${event.moment.sfx}` : event.type;
  };
  const options = language === undefined ? { playhead$ } : { playhead$, language };
  sightings$.pipe(decide(options)).subscribe((event) => found.push(line(event)));
  for (const step of steps) {
    if (typeof step === 'number') playhead$.next(step);
    else sightings$.next(step);
  }
  return found.filter((text) => text !== 'upcoming');
}
const [a, b, c] = [
  sighting(2, 4, 0.9, { sfx: 'a' }),
  sighting(8, 9, 0.9, { sfx: 'b' }),
  sighting(14, 16, 0.9, { sfx: 'c' }),
];

test('in a foreign language nothing is played, also of what was seen before that was clear', () => {
  const spanish = words('es', 12);
  assert.equal(decided({ known, guess }, heard(1, spanish, a), heard(2, spanish, b), at(9)), [
    '!es',
    'foreign-language a',
    'foreign-language b',
  ]);
  const english = words('en', 12);
  assert.equal(decided({ known, guess }, heard(1, english, a), heard(2, english, b), at(9)), [
    'en',
    'cue a',
    'cue b',
  ]);
  assert.equal(decided(undefined, heard(1, spanish, a), heard(2, spanish, b), at(9)), ['cue a', 'cue b']);
});

test('what was played before stays, and after a change of language effects come again', () => {
  const [spanish, english] = [words('es', 40), words('en', 200)];
  const steps = [heard(1, spanish, a), at(3), heard(2, spanish, b), at(9), heard(3, english, c), at(15)];
  assert.equal(decided({ known, guess }, ...steps), ['cue a', '!es', 'foreign-language b', 'en', 'cue c']);
});

test('what is known beforehand is told first', () => {
  assert.equal(decided({ known, initially: 'es' }, heard(1, '', a), at(9)), ['!es', 'foreign-language a']);
  assert.equal(decided({ known, initially: 'en' }, heard(1, '', a), at(9)), ['en', 'cue a']);
});

test('windows that do not know all their words are not heard', () => {
  const { heard: _words, ...deaf } = heard(1, words('es', 90), a);
  assert.equal(decided({ known, guess }, deaf, at(9)), ['cue a']);
});

test('it completes and fails as decide does without it', () => {
  const ends: string[] = [];
  of(heard(1, ''))
    .pipe(decide({ playhead$: NEVER, language: { known, guess } }))
    .subscribe({
      complete: () => ends.push('complete'),
    });
  const source$ = new Subject<Sightings>();
  source$.pipe(decide({ playhead$: NEVER, language: { known, guess } })).subscribe({
    error: (error: Error) => ends.push(error.message),
  });
  source$.error(new Error('broken'));
  assert.equal(ends, ['complete', 'broken']);
});

test.run();
