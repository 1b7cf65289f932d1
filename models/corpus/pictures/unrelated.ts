/** Pictures that say nothing about what is said: test cards, noise, slides, views, things that drift through the picture. */
import type { Random } from '../../training/random.ts';
import { SIDE, circle, hsl, rect } from './draw.ts';
import { icon } from './icons.ts';

const BARS_75 = ['#bfbfbf', '#bfbf00', '#00bfbf', '#00bf00', '#bf00bf', '#bf0000', '#0000bf'];
const BARS_100 = ['#fff', '#ff0', '#0ff', '#0f0', '#f0f', '#f00', '#00f', '#000'];

/** Colour bars as test generators draw them, with or without the lower castellations and a moving block. */
export function colourBars(random: Random): string {
  const bars = random.next() < 0.5 ? BARS_75 : BARS_100;
  const height = random.pick([SIDE, 150, 110]);
  const width = SIDE / bars.length;
  const upper = bars.map((fill, at) => rect(at * width, 0, width + 0.5, height, fill));
  const lower = [...bars]
    .reverse()
    .map((fill, at) => rect(at * width, height, width + 0.5, 24, at % 2 ? '#101010' : fill));
  const ramp = Array.from({ length: 16 }, (_, at) =>
    rect(at * 14, height + 24, 14.5, SIDE, hsl(0, 0, at * 6.2)),
  );
  const block =
    random.next() < 0.5
      ? rect(random.below(190), random.below(190), 34, 34, hsl(random.below(360), 80, 50))
      : '';
  return upper.join('') + lower.join('') + ramp.join('') + block;
}

/** Coarse noise: a grid of random squares, grey or coloured. */
export function noise(random: Random): string {
  const cell = random.pick([4, 8, 16]);
  const coloured = random.next() < 0.5;
  const parts: string[] = [];
  for (let y = 0; y < SIDE; y += cell)
    for (let x = 0; x < SIDE; x += cell)
      parts.push(rect(x, y, cell, cell, hsl(random.below(360), coloured ? 70 : 0, random.below(100))));
  return parts.join('');
}

/** A plain colour, a gradient in steps, a checkerboard or stripes. */
export function pattern(random: Random): string {
  const [hue, second] = [random.below(360), random.below(360)];
  const steps = random.pick([1, 7, 14, 28]);
  const size = SIDE / steps;
  const across = random.next() < 0.5;
  const checker = random.next() < 0.3;
  const parts: string[] = [];
  for (let a = 0; a < steps; a++)
    if (checker)
      for (let b = 0; b < steps; b++)
        parts.push(
          rect(a * size, b * size, size, size, (a + b) % 2 ? hsl(hue, 60, 35) : hsl(second, 60, 70)),
        );
    else {
      const fill = hsl(hue + ((second - hue) * a) / steps + 360, 55, 20 + (65 * a) / steps);
      parts.push(
        across ? rect(a * size, 0, size + 0.5, SIDE, fill) : rect(0, a * size, SIDE, size + 0.5, fill),
      );
    }
  return parts.join('');
}

/** A white or dark slide with lines of text, drawn as bars. */
export function slide(random: Random): string {
  const dark = random.next() < 0.3;
  const ink = dark ? '#ddd' : '#333';
  const parts = [rect(-30, -30, 300, 300, dark ? hsl(220, 40, 15) : hsl(random.below(360), 10, 95))];
  parts.push(rect(20, 20, 80 + random.below(100), 14, hsl(random.below(360), 70, 45)));
  for (let row = 0; row < 4 + random.below(5); row++)
    parts.push(rect(24, 52 + 18 * row, 60 + random.below(120), 6, ink));
  return parts.join('');
}

/** A room, a street or a landscape without people. */
export function view(random: Random): string {
  const sky = hsl(190 + random.below(50), 50, 35 + random.below(50));
  const ground = hsl(60 + random.below(80), 40, 25 + random.below(30));
  const horizon = 90 + random.below(70);
  const parts = [rect(-30, -30, 300, 300, sky), rect(-30, horizon, 300, 200, ground)];
  const things = random.pick([
    ['deciduous-tree', 'evergreen-tree', 'mountain', 'sun'],
    ['house', 'office-building', 'automobile', 'bus'],
    ['couch-and-lamp', 'chair', 'potted-plant', 'window'],
    ['classical-building', 'bridge-at-night', 'fountain', 'church'],
  ]);
  for (let at = 0; at < 2 + random.below(4); at++)
    parts.push(
      icon(random.pick(things), random.below(SIDE), horizon - 20 + random.below(50), 40 + random.below(80)),
    );
  return parts.join('');
}

/** One phase (0 to 1) of discs that drift over a background: footage of anything. The same `seed` draws the same discs. */
export function drifting(random: Random, phase: number): string {
  const hue = random.below(360);
  const parts = [rect(-30, -30, 300, 300, hsl(hue, 20 + random.below(30), 20 + random.below(60)))];
  const count = 3 + random.below(6);
  for (let at = 0; at < count; at++) {
    const [x, y, speed] = [random.below(SIDE), random.below(SIDE), 400 * (random.next() - 0.5)];
    const [radius, lean] = [10 + random.below(45), random.next() - 0.5];
    const fill = hsl(random.below(360), 50, 50);
    const wrapped = (((x + speed * phase) % 280) + 280) % 280;
    parts.push(circle(wrapped - 28, y + 60 * lean * Math.sin(6 * phase), radius, fill));
  }
  return parts.join('');
}
