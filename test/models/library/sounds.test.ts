/** Do the effects sound like what they are called? Pitch, decay, direction and rhythm of the shipped files. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { brightness, bundled, level, peakOf, pitch, RATE } from './listen.ts';

/** A quarter of a semitone: the pitch is searched in steps of a tenth. */
const CENTS = 25;

interface Heard {
  readonly id: string;
  /** From, to (seconds), expected Hz; the search may be narrowed to a band. */
  readonly notes: readonly (readonly [
    from: number,
    to: number,
    hertz: number,
    low?: number,
    high?: number,
  ])[];
}

const NOTES: readonly Heard[] = [
  { id: 'ding', notes: [[0.05, 0.5, 2093]] },
  {
    id: 'link-chime',
    notes: [
      [0.02, 0.15, 1318.5],
      [0.2, 0.6, 1760],
    ],
  },
  {
    id: 'coin',
    notes: [
      [0.01, 0.07, 987.8],
      [0.15, 0.5, 1318.5],
    ],
  },
  { id: 'scanner-beep', notes: [[0.01, 0.13, 2730]] },
  {
    id: 'countdown-beeps',
    notes: [
      [0.02, 0.16, 880],
      [0.72, 0.86, 880],
      [1.42, 1.56, 880],
      [2.15, 2.6, 1760],
    ],
  },
  {
    id: 'order-confirmed',
    notes: [
      [0.01, 0.11, 880],
      [0.13, 0.23, 1108.7],
      [0.3, 0.6, 1318.5],
    ],
  },
  { id: 'pluck-hint', notes: [[0.02, 0.4, 659.3]] },
  {
    id: 'marimba-hint',
    notes: [
      [0.01, 0.14, 523.3],
      [0.31, 0.5, 784, 400, 2000],
    ],
  },
  // The doorbell's major third downwards.
  {
    id: 'doorbell',
    notes: [
      [0.05, 0.4, 659.3],
      [0.5, 1.2, 523.3, 300, 620],
    ],
  },
  // Four half-tones down: wah wah wah waah.
  {
    id: 'sad-trombone',
    notes: [
      [0.1, 0.3, 293.7, 150, 400],
      [0.52, 0.72, 277.2, 150, 400],
      [0.94, 1.14, 261.6, 150, 400],
    ],
  },
  { id: 'gong', notes: [[0.5, 2, 98, 60, 120]] },
  { id: 'error-buzz', notes: [[0.05, 0.6, 116, 80, 119.5]] },
];

for (const { id, notes } of NOTES)
  test(`${id} has the notes ${notes.map(([, , hertz]) => Math.round(hertz)).join(', ')} Hz`, () => {
    for (const [from, to, hertz, low, high] of notes) {
      const heard = pitch(bundled(id), from, to, low, high);
      assert.ok(
        Math.abs(1200 * Math.log2(heard / hertz)) <= CENTS,
        `${heard.toFixed(1)} Hz at ${from} s, expected ${hertz}`,
      );
    }
  });

for (const id of [
  'ding',
  'link-chime',
  'desk-bell',
  'coin',
  'gong',
  'impact',
  'explosion',
  'party-popper',
  'punch',
  'water-drop',
  'pluck-hint',
  'boing',
])
  test(`${id} is struck and dies away`, () => {
    const signal = bundled(id);
    const length = signal.length / RATE;
    // Some have two strokes: from the last of them on, each third is softer than the one before.
    const from = { 'link-chime': 0.16, coin: 0.08 }[id] ?? 0;
    const thirds = [0, 1, 2].map((k) =>
      level(signal, from + (k * (length - from)) / 3, from + ((k + 1) * (length - from)) / 3),
    );
    assert.ok(
      thirds[0]! > 1.6 * thirds[1]! && thirds[1]! > 1.3 * thirds[2]!,
      thirds.map((value) => value.toFixed(4)).join(' > '),
    );
  });

const share = (id: string, part: number): number =>
  brightness(bundled(id), (part * bundled(id).length) / RATE);

for (const id of ['swipe', 'riser', 'slide-whistle-up', 'power-up', 'pour', 'zipper', 'level-up'])
  test(`${id} rises`, () => {
    const path = [0.05, 0.3, 0.6, 0.85].map((part) => share(id, part));
    assert.ok(path.at(-1)! > 1.6 * path[0]!, path.map(Math.round).join(' → '));
    assert.ok(
      path.every((value, i) => value > 0.8 * (path[i - 1] ?? 0)),
      path.map(Math.round).join(' → '),
    );
  });

