/** An input's streams as the timestamp normaliser knows them. */
import type { Stream } from 'node-av/lib';
import type { OpenedInput } from './demuxer.ts';
import type { StampedStream } from './timestamp-normaliser.ts';
import { LONGEST_DURATION } from './stamp-limits.ts';

/** All streams of an input, by their number. */
export const stampedStreams = ({ info, streams, programmes }: OpenedInput): StampedStream[] =>
  streams.map((stream, index) => {
    const { kind = 'other', cover = true } = info.streams[index] ?? {};
    return {
      kind: !cover && (kind === 'video' || kind === 'audio') ? kind : 'other',
      base: stream.timeBase,
      wrapBits: stream.ptsWrapBits,
      usual: usualLength(stream),
      reorder: Math.max(0, stream.codecpar.videoDelay),
      programme: programmes[index] ?? 0,
    };
  });

/** Ticks of one packet: a transport stream's first packets of sound tell neither stamp nor duration. */
function usualLength({ codecpar, timeBase, avgFrameRate }: Stream): number {
  const seconds =
    codecpar.frameSize > 0 && codecpar.sampleRate > 0
      ? codecpar.frameSize / codecpar.sampleRate
      : avgFrameRate.num > 0
        ? avgFrameRate.den / avgFrameRate.num
        : 0;
  return seconds * 1e6 > LONGEST_DURATION ? 0 : Math.round((seconds * timeBase.den) / timeBase.num);
}
