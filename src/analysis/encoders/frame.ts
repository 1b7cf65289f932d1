/** Pictures to vectors. */
import { Tensor } from 'onnxruntime-node';
import { PICTURE_SIZE } from '../picture.ts';
import type { Picture } from '../picture.ts';
import type { Encoder } from './encoder.ts';
import { EncoderInputError } from './encoder.ts';
import type { EncoderFolder, FrameEntry } from './manifest.ts';
import { openSession, rows } from './session.ts';

const BYTES = PICTURE_SIZE * PICTURE_SIZE * 3;
/** Bounds the memory of a call: a picture takes about 1 MB inside the graph. */
const MAX_ROWS = 16;

/** Opens the encoder. It takes pictures of `PICTURE_SIZE` squared; vectors have 512 values of unit length. */
export async function openFrameEncoder(
  folder: EncoderFolder,
  entry: FrameEntry,
  threads: number,
): Promise<Encoder<Picture>> {
  const session = await openSession(entry.name, await folder.read(entry.model), threads);
  return {
    name: entry.name,
    width: entry.width,
    async embed(pictures) {
      for (const picture of pictures) check(entry.name, picture);
      const answers: Float32Array[] = [];
      for (let first = 0; first < pictures.length; first += MAX_ROWS) {
        const batch = pictures.slice(first, first + MAX_ROWS);
        const pixels = new Uint8Array(batch.length * BYTES);
        batch.forEach(({ data }, row) => pixels.set(data, row * BYTES));
        const shape = [batch.length, PICTURE_SIZE, PICTURE_SIZE, 3];
        const input = new Tensor('uint8', pixels, shape);
        answers.push(...rows(await session.run({ pictures: input }, 'embedding'), entry.width));
      }
      return answers;
    },
    release: () => session.release(),
  };
}

function check(name: string, { width, height, data }: Picture): void {
  if (width === PICTURE_SIZE && height === PICTURE_SIZE && data.length === BYTES) return;
  throw new EncoderInputError(
    name,
    `a picture of ${width}×${height} with ${data.length} bytes`,
    `Scale pictures to ${PICTURE_SIZE}×${PICTURE_SIZE}, RGB, ${BYTES} bytes.`,
  );
}
