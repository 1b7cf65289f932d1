/** The way to OBS against a server that speaks its protocol. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { z } from 'zod';
import { connectObs } from '../../../src/plugin/obs/connection.ts';
import type { ObsEndpoint } from '../../../src/plugin/obs/endpoint.ts';
import { ObsError } from '../../../src/plugin/obs/errors.ts';
import type { ObsEvent } from '../../../src/plugin/obs/state.ts';
import { describeError } from '../../../src/core/errors.ts';
import { serveObs } from '../../support/obs-server.ts';
import { freePort } from '../../support/ports.ts';
import { serveHttp, serveTcp } from '../../support/servers.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';

const PASSWORD = 'correct horse battery';
const at = (port: number, more: Partial<ObsEndpoint> = {}): ObsEndpoint => ({
  ...{ host: '127.0.0.1', port, here: true },
  ...more,
});
const any = z.record(z.string(), z.unknown());

/** What the connection fails with, as one line; it holds no password. */
async function fails(endpoint: ObsEndpoint, needs: readonly 'StartStream'[] = []): Promise<ObsError> {
  try {
    await using connection = await connectObs(endpoint, { needs });
    assert.unreachable(`connected to ${connection.version.obs}`);
  } catch (error) {
    if (!(error instanceof ObsError)) throw error;
    assert.not.match(describeError(error), /\n|horse/);
    return error;
  }
  throw new Error('unreachable');
}

for (const webSocketVersion of ['5.0.0', '5.1.0', '5.4.2', '5.7.3', '5.9.0'])
  test(`obs-websocket ${webSocketVersion}: connects and tells the state`, async () => {
    await using server = await serveObs({ webSocketVersion, password: PASSWORD });
    const events: ObsEvent[] = [];
    await using connection = await connectObs(at(server.port, { password: PASSWORD }), {
      onEvent: (event) => events.push(event),
    });
    assert.is(connection.version.webSocket, webSocketVersion);
    assert.equal(connection.state, {
      ...{ streaming: false, recording: false },
      ...{ scene: 'Scene', profile: 'Untitled' },
    });
    assert.is(events[0]?.type, 'connected');
  });

test('wrong password, none, nobody there, something else there: one line each, with what to do', async () => {
  await using server = await serveObs({ password: PASSWORD });
  const wrong = await fails(at(server.port, { password: 'wrong horse' }));
  assert.is(wrong.code, 'obs-password-wrong');
  assert.match(wrong.nextStep, /Show Connect Info.*--obs-password/);
  assert.is((await fails(at(server.port))).code, 'obs-password-missing');

  const port = await freePort();
  const configured = { folder: '/none/obs-studio', file: 'global.ini', enabled: true, port };
  assert.is((await fails(at(port, { configured }))).code, 'obs-not-running');
  const elsewhere = { ...configured, port: port - 1 };
  assert.is((await fails(at(port, { configured: elsewhere }))).code, 'obs-unreachable');
  assert.is(
    (await fails(at(port, { configured: { ...configured, enabled: false } }))).code,
    'obs-server-off',
  );
  assert.is((await fails(at(port))).code, 'obs-not-found');
  assert.is((await fails(at(port, { here: false }))).code, 'obs-unreachable');

  await using web = await serveHttp((_, response) => response.writeHead(200).end('hello'));
  assert.is((await fails(at(web.port))).code, 'obs-not-obs');
});

test('a server that says nothing is given up', async () => {
  await using silent = await serveTcp();
  const began = performance.now();
  assert.is((await fails(at(silent.port))).code, 'obs-not-obs');
  assert.ok(performance.now() - began < 6_000);
});

test('an OBS that lacks what is needed is refused with what it lacks', async () => {
  await using server = await serveObs({ webSocketVersion: '5.0.0' });
  const error = await fails(at(server.port), ['StartStream']);
  assert.is(error.code, 'obs-too-old');
  assert.match(error.message, /obs-websocket 5\.0\.0\) lacks StartStream/);
});

test('streams, recordings, scenes and profiles are told as they change; strange events are not', async () => {
  await using server = await serveObs();
  const events: ObsEvent[] = [];
  await using connection = await connectObs(at(server.port), { onEvent: (event) => events.push(event) });
  events.length = 0;
  server.tell('StreamStateChanged', { outputActive: true, outputState: 'OBS_WEBSOCKET_OUTPUT_STARTED' });
  server.tell('StreamStateChanged', { outputActive: true, outputState: 'OBS_WEBSOCKET_OUTPUT_FLYING' });
  server.tell('StreamStateChanged', { outputState: 7 });
  server.tell('RecordStateChanged', { outputActive: true, outputState: 'OBS_WEBSOCKET_OUTPUT_STARTED' });
  server.tell('CurrentProgramSceneChanged', { sceneName: 'Second', sceneUuid: 'x' });
  server.tell('CurrentProfileChanged', { profileName: 'Other' });
  await until(() => events.length >= 4, 2_000, 'events');
  assert.equal(events, [
    { type: 'stream', state: 'started' },
    { type: 'recording', state: 'started' },
    { type: 'scene', name: 'Second' },
    { type: 'profile', name: 'Other' },
  ]);
  assert.equal(connection.state, {
    ...{ streaming: true, recording: true },
    ...{ scene: 'Second', profile: 'Other' },
  });
});

