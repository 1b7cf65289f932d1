/** A copy of an input's stream descriptions that outlives its connection. */
import { FormatContext, type Stream } from 'node-av/lib';
import { check } from '../ffmpeg.ts';
import { ZERO } from '../../streams/time.ts';
import type { OpenedInput } from './demuxer.ts';

/** A header that outlives its input. */
export type KeptHeader = OpenedInput & Disposable;

/** A copy of the streams' descriptions. Nothing can be read from it; closing it frees it. Packets count from media time 0. */
export function keepHeader(input: OpenedInput): KeptHeader {
  const context = new FormatContext();
  context.allocContext();
  let streams: Stream[];
  try {
    streams = input.streams.map((stream) => copyStream(context, stream));
  } catch (error) {
    context.freeContext();
    throw error;
  }
  let closed = false;
  const free = (): void => {
    if (!closed) context.freeContext();
    closed = true;
  };
  const close = (): Promise<void> => Promise.resolve(free());
  return {
    info: input.info,
    streams,
    zero: ZERO,
    programmes: input.programmes,
    ...(input.audioFormat === undefined ? {} : { audioFormat: input.audioFormat }),
    ...(input.audioBits === undefined ? {} : { audioBits: input.audioBits }),
    damaged: 0,
    read: () => false,
    interrupt: () => undefined,
    close,
    [Symbol.dispose]: free,
    [Symbol.asyncDispose]: close,
  };
}

function copyStream(context: FormatContext, from: Stream): Stream {
  const to = context.newStream(null);
  check(from.codecpar.copy(to.codecpar), "keeping a stream's description");
  to.id = from.id;
  to.timeBase = from.timeBase;
  to.avgFrameRate = from.avgFrameRate;
  to.rFrameRate = from.rFrameRate;
  to.sampleAspectRatio = from.sampleAspectRatio;
  to.disposition = from.disposition;
  return to;
}
