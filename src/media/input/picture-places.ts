/**
 * When pictures are shown whose presentation stamps are lost, as the others of their stream tell. Decoding runs ahead of showing,
 * so the decoding stamps of a stream are, a few pictures on, the places at which its pictures are shown; each is taken once. Pure.
 */

/** A picture's stamps, in ticks of its stream: its decoding, and by how much later it is shown; `Infinity`: it does not say. */
export interface Picture {
  readonly decoded: number;
  readonly later: number;
}

/** Of so many pictures of a stream before one it is remembered how they were shown. */
export const REMEMBERED = 32;

/** After so many ticks stamps of so many bits start again from 0; 0: never. */
export const rangeOf = (wrapBits: number): number => (wrapBits >= 1 && wrapBits < 53 ? 2 ** wrapBits : 0);

/** By how many ticks a stamp is later than another; one of them may have started again from 0 already. */
export function laterBy(ticks: bigint, range: number): number {
  const by = Number(ticks);
  return range === 0 || Math.abs(by) < range / 2 ? by : by - Math.sign(by) * range;
}

/**
 * Where `picture` is shown, in ticks. `before` and `behind`: those around it in decoding order; of these, the ones that lie as
 * far ahead as it are lost, too, and find their places with it. Without a place that fits, it is shown as much later than it is
 * decoded as most are.
 */
export function placeOf(picture: Picture, before: readonly Picture[], behind: readonly Picture[]): number {
  const isLost = ({ later }: Picture): boolean => later >= picture.later / 2;
  const others = [...before, ...behind].filter((one) => !isLost(one));
  const usual = picture.decoded + middle(others.map(({ later }) => later));
  const decoded = [...before, picture, ...behind].map((one) => one.decoded);
  const steps = decoded.slice(1).map((at, i) => at - (decoded[i] ?? at));
  const step = middle(steps);
  const near = step / 4;
  if (!(near > 0)) return usual;
  // At the end pictures are shown that were decoded before.
  const end = decoded.at(-1) ?? picture.decoded;
  const most = Math.min(Math.max(0, ...others.map(({ later }) => later)), MOST_AHEAD * step);
  for (let at = end + step; at <= end + most + near; at += step) decoded.push(at);
  const taken = others.map(shownAt);
  const isTaken = (place: number): boolean => taken.some((at) => Math.abs(at - place) <= near);
  // Some muxers write all presentation stamps later by the same.
  const least = Math.min(...others.map(({ later }) => later));
  const places = [least, 0]
    .map((by) => decoded.map((at) => at + by))
    .sort((a, b) => b.filter(isTaken).length - a.filter(isTaken).length)[0];
  if (places === undefined || places.filter(isTaken).length < others.length / 2) return usual;
  const free = places.filter((place) => !isTaken(place));
  const isUsed = (later: number): boolean => others.some((one) => Math.abs(one.later - later) <= near);
  // Damage that met several met them alike: they keep their order.
  const lost = [picture, ...behind.filter(isLost)].slice(0, MOST_TOGETHER);
  const byOrder = [...lost].sort((a, b) => (shownAt(a) < shownAt(b) ? -1 : Number(shownAt(a) > shownAt(b))));
  const together = assigned(byOrder, free, isUsed)?.[byOrder.indexOf(picture)];
  return (
    together ??
    nearest(
      free.filter((place) => place >= picture.decoded),
      usual,
    ) ??
    usual
  );
}

/** No codec decodes further ahead of showing than so many pictures. */
export const MOST_AHEAD = 64;
/** So many lost pictures find their places together. */
const MOST_TOGETHER = 4;

/** A place for each picture, such that each is later by as much as some others are; undefined without any. In order, as far as they say. */
function assigned(
  pictures: readonly Picture[],
  free: readonly number[],
  isUsed: (later: number) => boolean,
): readonly number[] | undefined {
  const [picture, ...rest] = pictures;
  if (picture === undefined) return [];
  for (const [i, place] of free.entries()) {
    if (!isUsed(place - picture.decoded)) continue;
    const left = picture.later === Infinity ? free.toSpliced(i, 1) : free.slice(i + 1);
    const others = assigned(rest, left, isUsed);
    if (others !== undefined) return [place, ...others];
  }
  return undefined;
}

const nearest = (places: readonly number[], to: number): number | undefined =>
  [...places].sort((a, b) => Math.abs(a - to) - Math.abs(b - to))[0];

const shownAt = ({ decoded, later }: Picture): number => decoded + later;

/** The median; 0 of nothing. */
export const middle = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
