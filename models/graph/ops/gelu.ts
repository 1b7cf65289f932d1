/** GELU by the error function, the activation of BERT and its kin (Hendrycks and Gimpel 2016). */
import { make, operand, output, scalar, type Emitter, type Op, type Tensor } from '../tensor.ts';
import { add, exp, mul } from './elementwise.ts';

/** Beyond ±`LAST` erf is ±1 to 1.5e-8, and up to there the series has converged after `TERMS`. */
const LAST = 4;
const TERMS = 80;

/**
 * erf x in 64 bits, which onnxruntime does not know: 2/√π · x · e^(−x²) · (1 + 2x²/3 · (1 + 2x²/5 · (1 + …))). For the
 * tests' graphs only, which may be slow.
 */
function emitWideErf(x: string, emitter: Emitter): string {
  const bounded = emitter.add('Min', [emitter.add('Max', [x, emitter.real(-LAST)]), emitter.real(LAST)]);
  const square = emitter.add('Mul', [bounded, bounded]);
  let sum = emitter.real(1);
  for (let term = TERMS; term >= 1; term--) {
    const factor = emitter.add('Mul', [square, emitter.real(2 / (2 * term + 1))]);
    sum = emitter.add('Add', [emitter.add('Mul', [factor, sum]), emitter.real(1)]);
  }
  const bell = emitter.add('Exp', [emitter.add('Neg', [square])]);
  const scaled = emitter.add('Mul', [
    emitter.add('Mul', [bounded, bell]),
    emitter.real(2 / Math.sqrt(Math.PI)),
  ]);
  return emitter.add('Mul', [scaled, sum]);
}

/** Outputs: x·Φ(x), and for the gradient Φ(x) = (1 + erf(x/√2))/2, which costs more than all the rest. */
const GeluOp: Op = {
  name: 'Gelu',
  infer: (inputs) => [operand(inputs), operand(inputs)],
  emit: (node, emitter) => {
    const x = emitter.name(operand(node.inputs));
    const [y = '', share] = emitter.outputs(node);
    if (share === undefined && emitter.precision === 'float') {
      emitter.add('Gelu', [x], { domain: 'com.microsoft', outputs: [y] });
      return;
    }
    const inner = emitter.add('Mul', [x, emitter.real(Math.SQRT1_2)]);
    const erf = emitter.precision === 'float' ? emitter.add('Erf', [inner]) : emitWideErf(inner, emitter);
    const half = emitter.add('Mul', [erf, emitter.real(0.5)]);
    const below = emitter.add(
      'Add',
      [half, emitter.real(0.5)],
      share === undefined ? {} : { outputs: [share] },
    );
    emitter.add('Mul', [x, below], { outputs: [y] });
  },
  // d/dx x·Φ(x) = Φ(x) + x·φ(x) with φ(x) = e^(−x²/2)/√(2π)
  vjp: (node, gradients) => {
    const x = operand(node.inputs);
    const density = mul(exp(mul(mul(x, x), scalar(-0.5))), scalar(1 / Math.sqrt(2 * Math.PI)));
    return [mul(operand(gradients), add(output(node, 1), mul(x, density)))];
  },
};

/** x·Φ(x), where Φ is the distribution function of the unit normal. */
export function gelu(x: Tensor): Tensor {
  return make(GeluOp, [x]);
}
