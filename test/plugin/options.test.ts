import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { scratch } from '../support/scratch.ts';

const folder = scratch('options');
const file = join(folder, 'momentfx.config.json');
const none = join(folder, 'absent.json');

test('options win over the environment, that over the file, that over defaults', () => {
  writeFileSync(file, JSON.stringify({ gain: -3, duck: 1, density: 6, muteTag: ['humor'] }));
  const settings = resolveSettings({ gain: '2' }, { MOMENTFX_GAIN: '1', MOMENTFX_DUCK: '0' }, file);
  assert.is(settings.gain, 2);
  assert.is(settings.duck, 0);
  assert.is(settings.density, 6);
  assert.equal(settings.muteTag, ['humor']);
  assert.is(settings.limiter, 'on');
});

test('a wrong value names the place it came from', () => {
  writeFileSync(file, JSON.stringify({ threshold: 3 }));
  assert.throws(() => resolveSettings({}, {}, file), /momentfx\.config\.json: threshold/);
  assert.throws(
    () => resolveSettings({}, { MOMENTFX_ASR: 'whisper' }, none),
    /MOMENTFX_ASR: expected moonshine/,
  );
  assert.throws(() => resolveSettings({ muteTag: 'humor,fun' }, {}, none), /--mute-tag/);
  assert.throws(() => resolveSettings({ gain: 'loud' }, {}, none), /--gain/);
  writeFileSync(file, JSON.stringify({ volume: 3 }));
  assert.throws(() => resolveSettings({}, {}, file), /unknown entry "volume"/);
  writeFileSync(file, '[1');
  assert.throws(() => resolveSettings({}, {}, file), /not a JSON object/);
});

test('a sensitivity puts aside a threshold from a farther place, not one from its own or a nearer', () => {
  const asked = (options: object, env: NodeJS.ProcessEnv, entries: object): readonly unknown[] => {
    writeFileSync(file, JSON.stringify(entries));
    const { sensitivity, threshold } = resolveSettings({ ...options }, env, file);
    return [sensitivity, threshold];
  };
  assert.equal(asked({}, {}, {}), ['normal', undefined]);
  assert.equal(asked({ sensitivity: 'low' }, {}, { threshold: 0.3 }), ['low', undefined]);
  assert.equal(asked({ sensitivity: 'low' }, { MOMENTFX_THRESHOLD: '0.3' }, {}), ['low', undefined]);
  assert.equal(asked({ sensitivity: 'low', threshold: '0.3' }, {}, {}), ['low', 0.3]);
  assert.equal(asked({ threshold: '0.3' }, { MOMENTFX_SENSITIVITY: 'high' }, {}), ['high', 0.3]);
  assert.equal(asked({}, {}, { sensitivity: 'high', threshold: 0.3 }), ['high', 0.3]);
  assert.equal(asked({}, {}, { threshold: 0.3 }), ['normal', 0.3]);
  assert.throws(
    () => resolveSettings({ sensitivity: 'loud' }, {}, none),
    /--sensitivity: must be one of low, normal, high/,
  );
});

test('captions name their file', () => {
  assert.equal(resolveSettings({ asr: 'captions:a.srt' }, {}, none).asr, { type: 'captions', file: 'a.srt' });
  assert.throws(() => resolveSettings({ asr: 'captions:' }, {}, none), /--asr/);
  const place = { type: 'websocket', host: '127.0.0.1', port: 4460, path: '/captions' };
  assert.equal(resolveSettings({ asr: 'ws://127.0.0.1:4460' }, {}, none).asr, place);
  assert.equal(
    resolveSettings({ asr: 'ws://127.0.0.1:4460/captions?token=abc' }, {}, none).asr,
    { ...place, token: 'abc' },
    'the token was ignored without a word',
  );
  for (const strange of ['?tok=abc', '?token=', '?token=a&b=c', '#token'])
    assert.throws(
      () => resolveSettings({ asr: `ws://127.0.0.1:4460/captions${strange}` }, {}, none),
      /--asr/,
    );
  assert.throws(() => resolveSettings({ asr: 'ws://me:abc@127.0.0.1:4460/' }, {}, none), /--asr/);
});

test.run();
