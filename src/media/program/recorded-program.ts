/** What leaves the delay line on its way into the output: packets as they are, sound through the mixer. */
import { FOREVER, sampleIndex, toSample, type Micros } from '../../streams/time.ts';
import type { Cue } from '../../streams/values.ts';
import { EncodedSound } from '../output/encode/encoded-sound.ts';
import type { FileSink } from '../output/file-sink.ts';
import type { DelayedPacket, DelayedSound } from './delay-line.ts';
import type { LookAhead } from './look-ahead.ts';
import type { RecordedSource } from '../input/recorded-source.ts';
import { Mixer, type MixCounts } from '../mixer/mixer.ts';
import type { EffectSound } from '../mixer/effect-shelf.ts';
import { newSamples, type AudioFormat } from '../pcm.ts';

/** What a recording's program is made of. */
export interface RecordedProgramOptions {
  readonly source: RecordedSource;
  readonly lookAhead: LookAhead;
  readonly sink: FileSink;
  readonly format: AudioFormat;
  readonly effects: readonly EffectSound[];
  /** dB, see `RelayOptions`. */
  readonly gain: number;
  readonly duck: number;
  readonly limiter: boolean;
}

const NOTHING: MixCounts = { played: 0, late: 0, crowded: 0, beyond: 0, limited: 0, frames: 0 };

/** Mixes and writes what leaves the delay line of a recording. It owns mixer and encoder. */
export class RecordedProgram {
  readonly #options: RecordedProgramOptions;
  readonly #known = new Set<string>();
  #waiting: Cue[] = [];
  #mixer: Mixer | undefined;
  #sound: EncodedSound | undefined;
  /** Milliseconds spent on mixing, encoding and writing. */
  spent = 0;

  constructor(options: RecordedProgramOptions) {
    this.#options = options;
  }

  get counts(): MixCounts {
    return this.#mixer?.counts ?? NOTHING;
  }

  /** Mixes and writes everything before `playhead`; cues whose id is known already are skipped. */
  async advance(playhead: Micros, cues: readonly Cue[]): Promise<void> {
    const started = performance.now();
    for (const cue of cues) {
      if (this.#known.has(cue.id)) continue;
      this.#known.add(cue.id);
      this.#waiting.push(cue);
    }
    const { lookAhead, source, format } = this.#options;
    // The output starts where the sound does, so nothing leaves before that is known, or the line can hold no more.
    if (!this.#hasSound || lookAhead.first !== undefined || lookAhead.ended || !lookAhead.line.hasRoom) {
      const mixer = (this.#mixer ??= await this.#start());
      for (const { id, sfx, at } of this.#waiting.splice(0))
        mixer.place({ id, sfx, start: toSample(at, format.rate) });
      await this.#release(mixer, playhead);
      if (!this.#hasSound || lookAhead.first === undefined)
        await this.#silence(mixer, playhead < source.end ? playhead : source.end);
      lookAhead.stir();
    }
    this.spent += performance.now() - started;
  }

  /** Once the input has ended: writes the rest and gives the output its name. */
  async finish(cues: readonly Cue[]): Promise<void> {
    await this.advance(FOREVER, cues);
    const started = performance.now();
    const { source, lookAhead, sink, format } = this.#options;
    const mixer = this.#mixer;
    if (mixer === undefined) throw new Error('internal: the program ended before it began');
    // The last effects may outlast the sound, but not the picture.
    const mediaEnd = toSample(source.end, format.rate);
    const end = lookAhead.first === undefined ? mediaEnd : Math.min(mediaEnd, mixer.effectsEnd);
    await this.#fill(mixer, end);
    await mixer.finish();
    this.#sound?.finish();
    await sink.close();
    this.spent += performance.now() - started;
  }

  /** Lets go of mixer and encoder; what they hold is dropped. */
  async close(): Promise<void> {
    await this.#mixer?.[Symbol.asyncDispose]();
    this.#sound?.[Symbol.dispose]();
    this.#sound = undefined;
  }

  get #hasSound(): boolean {
    return this.#options.source.input.audioFormat !== undefined;
  }

  async #start(): Promise<Mixer> {
    const { sink, lookAhead, format, effects, gain, duck, limiter } = this.#options;
    const start = lookAhead.first ?? sampleIndex(0);
    const packet = sink.write.bind(sink);
    const sound = new EncodedSound({ ...sink.sound, format, start, packet });
    this.#sound = sound;
    await sink.begin({ audio: sound.stream });
    return new Mixer({
      format,
      effects,
      gain,
      duck,
      limiter,
      start,
      mixed: (samples) => sound.write(samples),
    });
  }

  async #release(mixer: Mixer, playhead: Micros): Promise<void> {
    const { lookAhead, sink } = this.#options;
    const items = lookAhead.line.release(playhead);
    let next = 0;
    try {
      while (next < items.length) {
        lookAhead.check();
        const item = items[next];
        next += 1;
        if (item?.type === 'packet') this.#copy(item);
        else if (item !== undefined) await this.#sounds(mixer, item);
        await sink.room();
      }
    } finally {
      for (const item of items.slice(next)) if (item.type === 'packet') item.packet.free();
    }
  }

  /** Sound at its sample: of sound that began late, silence has left already up to the playhead. */
  async #sounds(mixer: Mixer, { start, samples }: DelayedSound): Promise<void> {
    const written = Math.max(0, mixer.written - start) * this.#options.format.channels;
    if (written < samples.length) await mixer.write(samples.subarray(written));
  }

  /** Hands on a packet of a stream that is copied, and frees it. */
  #copy({ stream, packet, time }: DelayedPacket): void {
    const { source, sink } = this.#options;
    try {
      if (time === undefined) return;
      const picture = stream === source.input.info.video?.index;
      sink.write(picture ? { kind: 'video', packet, ...time } : { kind: 'further', stream, packet, ...time });
    } finally {
      packet.free();
    }
  }

  #silence(mixer: Mixer, until: Micros): Promise<void> {
    return this.#fill(mixer, toSample(until, this.#options.format.rate));
  }

  async #fill(mixer: Mixer, end: number): Promise<void> {
    const { rate, channels, precision } = this.#options.format;
    while (mixer.written < end) {
      this.#options.lookAhead.check();
      const frames = Math.min(rate, end - mixer.written);
      await mixer.write(newSamples(precision, frames * channels));
      await this.#options.sink.room();
    }
  }
}
