/** Shows a live input's packets to the reader of its in-band captions. */
import type { Observable } from 'rxjs';
import { captionStreamOf, openInBandCaptions, type InBandKind } from '../../captions/in-band/in-band.ts';
import type { CaptionEvent } from '../../captions/source.ts';
import { toMicros } from '../../media/ffmpeg.ts';
import type { PacketItem, SourceConnection } from '../../media/input/source.ts';
import { ZERO } from '../../streams/time.ts';

/** Reads captions out of packets on their way to the program, which owns them. */
export interface LiveInBandCaptions {
  readonly events$: Observable<CaptionEvent>;
  /** A connection began: its packets follow. */
  enter(connection: SourceConnection): void;
  /** Looks at a packet; keeps nothing of it. */
  look(item: PacketItem): void;
  /** No packet follows: the last captions become final at once. Twice is fine. */
  close(): Promise<void>;
}

/** Opens the reader of captions of this kind for an input of any number of connections. */
export function openLiveInBandCaptions(kind: InBandKind): LiveInBandCaptions {
  const captions = openInBandCaptions(kind);
  let captionStream: { readonly index: number; readonly base: { num: number; den: number } } | undefined;
  return {
    events$: captions.events$,
    enter({ index, info, input }) {
      const found = captionStreamOf(kind, info);
      const stream = found && input.streams[found.index];
      const extradata = stream?.codecpar.extradata;
      captionStream = found && stream && { index: found.index, base: stream.timeBase };
      captions.enter(found && { ...found, ...(extradata ? { extradata } : {}) }, index);
    },
    look({ stream, packet, at }) {
      if (stream !== captionStream?.index) return;
      const { base } = captionStream;
      const { data, pts, duration } = packet;
      if (data === null) return;
      captions.look({
        data,
        pts: toMicros(pts, base) ?? at,
        dts: at,
        duration: duration > 0n ? (toMicros(duration, base) ?? ZERO) : ZERO,
      });
    },
    close() {
      captions.close();
      return Promise.resolve();
    },
  };
}
