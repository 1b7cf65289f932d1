import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FULL_CONFIG } from '../../../../models/networks/dm/config.ts';
import { r2TuningSchema } from '../../../../models/networks/r2-tuning/config.ts';
import { r2Tuning } from '../../../../models/networks/r2-tuning/index.ts';
import { initialParameters, parameterShapes } from '../../../../models/networks/r2-tuning/parameters.ts';
import { univtg } from '../../../../models/networks/univtg/index.ts';

const config = r2Tuning.sizesBeside(FULL_CONFIG);

test('norms begin as the identity, convolutions within PyTorch’s bounds, gates half open', () => {
  const values = initialParameters(config, 1);
  const all = (name: string, holds: (value: number) => boolean): void =>
    assert.ok(values.get(name)!.every(holds), name);
  for (const norm of ['adapter.video_map.0', 'adapter.tem.ffn_norm', 'pyramid.blocks.1.3']) {
    all(`${norm}.weight`, (value) => value === 1);
    all(`${norm}.bias`, (value) => value === 0);
  }
  all('coef', (value) => value === 1);
  all('adapter.gate', (value) => value === 0);
  const bound = 1 / Math.sqrt(3 * config.dims);
  for (const name of ['class_head.module.3.weight', 'class_head.module.1.bias']) {
    all(name, (value) => Math.abs(value) <= bound);
    assert.ok(
      values.get(name)!.some((value) => Math.abs(value) > bound / 2),
      `${name} fills them`,
    );
  }
  assert.equal(values, initialParameters(config, 1), 'one seed gives one network');
});

test('with one layer there is no gate, and strides 1 alone have no pyramid', () => {
  const shapes = parameterShapes({ ...config, layers_k: 1, strides: [1] });
  assert.not(shapes.has('adapter.gate'));
  assert.not([...shapes.keys()].some((name) => name.startsWith('pyramid')));
});

test('a configuration that makes no network is refused', () => {
  for (const wrong of [
    { strides: [1, 3] },
    { strides: [2, 1] },
    { strides: [] },
    { heads: 7 },
    { dims: 33, heads: 3 },
    { merge_cls_sal: false },
  ])
    assert.not(r2TuningSchema.safeParse({ ...config, ...wrong }).success, JSON.stringify(wrong));
  const other = univtg.sizesBeside(FULL_CONFIG);
  for (const wrong of [{ nheads: 7 }, { pre_norm: true }, { v_feat_dim: 2 }])
    assert.not(univtg.schema.safeParse({ ...other, ...wrong }).success, JSON.stringify(wrong));
});

test.run();
