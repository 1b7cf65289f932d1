/** Speech from an audio device: a process that listens, watched and started again by this one. */
import type { Fork } from '../../core/child-process.ts';
import { besides } from '../../core/entry.ts';
import { DeviceWatch } from '../device-watch.ts';
import { SOUND_SYSTEMS, type DeviceName } from '../mixer/device-name.ts';
import { captureMessage, type CaptureJob } from './capture-protocol.ts';

/** Who takes the sound, and who forks its listener. */
export interface CaptureOptions {
  /** Mono at 16 kHz, a tenth of a second at a time, as it comes. While the device is away nothing comes. */
  readonly onSamples: (samples: Float32Array<ArrayBuffer>) => void;
  /** Told in words for a person: that the device was lost and why, that it is back. */
  readonly onEvent: (message: string) => void;
  readonly fork: Fork;
}

/** A device that is listened to. */
export interface Capture {
  /** Lets go of the device. */
  close(): Promise<void>;
}

const LISTENER = besides(import.meta.url, 'capture-process');

/** Listens to a device; one that cannot be opened is told of and tried again. */
export function openCapture(name: DeviceName, { onSamples, onEvent, fork }: CaptureOptions): Capture {
  const { kind, device } = name;
  const job: CaptureJob = { kind, ...(device === undefined ? {} : { device }) };
  const watch = new DeviceWatch({
    start: () => fork(LISTENER, [JSON.stringify(job)], { serialization: 'advanced' }),
    hear(received) {
      const message = captureMessage.parse(received);
      switch (message.type) {
        case 'samples':
          watch.opened();
          onSamples(message.samples);
          break;
        case 'failed':
          watch.fail(wordsFor(name, message.message));
          break;
        case 'missing':
          watch.giveUp(
            `GStreamer cannot listen to it (${message.message}). Install its good plugins (gstreamer1.0-plugins-good, gstreamer1.0-pulseaudio).`,
          );
          break;
      }
    },
    onEvent,
  });
  // It holds nothing that could be lost.
  return { close: () => watch.close((process) => process.kill('SIGKILL')) };
}

/** GStreamer's words for what people meet, made plain. */
function wordsFor({ kind, device }: DeviceName, message: string): string {
  const server = SOUND_SYSTEMS[kind];
  if (/No such entity|Entity killed|Internal data stream error|Could not open/.test(message))
    return `${server} has no such source ${device ?? '(it has no default)'} (${message}).`;
  return /^Failed to connect/.test(message)
    ? `${server} cannot be reached (${message}).`
    : `It failed (${message}).`;
}
