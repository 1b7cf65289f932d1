/** Layer normalisation. */
import { dimAt, product, sameShape, ShapeError } from '../shape.ts';
import { make, operand, scalar, type Node, type Op, type Tensor, type Emitter } from '../tensor.ts';
import { reshape } from './arrange.ts';
import { mul, sub } from './elementwise.ts';
import { gemm } from './matrix.ts';
import { reduceTo } from './reduce.ts';

/** ONNX's operator keeps mean and deviation in 32 bits, so the 64-bit graph of the tests spells it out. */
function emitWide(node: Node, emitter: Emitter): void {
  const [x, scale, bias] = node.inputs.map((tensor) => emitter.name(tensor)) as [string, string, string];
  const [y = '', mean, deviation] = node.outputs.map((tensor) => emitter.name(tensor));
  const axes = emitter.int64([-1]);
  const average = emitter.add('ReduceMean', [x, axes], { outputs: [mean ?? ''] });
  const centred = emitter.add('Sub', [x, average]);
  const variance = emitter.add('ReduceMean', [emitter.add('Mul', [centred, centred]), axes]);
  const epsilon = emitter.real(node.attributes['epsilon'] as number);
  const root = emitter.add('Sqrt', [emitter.add('Add', [variance, epsilon])]);
  const inverse = emitter.add('Reciprocal', [root], { outputs: [deviation ?? ''] });
  const scaled = emitter.add('Mul', [emitter.add('Mul', [centred, inverse]), scale]);
  emitter.add('Add', [scaled, bias], { outputs: [y] });
}

const LayerNormOp: Op = {
  name: 'LayerNormalization',
  infer: (inputs) => {
    const [x, scale, bias] = [operand(inputs, 0), operand(inputs, 1), operand(inputs, 2)];
    const row = [dimAt('LayerNormalization', x.shape, -1)];
    for (const { shape } of [scale, bias])
      if (!sameShape(shape, row))
        throw new ShapeError('LayerNormalization', [x.shape, shape], 'takes one value per column');
    const column = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] };
    return [{ dtype: x.dtype, shape: x.shape }, column, column];
  },
  emit: (node, emitter) => {
    if (emitter.precision === 'double') emitWide(node, emitter);
    else
      emitter.add(
        'LayerNormalization',
        node.inputs.map((tensor) => emitter.name(tensor)),
        {
          attributes: { axis: ['int', -1], epsilon: ['float', node.attributes['epsilon'] ?? 0] },
          outputs: emitter.outputs(node),
        },
      );
  },
  // With x̂ = (x − mean)·r and ĝ = g·scale: dx = r·(ĝ − mean(ĝ) − x̂·mean(ĝ·x̂)). The means are taken as products
  // with scale / width, which need no pass over memory to write ĝ·x̂.
  vjp: ({ inputs, outputs }, gradients) => {
    const [x, scale, bias, g] = [
      operand(inputs, 0),
      operand(inputs, 1),
      operand(inputs, 2),
      operand(gradients),
    ];
    const [mean, deviation] = [operand(outputs, 1), operand(outputs, 2)];
    const width = Number(scale.shape[0]);
    const share = mul(reshape(scale, [width, 1]), scalar(1 / width));
    const average = (values: Tensor): Tensor =>
      reshape(gemm(reshape(values, [product(x.shape.slice(0, -1)), width]), share), mean.shape);
    const normal = mul(sub(x, mean), deviation);
    const along = mul(g, normal);
    const dx = sub(sub(mul(g, scale), mul(normal, average(along))), average(g));
    return [mul(dx, deviation), reduceTo(along, scale.shape), reduceTo(g, bias.shape)];
  },
};

/** (x − mean)/√(variance + ε)·scale + bias over the last axis, with the biased variance. */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  return make(LayerNormOp, [x, scale, bias], { epsilon });
}
