/** Shapes of tensors: sizes known when the graph is built, or a named size (a batch) known only when it runs. */
import { MomentfxError } from '../../src/core/errors.ts';

/** A size, or the name of one; a product of both is written `54*batch`. */
export type Dim = number | string;
/** The sizes of all axes; [] for a single number. */
export type Shape = readonly Dim[];

/** Two shapes that an operation cannot take together. The graph is never built with them. */
export class ShapeError extends MomentfxError<'graph-shape'> {
  readonly operation: string;
  readonly shapes: readonly Shape[];

  constructor(operation: string, shapes: readonly Shape[], problem: string) {
    super(
      'graph-shape',
      `${operation}: ${problem}: ${shapes.map(formatShape).join(' and ')}`,
      'Mend the definition of the graph.',
      { fault: 'internal' },
    );
    this.operation = operation;
    this.shapes = shapes;
  }
}

/** `[2, batch, 64]` */
function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Whether all axes agree; a named size equals only the same name. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, index) => dim === b[index]);
}

/** The product of sizes; named sizes stay in it by name, in alphabetical order. */
export function product(dims: Shape): Dim {
  let factor = 1;
  const names: string[] = [];
  for (const dim of dims) {
    for (const part of typeof dim === 'number' ? [dim] : dim.split('*')) {
      const size = Number(part);
      if (Number.isNaN(size)) names.push(String(part));
      else factor *= size;
    }
  }
  if (names.length === 0 || factor === 0) return factor;
  return [...(factor === 1 ? [] : [String(factor)]), ...names.sort()].join('*');
}

/** The size of a shape without names, in elements. Throws where a name is left. */
export function elements(operation: string, shape: Shape): number {
  const size = product(shape);
  if (typeof size === 'string') throw new ShapeError(operation, [shape], 'needs sizes known in advance');
  return size;
}

/** The sizes of a shape without names. Throws where a name is left. */
export function fixedShape(operation: string, shape: Shape): number[] {
  return shape.map((dim) => {
    if (typeof dim === 'string') throw new ShapeError(operation, [shape], 'needs sizes known in advance');
    return dim;
  });
}

/** The shape two tensors take together by NumPy's rule: aligned at the end, a size of 1 stretches. */
export function broadcast(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(operation, [a, b], 'shapes do not broadcast');
  });
}

/** An axis counted from the front; negative ones count from the end. */
export function resolveAxis(operation: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length)
    throw new ShapeError(operation, [shape], `no axis ${axis} in`);
  return resolved;
}

/** The size at an axis. Throws where there is none. */
export function dimAt(operation: string, shape: Shape, axis: number): Dim {
  const dim = shape[resolveAxis(operation, shape, axis)];
  if (dim === undefined) throw new ShapeError(operation, [shape], `no axis ${axis} in`);
  return dim;
}
