/** A package of encoders like the paper's: models of the same signatures, tiny, and what they must answer, computed plainly. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnnxWriter, type Edge } from '../../models/encoders/onnx-writer.ts';
import type { EncoderManifest } from '../../src/analysis/encoders/manifest.ts';
import { bertTokenizer } from './bert-tokenizer.ts';
import { seeded } from './encoders.ts';

/** As the sizes of the real ones: pictures in patches, mel bands by frames. */
const [SIDE, PATCH, BANDS, FRAMES] = [224, 32, 128, 204];
const CELLS = (SIDE / PATCH) ** 2;
export const CONTEXT = 52;

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '你', '好', '吗', 'hello', '##s', '!', 'a', 'cafe'];

/** As Chinese-CLIP's is converted. */
export const tokenizer = bertTokenizer(WORDS);

/** `preprocessor_config.json` as OFA-Sys/chinese-clip-vit-base-patch16 has it. */
export const preprocessor = {
  do_center_crop: false,
  do_normalize: true,
  do_resize: true,
  feature_extractor_type: 'ChineseCLIPFeatureExtractor',
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
  resample: 3,
  size: { height: 224, width: 224 },
};

const random = (seed: number, count: number): Float32Array => {
  const next = seeded(seed);
  return Float32Array.from({ length: count }, () => next() - 0.5);
};
const imageWeightsOf = (width: number): Float32Array => random(1, 3 * CELLS * width);
const imageWeights = imageWeightsOf(512);
const textTable = random(2, WORDS.length * 512);
const audioWeights = random(3, BANDS * 1024);

/** As Chinese-CLIP's own exporter names things: `image` to `unnorm_image_features`. */
export function imageModel(width = 512): Uint8Array {
  const writer = new OnnxWriter('image');
  const image = writer.input('image', 'float32', ['batch', 3, SIDE, SIDE]);
  const pooled = writer.op('AveragePool', [image], { kernel_shape: [PATCH, PATCH], strides: [PATCH, PATCH] });
  const flat = writer.op('Reshape', [pooled, writer.ints(-1, 3 * CELLS)]);
  const features = writer.op('MatMul', [flat, writer.floats(imageWeightsOf(width), [3 * CELLS, width])]);
  writer.output('unnorm_image_features', features, 'float32', ['batch', width]);
  return writer.toBytes();
}

function textFeatures(writer: OnnxWriter, ids: Edge, mask: Edge): Edge {
  const table = writer.floats(textTable, [WORDS.length, 512]);
  const rows = writer.op('Gather', [table, ids]);
  const counted = writer.op('Unsqueeze', [writer.op('Cast', [mask], { to: 1 }), writer.ints(2)]);
  return writer.op('ReduceSum', [writer.op('Mul', [rows, counted]), writer.ints(1)], { keepdims: 0 });
}

/** As Chinese-CLIP's own exporter writes it: `text`, one sentence of 52 tokens, filled up with zeros. */
export function textModel(): Uint8Array {
  const writer = new OnnxWriter('text');
  const text = writer.input('text', 'int64', [1, CONTEXT]);
  const mask = writer.op('Greater', [text, writer.int64(0)]);
  writer.output('unnorm_text_features', textFeatures(writer, text, mask), 'float32', [1, 512]);
  return writer.toBytes();
}

/** As Hugging Face's exporters write it: ids, mask and types, any number of sentences and tokens. */
export function textModelWithMask(): Uint8Array {
  const writer = new OnnxWriter('text');
  const sizes = ['batch_size', 'sequence_length'];
  const ids = writer.input('input_ids', 'int64', sizes);
  const mask = writer.input('attention_mask', 'int64', sizes);
  const types = writer.input('token_type_ids', 'int64', sizes);
  // Types must be zeros: anything else would show.
  const shifted = writer.op('Add', [ids, types]);
  writer.output('text_embeds', textFeatures(writer, shifted, mask), 'float32', ['batch_size', 512]);
  return writer.toBytes();
}

