import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  figures,
  type ClipPrediction,
  type ClipTruth,
  type Figures,
  type KeyMomentPrediction,
} from '../../../models/evaluation/average-precision.ts';
import { evaluateClips } from '../../../models/evaluation/clips.ts';
import { nms } from '../../../models/evaluation/nms.ts';
import { boxToFrames, postprocess, type LibraryEmbeddings } from '../../../models/evaluation/postprocess.ts';
import { readSafetensors } from '../../../models/training/safetensors.ts';
import { fixture } from '../../support/fixtures.ts';
import { casesIn } from '../../support/parity.ts';

const json = async <T>(...parts: string[]): Promise<T> =>
  JSON.parse(await readFile(fixture('dm', ...parts), 'utf8')) as T;
const near = (a: number, b: number, limit: number, what: string): void =>
  assert.ok(Math.abs(a - b) <= limit, `${what}: ${a}, expected ${b}`);

function sameFigures(own: Figures, expected: Partial<Figures>, what: string): void {
  for (const name of Object.keys(own) as (keyof Figures)[])
    if (expected[name] !== undefined) near(own[name], expected[name], 1e-9, `${what} ${name}`);
}

interface Post {
  tensor_prefix: string;
  nms_threshold: number;
  windows_that_differ_if_decoded_in_binary64?: [number, number][];
  clips: {
    frame_num: number;
    queries: { window: [number, number]; top_ids: string[]; top_scores: number[] }[];
    vdsfx_kept_queries: number[];
    kmd_kept_queries: number[];
  }[];
}
const inputs = await readSafetensors(fixture('dm', 'postprocess', 'inputs.safetensors'));
const ids = await json<string[]>('postprocess', 'library_ids.json');
const posts = casesIn('postprocess', '.expected.json').map((name) => `${name}.expected.json`);
for (const file of posts)
  test(`postprocess/${file}`, async () => {
    const expected = await json<Post>('postprocess', file);
    const tensor = (name: string): Float32Array => inputs.get(name)!.data as Float32Array;
    const prefix = expected.tensor_prefix;
    const library: LibraryEmbeddings = {
      ids,
      emb: inputs.has(`${prefix}.sfx_emb`) ? tensor(`${prefix}.sfx_emb`) : tensor('sfx_emb'),
      sfx0: tensor('sfx0'),
    };
    const [, queries, d] = inputs.get(`${prefix}.moment_emb`)!.shape as [number, number, number];
    for (const [c, clip] of expected.clips.entries()) {
      const own = postprocess(
        {
          boxes: tensor(`${prefix}.boxes`).subarray(c * queries * 2, (c + 1) * queries * 2),
          emb: tensor(`${prefix}.moment_emb`).subarray(c * queries * d, (c + 1) * queries * d),
          frames: inputs.get(`${prefix}.frame_num`)!.data[c]!,
        },
        library,
        expected.nms_threshold,
      );
      for (const [q, query] of clip.queries.entries()) {
        const { window, ranked } = own.queries[q]!;
        assert.equal(window, query.window, `clip ${c} query ${q}`);
        ranked.scores.forEach((score, i) =>
          near(score, query.top_scores[i]!, 1e-6, `clip ${c} query ${q} score ${i}`),
        );
        // Equal scores may come in any order: compare the ids of each run of equal scores as sets.
        const grouped = (names: readonly string[]): string[][] => {
          const groups: string[][] = [];
          for (const [i, name] of names.entries())
            if (i > 0 && query.top_scores[i - 1]! - query.top_scores[i]! < 1e-7) groups.at(-1)!.push(name);
            else groups.push([name]);
          return groups.map((group) => group.sort());
        };
        assert.equal(grouped(ranked.ids), grouped(query.top_ids), `clip ${c} query ${q}`);
      }
      assert.equal(own.kept, clip.vdsfx_kept_queries, `clip ${c}`);
      assert.equal(own.keptKeyMoments, clip.kmd_kept_queries, `clip ${c}`);
    }
  });

test('a box is decoded in float32: somewhere double precision would give another window', async () => {
  let checked = 0;
  for (const file of posts) {
    const {
      tensor_prefix: prefix,
      clips,
      windows_that_differ_if_decoded_in_binary64: differing = [],
    } = await json<Post>('postprocess', file);
    const boxes = inputs.get(`${prefix}.boxes`)!;
    for (const [clip, query] of differing) {
      const at = (clip * boxes.shape[1]! + query) * 2;
      const [c, w] = [boxes.data[at]!, boxes.data[at + 1]!];
      const n = clips[clip]!.frame_num;
      assert.equal(boxToFrames(c, w, n), clips[clip]!.queries[query]!.window);
      checked += 1;
    }
  }
  assert.ok(checked > 0, 'the fixtures hold such a window');
});

