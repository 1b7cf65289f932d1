/** The device of the network: chosen, tried, and done without where it fails. Sessions that fail are real ones, wrapped. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openDetector, type Detector } from '../../../src/analysis/detector.ts';
import { MODEL_FILES, ModelFolderError } from '../../../src/analysis/manifest.ts';
import { AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import type { ActiveDevice, Device } from '../../../src/analysis/runtime/devices.ts';
import { openModel } from '../../../src/analysis/runtime/model-file.ts';
import type { NetworkSession } from '../../../src/analysis/runtime/network-session.ts';
import { rejects } from '../../support/within.ts';
import { writeTinyCheckpoint } from '../support/checkpoint.ts';
import { randomEffects, randomVector, randomWindow } from '../support/windows.ts';

const encoderNames = { frame: 'f-1', text: 't-1', audio: 'a-1' };
const blank = randomVector(512);
const effects = randomEffects(9);
const windows = [randomWindow(0, 12, 3), randomWindow(3, 5, 0), randomWindow(7, 12, 9)];
const folder = await writeTinyCheckpoint(encoderNames);
test.after(() => rm(folder, { recursive: true }));

const onCpu = (): Promise<NetworkSession> => openModel(folder, MODEL_FILES.network, 'cpu', 1);

type Outputs = Awaited<ReturnType<NetworkSession['run']>>;

/** A session that runs on the CPU and whose answers `change` spoils, or that fails as `change` throws. */
async function wrapped(
  change: (outputs: Outputs) => void | Promise<void>,
  released = { times: 0 },
): Promise<NetworkSession> {
  const session = await onCpu();
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    inputMetadata: session.inputMetadata,
    async run(feeds) {
      const outputs = await session.run(feeds);
      await change(outputs);
      return outputs;
    },
    async release() {
      released.times += 1;
      await session.release();
    },
  };
}

const valuesOf = (outputs: Outputs, name: string): Float32Array => outputs[name]!.data as Float32Array;

interface Opened extends AsyncDisposable {
  readonly detector: Detector;
  readonly notices: string[];
}

/** A detector whose sessions on another device than the CPU are made by `elsewhere`. */
async function opened(
  device: Device,
  elsewhere: () => Promise<NetworkSession>,
  cpu: () => Promise<NetworkSession> = onCpu,
): Promise<Opened> {
  const notices: string[] = [];
  const detector = await openDetector(folder, {
    ...{ threads: 1, blank, encoderNames, device },
    notice: (line) => notices.push(line),
    sessions: {
      open: (place: ActiveDevice) => (place === 'cpu' ? cpu() : elsewhere()),
      candidates: ['webgpu'],
    },
  });
  await detector.loadLibrary(effects);
  return { detector, notices, [Symbol.asyncDispose]: () => detector.release() };
}

async function momentsOnCpu() {
  await using own = await opened('cpu', () => Promise.reject(new Error('nobody asked for it')));
  return own.detector.detect(windows);
}

const nothing = (): void => undefined;
const wait = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

for (const [what, spoil, says] of [
  [
    'is off',
    (outputs: Outputs) => void (valuesOf(outputs, 'moment_bbox')[3]! += 0.01),
    /moment_bbox is off by 0.01/,
  ],
  [
    'is no number',
    (outputs: Outputs) => void (valuesOf(outputs, 'moment_emb')[7] = NaN),
    /moment_emb is no number/,
  ],
  [
    'fails',
    () => {
      throw new Error('shader did not compile');
    },
    /it fails: shader did not compile/,
  ],
] as const)
  for (const asked of ['auto', 'webgpu'] as const)
    test(`an answer that ${what}: ${asked} goes to the CPU, with one line`, async () => {
      const released = { times: 0 };
      await using own = await opened(asked, () => wrapped(spoil, released));
      assert.is(own.detector.device, 'cpu');
      assert.is(own.notices.length, 1);
      assert.match(own.notices[0]!, /^The device webgpu answers wrongly/);
      assert.match(own.notices[0]!, says);
      assert.is(released.times, 1);
      assert.equal(await own.detector.detect(windows), await momentsOnCpu());
    });

test('a right answer within the tolerance is taken', async () => {
  await using own = await opened('webgpu', () =>
    wrapped((outputs) => void (valuesOf(outputs, 'moment_bbox')[3]! += 1e-4)),
  );
  assert.is(own.detector.device, 'webgpu');
  assert.equal(own.notices, []);
});

