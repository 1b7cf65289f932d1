/** Vectors for many texts and scenes, over a few worker threads; the result does not depend on how many. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MomentfxError } from '../../src/core/errors.ts';
import '../../src/analysis/no-telemetry.ts';
import type { FeatureAnswer, FeatureJob } from './features-worker.ts';

const WIDTH = 512;
/** Small enough for a smooth progress line, large enough that messages cost nothing. */
const JOB_SIZE = { texts: 128, scenes: 16 } as const;

/** Where the encoders are, and how many threads share the work. */
export interface FeatureOptions {
  readonly encodersFolder: string;
  readonly workers: number;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A worker failed; nothing of its share is usable. */
class FeatureError extends MomentfxError<'corpus-features'> {
  constructor(message: string, options?: ErrorOptions) {
    super(
      'corpus-features',
      message,
      'Run the command again; if it fails at the same place, report the message above.',
      { ...options, fault: 'internal' },
    );
  }
}

/** One vector of 512 per item, in order, one after the other. */
export async function featuresOf(
  kind: FeatureJob['kind'],
  items: readonly string[],
  options: FeatureOptions,
): Promise<Float32Array> {
  const vectors = new Float32Array(items.length * WIDTH);
  const size = JOB_SIZE[kind];
  const jobs = Math.ceil(items.length / size);
  let given = 0;
  let done = 0;
  const next = (): FeatureJob | undefined => {
    if (given === jobs) return undefined;
    const id = given++;
    return { id, kind, items: items.slice(id * size, (id + 1) * size) };
  };
  const take = ({ id, vectors: part }: FeatureAnswer): void => {
    vectors.set(part, id * size * WIDTH);
    done = Math.min(done + size, items.length);
    options.onProgress?.(done, items.length);
  };
  const workers = Math.max(1, Math.min(options.workers, jobs));
  await Promise.all(Array.from({ length: workers }, () => serve(options.encodersFolder, next, take)));
  return vectors;
}

/** One worker's life: a job after the other until none is left. */
function serve(
  encodersFolder: string,
  next: () => FeatureJob | undefined,
  take: (answer: FeatureAnswer) => void,
): Promise<void> {
  const file = new URL(`./features-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = new Worker(file, { workerData: encodersFolder });
  return new Promise((resolve, reject) => {
    const give = (): void => {
      worker.postMessage(next() ?? 'stop');
    };
    worker.on('message', (answer: FeatureAnswer) => {
      take(answer);
      give();
    });
    worker.on('error', (cause) => {
      reject(new FeatureError('A worker that computes features failed.', { cause }));
    });
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new FeatureError(`A worker that computes features ended with code ${code}.`));
    });
    give();
  });
}
