/**
 * OBS as the input of a session that looks on: a picture of the program each second, speech from an audio device, and the
 * wall clock as media time. OBS may go and come back; the clock goes on, and with it the show.
 */
import { SPEECH_RATE, PICTURE_SIZE, type Picture } from '../../../core/formats.ts';
import { messageOf } from '../../../core/errors.ts';
import { openCapture, type Capture } from '../../../media/capture/capture.ts';
import type { InputInfo, StreamInfo } from '../../../media/input/info.ts';
import type { LiveInput } from '../../../media/input/reconnecting-source.ts';
import type { InputCounts, SourceConnection } from '../../../media/input/source.ts';
import { MediaError } from '../../../media/errors.ts';
import type { DeviceName } from '../../../media/mixer/device.ts';
import { whyNoGStreamer } from '../../../media/mixer/pipeline.ts';
import { NO_SOUND } from '../../../media/pcm.ts';
import { NO_LANDMARKS, type Landmarks } from '../../../streams/place.ts';
import {
  fromSeconds,
  sampleIndex,
  toSample,
  toSeconds,
  ZERO,
  type Micros,
  type SampleIndex,
} from '../../../streams/time.ts';
import type { AttachedInput, AttachedInputParts } from '../../live/session-options.ts';
import type { ObsConnection } from '../connection.ts';
import { Screenshots } from './screenshots.ts';

/** How loud talk in OBS usually is, LUFS; the session hears it at best before OBS's filters and faders. */
const TALK_LUFS = -20;
/** A picture that has not come by then is the one before; the next second has one of its own. ms. */
const PICTURE_MS = 900;
/** Sound that lies this far beside its time is put where it belongs: a device's clock drifts by less in an hour. Samples. */
const MOST_BESIDE = 0.3 * SPEECH_RATE;
/** Scene changes that are remembered: a window looks back 12 s. */
const MOST_CUTS = 64;

/** What OBS is attached with. */
export interface ObsInputOptions {
  readonly obs: Pick<ObsConnection, 'ask' | 'state' | 'connected' | 'version'>;
  /** Whose sound is listened to; absent: none. */
  readonly speech?: DeviceName;
}

/** See above. One session at a time. */
export class ObsInput implements AttachedInput {
  readonly shown = 'OBS';
  readonly loudness = TALK_LUFS;
  readonly #options: ObsInputOptions;
  #cuts: readonly Micros[] = [];
  #now: (() => Micros) | undefined;

  constructor(options: ObsInputOptions) {
    this.#options = options;
  }

  /** The program shows another scene since now. */
  sceneChanged(): void {
    if (this.#now !== undefined) this.#cuts = [...this.#cuts, this.#now()].slice(-MOST_CUTS);
  }

  /** @throws MediaError where the device cannot be listened to here */
  check(): Promise<void> {
    const { speech } = this.#options;
    const why = speech === undefined ? undefined : whyNoGStreamer();
    if (why === undefined) return Promise.resolve();
    return Promise.reject(
      new MediaError(
        'input-unreadable',
        `${speech?.shown} cannot be listened to: GStreamer is missing (${why}).`,
        'Run `momentfx doctor`, or take the words from captions: --asr obs:SOURCE, follow:FILE.srt, ws://127.0.0.1:4460/captions.',
      ),
    );
  }

  open(parts: AttachedInputParts): LiveInput {
    parts.inputClock.pin(ZERO, parts.clock.now());
    this.#now = () => parts.inputClock.mediaAt(parts.clock.now());
    return new Watch(this.#options, parts);
  }

  landmarks(start: Micros, end: Micros): Landmarks {
    const cuts = this.#cuts.filter((at) => at >= start && at <= end);
    return cuts.length === 0 ? NO_LANDMARKS : { ...NO_LANDMARKS, cuts };
  }
}

/** The input of one session, from its opening to its end. */
class Watch implements LiveInput {
  readonly firstConnection: Promise<SourceConnection>;
  readonly done: Promise<void>;
  readonly #options: ObsInputOptions;
  readonly #parts: AttachedInputParts;
  readonly #stop = new AbortController();
  readonly #capture: Capture | undefined;
  #pictures = 0;
  /** The end of the speech that was handed on. */
  #heard: SampleIndex | undefined;
  /** What was said last of pictures that do not come. */
  #said = '';

  constructor(options: ObsInputOptions, parts: AttachedInputParts) {
    this.#options = options;
    this.#parts = parts;
    const connection = this.#connection();
    this.firstConnection = Promise.resolve(connection);
    parts.onItem({ type: 'connection', connection });
    const { speech } = options;
    if (parts.speech && speech !== undefined)
      this.#capture = openCapture(speech, {
        fork: parts.fork,
        onSamples: (samples) => this.#hear(samples),
        onEvent: (line) => parts.warn(`${speech.shown}: ${line}`),
      });
    this.done = this.#run();
  }

