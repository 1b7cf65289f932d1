/** A show's view on the side of a client: what came with `welcome`, with every change applied. Pure; the page uses it, too. */
import type { ShowChange, ShowView } from './protocol.ts';

/** What is kept of the past, in seconds: what is older has scrolled away. */
const KEPT_S = 600;

/** The view after a change. Subtitles and moments stay in order of time. */
export function applyChange(show: ShowView, change: ShowChange): ShowView {
  const { status = show.status, inForce = show.inForce, favourites = show.favourites } = change;
  const lastShow = change.lastShow === undefined ? show.lastShow : change.lastShow;
  const { unavailable } = show;
  const oldest = status.playhead - KEPT_S;
  return {
    ...{ status, inForce, favourites },
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(lastShow === null || lastShow === undefined ? {} : { lastShow }),
    subtitles: merged(show.subtitles, change.subtitles, change.gone?.subtitles, ({ start }) => start, oldest),
    moments: merged(show.moments, change.moments, change.gone?.moments, ({ at }) => at, oldest),
  };
}

/** A list after some of it changed, and some of it (by id) went, in order of time; the same where nothing did. */
export function merged<T extends { readonly id: string }>(
  before: readonly T[],
  changed: readonly T[] | undefined,
  gone: readonly string[] | undefined,
  time: (value: T) => number,
  oldest = -Infinity,
): readonly T[] {
  if (changed === undefined && gone === undefined) return before;
  const left = new Set(gone);
  const all = new Map(before.map((value) => [value.id, value]));
  for (const value of changed ?? []) all.set(value.id, value);
  return [...all.values()]
    .filter((value) => !left.has(value.id) && time(value) >= oldest)
    .sort((a, b) => time(a) - time(b) || (a.id < b.id ? -1 : 1));
}
