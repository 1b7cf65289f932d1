/** Effects to vectors: when which frequencies sound, from the effect's onset on. */
import { Tensor } from '../onnxruntime.ts';
import type { Encoder } from './encoder.ts';
import { EncoderInputError } from './encoder.ts';
import type { AudioEntry, EncoderFolder } from './manifest.ts';
import { openSession } from './session.ts';

/** Samples a second of what the encoder reads. */
const AUDIO_RATE = 48_000;
/** The model's frames: a window of 43 ms each 10 ms, centred on the frame's time. */
const HOP = 480;
const WINDOW = 2048;
/**
 * Borders of the 16 segments, in seconds from the onset: fine at the attack, where effects differ most, and about a
 * quarter wider each later on. Fixed times, not shares of the length, so that the length shows.
 */
const BORDERS = [0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.28, 0.38, 0.5, 0.7, 0.95, 1.3, 1.8, 2.5, 3.5, 5.5, 10];
const SEGMENTS = BORDERS.length - 1;
const LONGEST = 10 * AUDIO_RATE;
const SHORTEST = 0.05 * AUDIO_RATE;

/** Onset: the first 5 ms that reach 1/20 (−26 dB) of the loudest 5 ms, less 10 ms so that the attack is whole. */
const BLOCK = 240;
const ONSET_SHARE = 0.05;
const LEAD_BLOCKS = 2;
/** Below this RMS (−90 dBFS) of the loudest 5 ms an effect counts as silent. */
const SILENT = 3e-5;

/**
 * Opens the encoder. It takes mono 48 kHz samples; of more than 10 s after the onset the rest is ignored, less than 0.05 s
 * is padded. Vectors have 1,024 values (16 segments × 64 mel bands) of unit length; silence gives zeros. Gain hardly
 * changes a vector.
 */
export async function openAudioEncoder(
  folder: EncoderFolder,
  entry: Extract<AudioEntry, { kind: 'mel-descriptor' }>,
  threads: number,
): Promise<Encoder<Float32Array>> {
  const session = await openSession(entry.name, await folder.read(entry.model), threads);

  async function embedOne(samples: Float32Array): Promise<Float32Array> {
    const sound = fromOnset(entry.name, samples);
    if (sound === undefined) return new Float32Array(entry.width);
    const frames = Math.floor((sound.length - WINDOW) / HOP) + 1;
    const inputs = {
      samples: new Tensor('float32', sound, [1, sound.length, 1]),
      segments: new Tensor('float32', segmentMeans(frames), [SEGMENTS, frames]),
    };
    return new Float32Array(await session.run(inputs, 'embedding'));
  }

  return {
    name: entry.name,
    width: entry.width,
    async embed(batch) {
      const answers: Float32Array[] = [];
      for (const samples of batch) answers.push(await embedOne(samples));
      return answers;
    },
    release: () => session.release(),
  };
}

/**
 * The effect from its onset on with peak 1, with half a window of silence before and at least as much after, so that the
 * first frame is centred on the onset; undefined for silence.
 */
function fromOnset(name: string, samples: Float32Array): Float32Array | undefined {
  const levels = blockLevels(samples);
  const loudest = levels.reduce((most, level) => Math.max(most, level), 0);
  if (!levels.every(Number.isFinite))
    throw new EncoderInputError(name, 'a sample is no finite number', 'Decode the effect again.');
  if (loudest < SILENT) return undefined;
  const onset = levels.findIndex((level) => level >= ONSET_SHARE * loudest);
  const first = Math.max(0, onset - LEAD_BLOCKS) * BLOCK;
  const sound = samples.subarray(first, first + LONGEST);
  const framed = new Float32Array(Math.max(sound.length, SHORTEST) + WINDOW);
  const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  sound.forEach((sample, i) => (framed[WINDOW / 2 + i] = sample / peak));
  return framed;
}

/** RMS of each block of 5 ms; the last may be shorter. */
function blockLevels(samples: Float32Array): Float64Array {
  return Float64Array.from({ length: Math.ceil(samples.length / BLOCK) }, (_, block) => {
    const part = samples.subarray(block * BLOCK, (block + 1) * BLOCK);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
}

/**
 * The matrix that averages frames into segments: [16, frames]. A segment is divided by the number of frames that it has
 * room for, so one that the effect fills in part only gets a part of the value.
 */
function segmentMeans(frames: number): Float32Array {
  const means = new Float32Array(SEGMENTS * frames);
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    const [from, to] = [segment, segment + 1].map((i) =>
      Math.round(((BORDERS[i] ?? 0) * AUDIO_RATE) / HOP),
    ) as [number, number];
    means.fill(
      1 / (to - from),
      segment * frames + Math.min(from, frames),
      segment * frames + Math.min(to, frames),
    );
  }
  return means;
}
