/**
 * A fixed picture descriptor of 512 values as an ONNX graph: where which brightness and colour lies, where edges run and
 * in which direction, how busy each part is, which hues and tones occur. Nothing is learned. It tells scenes apart (host,
 * close-up, price tag) and hardly moves with noise and exposure.
 *
 * A picture is averaged to 56×56 in luma and two colour differences. Each group of values is centred, scaled to about
 * unit length (less for a flat group, which carries only noise) and weighted; the whole has unit length.
 */
import { FrameDescriptor, votes } from './frame-descriptor.ts';
import { LITE_NAMES } from './names.ts';
import type { Edge } from './onnx-writer.ts';

const PICTURE = 224;
const SMALL = 56;
const STEP = PICTURE / SMALL;
const FLOAT = 1;

/** BT.601, from RGB of 0…1: luma of 0…1 and colour differences of −0.5…0.5. */
const COLOUR = [
  [0.299, 0.587, 0.114],
  [-0.168736, -0.331264, 0.5],
  [0.5, -0.418688, -0.081312],
] as const;

/** Gradients (per pixel of 56, in luma) far below this are camera noise; 0.02 is five 8-bit steps. */
const EDGE_FLOOR = 0.02;
/** Colours closer to grey than this have no hue worth counting. */
const HUE_FLOOR = 0.05;
const ORIENTATIONS = 8;
const HUES = 12;
const TONES = 8;

/** Turns 4 neighbouring sums of 4 bytes of RGB to the mean Y, Cb and Cr of the 16 pixels: [12, 3]. */
function colouring(): Float32Array {
  return Float32Array.from({ length: STEP * 3 * 3 }, (_, i) => {
    const [from, to] = [Math.floor(i / 3) % 3, i % 3];
    return (COLOUR[to]?.[from] ?? 0) / (STEP * STEP * 255);
  });
}

/** [n, 224, 224, 3] bytes → [n, 3, 56, 56]: rows are summed in fours, then pixels of a row. */
function shrink({ writer }: FrameDescriptor, pictures: Edge): Edge {
  const floats = writer.op('Cast', [pictures], { to: FLOAT });
  const rows = writer.op('Reshape', [floats, writer.ints(0, SMALL, STEP, PICTURE * 3)]);
  const sums = writer.op('ReduceSum', [rows, writer.ints(2)], { keepdims: 0 });
  const cells = writer.op('Reshape', [sums, writer.ints(0, SMALL * SMALL, STEP * 3)]);
  const colours = writer.op('MatMul', [cells, writer.floats(colouring(), [STEP * 3, 3])]);
  const planes = writer.op('Transpose', [colours], { perm: [0, 2, 1] });
  return writer.op('Reshape', [planes, writer.ints(0, 3, SMALL, SMALL)]);
}

/** Sobel filters along `ORIENTATIONS` directions of half a turn, scaled to the gradient per pixel: [8, 1, 3, 3]. */
function edgeFilters(): Float32Array {
  const across = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
  const down = [-1, -2, -1, 0, 0, 0, 1, 2, 1];
  return Float32Array.from({ length: ORIENTATIONS * 9 }, (_, i) => {
    const angle = (Math.floor(i / 9) * Math.PI) / ORIENTATIONS;
    return ((across[i % 9] ?? 0) * Math.cos(angle) + (down[i % 9] ?? 0) * Math.sin(angle)) / 8;
  });
}

/** Edges: direction per cell at two scales, density per cell, profiles over rows and columns. 202 values. */
function addEdges(graph: FrameDescriptor, luma: Edge): Edge {
  const { writer } = graph;
  const filters = writer.floats(edgeFilters(), [ORIENTATIONS, 1, 3, 3]);
  // The border has no neighbours: without padding it is left out, and 54×54 pixels remain.
  const fine = votes(graph, writer.op('Conv', [luma, filters]), ORIENTATIONS / 2, EDGE_FLOOR);
  // Cells overlap by half a cell, so that an edge that moves a little does not leave its cell at once.
  graph.add(graph.unary('Sqrt', graph.pool(fine.votes, [18, 18], [12, 12])), 128, 1, 0.3);
  const half = graph.pool(luma, [2, 2]);
  const coarse = votes(graph, writer.op('Conv', [half, filters]), ORIENTATIONS / 2, EDGE_FLOOR);
  graph.add(graph.unary('Sqrt', graph.pool(coarse.votes, [13, 13])), 32, 0.5, 0.2);
  graph.add(graph.unary('Sqrt', graph.pool(fine.magnitude, [18, 18], [12, 12])), 16, 0.4, 0.2);
  const profiles = writer.op(
    'Concat',
    (
      [
        [4, SMALL - 2],
        [SMALL - 2, 4],
      ] as const
    ).map((size) => writer.op('Reshape', [graph.pool(fine.magnitude, size), writer.ints(0, 13)])),
    { axis: 1 },
  );
  graph.add(graph.unary('Sqrt', profiles), 26, 0.4, 0.2);
  return fine.magnitude;
}

/** Where brightness and colour lie: 8×8 luma and 7×7 of each colour difference. 162 values. */
function addLayout(graph: FrameDescriptor, luma: Edge, chroma: Edge): void {
  graph.add(graph.pool(luma, [7, 7]), 64, 1, 0.5);
  graph.add(graph.pool(chroma, [8, 8]), 98, 1, 0.3, false);
}

