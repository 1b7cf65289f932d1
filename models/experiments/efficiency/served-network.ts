/** A network of any size as it is served, with weights drawn at random: what it computes does not change how long it takes. */
import { networkFeeds } from '../../../src/analysis/feeds.ts';
import { InferenceSession } from '../../../src/analysis/onnxruntime.ts';
import { floats, foregrounds } from '../../../src/analysis/outputs.ts';
import { packBatch, type PackShape } from '../../../src/analysis/pack.ts';
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';
import { sessionOptions } from '../../../src/analysis/runtime/providers.ts';
import type { ClipOutput } from '../../evaluation/postprocess.ts';
import { floatingOperations } from '../../graph/operations.ts';
import { exportNetwork, servingGraph } from '../../networks/export.ts';
import type { NetworkConfig } from '../../networks/network.ts';
import { networkOf } from '../../networks/registry.ts';
import { anyBlank, fullWindows } from './full-windows.ts';

/** How a network is opened. */
export interface ServedOptions {
  readonly shape: PackShape;
  /** Windows of one call. */
  readonly batch: number;
  readonly threads: number;
  readonly device?: ActiveDevice;
  /** Where to write an onnxruntime profile (JSON), for measurements. */
  readonly profile?: string;
}

/** A network with one batch of full windows in front of it. The caller disposes it. */
export interface ServedNetwork extends AsyncDisposable {
  /** Floating-point operations of the matrix products of one call (`floatingOperations`). */
  readonly operations: number;
  /** The forward pass alone, of windows that are packed already. */
  forward(): Promise<void>;
  /** Packs the windows and answers them, as serving does. */
  clips(): Promise<ClipOutput[]>;
}

/** Opens `network.onnx` of a configuration with initial values as weights. */
export async function serveNetwork(config: NetworkConfig, options: ServedOptions): Promise<ServedNetwork> {
  const { shape, batch, threads, device = 'cpu', profile } = options;
  const weights = networkOf(config).initialParameters(config, 1);
  const session = await InferenceSession.create(exportNetwork(config, weights, shape), {
    ...sessionOptions({ threads, device }),
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  });
  const items = fullWindows(batch, shape);
  const sentences = batch * (shape.asr - 1);
  const pack = () => networkFeeds(packBatch(items, anyBlank(), shape), items, session.inputNames);
  const packed = pack();
  return {
    operations: floatingOperations(servingGraph(config, shape), {
      baked: new Set(weights.keys()),
      sizes: { batch, sentences },
    }),
    async forward() {
      for (const output of Object.values(await session.run(packed))) output.dispose();
    },
    async clips() {
      const outputs = await session.run(pack());
      try {
        const [boxes, emb] = [floats(outputs, 'moment_bbox'), floats(outputs, 'moment_emb')];
        const queries = boxes.length / 2 / batch;
        const foreground = foregrounds(outputs, queries * batch);
        const part = (values: Float32Array, window: number): Float32Array => {
          const width = values.length / batch;
          return values.slice(window * width, (window + 1) * width);
        };
        return items.map(({ frames }, window) => ({
          boxes: part(boxes, window),
          emb: part(emb, window),
          foreground: part(foreground, window),
          frames: frames.length,
        }));
      } finally {
        for (const output of Object.values(outputs)) output.dispose();
      }
    },
    async [Symbol.asyncDispose]() {
      if (profile !== undefined) session.endProfiling();
      await session.release();
    },
  };
}
