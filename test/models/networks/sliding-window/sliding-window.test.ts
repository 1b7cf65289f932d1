import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { boxToFrames } from '../../../../models/evaluation/postprocess.ts';
import { runWindows } from '../../../../models/evaluation/network-runner.ts';
import { FULL_CONFIG } from '../../../../models/networks/dm/config.ts';
import { networkOf } from '../../../../models/networks/registry.ts';
import { slidingWindowSchema, spansOf } from '../../../../models/networks/sliding-window/config.ts';
import { Random } from '../../../../models/training/random.ts';

const network = slidingWindowSchema.parse({
  type: 'sliding-window',
  lengths: [2, 8],
  stride: 0.5,
  frames: 12,
  matching: {
    ...FULL_CONFIG,
    hidden_dim: 8,
    head_num: 2,
    att_dim: 4,
    ffn_dim: 16,
    encoder_layer_num: 1,
    decoder_layer_num: 1,
  },
});

test('windows of each length slide from the first frame to the last', () => {
  assert.equal(spansOf({ lengths: [8], stride: 0.5, frames: 12 }), [
    [0, 8],
    [4, 12],
  ]);
  assert.equal(
    spansOf({ lengths: [1], stride: 0.25, frames: 3 }),
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
    'a step is at least a frame',
  );
  assert.equal(
    spansOf({ lengths: [5, 5, 40], stride: 1, frames: 12 }),
    [
      [0, 5],
      [5, 10],
      [7, 12],
      [0, 12],
    ],
    'the last one ends with the frames; none is longer than they are',
  );
});

test('each window is answered by its own frames, within the frames that there are', async () => {
  const random = new Random(3);
  const vector = () => Float32Array.from({ length: 512 }, () => random.normal() / 22);
  const window = (frames: number) => ({
    key: String(frames),
    item: { frames: Array.from({ length: frames }, vector), tts: [], asr: [] },
    moments: [],
  });
  const parameters = networkOf(network).initialParameters(network, 1);
  const clips = await runWindows(network, parameters, [window(12), window(5)], vector(), []);
  const spans = spansOf(network);
  for (const { output } of clips) {
    const { frames, boxes, emb } = output;
    assert.is(boxes.length, 2 * spans.length);
    for (const [at, [start, end]] of spans.entries()) {
      const first = Math.min(start, frames - 1);
      assert.equal(boxToFrames(boxes[2 * at]!, boxes[2 * at + 1]!, frames), [
        first,
        Math.max(Math.min(end, frames), first + 1),
      ]);
      assert.ok(Math.abs(Math.hypot(...emb.subarray(8 * at, 8 * at + 8)) - 1) < 1e-5, 'of unit length');
    }
  }
  // Windows over other frames are not alike, those over the same are.
  const [, short] = clips;
  const own = (at: number) => [...short!.output.emb.subarray(8 * at, 8 * at + 8)];
  const [last, beyond] = [
    spans.findIndex(([start]) => start === 4),
    spans.findIndex(([start]) => start === 9),
  ];
  assert.equal(own(last), own(beyond));
  assert.not.equal(own(0), own(last));
});

test.run();
