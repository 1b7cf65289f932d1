/** An audio device that hears the programme or the effects, through GStreamer. Its faults stay its own. */
import { Backoff } from '../backoff.ts';
import { MediaError } from '../errors.ts';
import type { ProgramFormat, Samples } from '../pcm.ts';
import type { DeviceKind, DeviceName } from './device-name.ts';
import { capsOf, GstPipeline, type AppSource, type BusMessage } from './gstreamer.ts';

export { parseDevice, type DeviceKind, type DeviceName } from './device-name.ts';

export interface AudioDeviceOptions {
  /** Told in words for a person: that the device was lost and why, that it is back, what it did not play. */
  readonly onEvent: (message: string) => void;
}

export interface DeviceCounts {
  readonly state: 'opening' | 'open' | 'waiting' | 'closed';
  readonly blocks: number;
  /** Blocks that were not played: the device was away or too slow. */
  readonly dropped: number;
  readonly reopened: number;
}

export interface AudioDevice {
  readonly name: DeviceName;
  readonly counts: DeviceCounts;
  /** Plays these samples after the ones before. Takes them at once, never waits and never throws. */
  write(samples: Samples): void;
  /** Plays what waits (at most 1 s) and lets go of the device. */
  close(): Promise<void>;
}

interface Element {
  readonly launch: string;
  /** The property that takes the device's name. */
  readonly property: string;
  readonly missing: string;
}

