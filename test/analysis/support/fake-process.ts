/**
 * Stands in for the analysis process and misbehaves as told: the model folder's name says how.
 * ready | babble (answers with something else) | hungry (eats memory on a request) | deaf (takes no speech) | silent (never starts) | mute (starts, then says nothing) | nonsense | crash (on a request) | stuck (ignores stop) | moved (loses its device with a request)
 */
import type { ClientMessage } from '../../../src/analysis/process/protocol.ts';
import { TAGS } from '../../../src/streams/values.ts';

const manifest = {
  version: 1,
  name: 'fake',
  encoders: { frame: 'f', text: 't', audio: 'a' },
  framesPerSecond: 1,
  window: 12,
  maxSubtitles: 40,
  threshold: 0.5,
  tags: TAGS,
  network: Object.fromEntries(
    'frame_dim text_dim ast_dim query_num hidden_dim head_num att_dim encoder_layer_num decoder_layer_num ffn_dim tag_num'
      .split(' ')
      .map((name) => [name, 1]),
  ),
};

let manner = '';

function begin(folder: string): void {
  manner = folder;
  if (manner === 'silent') return;
  process.send?.({ type: 'ready', manifest, device: manner === 'moved' ? 'webgpu' : 'cpu' });
  if (manner === 'nonsense') process.send?.({ type: 'ready?' });
  if (manner !== 'mute')
    setInterval(() => process.send?.({ type: 'heartbeat', waiting: 0, dropped: 0, sessions: 1 }), 50);
}

process.on('message', (message: ClientMessage) => {
  if (message.type === 'start') begin(message.options.modelFolder);
  if (message.type === 'stop' && manner !== 'stuck') process.exit(0);
  if (message.type === 'speech-write' && manner === 'ready')
    process.send?.({
      type: 'speech-taken',
      session: message.session,
      samples: message.pcm.length,
      overtaken: 0,
    });
  if (message.type !== 'request') return;
  if (manner === 'hungry') {
    const eaten: string[][] = [];
    for (;;) eaten.push(Array.from({ length: 10_000 }, (_, index) => `${index}`));
  }
  if (manner === 'moved') process.send?.({ type: 'notice', device: 'cpu', message: 'The device was lost.' });
  if (manner === 'babble') {
    const value = message.request.method === 'embedTexts' ? [Float32Array.of(1)] : [{ start: 'now' }];
    process.send?.({ type: 'answer', id: message.id, value });
  } else if (manner === 'crash') {
    process.stderr.write('the network burst into flames\n', () => process.exit(7));
  } else if (['ready', 'moved'].includes(manner) && message.request.method === 'embedTexts') {
    const { texts } = message.request;
    process.send?.({
      type: 'answer',
      id: message.id,
      value: texts.map((text) => Float32Array.of(text.length)),
    });
  }
});
process.on('disconnect', () => process.exit(0));
