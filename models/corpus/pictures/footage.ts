/** Which picture of the bank a video shows at each second. */
import type { Random } from '../../training/random.ts';
import type { SpokenAct } from '../grammar/types.ts';
import type { Delivery, Spoken } from '../timing.ts';
import type { Shot, ShotKind } from './bank.ts';

/**
 * In this share of the videos the picture says nothing about the moments (one camera, a test card, one still picture, footage
 * of something else, cuts at random), so that the network can work by speech alone; in the others the camera follows what is said.
 */
const UNRELATED = 0.6;
/** Share of the videos that show one and the same picture from beginning to end: a podcast's cover, a title, a photograph. */
const FROZEN = 0.15;

/** What the camera looks for when a sentence begins; other acts keep the host. */
const LOOKS_FOR: Readonly<Partial<Record<SpokenAct, readonly ShotKind[]>>> = {
  appearance: ['closeup'],
  reveal: ['closeup', 'reaction'],
  feature: ['closeup', 'host'],
  demonstration: ['closeup', 'host'],
  price: ['price'],
  discount: ['price'],
  stock: ['price', 'link'],
  link: ['link'],
  order: ['link'],
  giveaway: ['link', 'host'],
  viewers: ['reaction', 'host'],
  soldout: ['reaction', 'host'],
  unbelievable: ['reaction', 'closeup'],
  switch: ['wide', 'host'],
  greeting: ['wide', 'host'],
};

/** One bank index per second of the video, at seconds 0, 1, 2, … */
export function shoot(delivery: Delivery, shots: readonly Shot[], random: Random): number[] {
  const seconds = Math.max(1, Math.floor(delivery.duration));
  const kind = random.next();
  if (kind < FROZEN) {
    const { first, count } = random.pick(shots);
    return new Array<number>(seconds).fill(first + random.below(count));
  }
  const plan =
    kind < UNRELATED ? unrelated(seconds, shots, random) : following(delivery.spoken, seconds, shots, random);
  const steady = random.next() < 0.5;
  return plan.map((shot, second) => pictureOf(shot, second, steady, random));
}

function pictureOf(shot: Shot, second: number, steady: boolean, random: Random): number {
  if (shot.kind === 'moving') return shot.first + (second % shot.count);
  return shot.first + (steady ? 0 : random.below(shot.count));
}

/** One shot for all, or a cut now and then at any time. */
function unrelated(seconds: number, shots: readonly Shot[], random: Random): Shot[] {
  const pool =
    random.next() < 0.6 ? shots.filter(({ kind }) => kind === 'still' || kind === 'moving') : shots;
  const cutsPerSecond = random.next() < 0.6 ? 0 : 0.15;
  let shot = random.pick(pool);
  return Array.from({ length: seconds }, () => {
    if (random.next() < cutsPerSecond) shot = random.pick(pool);
    return shot;
  });
}

/** The camera turns to what each sentence is about, three times in four. */
function following(
  spoken: readonly Spoken[],
  seconds: number,
  shots: readonly Shot[],
  random: Random,
): Shot[] {
  const look = random.pick(shots.filter((shot) => shot.look >= 0)).look;
  const set = shots.filter((shot) => shot.look === look);
  const home = set.find(({ kind }) => kind === 'host')!;
  const cuts = spoken.map((line) => ({ at: line.start, shot: turn(line, set, home, random) }));
  return Array.from(
    { length: seconds },
    (_, second) => cuts.findLast(({ at }) => at <= second)?.shot ?? home,
  );
}

function turn(line: Spoken, set: readonly Shot[], home: Shot, random: Random): Shot {
  const kinds = LOOKS_FOR[line.act];
  if (!kinds || random.next() < 0.25) return random.next() < 0.8 ? home : random.pick(set);
  const kind = random.pick(kinds);
  const fitting = set.filter((shot) => shot.kind === kind);
  const same = fitting.filter((shot) => shot.group === line.topic?.group.group);
  return random.pick(same.length > 0 ? same : fitting.length > 0 ? fitting : [home]);
}
