/** Pictures and sentences as Chinese-CLIP's own code prepares them, and models that do not fit. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openBertTokenizer } from '../../../src/analysis/encoders/bert-tokens.ts';
import { pixelValues, preprocessorSchema } from '../../../src/analysis/encoders/chinese-clip/pixels.ts';
import { EncoderFilesError } from '../../../src/analysis/encoders/encoder.ts';
import { openEncoders } from '../../../src/analysis/encoders/index.ts';
import {
  CONTEXT,
  ENTRIES,
  expectedText,
  imageModel,
  packageFiles,
  preprocessor,
  textModelWithMask,
  tokenizer,
  writePackage,
} from '../../support/paper-encoders.ts';
import { patternPicture, pictureFixture, textFixture } from '../../support/paper-fixture.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('chinese-clip');

test('pixels are those of the reference', () => {
  const data = patternPicture(224, 224);
  const values = pixelValues({ width: 224, height: 224, data }, preprocessorSchema.parse(preprocessor));
  const { step, pixels } = pictureFixture;
  const got: number[] = [];
  for (let channel = 0; channel < 3; channel += 1)
    for (let y = 0; y < 224; y += step)
      for (let x = 0; x < 224; x += step) got.push(values[(channel * 224 + y) * 224 + x]!);
  assert.is(got.length, pixels.length);
  for (const [at, value] of got.entries()) assert.ok(Math.abs(value - pixels[at]!) < 2e-6, `value ${at}`);
});

test('tokens are those of the reference', async () => {
  const own = { ...tokenizer.model, vocab: textFixture.vocabulary };
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const added = special.map((content) => ({ id: own.vocab[content], content, special: true }));
  const file = JSON.stringify({ ...tokenizer, added_tokens: added, model: own });
  const read = () => Promise.resolve(Buffer.from(file));
  const encode = await openBertTokenizer({ path: 'nowhere', read }, 'tokenizer.json', CONTEXT);
  for (const { text, ids } of textFixture.texts) assert.equal(encode(text), ids, JSON.stringify(text));
});

test("a text model of other exporters gets ids, mask and types, at the text's own length", async () => {
  const own = join(folder, 'masked');
  await writePackage(own, { ...packageFiles(), 'text.onnx': textModelWithMask() });
  const encoders = await openEncoders(own, { threads: 1 });
  try {
    for (const [text, words] of [
      ['你好！', ['[CLS]', '你', '好', '[UNK]', '[SEP]']],
      ['', ['[CLS]', '[SEP]']],
      ['a '.repeat(80), ['[CLS]', ...Array<string>(CONTEXT - 2).fill('a'), '[SEP]']],
    ] as const) {
      const [vector] = await encoders.text.embed([text]);
      const expected = expectedText(words);
      for (const [at, value] of vector!.entries())
        assert.ok(Math.abs(value - expected[at]!) < 1e-5, `${text}: value ${at}`);
    }
  } finally {
    await encoders.release();
  }
});

async function refused(files: Record<string, Uint8Array>, pattern: RegExp, entries = ENTRIES): Promise<void> {
  const own = join(folder, 'refused');
  await writePackage(own, { ...packageFiles(), ...files }, entries);
  const error = await rejects(openEncoders(own, { threads: 1 }), pattern);
  assert.instance(error, EncoderFilesError);
  await rm(own, { recursive: true });
}

test('models and settings that do not fit are told when they are opened', async () => {
  const json = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
  await refused({ 'text.onnx': imageModel() }, /text\.onnx takes image: float32 .*not the ids of 52 tokens/);
  await refused(
    { 'audio.onnx': imageModel() },
    /audio\.onnx takes image: .*not one float32 \[1, 1, 128, 204\]/,
  );
  // As the image tower of a CLIP of another size.
  await refused({ 'image.onnx': imageModel(768) }, /image\.onnx gives vectors of 768 values, not of 512/);
  await refused({ 'image.onnx': Buffer.from('none') }, /image\.onnx is no model that ONNX Runtime loads/);
  // CLIP's own processor crops; others take larger pictures.
  const cropped = { ...preprocessor, do_center_crop: true };
  await refused({ 'preprocessor_config.json': json(cropped) }, /preprocessor_config\.json .*do_center_crop/);
  const larger = { ...preprocessor, size: { height: 336, width: 336 } };
  await refused({ 'preprocessor_config.json': json(larger) }, /preprocessor_config\.json .*size/);
  const short = { ...ENTRIES, text: { ...ENTRIES.text, contextLength: 64 } } as unknown as typeof ENTRIES;
  await refused({}, /text\.onnx takes text: int64 \[1, 52\], not the ids of 64 tokens/, short);
});

test.run();
