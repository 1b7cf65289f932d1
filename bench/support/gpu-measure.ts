/**
 * `gpu-measure.ts SPEC.json`: our networks on one device. A process of its own for each device, whose driver may take it
 * along. Prints a line of JSON for each measurement.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batching } from '../../src/analysis/batching.ts';
import { openDetector } from '../../src/analysis/detector.ts';
import { InferenceSession, Tensor } from '../../src/analysis/onnxruntime.ts';
import { WindowBatches } from '../../src/analysis/process/window-batches.ts';
import type { ActiveDevice } from '../../src/analysis/runtime/devices.ts';
import { prepareDevice, sessionOptions } from '../../src/analysis/runtime/providers.ts';
import { toHalf } from '../../models/graph/half.ts';
import { exportNetwork } from '../../models/networks/export.ts';
import { parameterShapes } from '../../models/networks/dm/parameters.ts';
import { writeModelFolder } from '../../models/training/export-model.ts';
import { TAGS } from '../../src/streams/values.ts';
import { randomEffects, randomVector, randomWindow } from '../../test/analysis/support/windows.ts';
import {
  backboneModel,
  backboneShapes,
  BACKBONE_INPUT,
  randomWeights,
  SIZES,
  VIDEO,
} from './gpu-networks.ts';

/** What is to be measured. */
export interface MeasureSpec {
  readonly size: keyof typeof SIZES;
  readonly device: ActiveDevice;
  readonly threads: number;
  readonly batches: readonly number[];
  readonly precisions: readonly Precision[];
  readonly parts: readonly Part[];
  readonly seconds: number;
  /** Most pictures or sentences that are embedded at once. */
  readonly atOnce: number;
}

export type Precision = 'fp32' | 'fp16';
export type Part = 'picture' | 'text' | 'decoder';

/** One line: ms for a batch of videos by part, or why not. */
export interface Measured {
  readonly runner: string;
  readonly device: string;
  readonly card?: string;
  readonly precision: Precision;
  readonly batch: number;
  readonly picture?: number;
  readonly text?: number;
  readonly decoder?: number;
  readonly error?: string;
}

/** The line about streams: windows a second that one process serves, which is how many streams at a hop of a second. */
export interface MeasuredStreams {
  readonly streams: number;
  readonly device: string;
  readonly batching: Batching;
}

const seed = 1;
type Feeds = Readonly<Record<string, Tensor>>;

/** Random inputs of the decoder for a batch of videos. */
export function decoderFeeds(batch: number): Record<string, Tensor> {
  const rows = { frame: VIDEO.frames, tts: 1, asr: VIDEO.sentences + 1 };
  const feeds: Record<string, Tensor> = {};
  for (const [name, count] of Object.entries(rows)) {
    feeds[`${name}_batch`] = new Tensor('float32', noise(batch * count * 512), [batch, count, 512]);
    feeds[`${name}_mask`] = new Tensor('float32', new Float32Array(batch * count), [batch, count]);
    if (name === 'frame') continue;
    const places = Int32Array.from({ length: batch * count }, (_, at) => at % VIDEO.frames);
    for (const end of ['start', 'end'])
      feeds[`${name}_${end}_pos`] = new Tensor('int32', places, [batch, count]);
  }
  return feeds;
}

/** Random inputs of a backbone. */
export function backboneFeeds(size: keyof typeof SIZES, part: 'picture' | 'text', rows: number): Feeds {
  const { tokens, input } = SIZES[size][part];
  return {
    [BACKBONE_INPUT]:
      'patch' in input
        ? new Tensor('float32', noise(rows * tokens * input.patch), [rows, tokens, input.patch])
        : new Tensor(
            'int32',
            Int32Array.from({ length: rows * tokens }, (_, at) => at % input.words),
            [rows, tokens],
          ),
  };
}

const noise = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898) / 4);

/** The weights of a part, the same for everybody. */
export const weightsOf = (size: keyof typeof SIZES, part: Part): Map<string, Float32Array> =>
  randomWeights(
    part === 'decoder' ? parameterShapes(SIZES[size].decoder) : backboneShapes(SIZES[size][part]),
    seed,
  );