/** As docs/encoders.md exports ImageBind: `audio` to `embedding`. */
export function audioModel(): Uint8Array {
  const writer = new OnnxWriter('audio');
  const audio = writer.input('audio', 'float32', ['clips', 1, BANDS, FRAMES]);
  const mean = writer.op('ReduceMean', [audio, writer.ints(3)], { keepdims: 0 });
  const flat = writer.op('Reshape', [mean, writer.ints(-1, BANDS)]);
  const features = writer.op('MatMul', [flat, writer.floats(audioWeights, [BANDS, 1024])]);
  writer.output('embedding', features, 'float32', ['clips', 1024]);
  return writer.toBytes();
}

const times = (values: Float64Array, weights: Float32Array, width: number): Float64Array =>
  Float64Array.from({ length: width }, (_, column) =>
    values.reduce((sum, value, row) => sum + value * weights[row * width + column]!, 0),
  );
const unit = (values: Float64Array): Float64Array => {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
};

/** What the image model makes of a picture of 224×224. */
export function expectedPicture(data: Uint8Array): Float64Array {
  const pooled = new Float64Array(3 * CELLS);
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const value = data[(y * SIDE + x) * 3 + channel]! / 255;
        const cell = Math.floor(y / PATCH) * (SIDE / PATCH) + Math.floor(x / PATCH);
        pooled[channel * CELLS + cell]! +=
          (value - preprocessor.image_mean[channel]!) / preprocessor.image_std[channel]! / PATCH ** 2;
      }
  return unit(times(pooled, imageWeights, 512));
}

/** What the text models make of these tokens, [CLS] and [SEP] included. */
export function expectedText(words: readonly string[]): Float64Array {
  const sum = new Float64Array(512);
  for (const word of words)
    for (let at = 0; at < 512; at += 1) sum[at]! += textTable[WORDS.indexOf(word) * 512 + at]!;
  return unit(sum);
}

/** What the audio model makes of clips as the network takes them, [128, 204] each. */
export function expectedSound(clips: readonly Float32Array[]): Float64Array {
  const means = new Float64Array(BANDS);
  for (const clip of clips)
    for (let band = 0; band < BANDS; band += 1)
      for (let frame = 0; frame < FRAMES; frame += 1)
        means[band]! += clip[band * FRAMES + frame]! / FRAMES / clips.length;
  return times(means, audioWeights, 1024);
}

/** The names of a package's encoders. */
export const NAMES = { frame: 'tiny-clip', text: 'tiny-clip', audio: 'tiny-bind' } as const;

export const ENTRIES = {
  frame: {
    kind: 'clip-image',
    name: NAMES.frame,
    width: 512,
    model: 'image.onnx',
    preprocessor: 'preprocessor_config.json',
    normalize: true,
  },
  text: {
    kind: 'clip-bert-text',
    name: NAMES.text,
    width: 512,
    model: 'text.onnx',
    tokenizer: 'tokenizer.json',
    contextLength: CONTEXT,
    normalize: true,
  },
  audio: {
    kind: 'imagebind-audio',
    name: NAMES.audio,
    width: 1024,
    model: 'audio.onnx',
    melBins: BANDS,
    targetLength: FRAMES,
    clipDuration: 2,
    clips: 3,
    clipIntervals: 2,
    mean: -4.268,
    std: 9.138,
  },
} as const satisfies EncoderManifest['encoders'];

/** Everything that a package holds but its manifest. */
export const packageFiles = (): Record<string, Uint8Array> => ({
  'image.onnx': imageModel(),
  'text.onnx': textModel(),
  'audio.onnx': audioModel(),
  'tokenizer.json': Buffer.from(JSON.stringify(tokenizer)),
  'preprocessor_config.json': Buffer.from(JSON.stringify(preprocessor)),
});

/** The manifest of such files. */
export const manifestOf = (
  files: Readonly<Record<string, Uint8Array>>,
  encoders: EncoderManifest['encoders'] = ENTRIES,
): EncoderManifest => ({
  version: 1,
  title: 'tiny encoders',
  licence: 'MIT',
  encoders,
  files: Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [
      name,
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]),
  ),
});

/** Writes a package as somebody would who makes one by hand. */
export async function writePackage(
  folder: string,
  files: Readonly<Record<string, Uint8Array>> = packageFiles(),
  encoders?: EncoderManifest['encoders'],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifestOf(files, encoders), null, 2));
}
