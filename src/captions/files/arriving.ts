/** Captions of a file whose clock nobody knows: they were spoken when they appear in it. */
import { filter, map, type Observable } from 'rxjs';
import type { CaptionEvent, CaptionSource, CaptionTime } from '../source.ts';
import { wallTime } from '../source.ts';

/** What is told within this time of the opening was in the file before. ms. */
const OLD_MS = 1_000;

/**
 * The same captions in wall-clock time, without those that the file held at its opening. The one that was written soonest
 * after its end says how its clock lies to ours. `epoch`: ms since 1970.
 */
export function asTheyArrive(source: CaptionSource, epoch: () => number): CaptionSource {
  const opened = epoch();
  /** From the file's clock to ours, ms. */
  let offset = Infinity;
  const known = new Set<string>();
  const ours = (time: CaptionTime): CaptionTime =>
    time.clock === 'wall' ? time : wallTime(time.at / 1000 + offset);
  const events$: Observable<CaptionEvent> = source.events$.pipe(
    filter((event) => {
      if (event.type === 'fault') return true;
      if (event.type === 'withdrawn') return known.delete(event.id);
      if (!known.has(event.id) && epoch() - opened < OLD_MS) return false;
      if (event.final) known.delete(event.id);
      else known.add(event.id);
      return true;
    }),
    map((event): CaptionEvent => {
      if (event.type !== 'caption') return event;
      if (event.end.clock === 'media') offset = Math.min(offset, epoch() - event.end.at / 1000);
      return { ...event, start: ours(event.start), end: ours(event.end) };
    }),
  );
  return { name: source.name, events$, close: () => source.close() };
}