for (const id of ['sweep-down', 'laser', 'tape-stop', 'slide-whistle-down', 'explosion', 'thunder'])
  test(`${id} falls`, () => {
    const path = [0.03, 0.3, 0.6, 0.85].map((part) => share(id, part));
    assert.ok(path.at(-1)! < 0.6 * path[0]!, path.map(Math.round).join(' → '));
  });

for (const id of ['whoosh-fast', 'whoosh-slow', 'whoosh-deep'])
  test(`${id} comes and goes: brightest and loudest in the middle`, () => {
    const signal = bundled(id);
    const length = signal.length / RATE;
    assert.ok(share(id, 0.45) > 1.3 * share(id, 0.04) && share(id, 0.45) > 1.3 * share(id, 0.95));
    assert.ok(level(signal, 0.35 * length, 0.6 * length) > 2 * level(signal, 0, 0.12 * length));
    assert.ok(level(signal, 0.35 * length, 0.6 * length) > 2 * level(signal, 0.88 * length, length));
  });

test('the harp runs up three octaves', () => {
  const harp = bundled('harp-glissando');
  const first = pitch(harp, 0, 0.05, 200, 400);
  const last = pitch(harp, 0.78, 0.9, 900, 3000);
  assert.ok(Math.abs(first / 261.6 - 1) < 0.08 && last > 1500, `${first.toFixed(0)} → ${last.toFixed(0)} Hz`);
});

test('the sparkle climbs before it fades', () => {
  assert.ok(share('sparkle', 0.6) > 1.6 * share('sparkle', 0.05));
});

test('riser, reverse cymbal and drum roll grow towards their end', () => {
  for (const [id, end] of [
    ['riser', 1.7],
    ['reverse-cymbal', 1.15],
    ['drum-roll', 1.48],
  ] as const) {
    const signal = bundled(id);
    assert.ok(level(signal, end - 0.3, end) > 2.2 * level(signal, 0.05, 0.35), id);
  }
});

/** Strokes: places where 8 ms are 3 times louder than the 30 ms before, at least `apart` seconds from one another. */
function strokes(id: string, apart: number): number[] {
  const signal = bundled(id);
  const floor = 0.08 * peakOf(signal);
  const found: number[] = [];
  for (let t = 0; t < signal.length / RATE - 0.01; t += 0.004) {
    const now = level(signal, t, t + 0.008);
    const before = t < 0.004 ? 0 : level(signal, Math.max(0, t - 0.03), t);
    if (now > floor && now > 3 * before && t - (found.at(-1) ?? -1) > apart) found.push(t);
  }
  return found;
}

for (const [id, count, apart] of [
  ['door-knock', 3, 0.1],
  ['footsteps', 4, 0.2],
  ['clock-tick', 4, 0.1],
  ['countdown-beeps', 4, 0.1],
  ['heartbeat', 4, 0.1],
  ['duck-quack', 2, 0.1],
  ['clown-horn', 2, 0.1],
  ['air-horn', 3, 0.1],
  ['spray', 2, 0.1],
  ['squeaky-toy', 2, 0.1],
] as const)
  test(`${id} has ${count} strokes`, () => {
    const heard = strokes(id, apart);
    assert.is(heard.length, count, heard.map((t) => t.toFixed(2)).join(', '));
  });

test('ba-dum-tss: low drums, then bright metal', () => {
  assert.ok(brightness(bundled('rimshot'), 0.22) < 400 && brightness(bundled('rimshot'), 0.55) > 3000);
});

test('crickets chirp above 4 kHz, the heart beats below 150 Hz', () => {
  assert.ok(pitch(bundled('crickets'), 0, 0.15, 1000, 8000) > 4000);
  assert.ok(brightness(bundled('heartbeat'), 0.05) < 150);
});

test('the laugh is a voice: harmonics of a pitch between 150 and 350 Hz, under vowel resonances, in six bursts', () => {
  const laugh = bundled('laugh');
  const base = pitch(laugh, 0.08, 0.2, 150, 350);
  assert.ok(base > 230 && base < 310, `${base} Hz`);
  assert.ok(level(laugh, 0.1, 0.15) > 1.5 * level(laugh, 0.21, 0.24));
});

test.run();
