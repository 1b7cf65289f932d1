/** One onnxruntime session behind a port: named tensors in, named tensors out, one release. */
import { InferenceSession, type Tensor } from '../onnxruntime.ts';
import { sessionOptions } from '../runtime/providers.ts';
import { EncoderReleasedError } from './encoder.ts';

/** What a graph takes under a name; a word or a negative number stands for a size that is known at run time. */
export interface SessionInput {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded graph. Calls may overlap. */
export interface Session {
  readonly inputs: readonly SessionInput[];
  readonly outputs: readonly string[];
  /** What the graph declares of an output's sizes; none where it declares nothing. */
  shapeOf(output: string): readonly (number | string)[];
  /**
   * The values of `output`, row-major; rejects with an `EncoderReleasedError` after `release`, and if that
   * output is missing or not float32.
   */
  run(inputs: Readonly<Record<string, Tensor>>, output: string): Promise<Float32Array>;
  /** Waits for calls under way, then frees the session; a second call waits for the first. */
  release(): Promise<void>;
}

/**
 * Opens a model from its bytes on the CPU with a thread pool of its own.
 */
export async function openSession(name: string, model: Uint8Array, threads: number): Promise<Session> {
  const session = await InferenceSession.create(model, sessionOptions({ threads }));
  const underWay = new Set<Promise<unknown>>();
  let released: Promise<void> | undefined;
  return {
    inputs: session.inputMetadata.flatMap((input) =>
      input.isTensor ? [{ name: input.name, type: input.type, shape: input.shape }] : [],
    ),
    outputs: session.outputNames,
    shapeOf(output) {
      const found = session.outputMetadata.find(({ name: own }) => own === output);
      return found?.isTensor ? found.shape : [];
    },
    async run(inputs, output) {
      if (released !== undefined) throw new EncoderReleasedError(name);
      const answer = session.run({ ...inputs }, [output]);
      underWay.add(answer);
      try {
        const data = (await answer)[output]?.data;
        if (!(data instanceof Float32Array))
          throw new Error(`internal: ${name} gave no float output ${output}`);
        return data;
      } finally {
        underWay.delete(answer);
      }
    },
    release() {
      released ??= Promise.allSettled([...underWay]).then(() => session.release());
      return released;
    },
  };
}

/** Cuts a row-major [n, width] result into its rows; each row owns its memory. */
export function rows(values: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}