/** A part as an ONNX model. */
export function modelOf(size: keyof typeof SIZES, part: Part, precision: Precision): Uint8Array {
  const weights = weightsOf(size, part);
  const shape = { frames: VIDEO.frames, tts: 1, asr: VIDEO.sentences + 1 };
  const model =
    part === 'decoder'
      ? exportNetwork(SIZES[size].decoder, weights, shape)
      : backboneModel(SIZES[size][part], weights);
  return precision === 'fp16' ? toHalf(model) : model;
}

/** The median time (ms) of runs within so many seconds, after two that compile and allocate. */
async function median(seconds: number, run: () => Promise<void>): Promise<number> {
  for (let warm = 0; warm < 2; warm += 1) await run();
  const times: number[] = [];
  const until = performance.now() + 1000 * seconds;
  while (times.length < 3 || (performance.now() < until && times.length < 1000)) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

const EACH: Readonly<Record<Part, number>> = { picture: VIDEO.frames, text: VIDEO.sentences, decoder: 1 };

async function measurePart(
  spec: MeasureSpec,
  part: Part,
  precision: Precision,
  told: (batch: number, ms: number) => void,
) {
  const session = await InferenceSession.create(modelOf(spec.size, part, precision), sessionOptions(spec));
  try {
    for (const batch of spec.batches) {
      const rows = batch * EACH[part];
      const atOnce = Math.min(rows, spec.atOnce);
      const feeds = part === 'decoder' ? decoderFeeds(atOnce) : backboneFeeds(spec.size, part, atOnce);
      const ms = await median(spec.seconds, async () => {
        for (let done = 0; done < rows; done += atOnce)
          for (const output of Object.values(await session.run(feeds))) output.dispose();
      });
      told(batch, ms);
    }
  } finally {
    await session.release();
  }
}

async function measureAll(spec: MeasureSpec): Promise<void> {
  for (const precision of spec.precisions) {
    const rows = new Map<number, Partial<Record<Part | 'error', number | string>>>(
      spec.batches.map((batch) => [batch, {}]),
    );
    for (const part of spec.parts)
      try {
        await measurePart(spec, part, precision, (batch, ms) =>
          Object.assign(rows.get(batch)!, { [part]: ms }),
        );
      } catch (error) {
        for (const row of rows.values()) row.error ??= `${part}: ${(error as Error).message}`.slice(0, 200);
      }
    for (const [batch, row] of rows)
      console.log(JSON.stringify({ runner: 'momentfx', device: spec.device, precision, batch, ...row }));
  }
}

async function measureStreams({ size, device, threads, seconds }: MeasureSpec): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-gpu-'));
  const encoders = { frame: 'f', text: 't', audio: 'a' };
  try {
    await writeModelFolder(join(folder, 'model'), {
      network: SIZES[size].decoder,
      parameters: weightsOf(size, 'decoder'),
      manifest: {
        ...{
          version: 1,
          name: 'random',
          encoders,
          framesPerSecond: 1,
          window: 12,
          maxSubtitles: 40,
          earlier: 0,
        },
        ...{ threshold: 0.5, tags: [...TAGS], network: SIZES[size].decoder, training: {}, accuracy: {} },
      },
      card: '',
    });
    const detector = await openDetector(join(folder, 'model'), {
      ...{ threads, device, blank: randomVector(512), encoderNames: encoders },
      notice: (line) => console.error(line),
    });
    const library = await detector.embedLibrary(randomEffects(72));
    const batches = new WindowBatches(detector);
    const window = randomWindow(0, 12, 40);
    // Sessions that ask again as soon as they are answered, enough of them to fill the next batch: what one process can serve.
    const sessions = 2 * (detector.batching.sizes.at(-1) ?? 1);
    let served = 0;
    const until = performance.now() + 1000 * seconds;
    const session = async (): Promise<void> => {
      const own = {};
      while (performance.now() < until) {
        await batches.detect({ session: own, windows: [window], library });
        served += 1;
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: sessions }, session));
    const streams = Math.floor((1000 * served) / (performance.now() - began));
    console.log(
      JSON.stringify({
        streams,
        device: detector.device,
        batching: detector.batching,
      } satisfies MeasuredStreams),
    );
    await detector.release();
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const spec = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as MeasureSpec;
  prepareDevice(spec.device);
  await measureAll(spec);
  await measureStreams(spec);
}
