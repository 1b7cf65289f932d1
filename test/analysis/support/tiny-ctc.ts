/**
 * A speech model of the shape of NeMo's CTC models, small enough to be written in a test. It knows four sounds: the
 * band in which a frame is loudest says which word is heard, silence is the blank.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;

const MELS = 80;
const BANDS = 4;
/** Log mel energy above which a band sounds; that of silence is about −15. */
const SOUNDS = -4;

const integers = (name: string, values: readonly number[]) => ({
  name,
  dims: [values.length],
  dataType: DataType.INT64,
  int64Data: [...values],
});
const list = (name: string, ...ints: number[]) => ({
  name,
  type: onnx.AttributeProto.AttributeType.INTS,
  ints,
});
const value = (name: string, elemType: number, dims: readonly (number | string)[]) => ({
  name,
  type: {
    tensorType: {
      elemType,
      shape: { dim: dims.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dim })) },
    },
  },
});

/** Scores of a frame: for each word the highest log energy in its band less SOUNDS, for the blank 0. */
export function tinyCtc(metadata: Readonly<Record<string, string>>): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 14 }],
    metadataProps: Object.entries(metadata).map(([key, text]) => ({ key, value: text })),
    graph: {
      name: 'tiny',
      node: [
        {
          opType: 'Transpose',
          input: ['audio_signal'],
          output: ['frames'],
          attribute: [list('perm', 0, 2, 1)],
        },
        { opType: 'Reshape', input: ['frames', 'bands'], output: ['split'] },
        {
          opType: 'ReduceMax',
          input: ['split'],
          output: ['loudest'],
          attribute: [
            list('axes', 3),
            { name: 'keepdims', type: onnx.AttributeProto.AttributeType.INT, i: 0 },
          ],
        },
        { opType: 'Sub', input: ['loudest', 'sounds'], output: ['words'] },
        { opType: 'Pad', input: ['words', 'blank'], output: ['scores'] },
        {
          opType: 'LogSoftmax',
          input: ['scores'],
          output: ['logprobs'],
          attribute: [{ name: 'axis', type: onnx.AttributeProto.AttributeType.INT, i: -1 }],
        },
      ],
      initializer: [
        integers('bands', [0, 0, BANDS, MELS / BANDS]),
        integers('blank', [0, 0, 0, 0, 0, 1]),
        { name: 'sounds', dims: [], dataType: DataType.FLOAT, floatData: [SOUNDS] },
      ],
      input: [
        value('audio_signal', DataType.FLOAT, ['N', MELS, 'T']),
        value('length', DataType.INT64, ['N']),
      ],
      output: [value('logprobs', DataType.FLOAT, ['N', 'T', BANDS + 1])],
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

export interface TinyFolder {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** A model folder that knows these words, one for each quarter of the mel scale. */
export async function makeTinyFolder(words: readonly [string, string, string, string]): Promise<TinyFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-asr-'));
  await writeFile(
    join(folder, 'model.onnx'),
    tinyCtc({
      model_type: 'EncDecCTCModelBPE',
      vocab_size: String(BANDS),
      subsampling_factor: '1',
      normalize_type: '',
    }),
  );
  await writeFile(
    join(folder, 'tokens.txt'),
    [...words, '<blk>'].map((word, index) => `${word} ${index}\n`).join(''),
  );
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
