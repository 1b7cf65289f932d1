/** An effect as a WAV file, for a browser to play. */
import { EFFECT_RATE } from '../../core/formats.ts';

const HEADER_BYTES = 44;

/** 16-bit PCM at 48 kHz, of one or more channels of equal length with samples in −1…1. */
export function wavOf(channels: readonly Float32Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 2 * channels.length;
  const file = Buffer.alloc(HEADER_BYTES + frames * frameBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  // PCM.
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels.length, 22);
  file.writeUInt32LE(EFFECT_RATE, 24);
  file.writeUInt32LE(EFFECT_RATE * frameBytes, 28);
  file.writeUInt16LE(frameBytes, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(frames * frameBytes, 40);
  for (let frame = 0, at = HEADER_BYTES; frame < frames; frame += 1)
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[frame] ?? 0));
      at = file.writeInt16LE(Math.round(sample * 32_767), at);
    }
  return file;
}
