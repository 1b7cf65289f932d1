/** The programmes of a transport stream: which streams share a clock, and where that begins. */
import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import type { FormatContext, Stream } from 'node-av/lib';
import { micros, type Micros } from '../../streams/time.ts';
import { MICROS_BASE, toMicros } from '../ffmpeg.ts';

/** What has to be known of a stream. */
interface Described {
  readonly index: number;
  readonly kind: string;
  readonly cover: boolean;
}

/** What has to be known of an input. */
interface Shown {
  readonly streams: readonly Described[];
  readonly video?: Described;
  readonly audio?: Described;
}

/** The containers that can hold several programmes. */
const SEVERAL = /mpegts|hls/;

/**
 * The stream of `kind` that FFmpeg would choose beside `stream`: one of the same programme, if that has any. Streams of
 * one programme get the same answer.
 */
const chosenBeside = (context: FormatContext, kind: 'video' | 'audio', stream: number): number =>
  context.findBestStream(kind === 'video' ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO, -1, stream);

/** Whether two streams belong together; always, where the container knows no programmes. */
export function belongTogether(context: FormatContext, a: Described, b: Described): boolean {
  if (!SEVERAL.test(context.iformat?.name ?? '')) return true;
  const kind = a.kind === 'video' ? 'video' : 'audio';
  return chosenBeside(context, kind, a.index) === chosenBeside(context, kind, b.index);
}

/** By stream: 0 for the programme of what is shown, another number for each other one. */
export function programmesOf(context: FormatContext, { streams, video, audio }: Shown): number[] {
  const shown = video ?? audio;
  if (shown === undefined || !SEVERAL.test(context.iformat?.name ?? '')) return streams.map(() => 0);
  const kind = video === undefined ? 'audio' : 'video';
  const main = chosenBeside(context, kind, shown.index);
  return streams.map(({ index }) => {
    const beside = chosenBeside(context, kind, index);
    return beside === main ? 0 : beside + 1;
  });
}

/**
 * What media time 0 is on the clock of what is shown: its earliest stamp, also where a counter wraps behind it. `whole`:
 * the earliest of all streams, as FFmpeg found it.
 */
export function startOf(
  whole: Micros,
  streams: readonly Stream[],
  programmes: readonly number[],
  { streams: infos }: Shown,
): Micros {
  const starts = streams.flatMap(({ startTime, timeBase, ptsWrapBits }, index) => {
    const { kind, cover } = infos[index] ?? {};
    const at = toMicros(startTime, timeBase);
    if (at === undefined || programmes[index] !== 0 || cover === true) return [];
    if (kind !== 'video' && kind !== 'audio') return [];
    return [
      {
        at,
        range:
          ptsWrapBits < 53 ? (2 ** ptsWrapBits * MICROS_BASE.den * timeBase.num) / timeBase.den : Infinity,
      },
    ];
  });
  const [first] = starts;
  if (first === undefined) return whole;
  const wraps = starts.some(({ at, range }) => Math.abs(at - first.at) > range / 2);
  if (!wraps && programmes.every((programme) => programme === 0)) return whole;
  // Before the wrap is earlier than behind it.
  const late = starts.map(({ at, range }) =>
    first.at - at > range / 2 ? at + range : at - first.at > range / 2 ? at - range : at,
  );
  const earliest = Math.min(...late);
  return micros(Math.round(earliest < 0 ? earliest + first.range : earliest));
}