test('a lost connection comes back within 5 s, with what changed meanwhile; requests in between are refused', async () => {
  const port = await freePort();
  const first = await serveObs({ port });
  const events: ObsEvent[] = [];
  await using connection = await connectObs(at(port), { onEvent: (event) => events.push(event) });
  const pending = connection.ask('GetStats', any).catch((error: unknown) => error);
  await first[Symbol.asyncDispose]();
  assert.instance(await pending, ObsError);
  await until(() => !connection.connected, 2_000, 'loss');
  const refused: unknown = await connection.ask('GetStats', any).catch((error: unknown) => error);
  assert.is((refused as ObsError).code, 'obs-gone');
  // As long as an OBS that is started anew takes.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const began = performance.now();
  await using second = await serveObs({
    port,
    answers: { GetStreamStatus: () => ({ outputActive: true }) },
  });
  assert.ok(await connection.whenConnected(5_000), 'back');
  assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
  assert.equal(
    events.slice(3).map((event) => (event.type === 'stream' ? event.state : event.type)),
    ['disconnected', 'connected', 'started'],
  );
  assert.is(second.clients, 1);
});

test('a stop while OBS is asked what it is waits for no answer, at first and again', async () => {
  const port = await freePort();
  const silent = { port, answers: { GetVersion: () => undefined } };
  const stop = new AbortController();
  {
    await using server = await serveObs(silent);
    const first = connectObs(at(port), { signal: stop.signal }).catch((error: unknown) => error);
    await until(() => server.asked.length === 1, 2_000, 'the question');
    stop.abort(new Error('stopped'));
    assert.match(String(await within(first, 2_000, 'the first try')), /stopped/);
    await until(() => server.clients === 0, 2_000, 'the end of its connection');
  }
  const before = await serveObs({ port });
  const connection = await connectObs(at(port));
  await before[Symbol.asyncDispose]();
  await using server = await serveObs(silent);
  await until(() => server.asked.length === 1, 5_000, 'the question, again');
  await within(Promise.resolve(connection[Symbol.asyncDispose]()), 2_000, 'its end');
  await until(() => server.clients === 0, 2_000, 'the end of its connection, again');
});

test('a password that was changed meanwhile is told once, and not asked for all the time', async () => {
  const port = await freePort();
  const first = await serveObs({ port, password: PASSWORD });
  const events: ObsEvent[] = [];
  const connection = await connectObs(at(port, { password: PASSWORD }), {
    onEvent: (event) => events.push(event),
  });
  await first[Symbol.asyncDispose]();
  await using second = await serveObs({ port, password: 'another' });
  await until(() => events.some(({ type }) => type === 'refused'), 6_000, 'refusal');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.is(events.filter(({ type }) => type === 'refused').length, 1);
  assert.is(second.clients, 0);
  await connection[Symbol.asyncDispose]();
});

test('no more than ten requests in any second, in order', async () => {
  await using server = await serveObs({ answers: { GetStats: () => ({}) } });
  await using connection = await connectObs(at(server.port));
  await Promise.all(Array.from({ length: 25 }, () => connection.ask('GetStats', any)));
  const times = server.asked.map((request) => request.at);
  assert.is(times.length, 30);
  for (const [i, time] of times.entries()) {
    const tenth = times[i + 10];
    // As seen by the server; the way there takes a moment more or less.
    if (tenth !== undefined) assert.ok(tenth - time > 950, `11 requests within ${tenth - time} ms`);
  }
});

test('what OBS refuses, and an answer unlike the protocol, are one line each', async () => {
  await using server = await serveObs({ answers: { GetStats: () => ({ cpuUsage: 'much' }) } });
  await using connection = await connectObs(at(server.port));
  const refused: unknown = await connection.ask('StopStream', any).catch((error: unknown) => error);
  assert.match(describeError(refused), /^OBS refuses StopStream \(204\): No such request\. /);
  const strange: unknown = await connection
    .ask('GetStats', z.object({ cpuUsage: z.number() }))
    .catch((error: unknown) => error);
  assert.match(
    describeError(strange),
    /^OBS's answer to GetStats is not what the protocol says \(cpuUsage\)/,
  );
});

test('debugging output shows no message of OBS', async () => {
  await using server = await serveObs({
    answers: { GetStreamServiceSettings: () => ({ streamServiceSettings: { key: 'sk-secret' } }) },
  });
  const program = `
    const { connectObs } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/plugin/obs/connection.ts'))});
    const { z } = await import('zod');
    const connection = await connectObs({ host: '127.0.0.1', port: ${server.port}, here: true });
    const answer = await connection.ask('GetStreamServiceSettings', z.any());
    console.log(answer.streamServiceSettings.key.length);
    await connection[Symbol.asyncDispose]();`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(
    process.execPath,
    ['--input-type=module', '-e', program],
    { env: { ...process.env, DEBUG: '*' }, cwd: join(import.meta.dirname, '../../..') },
    (error, stdout, stderr) => (error === null ? resolve(stdout + stderr) : reject(error)),
  );
  const said = await promise;
  assert.match(said, /obs-websocket-js.*socket\.message/);
  assert.match(said, /^9$/m);
  assert.not.match(said, /sk-secret/);
});

test.run();
