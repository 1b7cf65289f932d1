/** GStreamer's sinks for the kinds of devices. */
import type { DeviceKind } from './device-name.ts';

/** The GStreamer sink that plays to one kind of device. */
export interface DeviceElement {
  /** Numbers and words of our own only. */
  readonly launch: string;
  /** The property that takes the device's name. */
  readonly property: string;
  /** What to do when GStreamer does not know it. */
  readonly missing: string;
}

/** The device's own buffer: long enough for a busy machine, short enough that an effect is not late. */
const BUFFERS = 'buffer-time=100000 latency-time=10000 enable-last-sample=false';

const PULSE: DeviceElement = {
  launch: `pulsesink name=out client-name=momentfx ${BUFFERS}`,
  property: 'device',
  missing: 'Install GStreamer’s good plugins (gstreamer1.0-pulseaudio or gstreamer1.0-plugins-good).',
};

/** The sink of each kind of device. */
export const DEVICE_ELEMENTS: Readonly<Record<DeviceKind, DeviceElement>> = {
  pulse: PULSE,
  // PipeWire by its PulseAudio interface.
  pipewire: PULSE,
  alsa: {
    launch: `alsasink name=out ${BUFFERS}`,
    property: 'device',
    missing: 'Install GStreamer’s ALSA plugin (gstreamer1.0-alsa).',
  },
  jack: {
    launch: `jackaudiosink name=out client-name=momentfx ${BUFFERS}`,
    property: 'port-pattern',
    missing: 'Install GStreamer’s JACK plugin (gstreamer1.0-plugins-good).',
  },
};
