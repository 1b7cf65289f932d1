/**
 * A fixed descriptor of a sound effect as an ONNX graph: the log-mel spectrogram of the effect (window 43 ms, step 10 ms,
 * 64 bands), averaged over segments of time that the caller lays out. Nothing is learned.
 */
import { LITE_NAMES } from './names.ts';
import { OnnxWriter } from './onnx-writer.ts';

const RATE = 48_000;
const WINDOW = 2048;
const HOP = 480;
const BINS = WINDOW / 2 + 1;
const BANDS = 64;
const LOWEST_HZ = 50;
const HIGHEST_HZ = 16_000;
/** A band counts from this far below the effect's loudest band, linearly in decibels: about what one can hear in it. */
const RANGE_DB = 70;
const SEGMENTS = 16;

const toMel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const toHz = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

function hann(): Float32Array {
  return Float32Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));
}

/** Triangles, evenly spaced in mel, each with a peak of 1: [1025, 64], row-major. */
function melBands(): Float32Array {
  const step = (toMel(HIGHEST_HZ) - toMel(LOWEST_HZ)) / (BANDS + 1);
  const edge = (i: number): number => toHz(toMel(LOWEST_HZ) + i * step);
  return Float32Array.from({ length: BINS * BANDS }, (_, i) => {
    const hz = (Math.floor(i / BANDS) * RATE) / WINDOW;
    const band = i % BANDS;
    const [low, centre, high] = [edge(band), edge(band + 1), edge(band + 2)];
    return Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)));
  });
}

/**
 * The model file. Inputs: `samples` float32 [1, s, 1], mono 48 kHz, not silent; `segments` float32 [16, f], row by row the
 * weights that average the f = ⌊(s − 2048) / 480⌋ + 1 frames into segments. Output `embedding` float32 [1, 1024], segment by
 * segment, of unit length: max(0, 1 + dB/70) below the loudest band, less the mean.
 */
export function liteMelGraph(): Uint8Array {
  const writer = new OnnxWriter(LITE_NAMES.audio);
  const samples = writer.input('samples', 'float32', [1, 's', 1]);
  const segments = writer.input('segments', 'float32', [SEGMENTS, 'f']);
  const inputs = [samples, writer.int64(HOP), writer.floats(hann()), writer.int64(WINDOW)];
  const spectrum = writer.op('Squeeze', [writer.op('STFT', inputs, { onesided: 1 }), writer.ints(0)]);
  const power = writer.op('ReduceSumSquare', [spectrum, writer.ints(2)], { keepdims: 0 });
  const mel = writer.op('MatMul', [power, writer.floats(melBands(), [BINS, BANDS])]);
  const loudest = writer.op('ReduceMax', [mel], { keepdims: 0 });
  const share = writer.op('Max', [writer.op('Div', [mel, loudest]), writer.float(10 ** (-RANGE_DB / 10))]);
  // 1 + 10·log10(share)/range, from 0 at the bottom of the range to 1 at the loudest band.
  const decibels = writer.op('Mul', [writer.op('Log', [share]), writer.float(10 / Math.LN10 / RANGE_DB)]);
  const levels = writer.op('Add', [decibels, writer.float(1)]);
  const pooled = writer.op('Reshape', [
    writer.op('MatMul', [segments, levels]),
    writer.ints(1, SEGMENTS * BANDS),
  ]);
  const centred = writer.op('Sub', [pooled, writer.op('ReduceMean', [pooled], { keepdims: 1 })]);
  const unit = writer.op('LpNormalization', [centred], { axis: 1, p: 2 });
  writer.output('embedding', unit, 'float32', [1, SEGMENTS * BANDS]);
  return writer.toBytes();
}
