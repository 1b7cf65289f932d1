/** In-band captions, which are in the input itself: CEA-608 or CEA-708 in its pictures, or a subtitle track beside them. */
import { Subject, type Observable } from 'rxjs';
import { isTextCodec } from '../../core/subtitle-packet.ts';
import type { Micros } from '../../streams/time.ts';
import { isNalCodec, openVideoCaptions, type VideoCaptions } from '../cea/video.ts';
import type { CaptionEvent } from '../source.ts';
import { LONGEST_CAPTION } from '../text.ts';
import { faultsTo } from '../faults.ts';
import { LONGEST_PACKET, subtitleTrack, type SubtitleTrack } from './subtitle-track.ts';

/** Where in the input captions are: in its pictures, or in a track of their own. */
export type InBandKind = 'cea608' | 'embedded';

/** A stream of the input, as far as captions go; kind and codec are FFmpeg's names. */
export interface InBandStream {
  readonly index: number;
  readonly kind: string;
  readonly codec: string;
}

/** What one connection to the input holds; a recording is a single connection. */
export interface InBandInput {
  readonly streams: readonly InBandStream[];
  /** The stream whose pictures are shown. */
  readonly video?: InBandStream;
}

/** The stream that carries the captions, with its header where it has one. */
export interface CaptionStream extends InBandStream {
  readonly extradata?: Uint8Array;
}

/** A packet of the stream that carries the captions, in media time. */
export interface InBandPacket {
  readonly data: Uint8Array;
  readonly pts: Micros;
  readonly dts: Micros;
  /** 0 when unknown. */
  readonly duration: Micros;
}

/** Reads captions out of an input's packets, which are handed in one by one; keeps nothing of them. */
export interface InBandCaptions {
  /** Hot, and without an error. Of a connection that carries no captions it tells a fault. */
  readonly events$: Observable<CaptionEvent>;
  /** A connection began, the so-many-th from 0: the caption stream's packets follow, in decoding order. */
  enter(captionStream: CaptionStream | undefined, connection: number): void;
  /** Takes a packet of the caption stream. */
  look(packet: InBandPacket): void;
  /** No packet follows: what is still on the screen becomes final, and the events end before this returns. Twice is fine. */
  close(): void;
}

/** The stream that carries captions of this kind; undefined when none can. Of several text tracks it is the first. */
export function captionStreamOf(kind: InBandKind, { streams, video }: InBandInput): InBandStream | undefined {
  if (kind === 'embedded') return streams.find((one) => one.kind === 'subtitle' && isTextCodec(one.codec));
  return video !== undefined && isNalCodec(video.codec) ? video : undefined;
}

/** Opens the reader of captions of this kind. */
export const openInBandCaptions = (kind: InBandKind): InBandCaptions =>
  kind === 'cea608' ? captionsInVideo() : captionsInTrack();

const absent = (what: string): CaptionEvent => ({
  type: 'fault',
  message: `The input has no ${what}.`,
  nextStep: 'Choose another --asr.',
});

function captionsInVideo(): InBandCaptions {
  const events = new Subject<CaptionEvent>();
  let captions: VideoCaptions | undefined;
  return {
    events$: events,
    enter(captionStream) {
      if (captionStream === undefined || !isNalCodec(captionStream.codec)) {
        events.next(absent('H.264 or HEVC pictures, which carry CEA-608'));
        return;
      }
      const { codec, extradata } = captionStream;
      const header = { codec, ...(extradata === undefined ? {} : { extradata }) };
      if (captions !== undefined) captions.end(header);
      else {
        captions = openVideoCaptions(header);
        captions.events$.subscribe((event) => events.next(event));
      }
    },
    look: ({ data, pts, dts }) => captions?.push(data, pts, dts),
    close() {
      // Its last events come at once; there is nothing to wait for.
      void captions?.close();
      events.complete();
    },
  };
}

function captionsInTrack(): InBandCaptions {
  const events = new Subject<CaptionEvent>();
  const faults = faultsTo((event) => events.next(event));
  let track: SubtitleTrack | undefined;
  return {
    events$: events,
    enter(captionStream, connection) {
      const codec = captionStream?.codec ?? '';
      track = isTextCodec(codec) ? subtitleTrack(codec, `connection-${connection}`) : undefined;
      if (track === undefined) events.next(absent('text subtitles'));
    },
    look({ data, pts, duration }) {
      if (track !== undefined && data.length > LONGEST_PACKET)
        return faults.tell(
          `A subtitle of ${data.length} bytes is no caption and was left out`,
          'Nothing need be done; the next ones are read again.',
        );
      const wasCut = track?.cut;
      const caption = track?.read(data, pts, duration);
      if (track?.cut !== wasCut)
        events.next({
          type: 'fault',
          message: `A subtitle of more than ${LONGEST_CAPTION} letters was cut, and so is every other such one`,
          nextStep: 'Check what writes the subtitles.',
        });
      if (caption !== undefined) events.next(caption);
    },
    close: () => events.complete(),
  };
}
