/**
 * Times for pictures that an edit list hides, in containers that cannot hide: no player shows one that lasts for a tick
 * of the clock. Pure: values in, values out.
 */

/** A coded picture; times are in ticks of its stream, and are set here. */
export interface CodedPicture {
  dts: number;
  pts: number;
  duration: number;
  /** Decoding can begin with it. */
  readonly key: boolean;
  /** The edit list hides it. */
  readonly hidden: boolean;
}

/** As many shown pictures in a row, and no hidden one belongs among them: no codec reorders by more. */
const REORDERED = 17;
/** More pictures lie behind no key picture that is still of use. */
const MOST_HELD = 3_000;

/** What is shown of one group of pictures: the first and the last one's time, and the end. */
interface Shown {
  readonly first: number;
  readonly last: number;
  readonly end: number;
}

/**
 * Gives the pictures of one stream new times where hidden ones lie. Those that no shown picture needs are dropped; the
 * others last for a tick each, right before the picture that is shown next: behind the end of what is shown of their
 * group, or before its beginning. Shown pictures keep their time; decoding times rise.
 */
export class HiddenPictures<T extends CodedPicture> {
  readonly #keepsLead: boolean;
  readonly #drop: (picture: T) => void;
  /** From the first hidden picture on, in decoding order, until all are known that are shown around it. */
  #held: T[] = [];
  /** The decoding time of the last picture that was given; undefined before the first. */
  #last: number | undefined;
  /** What has been given of the current group. */
  #given: Shown | undefined;
  /** Only what lies before the first shown picture has been hidden so far. */
  #leading = true;

  /** `keepsLead`: what is hidden at the beginning stays as it is. `drop` takes the pictures that are of no use. */
  constructor({ keepsLead, drop }: { keepsLead: boolean; drop: (picture: T) => void }) {
    this.#keepsLead = keepsLead;
    this.#drop = drop;
  }

  /** The next picture in decoding order; gives those whose times are settled. */
  push(picture: T): T[] {
    if (picture.key) this.#dropUseless();
    if (this.#held.length === 0 && (!picture.hidden || this.#staysLead(picture)))
      return [this.#give(picture)];
    this.#held.push(picture);
    if (this.#held.length >= MOST_HELD) return this.#overflow();
    return this.#held.slice(-REORDERED).some(({ hidden }) => hidden) ? [] : this.#settle();
  }

  /** What is left at the end. */
  end(): T[] {
    this.#dropUseless();
    return this.#settle();
  }

  /** Lets go of what is still held. */
  close(): void {
    for (const picture of this.#held.splice(0)) this.#drop(picture);
  }

  /** Hidden pictures that no shown one follows in their group were decoded for nothing. */
  #dropUseless(): void {
    while (this.#held.at(-1)?.hidden === true) this.#drop(this.#held.pop() as T);
  }

  #staysLead({ key, pts }: T): boolean {
    if (!this.#keepsLead || !this.#leading) return false;
    return this.#given === undefined || (!key && pts < this.#given.first);
  }

  #overflow(): T[] {
    if (this.#held.some(({ hidden }) => !hidden)) return this.#settle();
    const oldest = this.#held.shift();
    if (oldest !== undefined) this.#drop(oldest);
    return [];
  }

  #give(picture: T): T {
    if (this.#last !== undefined && !picture.hidden) picture.dts = Math.max(picture.dts, this.#last);
    this.#last = picture.dts;
    if (!picture.hidden) this.#given = shownOf([picture], picture.key ? undefined : this.#given);
    return picture;
  }

  #settle(): T[] {
    const settled = this.#held;
    this.#held = [];
    if (!settled.some(({ hidden }) => hidden)) return settled.map((picture) => this.#give(picture));
    this.#leading = false;
    const groups = groupsOf(settled);
    let before = this.#given;
    let trail: T[] = [];
    for (const [place, group] of groups.entries()) {
      const goesOn = place === 0 && group[0]?.key !== true;
      const shown = shownOf(group, goesOn ? before : undefined);
      if (shown === undefined) continue;
      const hidden = group.filter((picture) => picture.hidden).sort((a, b) => a.pts - b.pts);
      const lead = hidden.filter(({ pts }) => pts < shown.first);
      squeeze([...trail, ...lead], before?.last, shown.first);
      trail = hidden.filter(({ pts }) => pts >= shown.first);
      before = shown;
    }
    if (before !== undefined) squeeze(trail, before.last, before.end);
    this.#order(settled);
    this.#given = before;
    return settled;
  }

  /** Decoding times rise from picture to picture, and none is decoded after it is shown. */
  #order(pictures: readonly T[]): void {
    const first = pictures.findIndex(({ hidden }) => !hidden);
    const start = pictures[first];
    if (start === undefined) return;
    const soonest = Math.min(...pictures.filter(({ hidden }) => !hidden).map(({ pts }) => pts));
    let last = this.#last ?? Math.min(start.dts, soonest) - first - 1;
    // Coarse ticks leave no room for all of them: then they share one.
    const step = soonest - last > pictures.length ? 1 : 0;
    for (const picture of pictures) {
      picture.dts = picture.hidden ? last + step : Math.max(picture.dts, last + step);
      if (picture.hidden) picture.pts = Math.max(picture.pts, picture.dts);
      last = picture.dts;
    }
    this.#last = last;
  }
}

/** Each begins with a key picture, but the first. */
function groupsOf<T extends CodedPicture>(pictures: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const picture of pictures) {
    if (picture.key || groups.length === 0) groups.push([]);
    groups.at(-1)?.push(picture);
  }
  return groups;
}

function shownOf(pictures: readonly CodedPicture[], before: Shown | undefined): Shown | undefined {
  let shown = before;
  for (const { pts, duration, hidden } of pictures)
    if (!hidden)
      shown = {
        first: Math.min(shown?.first ?? Infinity, pts),
        last: Math.max(shown?.last ?? -Infinity, pts),
        end: Math.max(shown?.end ?? -Infinity, pts + duration),
      };
  return shown;
}

/** Puts pictures, in their order of showing, right before `end`: a tick each, and none before `start`. */
function squeeze(pictures: readonly CodedPicture[], start: number | undefined, end: number): void {
  for (const [place, picture] of pictures.entries()) {
    picture.pts = Math.max(start ?? -Infinity, end - (pictures.length - place));
    picture.duration = 1;
  }
}
