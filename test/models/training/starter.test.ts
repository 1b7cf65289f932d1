import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDetector } from '../../../src/analysis/detector.ts';
import { MODEL_FILES, readModelManifest } from '../../../src/analysis/manifest.ts';
import { generateCorpus, loadGenerated } from '../../../models/corpus/generated.ts';
import { readCurves } from '../../../models/training/curves.ts';
import { stepsIn } from '../../../models/training/pace.ts';
import { formatDuration, progressLine, type StepReport } from '../../../models/training/progress.ts';
import { readParameters } from '../../../models/training/export-model.ts';
import { refitClassifiers } from '../../../models/training/refit.ts';
import { readWeights } from '../../../models/training/safetensors.ts';
import { trainStarter, type StarterOptions } from '../../../models/training/starter.ts';
import { RUN_FILES } from '../../../models/training/trainer.ts';
import { rejects } from '../../support/within.ts';

test('from corpus to a model folder that the detector opens; interrupted, then gone on with', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'momentfx-starter-'));
  try {
    const corpus = join(folder, 'corpus');
    // A few pictures are enough for three shows.
    await generateCorpus({ seed: 3, videos: 3, pictures: 0.01, folder: corpus, workers: 1 });
    const abort = new AbortController();
    const options: StarterOptions = {
      folder: join(folder, 'run'),
      model: join(folder, 'model'),
      corpus,
      seed: 3,
      videos: 3,
      minutes: 1,
      steps: { msm: 2, endToEnd: 2 },
      threads: 1,
    };
    const first = await trainStarter({
      ...options,
      signal: abort.signal,
      onStep: ({ doneOverall }) => doneOverall === 3 && abort.abort(),
    });
    assert.is(first.outcome, 'interrupted');
    const result = await trainStarter({ ...options, resume: true });
    if (result.outcome !== 'finished') throw new Error('expected the run to finish');
    const { manifest } = result;
    assert.equal(await readModelManifest(options.model), manifest);
    assert.ok(manifest.threshold > 0 && manifest.threshold < 1);
    assert.equal(
      (await readdir(options.model)).sort(),
      [
        'MODEL_CARD.md',
        MODEL_FILES.manifest,
        MODEL_FILES.network,
        MODEL_FILES.sfx,
        RUN_FILES.picture,
        'weights.safetensors',
      ].sort(),
    );
    assert.is((await stat(options.model)).mode & 0o777, 0o755, 'others may read it');
    assert.match(await readFile(join(options.model, 'MODEL_CARD.md'), 'utf8'), '| found | right tag |');
    assert.is(
      (await readWeights(join(options.model, 'weights.safetensors'))).get('query_emb.weight')!.shape[0],
      10,
    );
    assert.is((await readCurves(join(options.folder, RUN_FILES.curves))).at(-1)!.step, 4);
    const { blank } = await loadGenerated(corpus);
    const detector = await openDetector(options.model, {
      threads: 1,
      blank,
      encoderNames: manifest.encoders,
    });
    await detector.release();

    const refitted = join(folder, 'refitted');
    const { seed, videos, threads } = options;
    const again = {
      ...{
        from: options.model,
        folder: join(folder, 'refit'),
        model: refitted,
        corpus,
        seed,
        videos,
        threads,
      },
      contextSteps: 5,
      say: () => undefined,
    };
    const refit = await refitClassifiers(again);
    if (refit.outcome !== 'finished') throw new Error('expected it to finish');
    const [base, fitted] = [await readParameters(options.model), await readParameters(refitted)];
    for (const [name, values] of base) {
      const same = isDeepStrictEqual(values, fitted.get(name));
      // What solemn talk is told by follows from the corpus alone, which is the same one.
      assert.is(same, !name.startsWith('context_head.'), name);
    }
    assert.equal(refit.manifest.training['networkBefore'], manifest.training);
    assert.match(await readFile(join(refitted, 'MODEL_CARD.md'), 'utf8'), 'train --from FOLDER');
    const once = await refitClassifiers({ ...again, from: refitted, model: join(folder, 'refitted-again') });
    if (once.outcome !== 'finished') throw new Error('expected it to finish');
    assert.equal(once.manifest.training['networkBefore'], manifest.training, 'not of the fit in between');
    const opened = await openDetector(refitted, { threads: 1, blank, encoderNames: manifest.encoders });
    await opened.release();

    const other = await trainStarter({
      ...options,
      folder: join(folder, 'other-run'),
      model: join(folder, 'other'),
      network: 'moment-detr',
    });
    if (other.outcome !== 'finished') throw new Error('expected the run to finish');
    assert.is(other.manifest.network.type, 'moment-detr');
    assert.is(other.manifest.earlier, 0, 'it would not know earlier sentences from those of the window');
    const card = await readFile(join(folder, 'other', 'MODEL_CARD.md'), 'utf8');
    assert.match(card, 'A network of type moment-detr');
    assert.match(card, '--network moment-detr');
    const served = await openDetector(join(folder, 'other'), {
      threads: 1,
      blank,
      encoderNames: manifest.encoders,
    });
    await served.release();
    await rejects(
      refitClassifiers({ ...again, from: join(folder, 'other') }),
      /has no classifiers of sentences/,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('minutes become steps at the pace measured', () => {
  const steps = stepsIn(10, { msm: 100, endToEnd: 500, msmShare: 0.12 });
  const ms = 100 * steps.msm + 500 * steps.endToEnd;
  assert.ok(ms <= 600_000 && ms > 598_000, `${ms}`);
  const pretrained = stepsIn(10, { msm: 100, endToEnd: 500, msmShare: 0.12 }, true);
  assert.equal(pretrained, { msm: 0, endToEnd: 1200 });
  assert.ok(stepsIn(0.0001, { msm: 1e6, endToEnd: 1e6, msmShare: 0.12 }).endToEnd === 1, 'never none');
});

const report = (step: number): StepReport => ({
  stage: 'end to end',
  step,
  steps: 100,
  doneOverall: step,
  stepsOverall: 100,
  loss: 1.23456,
  accuracy: NaN,
  classified: 'effect',
  overlap: 0.5,
  lr: 1e-3,
  samplesPerSecond: 512.3,
  secondsLeft: 125,
});

test('progress: a line that renews itself on a terminal', () => {
  const written: string[] = [];
  let now = 0;
  const line = progressLine({ isTTY: true, write: (text: string) => written.push(text) }, () => now);
  line.report(report(1));
  line.report(report(2));
  now = 300;
  line.report(report(3));
  line.say('done');
  assert.is(written.length, 4, 'the second came too soon');
  assert.match(
    written[0]!,
    /^\r.*end to end 1\/100  loss 1.235  effect –  GIoU 0.500  512 windows\/s  2 min 05 s left$/,
  );
  assert.equal(written.slice(2), ['\n', 'done\n']);
});

test('progress: plain lines in a pipe, the last one always', () => {
  const written: string[] = [];
  let now = 0;
  const line = progressLine({ write: (text: string) => written.push(text) }, () => now);
  for (const step of [1, 2, 3, 100]) {
    line.report(report(step));
    now += 4000;
  }
  line.end();
  assert.equal(written.length, 2);
  assert.ok(written.every((text) => text.endsWith('\n') && !text.includes('\r')));
  assert.equal([formatDuration(59.6), formatDuration(3725)], ['1 min 00 s', '1 h 02 min']);
});

test.run();
