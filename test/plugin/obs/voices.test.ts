/** Effects as media sources of OBS, against a server that speaks its protocol. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LibraryEffect } from '../../../src/library/index.ts';
import { connectObs, type ObsConnection } from '../../../src/plugin/obs/connection.ts';
import { Voices } from '../../../src/plugin/obs/attach/voices.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import type { Cue } from '../../../src/streams/values.ts';
import { serveObs, type ObsServer, type ObsServerOptions } from '../../support/obs-server.ts';
import { until } from '../../support/until.ts';

const VOICE_ANSWERS = {
  SetInputVolume: () => ({}),
  SetInputSettings: () => ({}),
  TriggerMediaInputAction: () => ({}),
};
/** Two seconds of a tone. */
const mono = Float32Array.from(
  { length: 96_000 },
  (_, i) => 0.5 * Math.sin((2 * Math.PI * 1_000 * i) / 48_000),
);
const effect: LibraryEffect = {
  ...{ id: 'bell', name: 'Bell', description: 'a bell', tag: 'prompt', file: 'bell.wav', duration: 2 },
  ...{ channels: [mono], mono },
};
const cue = (id: string): Cue => ({
  ...{ id, at: fromSeconds(1), end: fromSeconds(3), sfx: 'bell', tag: 'prompt', score: 1, alternatives: [] },
});

interface Played extends AsyncDisposable {
  readonly server: ObsServer;
  readonly voices: Voices;
  readonly told: string[];
  readonly warned: string[];
  missing: number;
}

/** Voices on a server with these answers; `starts`: OBS plays a voice once its file is set, and tells so. */
async function play(options: ObsServerOptions & { readonly starts?: boolean } = {}): Promise<Played> {
  const heard: { voices?: Voices } = {};
  const { starts = true, answers, ...rest } = options;
  const server = await serveObs({
    ...rest,
    answers: {
      ...VOICE_ANSWERS,
      SetInputSettings(data) {
        if (starts)
          setImmediate(() => server.tell('MediaInputPlaybackStarted', { inputName: data['inputName'] }));
        return {};
      },
      ...answers,
    },
  });
  const obs: ObsConnection = await connectObs(
    { host: '127.0.0.1', port: server.port, here: true },
    { onEvent: (event) => event.type === 'media-started' && heard.voices?.started(event.input) },
  );
  const played: Omit<Played, 'voices' | typeof Symbol.asyncDispose> = {
    ...{ server, told: [], warned: [], missing: 0 },
  };
  const voices = (heard.voices = new Voices({
    ...{ obs, loudness: -20, gain: 0, folder: '/effects' },
    library: { manifest: { version: 1, name: 'test', effects: [] }, effects: [effect] },
    told: (id, outcome) => played.told.push(`${id} ${outcome}`),
    warn: (line) => played.warned.push(line),
    onMissing: () => (played.missing += 1),
  }));
  return Object.assign(played, {
    voices,
    async [Symbol.asyncDispose]() {
      voices[Symbol.dispose]();
      await obs[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  });
}

const actions = ({ asked }: ObsServer): string[] =>
  asked
    .filter(({ type }) => type === 'TriggerMediaInputAction')
    .map(({ data }) => `${String(data['inputName'])} ${String(data['mediaAction']).split('_').at(-1)}`);

test('volume and file go out in one batch; a voice that plays is not told to', async () => {
  await using it = await play();
  it.voices.place(cue('m1'));
  await until(() => it.told.length === 1, 5_000, 'the outcome');
  assert.equal(it.told, ['m1 played']);
  const [volume, settings] = it.server.asked.slice(-2);
  assert.is(volume?.type, 'SetInputVolume');
  assert.is(volume?.batch, settings?.batch);
  const db = Number(volume?.data['inputVolumeDb']);
  assert.ok(db < 0 && db > -30, `${db} dB`);
  assert.equal(settings?.data['inputSettings'], { local_file: '/effects/bell.wav' });
  await sleep(1_300);
  assert.equal(actions(it.server), []);
});

test('a voice that does not begin by itself is told to', async () => {
  await using it = await play({ starts: false });
  it.voices.place(cue('m1'));
  await until(() => actions(it.server).length === 1, 5_000, 'the restart');
  assert.equal(actions(it.server), ['momentfx effect 1 RESTART']);
});

test('four sound at a time, a fifth is crowded out; the same file has another name the next time', async () => {
  await using it = await play();
  for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) it.voices.place(cue(id));
  await until(() => it.told.length === 5, 5_000, 'all outcomes');
  assert.equal(it.told.toSorted(), ['m1 played', 'm2 played', 'm3 played', 'm4 played', 'm5 crowded']);
  assert.equal(it.voices.mixer, { played: 4, late: 0, crowded: 1 });
  await sleep(2_500);
  it.voices.place(cue('m6'));
  await until(() => it.told.length === 6, 5_000, 'the sixth');
  const names = it.server.asked
    .filter(({ type, data }) => type === 'SetInputSettings' && data['inputName'] === 'momentfx effect 1')
    .map(({ data }) => (data['inputSettings'] as { local_file: string }).local_file);
  assert.equal(names, ['/effects/bell.wav', '/effects/./bell.wav']);
});

test('panic waits for no turn, and catches what is still on its way', async () => {
  await using it = await play();
  // Ten requests are out in this second: the effect waits.
  for (const id of ['m1', 'm2', 'm3']) it.voices.place(cue(id));
  await until(() => it.told.length === 3, 5_000, 'the first three');
  const { asked } = it.server;
  const began = performance.now();
  it.voices.place(cue('m4'));
  it.voices.hush();
  await until(() => it.told.length === 4, 5_000, 'the fourth');
  await until(() => actions(it.server).length >= 5, 5_000, 'the silence');
  const stops = asked.filter(({ type }) => type === 'TriggerMediaInputAction');
  assert.ok((stops[0]?.at ?? Infinity) - began < 1_000);
  assert.equal(
    new Set(actions(it.server)),
    new Set([1, 2, 3, 4].map((voice) => `momentfx effect ${voice} STOP`)),
  );
  // The last word on the voice whose file came after the panic is its silence.
  const last = asked.findLast(({ data }) => data['inputName'] === 'momentfx effect 4');
  assert.is(last?.type, 'TriggerMediaInputAction');
});

test('a voice that somebody removed: the effect has failed, and voices are asked for', async () => {
  await using it = await play({
    answers: {
      SetInputSettings() {
        throw new Error('No source was found.');
      },
    },
  });
  it.voices.place(cue('m1'));
  await until(() => it.told.length === 1, 5_000, 'the outcome');
  assert.equal(it.told, ['m1 failed']);
  assert.is(it.missing, 1);
  assert.match(it.warned.join(), /OBS does not play an effect.*No source was found/);
});

test.run();
