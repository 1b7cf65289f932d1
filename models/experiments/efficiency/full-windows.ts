/** Windows without padding: the most work that a shape can bring. */
import { FEATURE_WIDTH, type PackItem, type PackShape } from '../../../src/analysis/pack.ts';
import { Random } from '../../training/random.ts';

/** `size` random windows that fill a shape to its last place, the blanks left out as packing adds them. */
export function fullWindows(size: number, shape: PackShape, seed = 1): PackItem[] {
  const random = new Random(seed);
  const vector = (): Float32Array => Float32Array.from({ length: FEATURE_WIDTH }, () => random.next() - 0.5);
  const texts = (count: number) =>
    Array.from({ length: count }, () => {
      const start = random.below(shape.frames);
      const end = start + random.below(shape.frames - start);
      return { embedding: vector(), start, end };
    });
  return Array.from({ length: size }, () => ({
    frames: Array.from({ length: shape.frames }, vector),
    tts: texts(shape.tts - 1),
    asr: texts(shape.asr - 1),
  }));
}

/** What closes the text streams of such windows. */
export const anyBlank = (): Float32Array => new Float32Array(FEATURE_WIDTH).fill(0.01);
