/** An audio device that plays the whole mix or the effects: a process that plays, watched and started again by this one. */
import { backOff, PROVEN_MS, RECONNECT } from '../../core/back-off.ts';
import { forkHere, type Fork, type ForkedProcess } from '../../core/child-process.ts';
import { besides } from '../../core/entry.ts';
import type { AudioFormat, Samples } from '../pcm.ts';
import { DEVICE_ELEMENTS } from './device-elements.ts';
import type { DeviceName } from './device-name.ts';
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
  readonly state: 'opening' | 'open' | 'waiting' | 'gone' | 'closed';
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
/** A player that is not at work, or gives no heartbeat, after this has failed. */
const SILENT_MS = 5_000;
/** What waits is played within this, or given up. */
const CLOSE_MS = 1_000;
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
  readonly #fork: Fork;
  readonly #backOff = backOff(RECONNECT);
  /** In a row. */
  #failures = 0;
  #player: ForkedProcess | undefined;
  #state: DeviceCounts['state'] = 'opening';
  #lost = false;
  #openedAt = 0;
  readonly #count = { frames: 0, dropped: 0, reopened: 0 };
  #untold = 0;
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: DeviceName, format: AudioFormat, { onEvent, fork: how }: AudioDeviceOptions) {
    this.#fork = how ?? forkHere;
    this.name = name;
    this.#format = format;
    this.#onEvent = onEvent;
    this.#open();
  }

  get counts(): DeviceCounts {
    return { state: this.#state, ...this.#count };
  }

  write(samples: Samples): void {
    const { channels, rate } = this.#format;
    const frames = samples.length / channels;
    const input = this.#player?.stdin;
    if (!input?.writable || this.#state !== 'open') {
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
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#state = 'closed';
    const player = this.#player;
    if (player === undefined) return;
    const ended = new Promise<void>((resolve) => player.once('exit', () => resolve()));
    const giving = setTimeout(() => player.kill('SIGKILL'), CLOSE_MS);
    player.stdin?.end();
    await ended;
    clearTimeout(giving);
  }

  #open(): void {
    const { kind, device } = this.name;
    const { rate, channels, mask } = this.#format;
    const job: DeviceJob = {
      kind,
      ...(device === undefined ? {} : { device }),
      format: { rate, channels, mask: String(mask) },
    };
    this.#state = 'opening';
    // GStreamer and PulseAudio write to standard error what they also report.
    const player = this.#fork(PLAYER, [JSON.stringify(job)], { pipes: ['stdin'] });
    this.#player = player;
    this.#expectLife(player);
    player.on('message', (message) => this.#hear(player, message));
    player.on('error', (error) => this.#fail(player, `Its player cannot be started (${error.message}).`));
    player.on('exit', () => this.#fail(player, 'Its player ended.'));
    // The pipe breaks when the player ends, which is told by that.
    player.stdin?.on('error', () => player.kill('SIGKILL'));
  }

  #expectLife(player: ForkedProcess): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#fail(player, `It gave no sign of life for ${SILENT_MS / 1000} s.`),
      SILENT_MS,
    );
  }

  #hear(player: ForkedProcess, received: unknown): void {
    if (player !== this.#player || this.#state === 'closed') return;
    const message = deviceMessage.parse(received);
    switch (message.type) {
      case 'playing':
        this.#playing(player);
        break;
      case 'heartbeat':
        // A player that gives heartbeats but does not play has not opened its device.
        if (this.#state === 'open') this.#expectLife(player);
        this.#noteDrop(message.dropped);
        break;
      case 'failed':
        this.#fail(player, wordsFor(this.name, message.message));
        break;
      case 'missing':
        this.#state = 'gone';
        clearTimeout(this.#timer);
        this.#onEvent(
          `GStreamer cannot play to it (${message.message}). ${DEVICE_ELEMENTS[this.name.kind].missing}`,
        );
        break;
    }
  }

  #playing(player: ForkedProcess): void {
    this.#expectLife(player);
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#openedAt = performance.now();
    if (!this.#lost) return;
    this.#lost = false;
    this.#count.reopened += 1;
    this.#onEvent('It is back.');
  }

  #fail(player: ForkedProcess, reason: string): void {
    if (player !== this.#player) return;
    this.#player = undefined;
    player.kill('SIGKILL');
    clearTimeout(this.#timer);
    if (this.#state === 'closed' || this.#state === 'gone') return;
    if (this.#state === 'open' && performance.now() - this.#openedAt >= PROVEN_MS) this.#failures = 0;
    this.#state = 'waiting';
    this.#lost = true;
    const wait = this.#backOff(this.#failures);
    this.#failures += 1;
    this.#onEvent(`${reason} It is tried again in ${Math.round(wait / 1000)} s.`);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  #noteDrop(frames: number): void {
    if (frames === 0) return;
    this.#count.dropped += frames;
    this.#untold += frames;
    const now = performance.now();
    if (this.#state !== 'open' || now - this.#toldAt < TELL_DROPS_MS) return;
    this.#toldAt = now;
    this.#onEvent(
      `It plays too slowly: ${Math.round((this.#untold / this.#format.rate) * 1000)} ms were left out.`,
    );
    this.#untold = 0;
  }
}

/** GStreamer's words for what people meet, made plain. */
function wordsFor({ kind, device }: DeviceName, message: string): string {
  const server = { pulse: 'PulseAudio', pipewire: 'PipeWire', alsa: 'ALSA', jack: 'JACK' }[kind];
  if (/^Failed to connect/.test(message)) return `${server} cannot be reached (${message}).`;
  if (/Entity killed|No such entity|Connection terminated/.test(message))
    return `The device is gone (${message}).`;
  // What the sink says when the server knows no such device: it cannot agree on a format with it.
  if (/Internal data stream error/.test(message))
    return `${server} has no device ${device ?? 'by default'}, or it does not take this sound.`;
  return `It failed (${message}).`;
}
