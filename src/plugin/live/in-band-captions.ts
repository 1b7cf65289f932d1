/** In-band captions, which are in the input itself: CEA-608 in its pictures, or a subtitle track beside them. */
import { Subject, type Observable } from 'rxjs';
import { isTextCodec } from '../../core/subtitle-packet.ts';
import type { CaptionEvent } from '../../captions/source.ts';
import { subtitleTrack, type SubtitleTrack } from '../../captions/track/subtitle-track.ts';
import { isNalCodec, openVideoCaptions, type VideoCaptions } from '../../captions/cea/video.ts';
import { toMicros } from '../../media/ffmpeg.ts';
import type { SourceConnection, LiveItem } from '../../media/live-input/items.ts';
import { ZERO } from '../../streams/time.ts';

type PacketItem = Extract<LiveItem, { type: 'packet' }>;

/** Reads captions out of packets on their way to the program, which owns them. */
export interface InBandCaptions {
  readonly events$: Observable<CaptionEvent>;
  /** A connection began: its packets follow. */
  enter(connection: SourceConnection): void;
  /** Looks at a packet; keeps nothing of it. */
  look(item: PacketItem): void;
  close(): Promise<void>;
}

export function openInBandCaptions(kind: 'cea608' | 'embedded'): InBandCaptions {
  return kind === 'cea608' ? captionsInVideo() : captionsInTrack();
}

const absent = (what: string, nextStep: string): CaptionEvent => ({
  type: 'fault',
  message: `The input has no ${what}.`,
  nextStep,
});

function captionsInVideo(): InBandCaptions {
  const events = new Subject<CaptionEvent>();
  let captions: VideoCaptions | undefined;
  let current: SourceConnection | undefined;
  return {
    events$: events,
    enter(connection) {
      current = connection;
      const { video } = connection.info;
      const extradata = video && connection.input.streams[video.index]?.codecpar.extradata;
      if (video === undefined || !isNalCodec(video.codec)) {
        events.next(absent('H.264 or HEVC pictures, which carry CEA-608', 'Choose another --asr.'));
        return;
      }
      const header = { codec: video.codec, ...(extradata ? { extradata } : {}) };
      if (captions !== undefined) captions.end(header);
      else {
        captions = openVideoCaptions(header);
        captions.events$.subscribe((event) => events.next(event));
      }
    },
    look({ stream, packet, at }) {
      const base = current?.input.streams[stream]?.timeBase;
      if (stream !== current?.info.video?.index || base === undefined || packet.data === null) return;
      captions?.push(packet.data, toMicros(packet.pts, base) ?? at, at);
    },
    async close() {
      await captions?.close();
      events.complete();
    },
  };
}

function captionsInTrack(): InBandCaptions {
  const events = new Subject<CaptionEvent>();
  let current: SourceConnection | undefined;
  let track: { readonly index: number; readonly reader: SubtitleTrack } | undefined;
  return {
    events$: events,
    enter(connection) {
      current = connection;
      track = undefined;
      for (const { kind, codec, index } of connection.info.streams)
        if (track === undefined && kind === 'subtitle' && isTextCodec(codec))
          track = { index, reader: subtitleTrack(codec, `leg-${connection.index}`) };
      if (track === undefined) events.next(absent('text subtitles', 'Choose another --asr.'));
    },
    look({ stream, packet, at }) {
      const base = current?.input.streams[stream]?.timeBase;
      if (stream !== track?.index || base === undefined || packet.data === null) return;
      const length = packet.duration > 0n ? (toMicros(packet.duration, base) ?? ZERO) : ZERO;
      const caption = track.reader.read(packet.data, toMicros(packet.pts, base) ?? at, length);
      if (caption !== undefined) events.next(caption);
    },
    close() {
      events.complete();
      return Promise.resolve();
    },
  };
}
