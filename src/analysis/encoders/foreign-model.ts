/**
 * Models that others exported: their inputs and outputs have the names that the exporter gave them, so they are told apart by
 * type and shape. What does not fit is told when the model is opened, not at the first picture.
 */
import { EncoderFilesError } from './encoder.ts';
import type { EncoderFolder } from './manifest.ts';
import { openSession, type Session, type SessionInput } from './session.ts';

/** A model of a folder, opened. */
export interface ForeignModel {
  readonly session: Session;
  /** Its one output. */
  readonly output: string;
}

/** Where a model lies, and who it is. */
export interface ForeignModelOptions {
  readonly folder: Pick<EncoderFolder, 'path' | 'read'>;
  readonly name: string;
  readonly model: string;
  readonly threads: number;
  /** Values of a vector that it gives. */
  readonly width: number;
}

/**
 * Opens the model and hands it to `use`, which throws where it does not fit; it is released then. A model has one output, of
 * that width as far as it declares it.
 * Rejects with an `EncoderFilesError`.
 */
export async function openForeignModel<T>(
  { folder, name, model, threads, width }: ForeignModelOptions,
  use: (model: ForeignModel) => T,
): Promise<T> {
  const bytes = await folder.read(model);
  const session = await openSession(name, bytes, threads).catch((cause: unknown) => {
    throw new EncoderFilesError(folder.path, `${model} is no model that ONNX Runtime loads`, { cause });
  });
  try {
    const [output, ...more] = session.outputs;
    if (output === undefined || more.length > 0)
      throw new EncoderFilesError(folder.path, `${model} has ${session.outputs.length} outputs, not one`);
    const used = use({ session, output });
    const given = valuesOf(session.shapeOf(output));
    if (given !== undefined && given !== width)
      throw new EncoderFilesError(folder.path, `${model} gives vectors of ${given} values, not of ${width}`);
    return used;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** How many values a row of an output of that shape has; undefined where the shape does not say. */
function valuesOf(shape: readonly (number | string)[]): number | undefined {
  const row = shape.length > 1 ? shape.slice(1) : shape;
  return row.length > 0 && row.every(isFixed) ? row.reduce((product, size) => product * size, 1) : undefined;
}

/** Whether a tensor of these sizes fits what the model declares. */
export function fits({ shape }: SessionInput, sizes: readonly number[]): boolean {
  return shape.length === sizes.length && shape.every((size, axis) => !isFixed(size) || size === sizes[axis]);
}

/** Whether the model takes that size only. */
export const isFixed = (size: number | string | undefined): size is number =>
  typeof size === 'number' && size >= 0;

/** The one input, a float tensor of these sizes. Throws an `EncoderFilesError` where there is another. */
export function floatInput(
  { session }: ForeignModel,
  { folder, model }: Pick<ForeignModelOptions, 'folder' | 'model'>,
  sizes: readonly number[],
): string {
  const [input, ...more] = session.inputs;
  if (input !== undefined && more.length === 0 && input.type === 'float32' && fits(input, sizes))
    return input.name;
  throw new EncoderFilesError(
    folder.path,
    `${model} takes ${describe(session.inputs)}, not one float32 [${sizes.join(', ')}]`,
  );
}

/** Names, types and shapes of inputs, for people. */
export const describe = (inputs: readonly SessionInput[]): string =>
  inputs.length === 0
    ? 'nothing'
    : inputs.map(({ name, type, shape }) => `${name}: ${type} [${shape.join(', ')}]`).join(' and ');

/** A vector of the encoder's width, divided by its length where that is asked; it owns its memory. */
export function vectorOf(values: Float32Array, width: number, normalize: boolean): Float32Array {
  if (values.length !== width)
    throw new Error(`the model gave ${values.length} values where ${width} were expected`);
  const length = normalize ? Math.hypot(...values) : 1;
  return values.map((value) => value / (length === 0 ? 1 : length));
}
