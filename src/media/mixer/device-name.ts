/** Audio devices as a person names them: `pulse:NAME`, `pipewire:NAME`, `alsa:hw:0`, `jack:`. */

/** The sound systems that can be played to: the word before the colon of a device's name. */
export const DEVICE_KINDS = ['pulse', 'pipewire', 'alsa', 'jack'] as const;
/** One of `DEVICE_KINDS`. */
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** The sound systems as people call them. */
export const SOUND_SYSTEMS: Readonly<Record<DeviceKind, string>> = {
  pulse: 'PulseAudio',
  pipewire: 'PipeWire',
  alsa: 'ALSA',
  jack: 'JACK',
};

/** An audio device, as parsed from `KIND:NAME`. */
export interface DeviceName {
  readonly kind: DeviceKind;
  /** The system's own name for it; absent: its default. For JACK a pattern of ports. */
  readonly device?: string;
  /** As the person wrote it. */
  readonly shown: string;
}

/** Undefined when the text names no audio device, such as an address or a file. */
export function parseDevice(text: string): DeviceName | undefined {
  const match = /^(pulse|pipewire|alsa|jack):(.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, kind, device = ''] = match;
  return { kind: kind as DeviceKind, shown: text, ...(device === '' ? {} : { device }) };
}