/** How busy each of 4×4 cells is, at two scales of detail. 32 values. */
function addTexture(graph: FrameDescriptor, luma: Edge): void {
  const { writer } = graph;
  const soft = graph.blur(luma, 3);
  const softer = graph.blur(luma, 7);
  for (const [a, b] of [
    [luma, soft],
    [soft, softer],
  ] as const) {
    const detail = graph.unary('Abs', writer.op('Sub', [a, b]));
    graph.add(graph.unary('Sqrt', graph.pool(detail, [14, 14])), 16, 0.3, 0.3);
  }
}

/** Triangular bins of brightness: [n, 1, 56, 56] → [n, 8, 56, 56]. */
function tones({ writer }: FrameDescriptor, luma: Edge): Edge {
  const centres = Array.from({ length: TONES }, (_, i) => (i + 0.5) / TONES);
  const distance = writer.op('Abs', [writer.op('Sub', [luma, writer.floats(centres, [1, TONES, 1, 1])])]);
  const steps = writer.op('Mul', [distance, writer.float(TONES)]);
  return writer.op('Relu', [writer.op('Sub', [writer.float(1), steps])]);
}

/** Soft bins of hue, by how colourful a pixel is: [n, 2, 56, 56] → [n, 12, 56, 56], and the colourfulness itself. */
function hues(graph: FrameDescriptor, chroma: Edge): { votes: Edge; magnitude: Edge } {
  const { writer } = graph;
  const directions = Float32Array.from({ length: HUES * 2 }, (_, i) => {
    const angle = (Math.floor(i / 2) * 2 * Math.PI) / HUES;
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
  const along = writer.op('Conv', [chroma, writer.floats(directions, [HUES, 2, 1, 1])]);
  return votes(graph, writer.op('Relu', [along]), HUES / 4, HUE_FLOOR);
}

/** Which hues and tones occur, in each quarter and in the middle of the picture. 100 values. */
function addHistograms(graph: FrameDescriptor, luma: Edge, hue: Edge): void {
  const { writer } = graph;
  const middle = (input: Edge): Edge => {
    const cut = writer.op('Slice', [input, writer.ints(14, 14), writer.ints(42, 42), writer.ints(2, 3)]);
    return writer.op('GlobalAveragePool', [cut]);
  };
  for (const [bins, size, floor] of [
    [hue, HUES, 0.2],
    [tones(graph, luma), TONES, 0.3],
  ] as const) {
    graph.add(graph.unary('Sqrt', graph.pool(bins, [28, 28])), 4 * size, 0.5, floor);
    graph.add(graph.unary('Sqrt', middle(bins)), size, 0.4, floor);
  }
}

/** The picture as a whole: mean and spread of planes, colourfulness and edges, middle against whole, symmetry. 16 values. */
function addWhole(graph: FrameDescriptor, planes: Edge, colourful: Edge, edginess: Edge): void {
  const { writer } = graph;
  const mean = (input: Edge): Edge => writer.op('ReduceMean', [input, writer.ints(2, 3)], { keepdims: 0 });
  const flip = (axis: number): Edge => {
    // From the last row or column to the first: a start of −1 and an end before the beginning.
    const edges = [writer.ints(-1), writer.ints(-SMALL - 1), writer.ints(axis), writer.ints(-1)];
    const flipped = writer.op('Slice', [planes, ...edges]);
    const plane = writer.op('Abs', [writer.op('Sub', [planes, flipped])]);
    return mean(writer.op('Slice', [plane, writer.ints(0), writer.ints(1), writer.ints(1)]));
  };
  const spread = (input: Edge): Edge => {
    const around = mean(input);
    const square = mean(writer.op('Mul', [input, input]));
    const variance = writer.op('Sub', [square, writer.op('Mul', [around, around])]);
    return graph.unary('Sqrt', graph.unary('Relu', variance));
  };
  const central = (input: Edge): Edge => {
    const cut = writer.op('Slice', [input, writer.ints(14, 14), writer.ints(42, 42), writer.ints(2, 3)]);
    return writer.op('Sub', [mean(cut), mean(input)]);
  };
  const parts = [
    writer.op('Sub', [mean(planes), writer.floats([0.5, 0, 0], [1, 3])]),
    ...[mean(colourful), mean(edginess), spread(planes), spread(colourful), spread(edginess)],
    ...[central(planes), central(colourful), flip(3), flip(2)],
  ];
  graph.add(writer.op('Concat', parts, { axis: 1 }), 16, 0.6, 0.2, false);
}

/**
 * The model file. Input `pictures` uint8 [n, 224, 224, 3], RGB; output `embedding` float32 [n, 512], rows of unit length.
 */
export function liteFrameGraph(): Uint8Array {
  const graph = new FrameDescriptor(LITE_NAMES.frame);
  const { writer } = graph;
  const pictures = writer.input('pictures', 'uint8', ['n', PICTURE, PICTURE, 3]);
  const planes = shrink(graph, pictures);
  const [luma, chroma] = writer.ops('Split', [planes, writer.ints(1, 2)], 2, { axis: 1 }) as [Edge, Edge];
  addLayout(graph, luma, chroma);
  const edginess = addEdges(graph, luma);
  addTexture(graph, luma);
  const hue = hues(graph, chroma);
  addHistograms(graph, luma, hue.votes);
  addWhole(graph, planes, hue.magnitude, edginess);
  return graph.finish();
}
