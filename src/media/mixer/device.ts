/** An audio device that plays the whole mix or the effects: a process that plays, watched and started again by this one. */
import { forkHere, type Fork } from '../../core/child-process.ts';
import { besides } from '../../core/entry.ts';
import { DeviceWatch, type DeviceState } from '../device-watch.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import { DEVICE_ELEMENTS } from './device-elements.ts';
import { SOUND_SYSTEMS, type DeviceName } from './device-name.ts';
import { deviceMessage, type DeviceJob } from './device-protocol.ts';

export { parseDevice, type DeviceName } from './device-name.ts';

/** Who hears about the device, and who forks its player. */
export interface AudioDeviceOptions {
  /** Told in words for a person: that the device was lost and why, that it is back, what it did not play. */
  readonly onEvent: (message: string) => void;
  /** Forks the player, where it must not be this process that does. */
  readonly fork?: Fork | undefined;
}

/**
 * The device at this moment. A frame is one sample of every channel; all counts start at 0 when the device is opened.
 */
export interface DeviceCounts {
  readonly state: DeviceState;
  /** Frames handed to the device. */
  readonly frames: number;
  /** Frames that it was not given or did not play: it was away or too slow. */
  readonly dropped: number;
  readonly reopened: number;
}

/**
 * A device that can be played to. Its loss never reaches the caller: samples are dropped and counted until it is back.
 */
export interface AudioDevice {
  readonly name: DeviceName;
  readonly counts: DeviceCounts;
  /** Plays these samples after the ones before. Takes them at once, never waits and never throws. */
  write(samples: Samples): void;
  /** Plays what waits (at most a second) and lets go of the device. */
  close(): Promise<void>;
}

const PLAYER = besides(import.meta.url, 'device-process');

/** Sound on its way to the player: 200 ms; the device holds as much again. */
const MOST_UNDERWAY_S = 0.2;
const TELL_DROPS_MS = 10_000;

/** Opens a device for sound of this format; a device that cannot be opened is told of and tried again. */
export function openAudioDevice(
  name: DeviceName,
  format: AudioFormat,
  options: AudioDeviceOptions,
): AudioDevice {
  return new Device(name, format, options);
}

class Device implements AudioDevice {
  readonly name: DeviceName;
  readonly #format: AudioFormat;
  readonly #onEvent: (message: string) => void;
  readonly #player: DeviceWatch;
  readonly #count = { frames: 0, dropped: 0 };
  #untold = 0;
  #toldAt = -Infinity;
  #closing: Promise<void> | undefined;

  constructor(name: DeviceName, format: AudioFormat, { onEvent, fork = forkHere }: AudioDeviceOptions) {
    this.name = name;
    this.#format = format;
    this.#onEvent = onEvent;
    const { kind, device } = name;
    const { rate, channels, mask } = format;
    const job: DeviceJob = {
      kind,
      ...(device === undefined ? {} : { device }),
      format: { rate, channels, mask: String(mask) },
    };
    this.#player = new DeviceWatch({
      // GStreamer and PulseAudio write to standard error what they also report.
      start: () => fork(PLAYER, [JSON.stringify(job)], { pipes: ['stdin'] }),
      hear: (message) => this.#hear(message),
      onEvent,
    });
  }

  get counts(): DeviceCounts {
    const { state, reopened } = this.#player;
    return { state, ...this.#count, reopened };
  }

  write(samples: Samples): void {
    const { channels, rate } = this.#format;
    const frames = samples.length / channels;
    const input = this.#player.process?.stdin;
    if (!input?.writable || this.#player.state !== 'open') {
      this.#count.dropped += frames;
      return;
    }
    if (input.writableLength > MOST_UNDERWAY_S * rate * channels * 4) {
      this.#noteDrop(frames);
      return;
    }
    // A copy: the caller may use its samples again before the pipe has taken them.
    const floats = Float32Array.from(samples);
    input.write(Buffer.from(floats.buffer));
    this.#count.frames += frames;
  }

  close(): Promise<void> {
    // What waits is played first.
    this.#closing ??= this.#player.close(({ stdin }) => stdin?.end());
    return this.#closing;
  }

  #hear(received: unknown): void {
    const message = deviceMessage.parse(received);
    switch (message.type) {
      case 'playing':
        this.#player.opened();
        break;
      case 'heartbeat':
        this.#player.alive();
        this.#noteDrop(message.dropped);
        break;
      case 'failed':
        this.#player.fail(wordsFor(this.name, message.message));
        break;
      case 'missing':
        this.#player.giveUp(
          `GStreamer cannot play to it (${message.message}). ${DEVICE_ELEMENTS[this.name.kind].missing}`,
        );
        break;
    }
  }

  #noteDrop(frames: number): void {
    if (frames === 0) return;
    this.#count.dropped += frames;
    this.#untold += frames;
    const now = performance.now();
    if (this.#player.state !== 'open' || now - this.#toldAt < TELL_DROPS_MS) return;
    this.#toldAt = now;
    this.#onEvent(
      `It plays too slowly: ${Math.round((this.#untold / this.#format.rate) * 1000)} ms were left out.`,
    );
    this.#untold = 0;
  }
}

/** GStreamer's words for what people meet, made plain. */
function wordsFor({ kind, device }: DeviceName, message: string): string {
  const server = SOUND_SYSTEMS[kind];
  if (/^Failed to connect/.test(message)) return `${server} cannot be reached (${message}).`;
  if (/Entity killed|No such entity|Connection terminated/.test(message))
    return `The device is gone (${message}).`;
  // What the sink says when the server knows no such device: it cannot agree on a format with it.
  if (/Internal data stream error/.test(message))
    return `${server} has no device ${device ?? 'by default'}, or it does not take this sound.`;
  return `It failed (${message}).`;
}
