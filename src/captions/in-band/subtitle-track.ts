/** Captions from a subtitle track that travels in the input beside picture and sound. */
import { add, latest, type Micros } from '../../streams/time.ts';
import { packetWords, type TextCodec } from '../../core/subtitle-packet.ts';
import { cleanLines } from '../../streams/words/clean.ts';
import { RollingLines } from '../../streams/words/rolling.ts';
import { likelyEnd, LONGEST, mediaTime, SHORTEST, type CaptionWords } from '../source.ts';
import { LONGEST_CAPTION, shownLines } from '../text.ts';

/** Reads one subtitle stream, packet by packet. */
export interface SubtitleTrack {
  /**
   * One packet's caption in media time; undefined when it has no words, or none that the packet before did not show. A
   * `duration` of 0 or less, or of over a minute, says nothing, and the caption gets the time that it takes to read.
   * `data` is not kept.
   */
  read(data: Uint8Array, pts: Micros, duration: Micros): CaptionWords | undefined;
  /** A packet had more text than a caption can have, and its end was left out. */
  readonly cut: boolean;
}

/** ASS packets may hold shapes in place of words. */
const DRAWING = /\\p[1-9]/;

/** A screenful of words with their styling has some hundred bytes; what has more is none. In bytes. */
export const LONGEST_PACKET = 65_536;

/** Reads the packets of one subtitle stream of this codec; `name` begins the captions' ids, such as `track-3`. */
export function subtitleTrack(codec: TextCodec, name = 'track'): SubtitleTrack {
  let count = 0;
  const rolling = new RollingLines();
  let cut = false;
  return {
    read(bytes, pts, duration) {
      const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const drawn = (codec === 'ass' || codec === 'ssa') && DRAWING.test(data.toString('utf8'));
      const words = drawn ? '' : packetWords(data, codec);
      cut ||= words.length > LONGEST_CAPTION;
      const lines = shownLines(words.split('\n'));
      if (lines.length === 0) return undefined;
      // Also where nothing is told: the next packet is no revision of this one.
      const id = `${name}-${count++}`;
      const known = duration > 0 && duration <= LONGEST ? add(pts, latest(duration, SHORTEST)) : undefined;
      const text = cleanLines(rolling.fresh(id, lines, pts, known ?? likelyEnd(pts, lines.join(' '))));
      if (text === '') return undefined;
      const end = known ?? likelyEnd(pts, text);
      return {
        type: 'caption',
        id,
        start: mediaTime(pts),
        end: mediaTime(end),
        text,
        final: true,
      };
    },
    get cut() {
      return cut;
    },
  };
}
