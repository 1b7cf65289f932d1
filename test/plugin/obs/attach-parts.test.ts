/** Parts of `momentfx obs attach` beside an OBS that hangs, or does something at a bad moment. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { Attachment, type AttachmentOptions } from '../../../src/plugin/obs/attach/attachment.ts';
import { openTextCaptions } from '../../../src/plugin/obs/attach/text-captions.ts';
import type { BatchedRequest, RequestType } from '../../../src/plugin/obs/socket.ts';
import { within } from '../../support/within.ts';

/** An OBS with one scene, which takes its time for each answer, and what was made in it. */
function slowObs() {
  const made: string[] = [];
  const soon = <T>(answer: () => T): Promise<T> =>
    new Promise((resolve) => setTimeout(() => resolve(answer()), 2));
  const madeBy = (type: string): string[] =>
    made.filter((entry) => entry.startsWith(`${type} `)).map((entry) => entry.slice(type.length + 1));
  const take = ({ type, data = {} }: BatchedRequest): unknown => {
    const { sceneName, sourceName, inputName } = data;
    if (type.startsWith('Create')) made.push(`${type} ${String(inputName ?? sourceName ?? sceneName)}`);
    const items = madeBy(sceneName === 'Scene' ? 'CreateSceneItem' : 'CreateInput');
    return {
      scenes: ['Scene', ...madeBy('CreateScene')].map((name) => ({ sceneName: name })),
      inputs: madeBy('CreateInput').map((name) => ({ inputName: name, inputKind: 'ffmpeg_source' })),
      sceneItems: items.map((name) => ({ sceneItemId: 1, sourceName: name, sceneItemEnabled: true })),
      currentProgramSceneName: 'Scene',
    };
  };
  const obs = {
    connected: true,
    ask: (type: RequestType, _: unknown, data: BatchedRequest['data'] = {}) =>
      soon(() => take({ type, data })),
    askAll: (requests: readonly BatchedRequest[]) =>
      soon(() => requests.map((request) => ({ done: true, data: take(request) }))),
  };
  return { obs: obs as unknown as AttachmentOptions['obs'], made };
}

test('a scene that changes while the effects are laid out: nothing is made twice', async () => {
  const { obs, made } = slowObs();
  const told: string[] = [];
  const attachment = new Attachment({
    obs,
    input: { sceneChanged: () => undefined } as AttachmentOptions['input'],
    reports: { info: (line) => told.push(line), warn: (line) => told.push(line) },
    presence: { over: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() },
  });
  const begun = attachment.begin();
  attachment.hear({ type: 'scene', name: 'Scene' });
  await begun;
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(made, [
    'CreateScene momentfx effects',
    ...[1, 2, 3, 4].map((voice) => `CreateInput momentfx effect ${voice}`),
    'CreateSceneItem momentfx effects',
  ]);
  assert.equal(told, []);
});

test('captions end beside an OBS that hangs', async () => {
  const obs = { connected: true, ask: () => new Promise<never>(() => undefined) };
  const captions = openTextCaptions(obs, 'Words', fakeClock());
  const ended = new Promise<void>((resolve) => captions.events$.subscribe({ complete: resolve }));
  await within(captions.close(), 1_000, 'the end');
  await within(ended, 1_000, 'the end of its events');
});

test.run();
