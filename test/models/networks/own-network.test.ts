/** A new network needs one file: this one is defined here, trained, exported, evaluated, and served by the detector. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { reshape } from '../../../models/graph/ops/arrange.ts';
import { sigmoid } from '../../../models/graph/ops/elementwise.ts';
import { reduceMean, unit } from '../../../models/graph/ops/reduce.ts';
import { initialValues } from '../../../models/networks/initial.ts';
import { linear } from '../../../models/networks/layers.ts';
import type { JointNetwork } from '../../../models/networks/network.ts';
import {
  networkConfigSchema,
  networkOf,
  NetworkTypeError,
  registerNetwork,
} from '../../../models/networks/registry.ts';
import { authorsRecipe, type RunConfig } from '../../../models/training/config.ts';
import { withSteps } from '../../../models/training/pace.ts';
import { readRunConfig, train } from '../../../models/training/trainer.ts';
import { MODEL_FILES, type ModelManifest } from '../../../src/analysis/manifest.ts';
import { toSeconds } from '../../../src/streams/time.ts';
import { TAGS } from '../../../src/streams/values.ts';
import {
  detectShown,
  figuresOf,
  FRAMES,
  KINDS,
  library,
  source,
  writeModel,
} from '../../support/seen-moments.ts';
import { rejects } from '../../support/within.ts';

/** One query, from the mean of the pictures; an effect is what it sounds like. Texts and tags are not read. */
const pictures: JointNetwork<{ type: 'pictures'; width: number }> = {
  kind: 'joint',
  type: 'pictures',
  configSchema: z.object({ type: z.literal('pictures'), width: z.int().positive() }),
  sizes: ({ width }) => ({
    frame_dim: 512,
    text_dim: 512,
    ast_dim: 1024,
    query_num: 1,
    hidden_dim: width,
    decoder_layer_num: 1,
  }),
  parameterShapes: ({ width }) =>
    new Map([
      ['moment.weight', [width, 512]],
      ['moment.bias', [width]],
      ['box.weight', [2, 512]],
      ['box.bias', [2]],
      ['effect.weight', [width, 1024]],
      ['effect.bias', [width]],
      ['none', [width]],
      ['scale', []],
    ]),
  initialParameters: (config, seed) =>
    initialValues(pictures.parameterShapes(config), seed, {
      none: (random) => random.normal(),
      scale: () => Math.log(10),
    }),
  build(scope, { frame_batch }, layers) {
    const mean = reduceMean(frame_batch, [1]);
    const [embedding, box] = [unit(linear(scope, 'moment', mean)), sigmoid(linear(scope, 'box', mean))];
    if (layers === 'last') return { embedding, box };
    return { embedding: reshape(embedding, [1, ...embedding.shape]), box: reshape(box, [1, ...box.shape]) };
  },
  effects: (scope, { sfx_audio }) => ({
    effects: unit(linear(scope, 'effect', sfx_audio)),
    noEffect: unit(scope.parameter('none')),
    logScale: scope.parameter('scale'),
  }),
};
registerNetwork(pictures);

const recipe = authorsRecipe({ msm: 0, endToEnd: 150 });
const config: RunConfig = {
  ...recipe,
  network: { type: 'pictures', width: 8 },
  shape: { frames: FRAMES, tts: 1, asr: 4 },
  endToEnd: { steps: 150, batch: 12, lr: 2e-2, warmup: 5 },
  negatives: { ...recipe.negatives, mode: 'library' },
  threads: 1,
};

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-own-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 1 − P(SFX0) of the network's one query, in plain arithmetic. */
function probabilityOf(frames: readonly Float32Array[], weights: ReadonlyMap<string, Float32Array>): number {
  const unitOf = (values: readonly number[]): number[] =>
    values.map((value) => value / Math.hypot(...values));
  const layer = (name: string, x: ArrayLike<number>): number[] => {
    const [weight, bias] = [weights.get(`${name}.weight`)!, weights.get(`${name}.bias`)!];
    return Array.from(bias, (own, row) =>
      Array.from(x).reduce((sum, value, i) => sum + value * weight[row * x.length + i]!, own),
    );
  };
  const mean = Array.from(
    { length: 512 },
    (_, i) => frames.reduce((sum, own) => sum + own[i]!, 0) / frames.length,
  );
  const query = unitOf(layer('moment', mean));
  const others = [0, 1].map((row) =>
    unitOf(layer('effect', library.audio.subarray(1024 * row, 1024 * (row + 1)))),
  );
  const shares = [...others, unitOf([...weights.get('none')!])].map((own) =>
    Math.exp(Math.exp(weights.get('scale')![0]!) * own.reduce((sum, value, i) => sum + value * query[i]!, 0)),
  );
  return 1 - shares.at(-1)! / shares.reduce((sum, share) => sum + share, 0);
}

