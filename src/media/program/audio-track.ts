/** The outgoing sound: contiguous, mixed with the effects, encoded once for all outputs. */
import {
  fromSample,
  micros,
  sampleIndex,
  toSample,
  type Micros,
  type SampleIndex,
} from '../../streams/time.ts';
import { SLICE_MS } from '../../core/ticks.ts';
import type { Cue } from '../../streams/values.ts';
import { EncodedSound } from '../output/encode/encoded-sound.ts';
import type { AudioBlock } from '../pcm.ts';
import type { Outcome } from '../mixer/effects-bus.ts';
import { Mixer, type MixCounts, type MixLevels } from '../mixer/mixer.ts';
import { newSamples, SILENCE_S, type AudioFormat, type Samples } from '../pcm.ts';
import { FLV } from '../output/containers.ts';
import { planAudio } from '../output/encode/audio-plan.ts';
import type { OutputPacket, OutputStreams, SinkForm, SoundEncoding } from '../output/sink.ts';
import type { SplicePoint, OutputTimeline } from './output-timeline.ts';
import type { ProgramOptions } from './program-options.ts';

/** How the sound is mixed, and who takes it. */
export interface AudioTrackOptions extends Pick<
  ProgramOptions,
  'effects' | 'gain' | 'duck' | 'limiter' | 'loudness' | 'mixed' | 'effectsBus' | 'onEvent'
> {
  readonly format: AudioFormat;
  readonly time: OutputTimeline;
  /** The media sample at which the outputs' sound begins. */
  readonly start: SampleIndex;
  readonly form: SinkForm;
  /** Whether anybody takes packets: else nothing is encoded. */
  readonly encodes: boolean;
  /** Takes each encoded packet; it is freed afterwards. */
  readonly packet: (packet: OutputPacket) => void;
  /** As `Sink.room`; asked after each piece that was written. */
  readonly room: () => Promise<void> | undefined;
}

/** A cue goes into the mixer this long before its sample: later than a cut can still move it. */
const PLACE_AHEAD: Micros = micros(100_000);

/** Mixes and encodes a program's outgoing sound. It owns mixer and encoder. */
export class AudioTrack implements AsyncDisposable {
  readonly #options: AudioTrackOptions;
  readonly #encoded: EncodedSound;
  readonly #mixer: Mixer;
  #written: SampleIndex;
  #waiting: Cue[] = [];
  #closed = false;