  get counts(): InputCounts {
    return {
      ...{ packets: 0, bytes: 0, jumps: 0, gaps: 0, damaged: 0, audioDriftPpm: 0 },
      ...{ framesDecoded: this.#pictures, connections: 1 },
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.done;
  }

  get #now(): Micros {
    const { inputClock, clock } = this.#parts;
    return inputClock.mediaAt(clock.now());
  }

  async #run(): Promise<void> {
    const { clock, inputClock, pictureFilter, onItem } = this.#parts;
    const { signal } = this.#stop;
    using screenshots = new Screenshots(this.#options.obs, pictureFilter);
    let taking: Promise<Picture | undefined> | undefined;
    let picture = black();
    for (let second = 0; ; second += 1) {
      const at = fromSeconds(second);
      await clock.sleep(inputClock.arrivalOf(at) - clock.now(), signal);
      if (signal.aborted) break;
      // After a sleep of the machine the seconds in between have no pictures.
      second = Math.max(second, Math.floor(toSeconds(this.#now)));
      // One that is late may still come; OBS is not asked for another meanwhile.
      taking ??= this.#take(screenshots).finally(() => (taking = undefined));
      const enough = new AbortController();
      const over = (): void => enough.abort();
      signal.addEventListener('abort', over, { once: true });
      const taken = await Promise.race([taking, clock.sleep(PICTURE_MS, enough.signal)]);
      signal.removeEventListener('abort', over);
      enough.abort();
      picture = taken ?? picture;
      onItem({ type: 'picture', picture: { at: fromSeconds(second), picture } });
    }
    // An OBS that hangs keeps nobody from the end: what it still answers is of no use.
    await this.#capture?.close();
    onItem({ type: 'end', at: this.#now });
  }

  async #take(screenshots: Screenshots): Promise<Picture | undefined> {
    // That it is gone is told by the connection.
    if (!this.#options.obs.connected) return undefined;
    try {
      const picture = await screenshots.take();
      if (picture !== undefined) this.#pictures += 1;
      this.#said = '';
      return picture;
    } catch (error) {
      const reason = messageOf(error);
      if (this.#options.obs.connected && reason !== this.#said)
        this.#parts.warn(`No picture of OBS: ${reason} It is tried again each second.`);
      this.#said = reason;
      return undefined;
    }
  }

  /** Sound comes without a time of its own: its end is now. */
  #hear(samples: Float32Array<ArrayBuffer>): void {
    if (this.#stop.signal.aborted) return;
    const start = Math.max(0, toSample(this.#now, SPEECH_RATE) - samples.length);
    const heard = this.#heard ?? start;
    // A device that runs fast: some of its sound is left out.
    if (heard - start > MOST_BESIDE) return;
    const from = sampleIndex(start - heard > MOST_BESIDE ? start : heard);
    this.#heard = sampleIndex(from + samples.length);
    this.#parts.onItem({ type: 'speech', block: { start: from, samples } });
  }

  #connection(): SourceConnection {
    const { obs, speech } = this.#options;
    const shown = `OBS ${obs.version.obs}`;
    const stream = { default: true, cover: false, marks: [] } as const;
    const video: StreamInfo = {
      ...{ ...stream, index: 0, kind: 'video', codec: 'screenshots' },
      ...{ width: PICTURE_SIZE, height: PICTURE_SIZE, frameRate: 1 },
    };
    const audio: StreamInfo | undefined =
      speech === undefined || !this.#parts.speech
        ? undefined
        : { ...stream, index: 1, kind: 'audio', codec: speech.shown, sampleRate: SPEECH_RATE, channels: 1 };
    const info: InputInfo = {
      ...{ url: 'obs', shown, container: shown, streams: [], metadata: {}, chapters: [], video },
      ...(audio === undefined ? {} : { audio }),
    };
    return {
      ...{ index: 0, start: ZERO, info, format: NO_SOUND },
      // Nothing comes in packets, so there is no header.
      input: {
        ...{ info, streams: [], zero: ZERO, programmes: [], damaged: 0 },
        read: () => false,
        interrupt: () => undefined,
        close: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
    };
  }
}

const black = (): Picture => ({
  ...{ width: PICTURE_SIZE, height: PICTURE_SIZE },
  data: new Uint8Array(PICTURE_SIZE * PICTURE_SIZE * 3),
});
