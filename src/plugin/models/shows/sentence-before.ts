import type { SpokenSentence } from '../../../../models/training/feedback/talk.ts';
import { add, fromSeconds, subtract, type Micros } from '../../../streams/time.ts';

/**
 * Nobody presses a pad before a sentence can be understood, nor for one that began this moment. An effect by hand belongs to the
 * sentence that was spoken at least so long when it sounded,
 */
const UNDERSTOOD = fromSeconds(0.5);
/** and that ended at most so long before. */
const REMEMBERED = fromSeconds(4);

/** The sentence that an effect by hand was played for, at that time; undefined where nothing was spoken in the seconds before. */
export const sentenceBefore = (sentences: Iterable<SpokenSentence>, at: Micros): SpokenSentence | undefined =>
  [...sentences]
    .filter(({ start, end }) => add(start, UNDERSTOOD) <= at && end >= subtract(at, REMEMBERED))
    .reduce<SpokenSentence | undefined>(
      (latest, next) => (latest !== undefined && latest.start >= next.start ? latest : next),
      undefined,
    );
