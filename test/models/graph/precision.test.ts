/** A graph in 64 bits has its constants in 64 bits, too; in 32 bits they are rounded once. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CompiledGraph } from '../../../models/graph/compile.ts';
import { mul } from '../../../models/graph/ops/elementwise.ts';
import { gelu } from '../../../models/graph/ops/gelu.ts';
import { reshape } from '../../../models/graph/ops/arrange.ts';
import { constant, input, scalar } from '../../../models/graph/tensor.ts';
import { positionTable } from '../../../models/networks/dm/encoder.ts';
import { closeTo } from '../../support/parity.ts';

const THIRDS = [1 / 3, 2 / 3];
const x = input('x', 'float', [2]);
const outputs = {
  scaled: mul(x, scalar(1 / 3)),
  table: mul(x, constant(Float64Array.from(THIRDS), [2])),
  bell: gelu(x),
  positions: mul(scalar(1), reshape(positionTable(3, 2), [6])),
};

test('64 bits: numbers, tables and what operations bring along are exact', async () => {
  await using graph = await CompiledGraph.create(outputs, { precision: 'double' });
  const { scaled, table, bell, positions } = await graph.run({ x: Float64Array.of(1, 0.5) });
  assert.equal([...scaled!], [1 / 3, 0.5 / 3]);
  assert.equal([...table!], [1 / 3, 1 / 3]);
  // x·Φ(x), to the last of the digits printed in tables.
  closeTo(bell!, [0.8413447460685429, 0.34573123063700656], 1e-15, 'GELU');
  assert.equal([...positions!], [0, 1, Math.sin(1), Math.cos(1), Math.sin(2), Math.cos(2)]);
});

test('32 bits: rounded', async () => {
  await using graph = await CompiledGraph.create(outputs);
  const { scaled, table } = await graph.run({ x: Float32Array.of(1, 0.5) });
  assert.equal([...scaled!], [Math.fround(1 / 3), Math.fround(0.5 / 3)]);
  assert.equal([...table!], [Math.fround(1 / 3), Math.fround(1 / 3)]);
});

test.run();
