/** Networks that find moments only, with a part beside them that matches: trained, exported, evaluated, served. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FULL_CONFIG } from '../../../models/networks/dm/config.ts';
import { BUNDLED_TYPES, configOfType, networkOf } from '../../../models/networks/registry.ts';
import { authorsRecipe, type RunConfig } from '../../../models/training/config.ts';
import { readCurves } from '../../../models/training/curves.ts';
import { RUN_FILES, train } from '../../../models/training/trainer.ts';
import { MODEL_FILES, readModelManifest } from '../../../src/analysis/manifest.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import type { Moment } from '../../../src/streams/values.ts';
import {
  detectShown,
  figuresOf,
  FRAMES,
  KINDS,
  library,
  source,
  writeModel,
} from '../../support/seen-moments.ts';

const SIZES = {
  ...FULL_CONFIG,
  query_num: 4,
  hidden_dim: 16,
  head_num: 2,
  att_dim: 8,
  encoder_layer_num: 1,
  decoder_layer_num: 1,
  ffn_dim: 32,
};
const TYPES = BUNDLED_TYPES.filter((type) => networkOf({ type }).kind === 'two-part');

function runOf(type: string): RunConfig {
  const recipe = authorsRecipe({ msm: 60, endToEnd: 200 });
  return {
    ...recipe,
    network: configOfType(type, SIZES),
    shape: { frames: FRAMES, tts: 1, asr: 4 },
    msm: { steps: 60, batch: 12, lr: 1e-2, warmup: 5 },
    endToEnd: { steps: 200, batch: 12, lr: 5e-3, warmup: 5 },
    negatives: { ...recipe.negatives, mode: 'library' },
    // Texts cannot be told apart here: all windows are silent.
    loss: { ...recipe.loss, loss_video_cal: 0, loss_layer_cal: 0 },
    dropout: { attention: 0.02, ffn: 0.02, text: 0 },
    threads: 1,
  };
}

const likeliest = (moments: readonly Moment[]): Moment =>
  moments.reduce((best, own) => (own.probability > best.probability ? own : best));

for (const type of TYPES)
  test(`${type}: it learns, and the detector finds what it was shown, with its effect`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'momentfx-two-part-'));
    try {
      const config = runOf(type);
      const run = join(folder, 'run');
      const { outcome, parameters } = await train({ folder: run, config, source });
      assert.is(outcome, 'finished');
      const points = (await readCurves(join(run, RUN_FILES.curves))).filter(
        ({ stage }) => stage === 'end to end',
      );
      const [first, last] = [points[0]!.loss, points.at(-1)!.loss];
      assert.ok(last < 0.5 * first, `loss ${first} → ${last}`);

      const model = join(folder, 'model');
      await writeModel(model, config.network, parameters);
      assert.equal((await readModelManifest(model)).network, config.network);
      assert.ok((await readFile(join(model, MODEL_FILES.network))).includes('moment_foreground'));
      const [left, right, nothing] = await detectShown(model);
      for (const [kind, { moments }] of [left!, right!].entries()) {
        const { probability, sfx, start, end } = likeliest(moments);
        assert.ok(probability > 0.5, `${kind}: ${probability}`);
        assert.is(sfx, library.ids[kind]);
        const overlap =
          Math.min(toSeconds(end), KINDS[kind]!.end + 1) - Math.max(toSeconds(start), KINDS[kind]!.start);
        assert.ok(overlap > 1, `${toSeconds(start)} to ${toSeconds(end)}`);
      }
      const { probability } = likeliest(nothing!.moments);
      assert.ok(probability < 0.3, `nothing to see: ${probability}`);

      const figures = await figuresOf(config.network, parameters);
      assert.ok(figures.kmd_map_vid_50 > 0.6, `key moments ${figures.kmd_map_vid_50}`);
      assert.ok(figures.map_sfx_50 > 0.6, `effects ${figures.map_sfx_50}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

test('a configuration says what does not fit, by its place', () => {
  for (const type of TYPES) {
    const config = configOfType(type, SIZES) as { matching: object };
    const parse = (value: unknown) => networkOf({ type }).configSchema.safeParse(value);
    assert.ok(parse(config).success);
    const other = parse({ ...config, matching: { ...config.matching, frame_dim: 100 } });
    assert.equal(other.error?.issues[0]?.path, ['finding'], 'vectors of another width');
    assert.equal(
      parse({ type })
        .error?.issues.map(({ path }) => path[0])
        .sort(),
      ['finding', 'matching'],
    );
  }
  assert.throws(() => configOfType('nobody', SIZES), /No network of type "nobody" is bundled/);
});

test.run();
