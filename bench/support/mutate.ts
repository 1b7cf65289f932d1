/** Damage to files, the same for the same random numbers. */

/** Gives a whole number from 0 up to, but not including, `below`. */
export type Below = (below: number) => number;

interface Mutation {
  readonly name: string;
  readonly change: (bytes: Buffer, below: Below) => Buffer;
}

/** A piece anywhere, up to a third of the whole; most are small. */
function piece(bytes: Buffer, below: Below): readonly [from: number, to: number] {
  const most = below(3) === 0 ? Math.ceil(bytes.length / 3) : Math.min(bytes.length, 2_000);
  const from = below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + below(most))];
}

const BINARY: readonly Mutation[] = [
  {
    name: 'flip',
    change(bytes, below) {
      const out = Buffer.from(bytes);
      // Half of them near the beginning, where headers are.
      for (let flips = 1 + below(40); flips > 0; flips -= 1) {
        const at = below(below(2) === 0 ? Math.min(out.length, 4_096) : out.length);
        out[at] = (out[at] ?? 0) ^ (1 << below(8));
      }
      return out;
    },
  },
  {
    name: 'cut',
    change(bytes, below) {
      const [from, to] = piece(bytes, below);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    },
  },
  { name: 'end', change: (bytes, below) => bytes.subarray(0, 1 + below(bytes.length)) },
  {
    name: 'double',
    change(bytes, below) {
      const [from, to] = piece(bytes, below);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    },
  },
  {
    name: 'swap',
    change(bytes, below) {
      const [a, b] = [piece(bytes, below), piece(bytes, below)].sort(([x], [y]) => x - y);
      if (a === undefined || b === undefined || a[1] > b[0]) return Buffer.from(bytes).reverse();
      const part = ([from, to]: readonly [number, number]): Buffer => bytes.subarray(from, to);
      return Buffer.concat([
        bytes.subarray(0, a[0]),
        part(b),
        part([a[1], b[0]]),
        part(a),
        bytes.subarray(b[1]),
      ]);
    },
  },
  {
    name: 'overwrite',
    change(bytes, below) {
      const out = Buffer.from(bytes);
      const [from, to] = piece(bytes, below);
      const value = [0, 0xff, 0x47, below(256)][below(4)];
      return out.fill(value ?? 0, from, to);
    },
  },
];

/** Numbers and signs that a reader of text may trip over. */
const ODD = [
  '-1',
  '0',
  '1e308',
  '99999999999999999999',
  'NaN',
  'null',
  '""',
  '[]',
  '{}',
  '\u0000',
  '\ufeff',
  '-->',
  '9'.repeat(4_000),
];

const TEXT: readonly Mutation[] = [
  {
    name: 'number',
    change(bytes, below) {
      const text = bytes.toString('latin1');
      const numbers = [...text.matchAll(/\d+(\.\d+)?/g)];
      const hit = numbers[below(numbers.length)];
      if (hit === undefined) return bytes;
      const odd = ODD[below(ODD.length)] ?? '';
      return Buffer.from(text.slice(0, hit.index) + odd + text.slice(hit.index + hit[0].length), 'latin1');
    },
  },
  {
    name: 'lines',
    change(bytes, below) {
      const lines = bytes.toString('latin1').split('\n');
      const [line] = lines.splice(below(lines.length), 1);
      if (below(2) === 0) lines.splice(below(lines.length + 1), 0, line ?? '', line ?? '');
      return Buffer.from(lines.join('\n'), 'latin1');
    },
  },
];

/** One to three mutations one after the other; `text` adds those that know numbers and lines. */
export function mutate(
  bytes: Buffer,
  below: Below,
  { text }: { readonly text: boolean },
): { readonly bytes: Buffer; readonly names: readonly string[] } {
  const choices = text ? [...BINARY, ...TEXT, ...TEXT] : BINARY;
  const names: string[] = [];
  let out = bytes;
  for (let count = 1 + below(3); count > 0; count -= 1) {
    const mutation = choices[below(choices.length)];
    if (mutation === undefined || out.length === 0) continue;
    names.push(mutation.name);
    out = mutation.change(out, below);
  }
  return { bytes: out, names };
}
