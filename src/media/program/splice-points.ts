/** Splice points: where the program can go on after a cut. */
import { fromSample } from '../../streams/time.ts';
import type { DelayLine } from './delay-line.ts';
import type { SplicePoint } from './output-timeline.ts';
import type { CutRange } from './pacer.ts';

/** In what is held, in order: key pictures, or, for a program without pictures, where a block of sound begins. */
export function* splicePoints(
  line: DelayLine,
  pictures: boolean,
  rate: number,
): Generator<SplicePoint, undefined> {
  for (const item of line)
    if (item.type === 'packet') {
      if (item.kind === 'video' && item.time.key) yield { at: item.at, shown: item.time.pts };
    } else if (!pictures) {
      const at = fromSample(item.start, rate);
      yield { at, shown: at };
    }
  return undefined;
}

/** The splice point for a cut between `after` and `until`: the last key picture there; sound alone can be cut anywhere. */
export function splicePointIn(
  line: DelayLine,
  pictures: boolean,
  rate: number,
  { after, until }: CutRange,
): SplicePoint | undefined {
  if (!pictures) return until > after ? { at: until, shown: until } : undefined;
  return [...splicePoints(line, pictures, rate).filter(({ at }) => at > after && at <= until)].at(-1);
}
