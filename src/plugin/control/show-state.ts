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
    subtitles: merged(
      show.subtitles,
      change.subtitles,
      new Set(change.gone?.subtitles),
      ({ start }) => start,
      oldest,
    ),
    moments: merged(show.moments, change.moments, new Set(change.gone?.moments), ({ at }) => at, oldest),
  };
}

function merged<T extends { readonly id: string }>(
  before: readonly T[],
  changed: readonly T[] | undefined,
  gone: ReadonlySet<string>,
  time: (value: T) => number,
  oldest: number,
): readonly T[] {
  if (changed === undefined && gone.size === 0) return before;
  const all = new Map(before.map((value) => [value.id, value]));
  for (const value of changed ?? []) all.set(value.id, value);
  return [...all.values()]
    .filter((value) => !gone.has(value.id) && time(value) >= oldest)
    .sort((a, b) => time(a) - time(b));
}