/** The device's own buffer: long enough for a busy machine, short enough that an effect is not late. */
const BUFFERS = 'buffer-time=100000 latency-time=10000 enable-last-sample=false';
const PULSE: Element = {
  launch: `pulsesink name=out client-name=momentfx ${BUFFERS}`,
  property: 'device',
  missing: 'Install GStreamer’s good plugins (gstreamer1.0-pulseaudio or gstreamer1.0-plugins-good).',
};
const ELEMENTS: Readonly<Record<DeviceKind, Element>> = {
  pulse: PULSE,
  // PipeWire by its Pulse door.
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

/** Sound that may wait for the device: more would be heard later and later. */
const MOST_WAITING_NS = 200_000_000;
/** `play()` reports nothing: a device that is not at work after this has failed. */
const SILENT_MS = 5_000;
/** What waits is played within this, or given up. */
const CLOSE_MS = 1_000;
const TELL_DROPS_MS = 10_000;
/** A device that played this long was sound: its loss starts a new count of tries. */
const PROVEN_MS = 30_000;

/** Blocks are stamped as they come: the pace is ours, and the sink fits its device to it. */
function launchText(kind: DeviceKind, format: ProgramFormat): string {
  const caps = capsOf({ ...format, precision: 32 });
  const source = `is-live=true do-timestamp=true format=time block=false max-bytes=0 min-latency=60000000`;
  return `appsrc name=in ${source} caps="${caps}" ! audioconvert ! audioresample ! ${ELEMENTS[kind].launch}`;
}

/**
 * Checks that GStreamer can play to such devices; whether this one is there shows only when it is opened.
 * @throws MediaError DEVICE_UNKNOWN
 */
export function checkDevice(name: DeviceName): void {
  makePipeline(name, { rate: 48_000, channels: 2, mask: 3n, precision: 32 });
}

function makePipeline(name: DeviceName, format: ProgramFormat): GstPipeline {
  const { property, missing } = ELEMENTS[name.kind];
  let pipeline: GstPipeline;
  try {
    pipeline = new GstPipeline(launchText(name.kind, format));
  } catch (cause) {
    throw new MediaError('DEVICE_UNKNOWN', `GStreamer cannot play to ${name.shown}.`, missing, { cause });
  }
  if (name.device !== undefined) pipeline.setText('out', property, name.device);
  return pipeline;
}

/** Opens a device for sound of this format; a device that cannot be opened is told of and tried again. */
export function openAudioDevice(
  name: DeviceName,
  format: ProgramFormat,
  options: AudioDeviceOptions,
): AudioDevice {
  return new Device(name, format, options);
}

class Device implements AudioDevice {
  readonly name: DeviceName;
  readonly #onEvent: (message: string) => void;
  readonly #backoff = new Backoff();
  /** One pipeline for all tries: each that is made leaves file descriptors behind. */
  #pipeline: GstPipeline | undefined;
  #source: AppSource | undefined;
  #state: DeviceCounts['state'] = 'waiting';
  #lost = false;
  #openedAt = 0;
  readonly #count = { blocks: 0, dropped: 0, reopened: 0 };
  #untold = 0;
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  #halted: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(name: DeviceName, format: ProgramFormat, { onEvent }: AudioDeviceOptions) {
    this.name = name;
    this.#onEvent = onEvent;
    try {
      this.#pipeline = makePipeline(name, format);
      this.#source = this.#pipeline.source('in');
      this.#open();
    } catch (error) {
      const [message, next] =
        error instanceof MediaError ? [error.message, error.nextStep] : [String(error), ''];
      this.#onEvent(`${message} ${next}`.trim());
    }
  }

  get counts(): DeviceCounts {
    return { state: this.#state, ...this.#count };
  }

  write(samples: Samples): void {
    const source = this.#source;
    if (source === undefined || (this.#state !== 'open' && this.#state !== 'opening')) {
      this.#count.dropped += 1;
      return;
    }
    if (source.waiting > MOST_WAITING_NS) {
      this.#count.dropped += 1;
      if (this.#state === 'open') this.#noteDrop();
      return;
    }
    source.push(samples instanceof Float32Array ? samples : Float32Array.from(samples));
    this.#count.blocks += 1;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    const open = this.#state === 'open' || this.#state === 'opening';
    this.#state = 'closed';
    if (open) await this.#halt();
  }

  #open(): void {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    this.#state = 'opening';
    pipeline.play();
    if (!this.#listening) {
      this.#listening = true;
      pipeline.listen((message) => this.#hear(message));
    }
    this.#timer = setTimeout(() => void this.#silent(), SILENT_MS);
  }

  async #silent(): Promise<void> {
    await this.#halt();
    this.#fail(`It gave no sign of life for ${SILENT_MS / 1000} s.`);
  }

  #hear(message: BusMessage): void {
    if (this.#halted !== undefined) {
      if (message.type === 'eos' || message.type === 'error' || message.type === 'state-changed')
        this.#stopped();
    } else if (message.type === 'error') {
      this.#stopped();
      this.#fail(wordsFor(this.name, message.message ?? ''));
    } else if (message.type === 'state-changed' && message.from === 'out' && message.playing) this.#playing();
  }

  #playing(): void {
    clearTimeout(this.#timer);
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#openedAt = performance.now();
    if (!this.#lost) return;
    this.#lost = false;
    this.#count.reopened += 1;
    this.#onEvent('It is back.');
  }

  /** Called while a message is heard, or when nobody listens: the listener ends because the pipeline has stopped. */
  #stopped(): void {
    this.#pipeline?.stop();
    this.#listening = false;
    this.#halted?.();
  }

  #fail(reason: string): void {
    clearTimeout(this.#timer);
    if (this.#state === 'closed') return;
    if (this.#state === 'open' && performance.now() - this.#openedAt >= PROVEN_MS) this.#backoff.reset();
    this.#state = 'waiting';
    this.#lost = true;
    const wait = this.#backoff.next();
    this.#onEvent(`${reason} It is tried again in ${Math.round(wait / 1000)} s.`);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  /** Stops the pipeline from within a message, so that the listener's thread is free again. */
  async #halt(): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    const stopped = new Promise<void>((resolve) => (this.#halted = resolve));
    pipeline.sendEnd();
    // The end is not heard by a device that does not play; a change of state is.
    const pausing = setTimeout(() => pipeline.pause(), CLOSE_MS * 0.8);
    const giving = setTimeout(() => this.#stopped(), CLOSE_MS);
    await stopped;
    clearTimeout(pausing);
    clearTimeout(giving);
    this.#halted = undefined;
  }

  #noteDrop(): void {
    this.#untold += 1;
    const now = performance.now();
    if (now - this.#toldAt < TELL_DROPS_MS) return;
    this.#toldAt = now;
    this.#onEvent(`It plays too slowly: ${this.#untold} blocks of 20 ms were left out.`);
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
