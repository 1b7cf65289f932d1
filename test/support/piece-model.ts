/** SentencePiece model files for tests: the protobuf that its trainer writes, as far as it is read. */

/** A piece: text, score, and its kind where it is no ordinary one (2 unknown, 3 control). */
export type TinyPiece = readonly [text: string, score: number, kind?: number];

/** The fields of a message, one after the other; texts and bytes with their length, numbers as varints below 128. */
const field = (number: number, value: Uint8Array | number | { readonly float: number }): Buffer => {
  if (typeof value === 'number') return Buffer.from([number << 3, value]);
  if ('float' in value) {
    const bytes = Buffer.alloc(5);
    bytes[0] = (number << 3) | 5;
    bytes.writeFloatLE(value.float, 1);
    return bytes;
  }
  const length: number[] = [];
  let rest = value.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length, rest]), value]);
};

/** The file; `replaced`: what the normaliser puts in the place of a text. */
export function pieceModel(
  pieces: readonly TinyPiece[],
  replaced: Readonly<Record<string, string>> = {},
): Buffer {
  const messages = pieces.map(([text, score, kind]) => {
    const fields = [field(1, Buffer.from(text)), field(2, { float: score })];
    return field(1, Buffer.concat(kind === undefined ? fields : [...fields, field(3, kind)]));
  });
  const trainer = field(2, field(4, 8));
  const normalizer = field(3, field(2, charsmap(replaced)));
  return Buffer.concat([...messages, trainer, normalizer]);
}

interface Node {
  readonly children: Map<number, Node>;
  value?: number;
}

/** A double-array trie with a block of 256 units a node, the value in the block's first one, then the texts. */
function charsmap(replaced: Readonly<Record<string, string>>): Buffer {
  const root: Node = { children: new Map() };
  let texts = Buffer.alloc(0);
  for (const [from, to] of Object.entries(replaced)) {
    let node = root;
    for (const byte of Buffer.from(from)) {
      const next: Node = node.children.get(byte) ?? { children: new Map() };
      node.children.set(byte, next);
      node = next;
    }
    node.value = texts.length;
    texts = Buffer.concat([texts, Buffer.from(`${to}\0`)]);
  }
  const units: number[] = [];
  let blocks = 0;
  /** Fills a block and returns where it begins. */
  const place = (node: Node): number => {
    const start = 256 * ++blocks;
    if (node.value !== undefined) units[start] = 0x80000000 + node.value;
    for (const [byte, child] of node.children) {
      const at = start ^ byte;
      units[at] = (((at ^ place(child)) << 10) | (child.value === undefined ? 0 : 0x100) | byte) >>> 0;
    }
    return start;
  };
  units[0] = place(root) << 10;
  const size = 256 * (blocks + 1);
  const file = Buffer.alloc(4 + 4 * size);
  file.writeUInt32LE(4 * size, 0);
  // A unit that is not used has a byte that no walk comes with.
  for (let i = 0; i < size; i += 1) file.writeUInt32LE(units[i] ?? 0x80000000, 4 + 4 * i);
  return Buffer.concat([file, texts]);
}