test('a device that is not there: an error where it was named, one line for auto', async () => {
  const missing = () => Promise.reject(new Error('Failed to get a WebGPU adapter'));
  const error = await rejects(opened('webgpu', missing), /webgpu can't be used here: Failed to get/);
  assert.instance(error, AnalysisStartError);
  assert.is((error as AnalysisStartError).code, 'device-unavailable');
  await using own = await opened('auto', missing);
  assert.is(own.detector.device, 'cpu');
  assert.match(
    own.notices.join('\n'),
    /^The device webgpu can't be used here .*: analysis runs on the CPU\.$/,
  );
});

test('a broken model is told as such, whatever the device', async () => {
  const broken = () => openModel(join(folder, 'nowhere'), MODEL_FILES.network, 'cpu', 1);
  await rejects(opened('webgpu', broken, broken), /network\.onnx cannot be read/);
});

test('a network that is not what its manifest promises is told as such, whatever the device', async () => {
  const other = await writeTinyCheckpoint(encoderNames, { maxSubtitles: 30 });
  try {
    const open = openDetector(other, {
      threads: 1,
      blank,
      encoderNames,
      device: 'webgpu',
      sessions: { open: onCpu },
    });
    const error = await rejects(open, /asr_batch has 41 places, the manifest promises 31/);
    assert.instance(error, ModelFolderError);
  } finally {
    await rm(other, { recursive: true });
  }
});

test('a network that the CPU cannot run is no fault of a device', async () => {
  const broken = () =>
    wrapped(() => {
      throw new Error('a wrong network');
    });
  const error = await rejects(
    opened('webgpu', () => wrapped(nothing), broken),
    /^a wrong network/,
  );
  assert.not.instance(error, AnalysisStartError);
});

test('a device that answers wrongly and then refuses release does not end the start', async () => {
  const stuck = async (): Promise<NetworkSession> => ({
    ...(await wrapped((outputs) => void (valuesOf(outputs, 'moment_bbox')[3]! += 0.01))),
    release: () => Promise.reject(new Error('device lost')),
  });
  await using own = await opened('webgpu', stuck);
  assert.is(own.detector.device, 'cpu');
  assert.is(own.notices.length, 1);
});

test('a device is not taken for right where the CPU itself gives no numbers', async () => {
  const spoilt = () => wrapped((outputs) => void valuesOf(outputs, 'moment_bbox').fill(NaN));
  await using own = await opened('webgpu', () => wrapped(nothing), spoilt);
  assert.is(own.detector.device, 'cpu');
  assert.match(own.notices.join('\n'), /moment_bbox is off by NaN/);
});

test('auto takes what is faster', async () => {
  await using slow = await opened('auto', () => wrapped(wait(15)));
  assert.is(slow.detector.device, 'cpu');
  assert.match(
    slow.notices.join('\n'),
    /webgpu \(.* ms a window\) is no faster than the CPU \(.* ms a window\)/,
  );
  await using fast = await opened(
    'auto',
    () => wrapped(nothing),
    () => wrapped(wait(15)),
  );
  assert.is(fast.detector.device, 'webgpu');
  assert.equal(fast.notices, []);
});

for (const [what, fault] of [
  [
    'fails',
    () => {
      throw new Error('WebGPU device lost (2): out of memory');
    },
  ],
  ['answers with what is no number', (outputs: Outputs) => void valuesOf(outputs, 'moment_emb').fill(NaN)],
] as const)
  test(`a device that ${what} in mid-show: the CPU answers that very window and all others`, async () => {
    const state = { lost: false, released: { times: 0 } };
    await using own = await opened('webgpu', () =>
      wrapped((outputs) => (state.lost ? fault(outputs) : undefined), state.released),
    );
    const expected = await momentsOnCpu();
    assert.equal(await own.detector.detect(windows), expected);
    assert.is(own.detector.device, 'webgpu');
    state.lost = true;
    assert.equal(await own.detector.detect(windows), expected);
    assert.equal(await own.detector.detect(windows), expected);
    assert.is(own.detector.device, 'cpu');
    assert.is(own.notices.length, 1);
    assert.match(own.notices[0]!, /^The device webgpu was lost \(.*\): analysis goes on on the CPU\.$/);
    assert.is(state.released.times, 1);
  });

for (const [what, fault, says] of [
  [
    'fails everywhere',
    () => {
      throw new Error('a wrong input');
    },
    /a wrong input/,
  ],
  [
    'gives no numbers anywhere',
    (outputs: Outputs) => void valuesOf(outputs, 'moment_emb').fill(NaN),
    /moment_emb is no number/,
  ],
] as const)
  test(`what ${what} is no loss of the device`, async () => {
    const state = { fail: false };
    const stubborn = () => wrapped((outputs) => (state.fail ? fault(outputs) : undefined));
    await using own = await opened('webgpu', stubborn, stubborn);
    state.fail = true;
    await rejects(own.detector.detect(windows), says);
    assert.is(own.detector.device, 'webgpu');
    state.fail = false;
    assert.is((await own.detector.detect(windows)).length, windows.length);
    assert.equal(own.notices, []);
  });

test.run();
