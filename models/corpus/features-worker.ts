/** A worker thread that turns texts and scenes into vectors: an ONNX session blocks the thread that runs it. */
import { parentPort, workerData } from 'node:worker_threads';
import { openEncoders } from '../../src/analysis/encoders/index.ts';
import { render } from './pictures/draw.ts';

/** A part of the work; vectors come back one after the other in one array. */
export interface FeatureJob {
  readonly id: number;
  readonly kind: 'texts' | 'scenes';
  readonly items: readonly string[];
}
/** What the worker sends back for the order `id`: the vectors of its items, one after the other. */
export interface FeatureAnswer {
  readonly id: number;
  readonly vectors: Float32Array;
}

const WIDTH = 512;

if (parentPort) {
  const port = parentPort;
  const encoders = await openEncoders(workerData as string, { threads: 1 });
  const work = async ({ id, kind, items }: FeatureJob): Promise<void> => {
    const rows =
      kind === 'texts' ? await encoders.text.embed(items) : await encoders.frame.embed(items.map(render));
    const vectors = new Float32Array(items.length * WIDTH);
    rows.forEach((row, at) => {
      vectors.set(row, at * WIDTH);
    });
    port.postMessage({ id, vectors } satisfies FeatureAnswer, [vectors.buffer]);
  };
  // One job at a time in order of arrival; a fault ends the worker, which its owner reports.
  let last = Promise.resolve();
  port.on('message', (job: FeatureJob | 'stop') => {
    last = last.then(async () => {
      if (job !== 'stop') return work(job);
      await encoders.release();
      port.close();
    });
  });
}
