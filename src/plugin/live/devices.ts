/** Audio devices that hear a live session: the whole mix, and the effects alone. Opened once the sound's format is known. */
import type { Fork } from '../../core/child-process.ts';
import { openAudioDevice, type AudioDevice, type DeviceName } from '../../media/mixer/device.ts';
import type { AudioFormat, Samples } from '../../media/pcm.ts';

/** Which devices hear the mix, and which the effects alone. */
export interface DevicesOptions {
  readonly mix: readonly DeviceName[];
  readonly bus: readonly DeviceName[];
  readonly fork: Fork;
  /** A device was lost, or is back. */
  readonly onEvent: (device: string, message: string) => void;
}

/** Takes sound for the devices; undefined where there are none to hear it. Disposing closes them all. */
export interface Devices extends AsyncDisposable {
  readonly mixed: ((samples: Samples, format: AudioFormat) => void) | undefined;
  readonly effectsBus: ((samples: Samples, format: AudioFormat) => void) | undefined;
}

/** Makes the two takers; a device is opened with the first samples that it gets. */
export function createDevices(options: DevicesOptions): Devices {
  const opened: AudioDevice[] = [];
  const playTo = (names: readonly DeviceName[]) => {
    let devices: readonly AudioDevice[] | undefined;
    return (samples: Samples, format: AudioFormat): void => {
      if (devices === undefined) {
        devices = names.map((name) =>
          openAudioDevice(name, format, {
            onEvent: (message) => options.onEvent(name.shown, message),
            fork: options.fork,
          }),
        );
        opened.push(...devices);
      }
      for (const device of devices) device.write(samples);
    };
  };
  return {
    mixed: options.mix.length === 0 ? undefined : playTo(options.mix),
    effectsBus: options.bus.length === 0 ? undefined : playTo(options.bus),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((device) => device.close()));
    },
  };
}
