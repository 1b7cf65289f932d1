/** Classifiers of two layers side by side tell the mean of what each tells. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { Random } from '../../../models/training/random.ts';
import { meanOf, type TwoLayers } from '../../../models/training/two-layer.ts';

const WIDTH = 3;
const CLASSES = 4;

function drawn(hidden: number, random: Random): TwoLayers {
  const values = (length: number) => Float32Array.from({ length }, () => random.normal());
  return {
    hiddenWeight: values(hidden * WIDTH),
    hiddenBias: values(hidden),
    outWeight: values(CLASSES * hidden),
    outBias: values(CLASSES),
  };
}

function logits({ hiddenWeight, hiddenBias, outWeight, outBias }: TwoLayers, x: Float32Array): number[] {
  const hidden = [...hiddenBias].map((bias, row) =>
    Math.max(
      0,
      x.reduce((sum, value, k) => sum + hiddenWeight[row * WIDTH + k]! * value, bias),
    ),
  );
  return [...outBias].map((bias, row) =>
    hidden.reduce((sum, value, k) => sum + outWeight[row * hidden.length + k]! * value, bias),
  );
}

test('members of any sizes: the logits are the means of theirs', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      fc.integer(),
      (sizes, seed) => {
        const random = new Random(seed >>> 0);
        const members = sizes.map((hidden) => drawn(hidden, random));
        const x = Float32Array.from({ length: WIDTH }, () => random.normal());
        const told = members.map((member) => logits(member, x));
        const mean = told[0]!.map((_, row) => told.reduce((sum, own) => sum + own[row]!, 0) / told.length);
        for (const [row, value] of logits(meanOf(members), x).entries())
          assert.ok(Math.abs(value - mean[row]!) < 1e-4, `${value} instead of ${mean[row]}`);
      },
    ),
  ));

test.run();
