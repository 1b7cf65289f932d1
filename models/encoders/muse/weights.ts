/** The parameters of Universal Sentence Encoder multilingual, from the archive that is pulled. */
import { DataError } from '../../training/data-error.ts';
import { readNpz } from './npz.ts';

/** Sizes of the network; tests make smaller ones. */
export interface MuseSizes {
  /** Blocks of the table of pieces: piece p is row ⌊p / blocks⌋ of block p mod blocks. */
  readonly blocks: number;
  /** Rows of each block. */
  readonly rows: number;
  /** Values of a piece and of a sentence. */
  readonly width: number;
  /** Values that each of the three branches gives a token. */
  readonly branch: number;
  /** Values of the narrow layers at the end. */
  readonly narrow: number;
}

/** The published network. */
const MUSE_SIZES: MuseSizes = { blocks: 17, rows: 7530, width: 512, branch: 256, narrow: 320 };

/** What each branch sees of a sentence: so many tokens in a row, of them so many before its own. */
export const BRANCHES = [
  { tokens: 2, before: 0 },
  { tokens: 3, before: 1 },
  { tokens: 5, before: 2 },
] as const;

/**
 * All weights of the network, its table of pieces still in 8 bits: a value is `scale` · step + `lo` of its
 * block.
 */
export interface MuseParameters {
  readonly sizes: MuseSizes;
  /** [rows · blocks, width] in order of pieces, each value an 8-bit step of its block's scale. */
  readonly table: Uint8Array;
  /** By the archive's names, row-major; `scale` and `lo` (offset) have a value a block. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** The float parameters' names and shapes. */
export function museShapes({ blocks, width, branch, narrow }: MuseSizes): Map<string, readonly number[]> {
  const joined = width + BRANCHES.length * branch;
  const shapes: [string, readonly number[]][] = BRANCHES.flatMap(({ tokens: n }) => [
    [`proj${n}`, [width, branch]],
    [`proj_b${n}`, [branch]],
    [`ln_g${n}`, [branch]],
    [`ln_b${n}`, [branch]],
    [`w1_${n}`, [n * branch, branch]],
    [`b1_${n}`, [branch]],
    [`w2_${n}`, [n * branch, branch]],
    [`b2_${n}`, [branch]],
  ]);
  return new Map([
    ['scale', [blocks]],
    ['lo', [blocks]],
    ...shapes,
    ['ln_g', [joined]],
    ['ln_b', [joined]],
    ['cnn_W', [joined, width]],
    ['cnn_b', [width]],
    ['d0', [width, narrow]],
    ['d1', [narrow, narrow]],
    ['p1', [width, narrow]],
    ['d2', [narrow, width]],
    ['p3', [narrow, width]],
    ['d3', [width, width]],
    ['eps', []],
  ]);
}

/** Reads the archive. Rejects with a `DataError` that names the missing or misshapen array. */
export async function readMuse(file: string, sizes: MuseSizes = MUSE_SIZES): Promise<MuseParameters> {
  const { blocks, rows, width } = sizes;
  const shapes = museShapes(sizes);
  const table = new Uint8Array(rows * blocks * width);
  const values = new Map<string, Float32Array>();
  const found = new Set<number>();
  const check = (name: string, shape: readonly number[], wanted: readonly number[], fits: boolean): void => {
    if (!fits || shape.join() !== wanted.join())
      throw new DataError(
        'muse-weights',
        `${file} has ${name} as [${shape.join(', ')}] instead of [${wanted.join(', ')}]`,
        'Get the weights again with `momentfx models pull muse`',
      );
  };
  for await (const [name, { dtype, shape, bytes }] of readNpz(file)) {
    const block = Number(/^q(\d+)$/.exec(name)?.[1]) - 1;
    const wanted = shapes.get(name);
    if (block >= 0 && block < blocks) {
      check(name, shape, [rows, width], dtype === '|u1');
      for (let row = 0; row < rows; row += 1)
        table.set(bytes.subarray(row * width, (row + 1) * width), (row * blocks + block) * width);
      found.add(block);
    } else if (wanted !== undefined) {
      check(name, shape, wanted, dtype === '<f4' || dtype === '<f8');
      values.set(name, floatsOf(bytes, dtype));
    }
  }
  const missing = [
    ...Array.from({ length: blocks }, (_, block) => (found.has(block) ? [] : [`q${block + 1}`])).flat(),
    ...[...shapes.keys()].filter((name) => !values.has(name)),
  ];
  if (missing.length > 0)
    throw new DataError(
      'muse-weights',
      `${file} lacks ${missing.join(', ')}`,
      'Get the weights again with `momentfx models pull muse`',
    );
  return { sizes, table, values };
}

/** A copy, because a view of floats must start on a multiple of their size. */
function floatsOf(bytes: Uint8Array, dtype: string): Float32Array {
  const { buffer } = Uint8Array.from(bytes);
  return dtype === '<f4' ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer));
}
