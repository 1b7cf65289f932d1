/** Short ways to write captions in tests, and what `joinLive` makes of them. */
import { Subject } from 'rxjs';
import { joinLive } from '../../src/captions/sentences/join-live.ts';
import { mediaTime, type CaptionEvent, type CaptionWords } from '../../src/captions/source.ts';
import { fromSeconds } from '../../src/streams/time.ts';

export const caption = (
  id: string,
  start: number,
  end: number,
  text: string,
  final = true,
): CaptionWords => ({
  type: 'caption',
  id,
  start: mediaTime(fromSeconds(start)),
  end: mediaTime(fromSeconds(end)),
  text,
  final,
});

/** What comes out while these go in, and (last) when the source ends. */
export function told(events: readonly CaptionEvent[], settle?: number): CaptionEvent[][] {
  const source$ = new Subject<CaptionEvent>();
  let out: CaptionEvent[] = [];
  source$.pipe(joinLive(settle === undefined ? {} : { settle })).subscribe((event) => out.push(event));
  const steps = events.map((event) => {
    out = [];
    source$.next(event);
    return out;
  });
  out = [];
  source$.complete();
  return [...steps, out];
}
