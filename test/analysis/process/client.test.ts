import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lastValueFrom, toArray } from 'rxjs';
import {
  AnalysisClosedError,
  AnalysisFailedError,
  startAnalysis,
} from '../../../src/analysis/process/client.ts';
import { type AnalysisRequestError, AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import { ZERO, fromSeconds, sampleIndex } from '../../../src/streams/time.ts';
import { rejects, within } from '../../support/within.ts';

const entry = new URL('../support/fake-process.ts', import.meta.url);
const start = (manner: string, limits = {}, speech: 'moonshine' | 'none' = 'moonshine') =>
  startAnalysis({ modelFolder: manner, encodersFolder: 'x', device: 'cpu', speech }, { entry, limits });

/** Whether a process of that number is there. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ESRCH');
    return false;
  }
}

test('answers reach whoever asked, many at a time', async () => {
  const client = await start('ready');
  const texts = Array.from({ length: 30 }, (_, index) => 'x'.repeat(index));
  const vectors = await within(Promise.all(texts.map((text) => client.embedTexts([text]))), 5_000, 'answers');
  assert.equal(
    vectors.map(([vector]) => vector?.[0]),
    texts.map((text) => text.length),
  );
  await client.close();
});

test('a device lost in the process is told, and known', async () => {
  const notices: string[] = [];
  const client = await startAnalysis(
    { modelFolder: 'moved', encodersFolder: 'x', device: 'webgpu', speech: 'none' },
    { entry, notice: (line) => notices.push(line) },
  );
  assert.is(client.device, 'webgpu');
  await client.embedTexts(['a']);
  assert.is(client.device, 'cpu');
  assert.equal(notices, ['The device was lost.']);
  await client.close();
});

test('closing rejects what is under way, ends speech and the process; twice is fine', async () => {
  const client = await start('ready');
  const asked = client.detect([{ index: 0 } as never]);
  const session = client.openSpeech();
  const events = lastValueFrom(session.events$.pipe(toArray()));
  const both = Promise.all([client.close(), client.close()]);
  assert.instance(await rejects(asked, /closed before it answered/), AnalysisClosedError);
  await within(both, 5_000, 'close');
  assert.equal(await events, []);
  assert.not.ok(lives(client.pid));
  assert.instance(await rejects(client.embedTexts(['a']), /closed/), AnalysisClosedError);
  await rejects(session.write(new Float32Array(10)), /closed/);
  assert.throws(() => client.openSpeech(), /closed/);
});

test('a process killed in mid-request: `failed` resolves, what waits is rejected', async () => {
  const client = await start('ready');
  const asked = client.detect([{ index: 0 } as never]);
  const session = client.openSpeech();
  const told = lastValueFrom(session.events$, { defaultValue: undefined });
  const ended = session.end();
  process.kill(client.pid, 'SIGKILL');
  const error = await within(client.failed, 5_000, 'failed');
  assert.is(error.code, 'analysis-died');
  assert.is(error.signal, 'SIGKILL');
  assert.match(error.message, 'killed by SIGKILL');
  assert.match(error.nextStep, 'memory');
  for (const promise of [asked, told, ended, session.write(new Float32Array(4)), client.embedTexts(['b'])])
    assert.is(await rejects(promise, /SIGKILL/), error);
  await within(client.close(), 5_000, 'close after a failure');
});

test('a crash is reported with its code and last words', async () => {
  const client = await start('crash');
  const error = await rejects(client.embedTexts(['a']), /ended with code 7: the network burst into flames/);
  assert.instance(error, AnalysisFailedError);
  assert.is((error as AnalysisFailedError).exitCode, 7);
  await client.close();
});

test('silence beyond the limit is a hang, and the process is killed', async () => {
  const client = await start('mute', { silence: 400 });
  const error = await within(client.failed, 8_000, 'failed');
  assert.is(error.code, 'analysis-hung');
  await within(client.close(), 5_000, 'close');
  assert.not.ok(lives(client.pid));
});

test('a process that never starts is given up', async () => {
  const error = await within(
    rejects(start('silent', { start: 400 }), /has not answered for 0.4 s/),
    8_000,
    'start',
  );
  assert.instance(error, AnalysisStartError);
});

test('a message that nobody knows is a failure', async () => {
  const client = await start('nonsense');
  assert.is((await within(client.failed, 5_000, 'failed')).code, 'analysis-nonsense');
  await client.close();
});

test('a process that does not stop is killed after the grace period', async () => {
  const client = await start('stuck', { stop: 300 });
  await within(client.close(), 5_000, 'close');
  assert.not.ok(lives(client.pid));
});

test('writing waits when the recogniser falls behind', async () => {
  const client = await start('deaf');
  const session = client.openSpeech();
  let written = false;
  const writing = session.write(new Float32Array(60 * 16_000)).then(() => (written = true));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.not.ok(written, 'a minute of audio was taken although nothing was processed');
  session.close();
  await rejects(writing, /closed/);
  await client.close();
});

test('a process that runs out of memory says so, and its speech sessions end', async () => {
  process.env['NODE_OPTIONS'] = '--max-old-space-size=30';
  const client = await start('hungry').finally(() => delete process.env['NODE_OPTIONS']);
  const session = client.openSpeech();
  const told = lastValueFrom(session.events$, { defaultValue: undefined });
  const asked = client.embedTexts(['a']);
  const error = await within(client.failed, 60_000, 'failed');
  assert.is(error.code, 'analysis-out-of-memory');
  assert.match(error.message, 'ran out of memory');
  for (const promise of [told, asked]) assert.is(await rejects(promise, /out of memory/), error);
  assert.not.ok(session.offer(new Float32Array(10)));
  await within(client.close(), 5_000, 'close');
});

test('offering never waits: what does not fit is dropped, counted, and told as one gap', async () => {
  const client = await start('deaf');
  const session = client.openSpeech({ start: sampleIndex(16_000), maxBehind: fromSeconds(1) });
  const gaps = lastValueFrom(session.gaps$.pipe(toArray()));
  const taken = Array.from({ length: 30 }, () => session.offer(new Float32Array(1_600)));
  assert.is(taken.filter(Boolean).length, 10);
  assert.is(session.behind, fromSeconds(1));
  assert.is(session.dropped, fromSeconds(2));
  session.skipTo(sampleIndex(80_000));
  assert.throws(() => session.skipTo(sampleIndex(79_999)), /can't go back/);
  const ended = session.end();
  // Ending is a time to tell the gap: the process must know where the end lies.
  await new Promise((resolve) => setTimeout(resolve, 50));
  session.close();
  await ended;
  assert.equal(await gaps, [{ start: fromSeconds(2), end: fromSeconds(5), reason: 'behind' }]);
  await client.close();
});

test('what is offered in time all goes through', async () => {
  const client = await start('ready');
  const session = client.openSpeech();
  for (let tenth = 0; tenth < 30; tenth++) {
    assert.ok(session.offer(new Float32Array(1_600)));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.is(session.dropped, ZERO);
  session.close();
  assert.not.ok(session.offer(new Float32Array(1_600)), 'closed');
  session.skipTo(sampleIndex(0));
  await client.close();
});

test('wrong options for speech are named', async () => {
  const client = await start('ready');
  for (const options of [
    { start: 0.5 },
    { start: -1 },
    { maxBehind: 3 },
    { idPrefix: 7 },
    { partial: true },
  ]) {
    const [key = ''] = Object.keys(options);
    assert.throws(
      () => client.openSpeech(options as never),
      (error: AnalysisRequestError) => error.code === 'speech-options' && error.message.includes(key),
    );
  }
  await client.close();
});

test('an answer that is something else is one error that says what and where', async () => {
  const client = await start('babble');
  const few = (await rejects(client.embedTexts(['a', 'b']), /embedTexts/)) as AnalysisRequestError;
  assert.is(few.code, 'analysis-answer');
  assert.match(few.message, '1 vectors where 2 were asked for');
  for (const asked of [client.detect([{ index: 0 } as never]), client.spent()]) {
    const error = (await rejects(asked, /something else: \S+/)) as AnalysisRequestError;
    assert.is(error.code, 'analysis-answer');
    assert.not.match(error.message, '\n');
    assert.ok(error.nextStep.length > 0);
  }
  await client.close();
});

test('wrong options are one error that names them', async () => {
  const options = { modelFolder: 'ready', encodersFolder: '', device: 'cpu', speech: 'none' } as const;
  const error = (await rejects(startAnalysis(options, { entry }), /encodersFolder/)) as AnalysisStartError;
  assert.instance(error, AnalysisStartError);
  assert.is(error.code, 'analysis-options');
});

test('a program that does not exist is a start error', async () => {
  const missing = startAnalysis(
    { modelFolder: 'x', encodersFolder: 'x', device: 'cpu', speech: 'none' },
    { entry: new URL('./no-such-file.ts', import.meta.url) },
  );
  assert.instance(await within(rejects(missing, /no-such-file/), 8_000, 'start'), AnalysisStartError);
});

test('speech that was not asked for is refused', async () => {
  const client = await start('ready', {}, 'none');
  assert.throws(() => client.openSpeech(), /without speech recognition/);
  await client.close();
});

test.run();
