/** What sound is, read from a packet itself: its stream began after the probing. */
import { Codec, CodecContext, Frame, type CodecParameters, type Packet } from 'node-av/lib';
import { setOptions } from '../ffmpeg.ts';

/**
 * Decodes `packet` and writes rate and channels of its sound into the description of its stream. False when it cannot be
 * decoded: another packet may be.
 */
export function describeSound(stream: CodecParameters, packet: Packet): boolean {
  const codec = Codec.findDecoder(stream.codecId);
  if (codec === null) return false;
  using owned = new DisposableStack();
  const decoder = owned.adopt(new CodecContext(), (context) => context.freeContext());
  const frame = owned.adopt(new Frame(), (one) => one.free());
  frame.alloc();
  decoder.allocContext3(codec);
  if (decoder.parametersToContext(stream) < 0) return false;
  setOptions(decoder, { threads: '1' });
  if (decoder.open2Sync(codec, null) < 0) return false;
  for (const part of [packet, null]) decoder.sendPacketSync(part);
  if (decoder.receiveFrameSync(frame) < 0 || frame.sampleRate <= 0 || frame.channels <= 0) return false;
  stream.sampleRate = frame.sampleRate;
  stream.channelLayout = frame.channelLayout;
  if (frame.nbSamples > 0 && stream.frameSize <= 0) stream.frameSize = frame.nbSamples;
  return true;
}
