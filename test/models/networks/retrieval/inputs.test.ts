import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { input } from '../../../../models/graph/tensor.ts';
import { videoInputs } from '../../../../models/networks/inputs.ts';
import { inputsOfWindows, placedFrames } from '../../../../models/networks/retrieval/inputs.ts';
import { boxPositions } from '../../../../models/networks/retrieval/positions.ts';
import { baselineTensors, runOnce } from '../../../support/baselines.ts';
import { pseudoRandom } from '../../../support/finite-differences.ts';
import { closeTo } from '../../../support/parity.ts';

test('frames become of unit length and get their places, as in the worked example', async () => {
  const stored = await baselineTensors('inputs', 'preprocess.safetensors');
  const [frames = 0, width = 0] = stored.shape('raw_video');
  const placed = placedFrames(
    input('video', 'float', [1, frames, width]),
    input('mask', 'float', [1, frames]),
  );
  const found = await runOnce(
    { placed },
    new Map([
      ['video', stored.floats('raw_video')],
      ['mask', new Float32Array(frames).fill(1)],
    ]),
  );
  closeTo(found['placed']!, stored.floats('src_vid'), 1e-6, 'src_vid');
});

test('the sine codes of boxes are the stored ones, for every width', async () => {
  const stored = await baselineTensors('qd_detr', 'sine_embedding.safetensors');
  const [count = 0] = stored.shape('points');
  const widths = [...stored.tensors.keys()].filter((name) => /^d\d+$/.test(name));
  assert.ok(widths.length > 0);
  for (const name of widths) {
    const code = boxPositions(input('points', 'float', [count, 2]), Number(name.slice(1)));
    const found = await runOnce({ code }, new Map([['points', stored.floats('points')]]));
    closeTo(found['code']!, stored.floats(name), 1e-5, name);
  }
});

test('a window gives its frames with their places and the sentences of both streams; padding stays out', async () => {
  const shape = { frames: 4, tts: 2, asr: 3 };
  const own = inputsOfWindows(videoInputs({ config: { frame_dim: 5, text_dim: 3, ast_dim: 1 } }, 1, shape));
  const random = (size: number, seed: number): Float32Array => Float32Array.from(pseudoRandom(size, seed));
  const [frames, tts, asr] = [random(20, 1), random(6, 2), random(9, 3)];
  frames.fill(0, 15);
  const feeds = new Map([
    ['frame_batch', frames],
    ['tts_batch', tts],
    ['asr_batch', asr],
    ['frame_mask', Float32Array.of(0, 0, 0, -1e6)],
    ['tts_mask', Float32Array.of(0, -1e6)],
    ['asr_mask', Float32Array.of(0, 0, -1e6)],
  ]);
  const found = await runOnce({ ...own }, feeds);
  assert.equal([...found['src_vid_mask']!], [1, 1, 1, 0]);
  assert.equal([...found['src_txt_mask']!], [1, 0, 1, 1, 0]);
  const unit = (values: Float32Array): number[] => {
    const length = Math.hypot(...values) + 1e-5;
    return Array.from(values, (value) => value / length);
  };
  const rows = [0, 1, 2].flatMap((at) => [
    ...unit(frames.subarray(5 * at, 5 * (at + 1))),
    at / 3,
    (at + 1) / 3,
  ]);
  closeTo(found['src_vid']!, [...rows, 0, 0, 0, 0, 0, 0, 0], 1e-6, 'src_vid');
  const texts = [tts, asr].flatMap((stream) =>
    Array.from({ length: stream.length / 3 }, (_, at) => unit(stream.subarray(3 * at, 3 * (at + 1)))),
  );
  closeTo(found['src_txt']!, texts.flat(), 1e-6, 'src_txt');
});

test.run();
