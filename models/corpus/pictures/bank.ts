/** A bank of drawn pictures with their embeddings; videos are cut from it, so that each picture is encoded once. */
import { Random } from '../../training/random.ts';
import { PRODUCT_GROUPS } from '../grammar/vocabulary.ts';
import { jittered } from './draw.ts';
import { hasIcon } from './icons.ts';
import { closeUp, hostScene, linkArrow, lookOf, priceTag, reaction, wideScene } from './scenes.ts';
import type { Look } from './scenes.ts';
import { colourBars, drifting, noise, pattern, slide, view } from './unrelated.ts';

/** What a shot of the bank shows. */
export type ShotKind = 'host' | 'wide' | 'closeup' | 'price' | 'link' | 'reaction' | 'still' | 'moving';

/** A camera position: a few pictures that differ by the camera's shake, or the phases of a movement in order. */
export interface Shot {
  readonly kind: ShotKind;
  /** Product family that it shows, if any. */
  readonly group: string | undefined;
  /** Which show's set it belongs to. */
  readonly look: number;
  /** Its pictures in the bank: `first` to `first + count − 1`. */
  readonly first: number;
  readonly count: number;
}

/** The bank before anything is drawn. */
export interface BankPlan {
  readonly shots: readonly Shot[];
  /** SVG of each picture, for `render`: the pictures themselves would fill 400 MB. */
  readonly scenes: readonly string[];
}

/** Sets (colours, host, background) in the bank: many enough that no set stands for a product. */
const LOOKS = 40;
const SHAKES = 3;
const PHASES = 12;

/** Plans the whole bank; `size` scales the number of shots (1: about 2,600 pictures; tests take less). */
export function planBank(seed: number, size = 1): BankPlan {
  const random = new Random(seed);
  const looks = Array.from({ length: Math.max(2, Math.round(LOOKS * size)) }, () => lookOf(random));
  const shots: Shot[] = [];
  const pictures: string[] = [];
  const add = (shot: Omit<Shot, 'first' | 'count'>, scenes: readonly string[]): void => {
    shots.push({ ...shot, first: pictures.length, count: scenes.length });
    pictures.push(...scenes);
  };
  const shaken = (scene: string, amount: number): readonly string[] =>
    Array.from({ length: SHAKES }, () => jittered(scene, random, amount));
  const times = (count: number, make: () => void): void => {
    for (let i = 0; i < Math.max(1, Math.round(count * size)); i++) make();
  };

  looks.forEach((look, at) => {
    for (const shot of showShots(look, random))
      add({ kind: shot.kind, group: shot.group, look: at }, shaken(shot.scene, 0.6));
  });
  const still = (scene: string, amount: number): void => {
    add({ kind: 'still', group: undefined, look: -1 }, shaken(scene, amount));
  };
  times(25, () => still(colourBars(random), 0));
  times(15, () => still(pattern(random), 0));
  times(40, () => still(slide(random), 0.2));
  times(50, () => still(view(random), 0.4));
  times(12, () =>
    add(
      { kind: 'moving', group: undefined, look: -1 },
      Array.from({ length: SHAKES }, () => noise(random)),
    ),
  );
  times(45, () => {
    const seedOfDiscs = random.bits();
    const phases = Array.from({ length: PHASES }, (_, at) => drifting(new Random(seedOfDiscs), at / PHASES));
    add({ kind: 'moving', group: undefined, look: -1 }, phases);
  });
  return { shots, scenes: pictures };
}

interface Drawn {
  readonly kind: ShotKind;
  readonly group: string | undefined;
  readonly scene: string;
}

/** The camera positions of one set: the host, everything, and four products from near, with a price and with a link. */
function showShots(look: Look, random: Random): readonly Drawn[] {
  const groups = random.sample(PRODUCT_GROUPS, 4);
  const iconOf = (icons: readonly string[]): string => random.pick(icons.filter(hasIcon));
  const shots: Drawn[] = [
    { kind: 'host', group: undefined, scene: hostScene(look, undefined, random) },
    {
      kind: 'wide',
      group: undefined,
      scene: wideScene(
        look,
        groups.map(({ icons }) => iconOf(icons)),
        random,
      ),
    },
    { kind: 'reaction', group: undefined, scene: reaction(look, random) },
  ];
  for (const { group, icons } of groups) {
    const product = iconOf(icons);
    shots.push(
      { kind: 'host', group, scene: hostScene(look, product, random) },
      { kind: 'closeup', group, scene: closeUp(look, product, random) },
      { kind: 'price', group, scene: priceTag(look, product, random) },
      { kind: 'link', group, scene: linkArrow(look, product, random) },
    );
  }
  return shots;
}
