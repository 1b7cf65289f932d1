/** Pictures to vectors by an image tower of CLIP: ViT-B/16 or B/32 of Chinese-CLIP, as its own exporter or another one writes it. */
import { PICTURE_SIZE, type Picture } from '../../../core/formats.ts';
import { Tensor } from '../../onnxruntime.ts';
import type { Encoder } from '../encoder.ts';
import { floatInput, openForeignModel, vectorOf } from '../foreign-model.ts';
import { checkPicture } from '../frame.ts';
import { parseEncoderFile, type EncoderFolder, type FrameEntry } from '../manifest.ts';
import { pixelValues, preprocessorSchema } from './pixels.ts';

const SIZES = [1, 3, PICTURE_SIZE, PICTURE_SIZE] as const;

/**
 * Opens the encoder. Its model takes one float32 [n, 3, 224, 224] and gives one float32 [n, 512]. It takes pictures of
 * `PICTURE_SIZE` squared; vectors are of unit length where the entry says `normalize`.
 */
export async function openClipImageEncoder(
  folder: Pick<EncoderFolder, 'path' | 'read'>,
  entry: Extract<FrameEntry, { kind: 'clip-image' }>,
  threads: number,
): Promise<Encoder<Picture>> {
  const { name, width, model, normalize } = entry;
  const text = (await folder.read(entry.preprocessor)).toString();
  const preprocessor = parseEncoderFile(folder.path, entry.preprocessor, text, preprocessorSchema);
  return openForeignModel({ folder, name, model, threads, width }, (opened) => {
    const input = floatInput(opened, { folder, model }, SIZES);
    const { session, output } = opened;
    return {
      name,
      width,
      async embed(pictures) {
        for (const picture of pictures) checkPicture(name, picture);
        const vectors: Float32Array[] = [];
        // One a call: a vector can't depend on other pictures, and the process can say in between that it lives.
        for (const picture of pictures) {
          const values = new Tensor('float32', pixelValues(picture, preprocessor), SIZES);
          vectors.push(vectorOf(await session.run({ [input]: values }, output), width, normalize));
        }
        return vectors;
      },
      release: () => session.release(),
    };
  });
}