test('NMS: falling score, equal scores in order, touching spans stay, the limit itself suppresses', () => {
  assert.equal(
    nms(
      [
        [0, 10],
        [7, 10],
        [10, 12],
      ],
      [0.5, 0.4, 0.9],
      0.3,
    ),
    [2, 0],
    '3 of 10 frames is exactly 0.3',
  );
  assert.equal(
    nms(
      [
        [0, 4],
        [0, 4],
      ],
      [0.5, 0.5],
      0.3,
    ),
    [0],
  );
  assert.equal(nms([], [], 0.3), []);
});

interface EvalSet {
  predictions: ClipPrediction[];
  ground_truth: ClipTruth[];
  kmd_predictions: KeyMomentPrediction[];
}
const expectedEval = await json<
  Record<string, Figures & { rank_k: number; other_rank_k: Record<string, Partial<Figures>> }>
>('eval', 'expected.json');
assert.ok(Object.keys(expectedEval).length > 0);
for (const [name, expected] of Object.entries(expectedEval))
  test(`eval/${name}`, async () => {
    const set = await json<EvalSet>('eval', `${name}.json`);
    const own = (k: number): Figures => figures(set.predictions, set.ground_truth, set.kmd_predictions, k);
    sameFigures(own(expected.rank_k), expected, name);
    for (const [k, other] of Object.entries(expected.other_rank_k))
      sameFigures(own(Number(k)), other, `${name} rank ${k}`);
  });

test('figures of nothing are 0, not NaN', () => {
  assert.equal(new Set(Object.values(figures([], [], []))), new Set([0]));
});

type EndToEnd = Record<string, EvalSet & { metrics: Figures; window_keys: string[] }>;
const endToEnd = await json<EndToEnd>('mini-expected', 'end_to_end.json');
assert.ok(Object.keys(endToEnd).length > 0);
for (const [split, expected] of Object.entries(endToEnd))
  test(`end to end from the stored outputs: ${split}`, async () => {
    const outputs = await readSafetensors(fixture('dm', 'mini-expected', 'last_layer_outputs.safetensors'));
    const weights = await readSafetensors(fixture('dm', 'mini-expected', 'weights.safetensors'));
    const { SfxMoment } = await import('../../../models/corpus/sfx-moment/data-set.ts');
    const { embedLibrary } = await import('../../support/plain-effects.ts');
    const { library } = await SfxMoment.open(fixture('dm', 'sfx-moment-mini'));
    const [count, queries, d] = outputs.get(`${split}.moment_emb`)!.shape as [number, number, number];
    const boxes = outputs.get(`${split}.boxes`)!.data as Float32Array;
    const emb = outputs.get(`${split}.moment_emb`)!.data as Float32Array;
    const own = evaluateClips(
      Array.from({ length: count }, (_, c) => ({
        qid: String(c),
        truth: expected.ground_truth[c]!,
        output: {
          boxes: boxes.subarray(c * queries * 2, (c + 1) * queries * 2),
          emb: emb.subarray(c * queries * d, (c + 1) * queries * d),
          frames: outputs.get(`${split}.frame_num`)!.data[c]!,
        },
      })),
      embedLibrary(library, new Map([...weights].map(([name, { data }]) => [name, data as Float32Array]))),
    );
    assert.equal(
      own.predictions.map(({ moment_pred_windows }) => moment_pred_windows),
      expected.predictions.map(({ moment_pred_windows }) => moment_pred_windows),
    );
    assert.equal(
      own.predictions.map(({ matched_sfx }) => matched_sfx.map(([first]) => first)),
      expected.predictions.map(({ matched_sfx }) => matched_sfx.map(([first]) => first)),
    );
    for (const [c, { moment_pred_windows: windows }] of expected.kmd_predictions.entries())
      for (const [i, [start, end, score]] of windows.entries()) {
        const found = own.keyMoments[c]!.moment_pred_windows[i]!;
        assert.equal(found.slice(0, 2), [start, end]);
        near(found[2], score, 1e-6, 'score');
      }
    sameFigures(own.figures, expected.metrics, split);
  });

test.run();
