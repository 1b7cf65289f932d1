/** Universal Sentence Encoder multilingual in plain loops, and a tiny one: what the ONNX graph must agree with. */
import {
  BRANCHES,
  museShapes,
  type MuseParameters,
  type MuseSizes,
} from '../../models/encoders/muse/weights.ts';
import { seeded } from './encoders.ts';

/** As the published one, but for its sizes. */
export const TINY_MUSE: MuseSizes = { blocks: 3, rows: 4, width: 6, branch: 4, narrow: 5 };

/** Fixed values for every parameter; norms scale by about 1. */
export function tinyMuse(sizes: MuseSizes = TINY_MUSE): MuseParameters {
  const random = seeded(5);
  const values = new Map<string, Float32Array>();
  for (const [name, shape] of museShapes(sizes)) {
    const length = shape.reduce((product, size) => product * size, 1);
    const around = name.startsWith('ln_g') ? 1 : 0;
    values.set(
      name,
      Float32Array.from({ length }, () => around + random() - 0.5),
    );
  }
  values.set(
    'scale',
    Float32Array.from({ length: sizes.blocks }, (_, block) => 0.004 * (block + 1)),
  );
  values.set('eps', Float32Array.of(1e-6));
  const table = Uint8Array.from({ length: sizes.rows * sizes.blocks * sizes.width }, () => 256 * random());
  return { sizes, table, values };
}

type Row = readonly number[];

/** The vector of one sentence of pieces. */
export function plainMuse({ sizes, table, values }: MuseParameters, tokens: readonly number[]): number[] {
  const { blocks, width, branch } = sizes;
  const own = (name: string): Float32Array => values.get(name)!;
  const times = (row: Row, kernel: string, columns: number): number[] =>
    Array.from({ length: columns }, (_, j) =>
      row.reduce((sum, value, i) => sum + value * own(kernel)[i * columns + j]!, 0),
    );
  const plus = (a: Row, b: ArrayLike<number>): number[] => a.map((value, i) => value + b[i]!);
  const relu = (row: Row): number[] => row.map((value) => Math.max(value, 0));
  const norm = (row: Row, scale: ArrayLike<number>, bias: ArrayLike<number>): number[] => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    const spread = Math.sqrt(variance + own('eps')[0]!);
    return row.map((value, i) => ((value - mean) / spread) * scale[i]! + bias[i]!);
  };

  const embedded = tokens.map((piece) =>
    Array.from(
      table.subarray(piece * width, (piece + 1) * width),
      (step) => step * own('scale')[piece % blocks]! + own('lo')[piece % blocks]!,
    ),
  );
  const joined = (name: string): number[] => BRANCHES.flatMap(({ tokens: n }) => [...own(`${name}${n}`)]);
  const projected = embedded.map((row) =>
    norm(
      BRANCHES.flatMap(({ tokens: n }) => plus(times(row, `proj${n}`, branch), own(`proj_b${n}`))),
      joined('ln_g'),
      joined('ln_b'),
    ),
  );
  const branches = BRANCHES.map(({ tokens: n, before }, at) => {
    const layer = (rows: readonly Row[], name: number): number[][] =>
      rows.map((row, t) => {
        const around = Array.from({ length: n }, (_, slot) => rows[t - before + slot] ?? row.map(() => 0));
        const sum = plus(times(around.flat(), `w${name}_${n}`, branch), own(`b${name}_${n}`));
        return plus(relu(sum), row);
      });
    const input = projected.map((row) => row.slice(at * branch, (at + 1) * branch));
    return layer(layer(input, 1), 2);
  });
  const sum = embedded
    .map((row, t) => norm([...row, ...branches.flatMap((rows) => rows[t]!)], own('ln_g'), own('ln_b')))
    .reduce((a, b) => plus(a, b));
  const root = Math.sqrt(tokens.length);
  const mean = times(sum, 'cnn_W', width).map((value, i) => value / root + root * own('cnn_b')[i]!);
  const first = relu(times(mean, 'd0', sizes.narrow));
  const second = relu(plus(times(mean, 'p1', sizes.narrow), times(first, 'd1', sizes.narrow)));
  const third = relu(times(second, 'd2', width));
  const squashed = plus(times(second, 'p3', width), times(third, 'd3', width)).map(Math.tanh);
  const length = Math.hypot(...squashed);
  return squashed.map((value) => value / length);
}
