/** Shows a live input's packets to the reader of its in-band captions. */
import type { Observable } from 'rxjs';
import { captionStreamOf, openInBandCaptions, type InBandKind } from '../../captions/in-band/in-band.ts';
import type { CaptionEvent } from '../../captions/source.ts';
import type { PacketItem, SourceConnection } from '../../media/input/source.ts';

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
  let captionStream: number | undefined;
  return {
    events$: captions.events$,
    enter({ index, info, input }) {
      const found = captionStreamOf(kind, info);
      const extradata = found && input.streams[found.index]?.codecpar.extradata;
      captionStream = found?.index;
      captions.enter(found && { ...found, ...(extradata ? { extradata } : {}) }, index);
    },
    look({ stream, packet, time: { dts, pts, duration } }) {
      const { data } = packet;
      if (stream === captionStream && data !== null) captions.look({ data, pts, dts, duration });
    },
    close() {
      captions.close();
      return Promise.resolve();
    },
  };
}
