/** What a show looks like: host, table, close-up, price, link, applause. */
import type { Random } from '../../training/random.ts';
import { SIDE, circle, hsl, rect } from './draw.ts';
import { hasIcon, icon } from './icons.ts';

const HOSTS = [
  'woman',
  'man',
  'teacher',
  'singer',
  'old-woman',
  'old-man',
  'student',
  'curly-haired',
  'artist',
  'cook',
  'office-worker',
  'farmer',
];
const TONES = [
  '',
  '-light-skin-tone',
  '-medium-light-skin-tone',
  '-medium-skin-tone',
  '-medium-dark-skin-tone',
  '-dark-skin-tone',
];

/** The look of one show: its colours, its host, its set. */
export interface Look {
  readonly hue: number;
  readonly light: number;
  readonly host: string;
  readonly set: number;
}

/** The look of one video, chosen at random: all its pictures share it. */
export function lookOf(random: Random): Look {
  const host = random.pick(HOSTS) + random.pick(TONES);
  return {
    hue: random.below(360),
    light: 25 + random.below(60),
    host: hasIcon(host) ? host : random.pick(['woman', 'man']),
    set: random.below(4),
  };
}

/** Wall, shelves, window or plain studio, and a lamp's glow. */
function background(look: Look, random: Random): string {
  const wall = hsl(look.hue, 15 + random.below(45), look.light);
  const parts = [rect(-30, -30, SIDE + 60, SIDE + 60, wall)];
  if (look.set === 1)
    for (let shelf = 0; shelf < 3; shelf++) {
      parts.push(rect(0, 40 + 50 * shelf, SIDE, 5, hsl(30, 40, 30)));
      for (let box = 0; box < 6; box++)
        parts.push(
          rect(8 + 37 * box, 18 + 50 * shelf, 12 + random.below(16), 22, hsl(random.below(360), 50, 55)),
        );
    }
  if (look.set === 2) {
    parts.push(rect(120, 15, 85, 90, hsl(205, 70, 80)), rect(160, 15, 4, 90, '#fff'));
    parts.push(rect(-30, 165, SIDE + 60, 90, hsl(28, 35, 40)));
  }
  if (look.set === 3)
    parts.push(circle(60 + random.below(100), 50, 75, hsl(look.hue + 30, 60, Math.min(95, look.light + 25))));
  return parts.join('');
}

const table = (look: Look): string => rect(-30, 168, SIDE + 60, 90, hsl(look.hue + 150, 30, 35));

/** The host speaks; the product, if any, stands beside. */
export const hostScene = (look: Look, product: string | undefined, random: Random): string =>
  background(look, random) +
  icon(look.host, 90 + random.below(45), 125, 165) +
  table(look) +
  (product === undefined ? '' : icon(product, 40 + random.below(140), 170, 58));

/** Everything from further away, with several products. */
export const wideScene = (look: Look, products: readonly string[], random: Random): string =>
  background(look, random) +
  icon(look.host, 112, 110, 90) +
  table(look) +
  products.map((product, index) => icon(product, 30 + 55 * index, 172, 42)).join('');

/** The product fills the picture. */
export const closeUp = (look: Look, product: string, random: Random): string =>
  background({ ...look, set: random.next() < 0.7 ? 0 : look.set }, random) +
  circle(112, 120, 92, hsl(look.hue + 180, 25, 88)) +
  icon(product, 112, 115, 130 + random.below(60));

/** Which of a digit's seven bars shine: top, upper right, lower right, bottom, lower left, upper left, middle. */
const BARS = [
  '1111110',
  '0110000',
  '1101101',
  '1111001',
  '0110011',
  '1011011',
  '1011111',
  '1110000',
  '1111111',
  '1111011',
];
const BAR_PLACES = [
  [2, 0, 10, 3],
  [12, 2, 3, 12],
  [12, 16, 3, 12],
  [2, 27, 10, 3],
  [0, 16, 3, 12],
  [0, 2, 3, 12],
  [2, 13, 10, 3],
] as const;

const digit = (value: number, x: number, y: number, colour: string): string =>
  BAR_PLACES.map(([dx, dy, width, height], bar) =>
    BARS[value]?.[bar] === '1' ? rect(x + dx, y + dy, width, height, colour) : '',
  ).join('');

/** A price tag over the product. */
export function priceTag(look: Look, product: string, random: Random): string {
  const [x, y] = [15 + random.below(90), 20 + random.below(110)];
  const tag = random.next() < 0.5 ? hsl(52, 95, 55) : hsl(2, 85, 50);
  const digits = Array.from({ length: 2 + random.below(3) }, (_, at) =>
    digit(random.below(10), x + 12 + 19 * at, y + 14, '#111'),
  );
  return closeUp(look, product, random) + rect(x, y, 24 + 19 * digits.length, 58, tag, 8) + digits.join('');
}

/** An arrow, a basket or a pointing hand at the lower edge. */
export function linkArrow(look: Look, product: string, random: Random): string {
  const sign = random.pick([
    'down-arrow',
    'backhand-index-pointing-down',
    'shopping-cart',
    'link',
    'down-left-arrow',
  ]);
  const base = random.next() < 0.5 ? closeUp(look, product, random) : hostScene(look, product, random);
  return (
    base +
    rect(-30, 175, SIDE + 60, 80, hsl(look.hue + 60, 80, 60)) +
    icon(sign, 40 + random.below(140), 180, 62)
  );
}

/** The host with a big reaction on the screen. */
export function reaction(look: Look, random: Random): string {
  const sign = random.pick([
    'exploding-head',
    'party-popper',
    'confetti-ball',
    'face-with-tears-of-joy',
    'star-struck',
    'fire',
    'collision',
    'clapping-hands',
  ]);
  return hostScene(look, undefined, random) + icon(sign, 45 + random.below(130), 60, 80);
}
