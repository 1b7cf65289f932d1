import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { add } from '../../../models/graph/ops/elementwise.ts';
import { ShapeError } from '../../../models/graph/shape.ts';
import { input } from '../../../models/graph/tensor.ts';
import { InferenceSession } from '../../../src/analysis/onnxruntime.ts';
import { rejects } from '../../support/within.ts';

test('an output whose size is not known is refused before there is a session to release', async () => {
  const create = InferenceSession.create.bind(InferenceSession);
  let made = 0;
  InferenceSession.create = ((...given: Parameters<typeof create>) => {
    made += 1;
    return create(...given);
  }) as typeof create;
  try {
    const x = input('x', 'float', ['batch', 3]);
    const error = await rejects(CompiledGraph.create({ sum: add(x, x) }), /known in advance/);
    assert.instance(error, ShapeError);
    assert.is(made, 0);
  } finally {
    InferenceSession.create = create;
  }
});

test.run();
