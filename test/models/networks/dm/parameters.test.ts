import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dmConfigSchema, FULL_CONFIG } from '../../../../models/networks/dm/config.ts';
import {
  initialParameters,
  parameterCount,
  parameterShapes,
} from '../../../../models/networks/dm/parameters.ts';
import { casesIn, closeTo, readConfig, readJson, Stored } from '../../../support/parity.ts';

test('the paper’s network has 12,049,411 parameters', () => {
  assert.is(parameterCount(FULL_CONFIG), 12_049_411);
});

for (const network of casesIn('forward', '.config.json')) {
  test(`${network}: names and shapes are those of the stored weights`, async () => {
    const stored = await Stored.read('forward', `${network}.weights.safetensors`);
    const shapes = parameterShapes(readConfig('forward', `${network}.config.json`));
    assert.equal([...shapes.keys()].sort(), [...stored.tensors.keys()].sort());
    for (const [name, shape] of shapes) assert.equal(shape, stored.shape(name), name);
  });
}

test('initial values follow the original: bounds, spread, and one seed gives one network', () => {
  const config = readConfig('loss', 'config.json');
  const values = initialParameters(config, 7);
  assert.equal(values, initialParameters(config, 7));
  assert.not.equal(values.get('sfx0'), initialParameters(config, 8).get('sfx0'));
  closeTo(values.get('logit_scale_sfx')!, [Math.log(1 / 0.07)], 1e-6, 'logit scale');
  for (const [name, shape] of parameterShapes(config)) {
    const own = values.get(name)!;
    const [rows = 1, columns = 1] = shape;
    if (shape.length !== 2) continue;
    const bound = Math.sqrt(6 / (rows + columns));
    const deviation = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
    assert.ok(
      own.every((value) => Math.abs(value) <= bound),
      `${name} stays within Xavier's bound`,
    );
    assert.ok(
      Math.abs(deviation / (bound / Math.sqrt(3)) - 1) < 4 / Math.sqrt(own.length),
      `${name} fills it`,
    );
  }
  const bias = values.get('frame_proj.bias')!;
  assert.ok(bias.every((value) => Math.abs(value) <= 1 / Math.sqrt(config.frame_dim)));
  assert.ok(bias.some((value) => value !== 0));
  assert.ok(values.get('transformers.0.ln1.weight')!.every((value) => value === 1));
  assert.ok(values.get('detrdecoders.0.ln3.bias')!.every((value) => value === 0));
});

test('a configuration that makes no network is refused', () => {
  const good = readJson('loss', 'config.json') as Record<string, unknown>;
  for (const wrong of [{ hidden_dim: 33 }, { head_num: 0 }, { att_dropout: 1 }, { query_num: 1.5 }])
    assert.not(dmConfigSchema.safeParse({ ...good, ...wrong }).success, JSON.stringify(wrong));
});

test.run();
