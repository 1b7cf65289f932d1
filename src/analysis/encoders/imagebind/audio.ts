/** Effects to vectors by ImageBind's audio transformer: the mean over clips of what it makes of their log-mel spectrograms. */
import { EFFECT_RATE, SPEECH_RATE } from '../../../core/formats.ts';
import { Tensor } from '../../onnxruntime.ts';
import { EncoderInputError, type Encoder } from '../encoder.ts';
import { floatInput, openForeignModel, vectorOf } from '../foreign-model.ts';
import type { AudioEntry, EncoderFolder } from '../manifest.ts';
import { clipRanges } from './clips.ts';
import { MelBanks, WINDOW } from './mel.ts';
import { toSixteenKilohertz } from './resample.ts';

type Entry = Extract<AudioEntry, { kind: 'imagebind-audio' }>;

/**
 * Opens the encoder. Its model takes one float32 [n, 1, 128, 204] (clips, channel, mel bands, frames) and gives one float32
 * [n, 1024]. It takes mono 48 kHz samples of any length, fewer than 25 ms filled up with silence. Vectors have the length
 * that the model and the mean over clips give them: 20 at most with ImageBind's own scaling.
 */
export async function openImagebindEncoder(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  entry: Entry,
  threads: number,
): Promise<Encoder<Float32Array>> {
  const { name, width, model, melBins, targetLength } = entry;
  const banks = new MelBanks(melBins);
  const sizes = [1, 1, melBins, targetLength] as const;
  return openForeignModel({ folder, name, model, threads, width }, (opened) => {
    const input = floatInput(opened, { folder, model }, sizes);
    const { session, output } = opened;

    async function embedOne(samples: Float32Array): Promise<Float32Array> {
      if (!samples.every(Number.isFinite))
        throw new EncoderInputError(name, 'a sample is no finite number', 'Decode the effect again.');
      const mean = new Float32Array(width);
      const clips = melClips(samples, banks, entry);
      // One a call: models with a fixed batch serve as well, and the process can say in between that it lives.
      for (const [clip, same] of Map.groupBy(clips, (each) => each)) {
        const values = await session.run({ [input]: new Tensor('float32', clip, sizes) }, output);
        const share = same.length / clips.length;
        vectorOf(values, width, false).forEach((value, at) => (mean[at]! += value * share));
      }
      return mean;
    }

    return {
      name,
      width,
      async embed(batch) {
        const vectors: Float32Array[] = [];
        for (const samples of batch) vectors.push(await embedOne(samples));
        return vectors;
      },
      release: () => session.release(),
    };
  });
}

/**
 * What the network gets of a sound: for each clip (the same object where clips are the same) the normalised log-mel spectrogram,
 * band by band, `targetLength` frames each. Frames beyond the sound are 0 before the normalisation, as in the reference.
 * @internal Compared with the reference by itself: what a network makes of it can't be.
 */
export function melClips(
  samples: Float32Array,
  banks: MelBanks,
  { melBins, targetLength, mean, std, ...plan }: Entry,
): Float32Array[] {
  const shortest = (WINDOW * EFFECT_RATE) / SPEECH_RATE;
  const whole = samples.length >= shortest ? samples : filledUp(samples, shortest);
  const sound = toSixteenKilohertz(whole);
  // All clips of a short sound are the whole of it, and once without its mean it has none to take away.
  const made = new Map<number, Float32Array>();
  return clipRanges(sound.length, plan).map(({ start, end }) => {
    const before = made.get(start);
    if (before !== undefined) return before;
    const clip = sound.subarray(start, end);
    // In place, as in the reference: where clips overlap, the next one finds the mean of this one taken away.
    const level = clip.reduce((sum, sample) => sum + sample, 0) / clip.length;
    for (const [at, sample] of clip.entries()) clip[at] = sample - level;
    const frames = Math.min(MelBanks.frames(clip.length), targetLength);
    const values = new Float32Array(melBins * targetLength).fill(-mean / std);
    for (let frame = 0; frame < frames; frame += 1)
      for (const [band, power] of banks.logPowers(clip, frame).entries())
        values[band * targetLength + frame] = (power - mean) / std;
    made.set(start, values);
    return values;
  });
}

function filledUp(samples: Float32Array, length: number): Float32Array {
  const filled = new Float32Array(length);
  filled.set(samples);
  return filled;
}
