import { test } from 'uvu';
import { CompiledGraph } from '../../../../models/graph/compile.ts';
import { encodeVideo } from '../../../../models/networks/dm/encoder.ts';
import { decodeQueries, effectsOf, momentHeads } from '../../../../models/networks/dm/forward.ts';
import { libraryInputs, videoInputs } from '../../../../models/networks/inputs.ts';
import { stack } from '../../../../models/networks/layers.ts';
import { parameterScope } from '../../../../models/networks/registry.ts';
import { casesIn, closeTo, readConfig, Stored } from '../../../support/parity.ts';

const LIMIT = 1e-4;

/** Keeps the rows [batch, tokens, width] whose mask is 0, as one list. */
function realRows(values: ArrayLike<number>, masks: readonly Float32Array[], batch: number): number[] {
  const tokens = masks.map((mask) => mask.length / batch);
  const total = tokens.reduce((sum, count) => sum + count, 0);
  const width = values.length / (batch * total);
  const kept: number[] = [];
  let row = 0;
  for (let video = 0; video < batch; video++)
    for (const [stream, mask] of masks.entries())
      for (let token = 0; token < tokens[stream]!; token++, row++)
        if (mask[video * tokens[stream]! + token] === 0)
          for (let column = 0; column < width; column++) kept.push(values[row * width + column]!);
  return kept;
}

for (const network of casesIn('forward', '.config.json')) {
  const config = readConfig('forward', `${network}.config.json`);

  for (const name of casesIn('forward', '.inputs.safetensors')) {
    test(`${network} on ${name}: encoder, positions, moments and boxes of every layer`, async () => {
      const weights = (await Stored.read('forward', `${network}.weights.safetensors`)).weights();
      const inputs = await Stored.read('forward', `${name}.inputs.safetensors`);
      const expected = await Stored.read('forward', `${network}.${name}.expected.safetensors`);
      const [batch = 0, frames = 0] = inputs.shape('frame_batch');
      const shape = { frames, tts: inputs.shape('tts_batch')[1]!, asr: inputs.shape('asr_batch')[1]! };
      const scope = parameterScope(config);
      const encoded = encodeVideo(scope, videoInputs(scope, batch, shape));
      const { embedding, box } = momentHeads(scope, stack(decodeQueries(scope, encoded)));
      await using graph = await CompiledGraph.create({
        video_emb: encoded.videoEmb,
        video_pe: encoded.videoPe,
        moment_emb: embedding,
        moment_bbox: box,
      });
      const actual = await graph.run(new Map([...weights, ...inputs.data()]));
      const masks = ['frame_mask', 'tts_mask', 'asr_mask'].map((mask) => inputs.floats(mask));
      for (const what of ['video_emb', 'video_pe'])
        closeTo(
          realRows(actual[what]!, masks, batch),
          realRows(expected.floats(what), masks, batch),
          LIMIT,
          what,
        );
      for (const what of ['moment_emb', 'moment_bbox'])
        closeTo(actual[what]!, expected.floats(what), LIMIT, what);
    });
  }

  test(`${network}: effects`, async () => {
    const weights = (await Stored.read('forward', `${network}.weights.safetensors`)).weights();
    const library = await Stored.read('forward', 'sfx_library.safetensors');
    const expected = await Stored.read('forward', `${network}.sfx.expected.safetensors`);
    const scope = parameterScope(config);
    const side = effectsOf(scope, libraryInputs(scope, library.shape('sfx_tag_index')[0]!));
    const outputs = { sfx_emb: side.effects, sfx0_norm: side.noEffect };
    await using graph = await CompiledGraph.create(outputs);
    const actual = await graph.run(new Map([...weights, ...library.data()]));
    for (const what of ['sfx_emb', 'sfx0_norm']) closeTo(actual[what]!, expected.floats(what), LIMIT, what);
  });
}

test.run();