test('it is trained, exported, evaluated and served, and finds what it was shown', () =>
  inFolder(async (folder) => {
    const losses: number[] = [];
    const { outcome, parameters } = await train({
      folder: join(folder, 'run'),
      config,
      source,
      onStep: ({ loss }) => losses.push(loss),
    });
    assert.is(outcome, 'finished');
    assert.ok(losses.at(-1)! < 0.2 * losses[0]!, `${losses[0]} → ${losses.at(-1)}`);
    assert.equal(await readRunConfig(join(folder, 'run')), config, 'a run tells which network it trains');

    const model = join(folder, 'model');
    await writeModel(model, config.network, parameters);
    const written = JSON.parse(await readFile(join(model, MODEL_FILES.manifest), 'utf8')) as ModelManifest;
    assert.equal(written.network, { type: 'pictures', width: 8 });

    const found = await detectShown(model);
    for (const {
      shown,
      moments: [moment, ...more],
    } of found) {
      assert.equal(more, [], 'one query, one moment');
      const expected = probabilityOf(shown, parameters);
      assert.ok(Math.abs(moment!.probability - expected) < 1e-4, `${moment!.probability}, not ${expected}`);
    }
    for (const [kind, { start, end }] of KINDS.entries()) {
      const [moment] = found[kind]!.moments;
      assert.equal([moment!.sfx, moment!.tag], [library.ids[kind], TAGS[library.tags[kind]!]]);
      assert.ok(moment!.probability > 0.9, `${moment!.probability}`);
      const [from, to] = [toSeconds(moment!.start), toSeconds(moment!.end)];
      assert.ok(Math.abs(from - start) < 0.7 && Math.abs(to - (end + 1)) < 0.7, `${from} to ${to}`);
    }
    assert.ok(found[2]!.moments[0]!.probability < 0.1, 'nothing to see, no effect');
    assert.is((await figuresOf(config.network, parameters)).map_sfx_50, 1);
  }));

test('without an encoder of its own there is no pre-training, and no negatives that need it', () =>
  inFolder(async (folder) => {
    const { msm, endToEnd } = await withSteps(config, { minutes: 1 }, () => source);
    assert.is(msm.steps, 0);
    assert.ok(endToEnd.steps > 0);
    await rejects(
      train({ folder, config: { ...config, msm: { ...config.msm, steps: 1 } }, source }),
      /"pictures" have no encoder that could be pre-trained/,
      /^Set the steps of pre-training to 0/,
    );
    const tagAware = { ...config, negatives: { ...config.negatives, mode: 'tag-aware' as const } };
    await rejects(train({ folder, config: tagAware, source }), /tag-aware negatives/, /^Choose uniform/);
  }));

test('a type names a network: D&M where there is none, an error where nobody knows it', () => {
  assert.is(networkOf({}).type, 'dm');
  assert.throws(
    () => networkOf({ type: 'nobody' }),
    (error: unknown) =>
      error instanceof NetworkTypeError &&
      /"nobody"/.test(error.message) &&
      /Use one of dm, .*pictures/.test(error.nextStep),
  );
  assert.throws(() => registerNetwork(pictures), /of type "pictures" already/);
  const refused = (value: object) => networkConfigSchema.safeParse(value).error?.issues[0];
  assert.equal(refused({ type: 'nobody' })?.path, ['type']);
  assert.equal(refused({ type: 'pictures', width: 0 })?.path, ['width']);
  assert.equal(refused({ width: 8 })?.path, ['frame_dim']);
});

test.run();
