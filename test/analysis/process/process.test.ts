import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startAnalysis } from '../../../src/analysis/process/client.ts';
import type { AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import type { SpeechGap } from '../../../src/analysis/process/speech-options.ts';
import { FOREVER, ZERO, fromSeconds, sampleIndex, subtract, toSeconds } from '../../../src/streams/time.ts';
import { TAGS, type Window } from '../../../src/streams/values.ts';
import { rejects, within } from '../../support/within.ts';
import { type TestModels, makeTestModels } from '../support/checkpoint.ts';
import { join16k, say, silence } from '../support/speech.ts';
import { makeTinyFolder } from '../support/tiny-ctc.ts';

const test = suite<{ models: TestModels }>('analysis process');
test.before(async (context) => {
  context.models = await makeTestModels();
});
test.after(({ models }) => models.remove());

const effects = Array.from({ length: 11 }, (_, index) => ({
  id: `e${index}`,
  tag: TAGS[index % TAGS.length] ?? TAGS[0],
  description: `a sound that is number ${index}`,
  pcm: Float32Array.from({ length: 9_600 }, (_, at) => Math.sin(at * 0.01 * (index + 1))),
}));

test('pictures, texts, a library and windows go through the process', async ({ models }) => {
  const client = await startAnalysis({ ...models, device: 'auto', speech: 'none' });
  try {
    assert.is(client.manifest.name, 'tiny');
    assert.is(client.device, 'cpu');
    const data = new Uint8Array(224 * 224 * 3).fill(90);
    const [picture] = await client.embedPictures([{ width: 224, height: 224, data }]);
    assert.is(picture?.length, 512);
    const [text, same] = await client.embedTexts(['look at this', 'look at this']);
    assert.is(text?.length, 512);
    assert.equal(text, same);
    await rejects(client.embedPictures([{ width: 3, height: 3, data: new Uint8Array(27) }]), /picture|224/i);
    const window: Window = {
      index: 0,
      start: fromSeconds(0),
      end: fromSeconds(2),
      framePeriod: fromSeconds(1),
      frames: [0, 1].map((at) => ({ at: fromSeconds(at), embedding: picture as Float32Array })),
      subtitles: [],
    };
    await rejects(client.detect([window]), /before loadLibrary/);
    await client.loadLibrary(effects);
    const [moments] = await client.detect([window]);
    assert.ok(moments && moments.length > 0);
    assert.ok(moments.every(({ sfx }) => effects.some(({ id }) => id === sfx)));
  } finally {
    await client.close();
  }
});

test('speech comes out as subtitles with embeddings, and the end as progress without limit', async ({
  models,
}) => {
  const client = await startAnalysis({ ...models, device: 'cpu', speech: 'moonshine' });
  try {
    const session = client.openSpeech();
    const heard = lastValueFrom(session.events$.pipe(toArray()));
    await session.write(join16k([silence(0.5), say('flite:slt', 'Look at this lamp.'), silence(1)]));
    await within(session.end(), 30_000, 'end of speech');
    const events = await heard;
    const subtitles = events.flatMap((event) => (event.type === 'subtitle' ? [event.subtitle] : []));
    assert.is(subtitles.length, 1);
    assert.match(subtitles[0]?.text ?? '', /look at/i);
    assert.ok(Math.abs(toSeconds(subtitles[0]?.start ?? fromSeconds(9)) - 0.5) < 0.3);
    const [expected] = await client.embedTexts([subtitles[0]?.text ?? '']);
    assert.equal(subtitles[0]?.embedding, expected);
    assert.equal(events.at(-1), { type: 'progress', upTo: FOREVER });
  } finally {
    await client.close();
  }
});

test('killed while it recognises: what waits is rejected', async ({ models }) => {
  const client = await startAnalysis({ ...models, device: 'cpu', speech: 'moonshine' });
  const session = client.openSpeech();
  const told = lastValueFrom(session.events$);
  const writing = session.write(silence(300));
  process.kill(client.pid, 'SIGKILL');
  const error = await within(client.failed, 5_000, 'failed');
  assert.is(error.signal, 'SIGKILL');
  assert.is(await rejects(writing, /SIGKILL/), error);
  assert.is(await rejects(told, /SIGKILL/), error);
  await client.close();
});

test('stopped for 6 s while it hears live speech: one gap of just that, no backlog, then speech as before', async ({
  models,
}) => {
  // As long as a live session waits.
  const limits = { silence: 10_000 };
  const client = await startAnalysis({ ...models, device: 'cpu', speech: 'moonshine' }, { limits });
  try {
    const start = sampleIndex(100 * 16_000);
    const session = client.openSpeech({ partials: true, start, idPrefix: 'a-' });
    const heard = lastValueFrom(session.events$.pipe(toArray()));
    const gaps: SpeechGap[] = [];
    session.gaps$.subscribe((gap) => gaps.push(gap));
    const sentence = join16k([say('flite:slt', 'Look at this lamp.'), silence(0.8)]);
    const pcm = join16k([sentence, silence(8), sentence, silence(0.5)]);
    // At the pace of live input, in blocks of 50 ms.
    const began = performance.now();
    const due = () => Math.floor(((performance.now() - began) * 16) / 800) * 800;
    let stoppedAt = 0;
    for (let at = 0; at < pcm.length;) {
      for (const now = Math.min(due(), pcm.length); at < now; at += 800)
        session.offer(pcm.subarray(at, at + 800));
      if (stoppedAt === 0 && at > sentence.length + 16_000) {
        stoppedAt = at;
        process.kill(client.pid, 'SIGSTOP');
        setTimeout(() => process.kill(client.pid, 'SIGCONT'), 6_000);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await within(session.end(), 20_000, 'end of speech');
    assert.is(gaps.length, 1, JSON.stringify(gaps));
    const [gap] = gaps;
    assert.ok(gap && gap.reason === 'behind');
    const length = toSeconds(gap.end) - toSeconds(gap.start);
    assert.ok(length > 4 && length < 6.5, `a gap of ${length} s`);
    assert.is(session.dropped, subtract(gap.end, gap.start));
    assert.is(session.behind, ZERO);
    const events = await heard;
    const finals = events.flatMap((event) =>
      event.type === 'subtitle' && event.subtitle.final ? [event.subtitle] : [],
    );
    assert.equal(
      finals.map(({ id }) => id),
      ['a-s0.0', 'a-s1.0'],
    );
    const truth = 100 + (sentence.length + 8 * 16_000) / 16_000;
    assert.ok(Math.abs(toSeconds(finals[1]?.start ?? ZERO) - truth) < 0.3);
  } finally {
    await client.close();
  }
});

test('another engine is heard through the process; killed, the next one works', async ({ models }) => {
  const tiny = await makeTinyFolder(['▁Good', '▁red', '▁lamp.', '▁Look']);
  const options = {
    ...models,
    device: 'cpu',
    speech: { engine: 'sherpa', folder: tiny.folder },
  } as const;
  try {
    for (const last of [false, true]) {
      const client = await startAnalysis(options);
      try {
        const session = client.openSpeech();
        const heard = lastValueFrom(session.events$.pipe(toArray()));
        await session.write(join16k([silence(0.5), say('flite:slt', 'Look at this lamp.'), silence(1)]));
        if (last) {
          await within(session.end(), 30_000, 'end of speech');
          const texts = (await heard).flatMap((event) =>
            event.type === 'subtitle' ? [event.subtitle.text] : [],
          );
          assert.is(texts.length, 1);
          assert.match(texts[0] ?? '', /^(Good|red|lamp\.|Look)( (Good|red|lamp\.|Look))*$/);
        } else {
          process.kill(client.pid, 'SIGKILL');
          await within(rejects(heard, /SIGKILL/), 5_000, 'end of the session');
        }
      } finally {
        await client.close();
      }
    }
    const missing = { ...options, speech: { engine: 'sherpa', folder: '/no/such/folder' } } as const;
    const error = (await rejects(startAnalysis(missing), /no\/such\/folder/)) as AnalysisStartError;
    assert.is(error.code, 'speech-folder');
  } finally {
    await tiny.remove();
  }
});

test('a missing file is named when it starts', async ({ models }) => {
  const broken = `${models.modelFolder}-broken`;
  await cp(models.modelFolder, broken, { recursive: true });
  await rm(join(broken, 'sfx.onnx'));
  try {
    const options = { ...models, modelFolder: broken, device: 'cpu', speech: 'none' } as const;
    const error = (await rejects(startAnalysis(options), /sfx\.onnx/)) as AnalysisStartError;
    assert.is(error.code, 'model-missing');
    assert.ok(error.nextStep.length > 0);
  } finally {
    await rm(broken, { recursive: true });
  }
});

test('a device that is not there is refused, not replaced', async ({ models }) => {
  const options = { ...models, device: 'cuda', speech: 'none' } as const;
  const error = (await rejects(startAnalysis(options), /device cuda can't be used/)) as AnalysisStartError;
  assert.is(error.code, 'device-unavailable');
});

test('the process ends by itself when its parent is killed', async ({ models }) => {
  const client = new URL('../../../src/analysis/process/client.ts', import.meta.url).href;
  const code = `
    const { startAnalysis } = await import(${JSON.stringify(client)});
    const analysis = await startAnalysis(${JSON.stringify({ ...models, device: 'cpu', speech: 'none' })});
    console.log(analysis.pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await within(
    new Promise<number>((resolve) =>
      parent.stdout.on('data', (data: Buffer) => resolve(Number(data.toString()))),
    ),
    30_000,
    'start',
  );
  parent.kill('SIGKILL');
  const gone = async (): Promise<void> => {
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch (error) {
        assert.is((error as NodeJS.ErrnoException).code, 'ESRCH');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await within(gone(), 10_000, 'end of the orphan');
});

test.run();
