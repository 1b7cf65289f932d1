/** What the reference implementations make of examples that both sides compute by the same formulas; see the fixture's README. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'fixtures', 'paper-encoders');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;

interface PictureFixture {
  readonly step: number;
  /** Of `patternPicture(224, 224)`: each `step`-th value of each row and column, channel by channel. */
  readonly pixels: readonly number[];
  /** A picture of that size, squeezed to 224×224 by Pillow: each `step`-th pixel. */
  readonly resized: { readonly width: number; readonly height: number; readonly values: readonly number[] };
}
interface TextFixture {
  /** Every piece of the published vocabulary that any word of the texts contains. */
  readonly vocabulary: Readonly<Record<string, number>>;
  readonly texts: readonly { readonly text: string; readonly ids: readonly number[] }[];
}
interface SoundFixture {
  readonly cases: readonly {
    readonly seconds: number;
    readonly seed: number;
    readonly clipIntervals: number;
    readonly length: number;
    readonly resampled: { readonly step: number; readonly values: readonly number[] };
    readonly ranges: readonly (readonly [number, number])[];
    readonly clips: {
      readonly bandStep: number;
      readonly frameStep: number;
      readonly values: readonly number[];
    };
  }[];
  readonly silence: number;
  readonly beyond: number;
}

export const pictureFixture = read<PictureFixture>('picture.json');
export const textFixture = read<TextFixture>('text.json');
export const soundFixture = read<SoundFixture>('sound.json');

/** A picture with edges, gradients and all values, RGB24. */
export function patternPicture(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const bars = ((Math.floor(x / 13) + Math.floor(y / 7)) % 2) * 90;
      const red = ((x * 3 + y) % 200) + Math.floor(bars / 2);
      const green = ((Math.floor((x * x) / 97) + y * 2) % 160) + bars;
      const blue = bars === 0 ? 255 - ((x + Math.floor((y * y) / 50)) % 256) : 40;
      data.set([red, green, blue], (y * width + x) * 3);
    }
  return data;
}

/** A tone that rises and dies away, noise and a constant; mono, 48 kHz. */
export function patternSound(seconds: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: Math.round(seconds * 48_000) }, (_, at) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const t = at / 48_000;
    const tone = Math.sin(2 * Math.PI * (200 * t + 300 * t * t)) * Math.exp(-1.5 * t);
    return 0.5 * tone + 0.05 * (state / 2 ** 31 - 0.5) + 0.02;
  });
}
