import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Assignment } from '../../../models/training/hungarian.ts';
import { matchQueries } from '../../../models/training/matching.ts';
import { EndToEndStep, type Forward } from '../../../models/training/steps/end-to-end-step.ts';
import type { EndToEndTargets, EndToEndTerms } from '../../../models/training/steps/types.ts';
import { checkGradients } from '../../support/gradients.ts';
import { casesIn, closeTo, readConfig, readJson, Stored } from '../../support/parity.ts';
import { packedBatch, storedAssignment, storedLibrary } from '../../support/training-batch.ts';

const config = readConfig('loss', 'config.json');

interface Case {
  readonly initial_logit_scale_sfx: number;
  readonly hyper: { fore_match: number; l1: number; giou: number; back_match: number };
}

async function load(name: string) {
  const facts = readJson('loss', `${name}.json`) as Case;
  const parameters = (await Stored.read('loss', 'weights.safetensors')).weights();
  parameters.set('logit_scale_sfx', Float32Array.of(facts.initial_logit_scale_sfx));
  const stored = await Stored.read('loss', `${name}.batch.safetensors`);
  const batch = packedBatch(stored);
  const library = storedLibrary(await Stored.read('loss', 'sfx_library.safetensors'));
  const moments = {
    moment_bbox_gt: stored.floats('moment_bbox_gt'),
    moment_sfx_index: stored.ints('moment_sfx_index'),
    moment_num: stored.ints('moment_num'),
    back_num: stored.ints('back_num'),
  };
  const { fore_match: foreMatch, back_match: backMatch, l1, giou } = facts.hyper;
  const step = await EndToEndStep.create({
    config,
    batch: batch.size,
    shape: batch.shape,
    librarySize: library.tag.length,
    threads: 1,
    weights: { foreMatch, backMatch, l1, giou },
  });
  return { parameters, stored, batch, library, moments, step };
}
type Loaded = Awaited<ReturnType<typeof load>>;

/** The assignment that training would find. */
function ownAssignment({ batch, moments }: Loaded, forward: Forward): Assignment[][] {
  const { query_num: queries, hidden_dim: width, decoder_layer_num: layers } = config;
  return Array.from({ length: layers }, (_, layer) => {
    let first = 0;
    return Array.from(moments.moment_num, (count, video) => {
      const at = layer * batch.size + video;
      const effects = [...moments.moment_sfx_index.subarray(first, first + count)];
      const positiveEmb = Float32Array.from(
        effects.flatMap((index) => [...forward.sfxEmb.subarray(index * width, (index + 1) * width)]),
      );
      const momentBox = moments.moment_bbox_gt.slice(2 * first, 2 * (first + count));
      first += count;
      return matchQueries({
        queryEmb: forward.momentEmb.slice(at * queries * width, (at + 1) * queries * width),
        queryBox: forward.momentBox.slice(at * queries * 2, (at + 1) * queries * 2),
        positiveEmb,
        momentBox,
        queries,
        moments: count,
      });
    });
  });
}

/** Each term within 1e-4 of its value; accuracies exactly. */
function checkTerms(terms: EndToEndTerms, expected: Stored): void {
  const pairs: [keyof EndToEndTerms, string][] = [
    ['layer', 'layer_loss'],
    ['foreMatch', 'fore_match_loss'],
    ['l1', 'fore_l1_loss'],
    ['giou', 'fore_giou_loss'],
    ['backMatch', 'back_match_loss'],
    ['foreTop1', 'fore_top1_acc'],
    ['backTop1', 'back_top1_acc'],
    ['total', 'total_loss'],
  ];
  for (const [own, name] of pairs) {
    const actual = [terms[own]].flat();
    const stored = expected.floats(name);
    assert.is(actual.length, stored.length, name);
    for (const [index, value] of stored.entries())
      closeTo([actual[index]!], [value], 1e-4 * Math.abs(value) + 1e-7, `${name} ${index}`);
  }
}

for (const name of casesIn('loss', '.batch.safetensors')) {
  test(`${name}: forward, losses and the gradient of every parameter with the stored assignment`, async () => {
    const loaded = await load(name);
    await using step = loaded.step;
    const expected = await Stored.read('loss', `${name}.expected.safetensors`);
    const forward = await step.forward(loaded.parameters, loaded.batch, loaded.library);
    closeTo(forward.momentEmb, expected.floats('moment_emb'), 1e-4, 'moment_emb');
    closeTo(forward.momentBox, expected.floats('moment_bbox'), 1e-4, 'moment_bbox');
    const { terms, gradients } = await step.backward({
      moments: loaded.moments,
      candidates: { fore: loaded.stored.ints('fore_choice'), back: loaded.stored.ints('back_choice') },
      assignment: storedAssignment(expected, config.decoder_layer_num),
    });
    checkTerms(terms, expected);
    const stored = await Stored.read('loss', `${name}.grads.safetensors`);
    checkGradients(gradients, stored, readJson('loss', `${name}.json`));
  });

  test(`${name}: our own matching is the stored one`, async () => {
    const loaded = await load(name);
    await using step = loaded.step;
    const expected = await Stored.read('loss', `${name}.expected.safetensors`);
    const forward = await step.forward(loaded.parameters, loaded.batch, loaded.library);
    assert.equal(ownAssignment(loaded, forward), storedAssignment(expected, config.decoder_layer_num));
  });
}

async function withoutMoments(candidates: EndToEndTargets['candidates']) {
  const loaded = await load(casesIn('loss', '.batch.safetensors')[0]!);
  await using step = loaded.step;
  await step.forward(loaded.parameters, loaded.batch, loaded.library);
  const size = loaded.batch.size;
  const { terms, gradients } = await step.backward({
    moments: {
      moment_bbox_gt: new Float32Array(0),
      moment_sfx_index: new Int32Array(0),
      moment_num: new Int32Array(size),
      back_num: new Int32Array(size).fill(config.query_num),
    },
    candidates,
    assignment: Array.from({ length: config.decoder_layer_num }, () =>
      Array.from({ length: size }, () => ({ rows: [], cols: [] })),
    ),
  });
  return { terms, gradients };
}

test('a batch without any moment trains the background alone', async () => {
  const { terms, gradients } = await withoutMoments('library');
  assert.equal(
    [...terms.foreMatch, ...terms.l1, ...terms.giou],
    terms.layer.flatMap(() => [0, 0, 0]),
  );
  assert.equal(terms.layer, terms.backMatch);
  assert.ok(terms.foreTop1.every(Number.isNaN), 'there is nothing to be right about');
  for (const [name, values] of gradients) assert.ok(values.every(Number.isFinite), name);
  const boxes = gradients.get('bbox_proj.layers.2.weight')!;
  assert.ok(
    boxes.every((value) => value === 0),
    'no box has a target',
  );
  assert.ok(
    gradients.get('sfx0')!.some((value) => value !== 0),
    'SFX0 is what every query should match',
  );
});

test('the whole library as candidates equals drawing every effect once', async () => {
  const [name = ''] = casesIn('loss', '.batch.safetensors');
  const effects = (await Stored.read('loss', 'sfx_library.safetensors')).shape('sfx_tag_index')[0]!;
  const videos = (await Stored.read('loss', `${name}.batch.safetensors`)).shape('frame_batch')[0]!;
  const items = videos * config.query_num;
  const drawn = Int32Array.from({ length: items * effects }, (_, at) => at % effects);
  const all = await withoutMoments('library');
  const each = await withoutMoments({ fore: new Int32Array(0), back: drawn });
  assert.equal(all.terms, each.terms);
});

test.run();
