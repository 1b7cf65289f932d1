/** Where a programme can go on after a cut. */
import { fromSample, type Micros } from '../../streams/time.ts';
import type { DelayLine } from '../delay-line.ts';
import type { Entrance } from './out-time.ts';

/** In what is held, in order: key pictures, or, for a programme without pictures, where a block of sound begins. */
export function* entrances(line: DelayLine, pictures: boolean, rate: number): Generator<Entrance, undefined> {
  for (const item of line)
    if (item.type === 'packet') {
      if (item.key === true) yield { at: item.at, shown: item.shown ?? item.at };
    } else if (!pictures) {
      const at = fromSample(item.start, rate);
      yield { at, shown: at };
    }
  return undefined;
}

/** The entrance that a cut between `after` and `until` takes: the last key picture there; sound alone can be cut anywhere. */
export function entranceIn(
  line: DelayLine,
  pictures: boolean,
  rate: number,
  { after, until }: { readonly after: Micros; readonly until: Micros },
): Entrance | undefined {
  if (!pictures) return until > after ? { at: until, shown: until } : undefined;
  return [...entrances(line, pictures, rate).filter(({ at }) => at > after && at <= until)].at(-1);
}
