/** The outgoing sound: contiguous, mixed with the effects, encoded once for all outputs. */
import {
  fromSample,
  micros,
  sampleIndex,
  toSample,
  type Micros,
  type SampleIndex,
} from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { EncodedSound } from '../output/encode/encoded-sound.ts';
import { planAudio } from '../output/encode/audio-plan.ts';
import { FLV } from '../output/containers.ts';
import type { AudioBlock } from '../pcm.ts';
import type { EffectSound } from '../mixer/effect-shelf.ts';
import type { Outcome } from '../mixer/effects-bus.ts';
import { Mixer, type MixCounts } from '../mixer/mixer.ts';
import { newSamples, SILENCE_S, type AudioFormat, type Samples } from '../pcm.ts';
import type { OutputPacket, OutputStreams } from '../output/sink.ts';
import type { SplicePoint, OutputTimeline } from './output-timeline.ts';

/** How the sound is mixed, and who takes it. */
export interface AudioTrackOptions {
  readonly format: AudioFormat;
  readonly time: OutputTimeline;
  readonly effects: readonly EffectSound[];
  /** dB, see `MixerOptions`. */
  readonly gain: number;
  readonly duck: number;
  readonly limiter: boolean;
  /** Takes each encoded packet; it is freed afterwards. */
  readonly packet: (packet: OutputPacket) => void;
  /** Take the whole mix and the effects alone, for audio devices. */
  readonly mixed?: (samples: Samples) => void;
  readonly effectsBus?: (samples: Samples) => void;
  readonly outcome: (cue: string, outcome: Outcome) => void;
  /** GStreamer has failed; mixing goes on without it. */
  readonly onFault: (error: Error) => void;
}

/** A cue goes into the mixer this long before its sample: later than a cut can still move it. */
const PLACE_AHEAD: Micros = micros(100_000);

/** Mixes and encodes the outgoing sound of a live program. It owns mixer and encoder. */
export class AudioTrack implements AsyncDisposable {
  readonly #options: AudioTrackOptions;
  readonly #encoded: EncodedSound;
  readonly #mixer: Mixer;
  #written = sampleIndex(0);
  #waiting: Cue[] = [];
  #closed = false;

  constructor(options: AudioTrackOptions) {
    this.#options = options;
    const { format, time } = options;
    const start = time.sample(sampleIndex(0));
    const plan = planAudio(FLV, 'aac', format, undefined, undefined);
    this.#encoded = new EncodedSound({ plan, format, start, globalHeader: true, packet: options.packet });
    this.#mixer = new Mixer({
      format,
      effects: options.effects,
      gain: options.gain,
      duck: options.duck,
      limiter: options.limiter,
      start,
      mixed: (samples) => this.#mixed(samples),
      outcome: options.outcome,
      onFault: options.onFault,
      ...(options.effectsBus === undefined ? {} : { effectsBus: options.effectsBus }),
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

  /** Takes a cue; it is placed shortly before its sample. */
  place(cue: Cue): void {
    this.#waiting.push(cue);
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
    while (this.#written < until) await this.#write(this.#quiet(until - this.#written));
  }

  /** Goes on with the media at `splicePoint`; cues between are told as late. */
  async splice(splicePoint: SplicePoint, period: Micros): Promise<void> {
    const { time, format, outcome } = this.#options;
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
    for (const { id } of skipped) outcome(id, 'late');
  }

  /** Writes all that is under way. Cues behind it never sound and are told. Nothing may be written afterwards. */
  async finish(): Promise<void> {
    const end = fromSample(this.#written, this.#options.format.rate);
    for (const { id, at } of this.#waiting.splice(0)) this.#options.outcome(id, at < end ? 'late' : 'ended');
    await this.#mixer.finish();
    this.#encoded.finish();
  }

  async #write(samples: Samples): Promise<void> {
    const { format } = this.#options;
    const end = sampleIndex(this.#written + samples.length / format.channels);
    this.#placeDue(end);
    this.#written = end;
    await this.#mixer.write(samples);
  }

  #placeDue(end: SampleIndex): void {
    if (this.#waiting.length === 0) return;
    const { time, format } = this.#options;
    const until = fromSample(end, format.rate) + PLACE_AHEAD;
    const due = this.#waiting.filter((cue) => cue.at < until);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((cue) => cue.at >= until);
    for (const { id, at, sfx } of due)
      this.#mixer.place({ id, sfx, start: time.sample(toSample(at, format.rate)) });
  }

  #quiet(frames: number): Samples {
    const { rate, channels, precision } = this.#options.format;
    return newSamples(precision, Math.min(frames, rate * SILENCE_S) * channels);
  }

  #mixed(samples: Samples): void {
    this.#options.mixed?.(samples);
    this.#encoded.write(samples);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#mixer[Symbol.asyncDispose]();
    this.#encoded[Symbol.dispose]();
  }
}
