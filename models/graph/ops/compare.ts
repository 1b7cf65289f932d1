/** Comparisons and conversions between types. No gradient flows through them. */
import { broadcast } from '../shape.ts';
import { constant, make, operand, type DType, type Op, type Tensor } from '../tensor.ts';
import { reshape } from './arrange.ts';

function comparison(name: string): (a: Tensor, b: Tensor) => Tensor {
  const op: Op = {
    name,
    infer: (inputs) => {
      const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
      if (a.dtype !== b.dtype) throw new TypeError(`${name}: ${a.dtype} and ${b.dtype} do not go together`);
      return [{ dtype: 'bool', shape: broadcast(name, a.shape, b.shape) }];
    },
  };
  return (a, b) => make(op, [a, b]);
}

/** a < b */
export const less = comparison('Less');
/** a = b */
export const equal = comparison('Equal');

const CODES = { float: 1, int32: 6, int64: 7, bool: 9 } as const;
const DOUBLE_CODE = 11;

const CastOp: Op = {
  name: 'Cast',
  infer: (inputs, attributes) => [{ dtype: attributes['dtype'] as DType, shape: operand(inputs).shape }],
  emit: (node, emitter) => {
    const dtype = node.attributes['dtype'] as DType;
    const to = dtype === 'float' && emitter.precision === 'double' ? DOUBLE_CODE : CODES[dtype];
    emitter.add('Cast', [emitter.name(operand(node.inputs))], {
      attributes: { to: ['int', to] },
      outputs: emitter.outputs(node),
    });
  },
};

/** The same values as another type; true is 1. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return make(CastOp, [x], { dtype });
}

/** One more axis of length `depth`: 1 at the place the index names, else 0. Index int32, result float. */
export function oneHot(index: Tensor, depth: number): Tensor {
  const places = constant(
    Int32Array.from({ length: depth }, (_, place) => place),
    [depth],
  );
  return cast(equal(reshape(index, [...index.shape, 1]), places), 'float');
}
