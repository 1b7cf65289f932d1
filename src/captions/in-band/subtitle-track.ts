/** Captions from a subtitle track that travels in the input beside picture and sound. */
import { add, type Micros } from '../../streams/time.ts';
import { packetWords, type TextCodec } from '../../core/subtitle-packet.ts';
import { likelyEnd, mediaTime, SHORTEST, type CaptionWords } from '../source.ts';
import { plainText } from '../text.ts';

/** Reads one subtitle stream, packet by packet. */
export interface SubtitleTrack {
  /**
   * One packet's caption in media time; undefined when it has no words. A `duration` of 0 or less is unknown, and the
   * caption gets the time that it takes to read. `data` is not kept.
   */
  read(data: Uint8Array, pts: Micros, duration: Micros): CaptionWords | undefined;
}

/** ASS packets may hold shapes in place of words. */
const DRAWING = /\\p[1-9]/;

/** Reads the packets of one subtitle stream of this codec; `name` begins the captions' ids, such as `track-3`. */
export function subtitleTrack(codec: TextCodec, name = 'track'): SubtitleTrack {
  let count = 0;
  return {
    read(bytes, pts, duration) {
      const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const drawn = (codec === 'ass' || codec === 'ssa') && DRAWING.test(data.toString('utf8'));
      const text = drawn ? '' : plainText(packetWords(data, codec).split('\n'));
      if (text === '') return undefined;
      const end = duration <= 0 ? likelyEnd(pts, text) : add(pts, duration < SHORTEST ? SHORTEST : duration);
      return {
        type: 'caption',
        id: `${name}-${count++}`,
        start: mediaTime(pts),
        end: mediaTime(end),
        text,
        final: true,
      };
    },
  };
}