  constructor(options: AudioTrackOptions) {
    this.#options = options;
    const { format, form, time, packet, effects, gain, duck, limiter, loudness, effectsBus, onEvent } =
      options;
    this.#written = options.start;
    const start = time.sample(options.start);
    const sound = form.type === 'copy' ? form.sound : streamSound(format);
    this.#encoded = new EncodedSound({ ...sound, format, start, packet });
    this.#mixer = new Mixer({
      ...{ format, effects, gain, duck, limiter, start },
      ...(loudness === undefined ? {} : { loudness }),
      mixed: (samples) => this.#mixed(samples),
      outcome: (cue, outcome) => this.#tell(cue, outcome),
      // A copy that cannot be mixed is an error.
      ...(form.type === 'copy'
        ? {}
        : { onFault: ({ message }) => onEvent?.({ type: 'mixer-failed', message }) }),
      ...(effectsBus === undefined ? {} : { effectsBus: (samples) => effectsBus(samples, format) }),
    });
  }

  /** For the outputs' headers; lives as long as this. */
  get stream(): OutputStreams['audio'] {
    return this.#encoded.stream;
  }

  /** The next media sample to be written. */
  get written(): SampleIndex {
    return this.#written;
  }

  get counts(): MixCounts {
    return this.#mixer.counts;
  }

  /** Other levels, for the effects that begin from now on. */
  setLevels(levels: MixLevels): void {
    this.#mixer.setLevels(levels);
  }

  /** Silences all effects known so far from the next block on. */
  hush(): void {
    this.#waiting.length = 0;
    this.#mixer.hush();
  }

  /** Takes a cue; in a stream, which may be cut, it is placed shortly before its sample. */
  place(cue: Cue): void {
    if (this.#options.form.type === 'copy') this.#place(cue);
    else this.#waiting.push(cue);
  }

  /** Writes a block at its place: a gap before it becomes silence, what was written already is left out. */
  async write(block: AudioBlock): Promise<void> {
    if (block.start > this.#written) await this.silence(block.start);
    const { channels } = this.#options.format;
    const past = this.#written - block.start;
    const samples = past > 0 ? block.samples.subarray(past * channels) : block.samples;
    if (samples.length > 0) await this.#write(samples);
  }

  /** Silence up to a media sample. */
  async silence(until: SampleIndex): Promise<void> {
    let slice = performance.now();
    while (this.#written < until) {
      await this.#write(this.#quiet(until - this.#written));
      if (performance.now() - slice < SLICE_MS) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      slice = performance.now();
    }
  }

  /** Silence for effects that outlast the sound, to a media sample at most. */
  async ringOut(until: SampleIndex): Promise<void> {
    const left = this.#mixer.effectsEnd - this.#options.time.sample(this.#written);
    await this.silence(sampleIndex(Math.min(until, this.#written + Math.max(0, left))));
  }

  /** Goes on with the media at `splicePoint`; cues between are told as late. */
  async splice(splicePoint: SplicePoint, period: Micros): Promise<void> {
    const { time, format } = this.#options;
    // The silence is no media: its samples belong to the outputs alone.
    let filler = time.splice(this.#written, splicePoint, period);
    while (filler > 0) {
      const piece = this.#quiet(filler);
      filler -= piece.length / format.channels;
      await this.#mixer.write(piece);
    }
    this.#written = toSample(splicePoint.shown, format.rate);
    const skipped = this.#waiting.filter((cue) => cue.at < splicePoint.shown);
    this.#waiting = this.#waiting.filter((cue) => cue.at >= splicePoint.shown);
    for (const { id } of skipped) this.#tell(id, 'late');
  }

  /** Writes all that is under way. Cues behind it never sound and are told. Nothing may be written afterwards. */
  async finish(): Promise<void> {
    const end = fromSample(this.#written, this.#options.format.rate);
    for (const { id, at } of this.#waiting.splice(0)) this.#tell(id, at < end ? 'late' : 'ended');
    await this.#mixer.finish();
    this.#encoded.finish();
  }

  async #write(samples: Samples): Promise<void> {
    const { format } = this.#options;
    const end = sampleIndex(this.#written + samples.length / format.channels);
    this.#placeDue(end);
    this.#written = end;
    await this.#mixer.write(samples);
    const room = this.#options.room();
    if (room !== undefined) await room;
  }

  #placeDue(end: SampleIndex): void {
    if (this.#waiting.length === 0) return;
    const until = fromSample(end, this.#options.format.rate) + PLACE_AHEAD;
    const due = this.#waiting.filter((cue) => cue.at < until);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((cue) => cue.at >= until);
    for (const cue of due) this.#place(cue);
  }

  #place({ id, at, sfx }: Cue): void {
    const { time, format } = this.#options;
    this.#mixer.place({ id, sfx, start: time.sample(toSample(at, format.rate)) });
  }

  #quiet(frames: number): Samples {
    const { rate, channels, precision } = this.#options.format;
    return newSamples(precision, Math.min(frames, rate * SILENCE_S) * channels);
  }

  #mixed(samples: Samples): void {
    this.#options.mixed?.(samples, this.#options.format);
    if (this.#options.encodes) this.#encoded.write(samples);
  }

  #tell(cue: string, outcome: Outcome): void {
    this.#options.onEvent?.({ type: 'outcome', cue, outcome });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#mixer[Symbol.asyncDispose]();
    this.#encoded[Symbol.dispose]();
  }
}

/** What every container and server of a stream takes. */
const streamSound = (format: AudioFormat): SoundEncoding => ({
  plan: planAudio(FLV, 'aac', format, undefined, undefined),
  globalHeader: true,
});
