import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SPEECH_RATE } from '../../../src/core/formats.ts';
import { Listener } from '../../../src/analysis/speech/listener.ts';
import type { ListenerEvent } from '../../../src/analysis/speech/recognition.ts';
import type { SherpaError } from '../../../src/analysis/speech/sherpa/errors.ts';
import { readSherpaFolder } from '../../../src/analysis/speech/sherpa/folder.ts';
import { readOnnxMetadata } from '../../../src/analysis/speech/sherpa/metadata.ts';
import { openSherpa } from '../../../src/analysis/speech/sherpa/sherpa.ts';
import { rejects } from '../../support/within.ts';
import { feed, loudIsVoice } from '../support/scripted.ts';
import { join16k, silence } from '../support/speech.ts';
import { makeTinyFolder, tinyCtc } from '../support/tiny-ctc.ts';

const tone = (hertz: number, seconds: number): Float32Array =>
  silence(seconds).map((_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / SPEECH_RATE));
/** The tones of the tiny model's four words, each followed by a short pause. */
const word = (index: 0 | 1 | 2 | 3): Float32Array =>
  join16k([tone([300, 1_200, 2_500, 5_000][index] ?? 0, 0.3), silence(0.1)]);

/** A folder with these files: what they hold, or the metadata of a model. */
async function withFolder(
  name: string,
  files: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'momentfx-sherpa-'));
  const made = await mkdtemp(join(parent, 'made-'));
  const folder = join(parent, name);
  await rename(made, folder);
  for (const [file, content] of Object.entries(files))
    await writeFile(join(folder, file), typeof content === 'string' ? content : tinyCtc(content));
  try {
    await use(folder);
  } finally {
    await rm(parent, { recursive: true });
  }
}

test('a model folder is recognised by its files, and speech comes out in words', async () => {
  const { folder, remove } = await makeTinyFolder(['▁Good', '▁red', '▁lamp.', '▁Look']);
  const recogniser = await openSherpa(folder);
  try {
    const heard = await recogniser.transcribe(join16k([silence(0.2), word(3), word(0), word(1), word(2)]));
    assert.equal(heard, { text: 'Look Good red lamp.', tokens: 4, confidence: 0, ended: 'end' });
    assert.is((await recogniser.transcribe(silence(1))).text, '');
    assert.is((await recogniser.transcribe(silence(0.01))).text, '');
    assert.match(recogniser.name, /^sherpa-onnx /);
  } finally {
    await recogniser.release();
    await remove();
  }
  await rejects(recogniser.transcribe(silence(1)), /after release/);
});

test('Chinese sentences come out of a stream, split at their own marks', async () => {
  const { folder, remove } = await makeTinyFolder(['这款灯', '非常', '好看。', '你们喜欢吗？']);
  const recogniser = await openSherpa(folder);
  const events: ListenerEvent[] = [];
  const listener = new Listener({
    voice: loudIsVoice(),
    recogniser,
    emit: (event) => events.push(event),
  });
  try {
    const first = [0, 1, 2] as const;
    await feed(
      listener,
      join16k([silence(0.5), ...first.map(word), silence(0.3), word(3), word(0), word(3), silence(1)]),
    );
  } finally {
    await recogniser.release();
    await remove();
  }
  const texts = events.flatMap((event) => (event.type === 'sentence' ? [event.sentence.text] : []));
  assert.equal(texts, ['这款灯非常好看。', '你们喜欢吗？这款灯你们喜欢吗？']);
});

test('kinds of models are told apart by their metadata, or else by their names', async () => {
  const kindOf = async (name: string, files: Parameters<typeof withFolder>[1]): Promise<string> => {
    let kind = '';
    await withFolder(name, { 'tokens.txt': '', ...files }, async (folder) => {
      kind = (await readSherpaFolder(folder)).kind;
    });
    return kind;
  };
  assert.is(await kindOf('x', { 'model.onnx': { model_type: 'paraformer' } }), 'paraformer');
  assert.is(await kindOf('x', { 'model.int8.onnx': { model_type: 'sense_voice_ctc' } }), 'senseVoice');
  assert.is(await kindOf('x', { 'model.onnx': { model_type: 'zipformer2_ctc' } }), 'zipformerCtc');
  assert.is(await kindOf('sherpa-onnx-paraformer-zh', { 'model.onnx': {} }), 'paraformer');
  const parts = { 'encoder-epoch-99-avg-1.onnx': {}, 'decoder-epoch-99-avg-1.onnx': {} };
  assert.is(await kindOf('x', { ...parts, 'joiner-epoch-99-avg-1.onnx': {} }), 'transducer');
  const whisper = { 'tiny-encoder.onnx': { model_type: 'whisper-tiny' }, 'tiny-decoder.onnx': {} };
  assert.is(await kindOf('x', { ...whisper, 'tiny-tokens.txt': '' }), 'whisper');
});

test('the quantised file is taken where there are two', async () => {
  const files = { 'model.onnx': {}, 'model.int8.onnx': {}, 'tokens.txt': '' };
  await withFolder('nemo-ctc', files, async (folder) => {
    const model = await readSherpaFolder(folder);
    assert.is(model.kind === 'nemoCtc' && model.model, join(folder, 'model.int8.onnx'));
    assert.is(model.tokens, join(folder, 'tokens.txt'));
  });
});

test('what a folder lacks is said', async () => {
  const model = { 'model.onnx': { model_type: 'paraformer' } };
  const encoder = { 'encoder.onnx': {}, 'tokens.txt': '' };
  const cases: [files: Parameters<typeof withFolder>[1], fault: RegExp][] = [
    [{}, /holds no \.onnx file/],
    [model, /holds no tokens\.txt/],
    [encoder, /holds encoder\.onnx but no decoder/],
    [{ ...encoder, 'decoder.onnx': {} }, /no joiner, and is no Whisper/],
    [{ ...encoder, 'decoder.onnx': {}, 'encoder.onnx': { decode_chunk_len: '32' } }, /streaming model/],
    [{ 'tokens.txt': '', 'model.onnx': {} }, /does not say which kind/],
    [{ 'tokens.txt': '', 'model.onnx': { model_type: 'tashkeel' } }, /kind tashkeel, which can't be used/],
    [{ 'tokens.txt': '', 'model.onnx': 'version https://git-lfs' }, /model\.onnx, which is no ONNX file/],
  ];
  for (const [files, fault] of cases)
    await withFolder('plain', files, async (folder) => {
      const error = (await rejects(readSherpaFolder(folder), fault)) as SherpaError;
      assert.ok(error.nextStep.length > 0);
      assert.match(error.message, folder);
    });
  await rejects(readSherpaFolder('/no/such/folder'), /can't be read/);
});

test('metadata is read from behind the weights', async () => {
  await withFolder('x', { 'model.onnx': { one: '1', zwei: 'ü' } }, async (folder) => {
    const pairs = await readOnnxMetadata(join(folder, 'model.onnx'));
    assert.equal(
      [...pairs],
      [
        ['one', '1'],
        ['zwei', 'ü'],
      ],
    );
  });
});

test('a package that is not installed is named with what to do', async () => {
  const { folder, remove } = await makeTinyFolder(['a', 'b', 'c', 'd']);
  try {
    const error = (await rejects(
      openSherpa(folder, { module: 'sherpa-onnx-absent' }),
      /not installed/,
    )) as SherpaError;
    assert.is(error.code, 'speech-engine-missing');
    assert.match(error.nextStep, 'npm install sherpa-onnx-absent');
  } finally {
    await remove();
  }
});

test.run();
