/** What `momentfx doctor` looks at. Each check ends in a fact or in a fault with what to do about it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { resolveSettings } from '../config/options.ts';
import { describeError, isActionable, sentencesOf } from '../../core/errors.ts';
import { bundledLibrary } from '../paths.ts';
import type { Check } from './finding.ts';

const run = promisify(execFile);

/** The GStreamer elements that mixing and the audio outputs use, with the Debian package that holds each. */
const ELEMENTS: readonly (readonly [element: string, debianPackage: string])[] = [
  ['appsrc', 'gstreamer1.0-plugins-base'],
  ['appsink', 'gstreamer1.0-plugins-base'],
  ['audiomixer', 'gstreamer1.0-plugins-base'],
  ['audioconvert', 'gstreamer1.0-plugins-base'],
  ['audioresample', 'gstreamer1.0-plugins-base'],
];

const BINDING = 'gstreamer-superficial';
/** The one that the mixer was written for; package.json names it too. */
const BINDING_VERSION = '1.7';

const REINSTALL = 'Run `npm run demo` in a checkout, or reinstall momentfx.';

/** Runs `look`; what it returns is the fact, what it throws is the fault. */
function check(what: string, nextStep: string, look: () => Promise<string>): Check {
  return async () => {
    try {
      return { state: 'ok', what, fact: await look() };
    } catch (error) {
      if (isActionable(error)) {
        const { what: fact, nextStep: step } = sentencesOf(error);
        return { state: 'fault', what, fact, nextStep: step };
      }
      const fact = error instanceof Error ? (error.message.split('\n')[0] ?? '') : describeError(error);
      return { state: 'fault', what, fact, nextStep };
    }
  };
}

const nodeVersion = check('Node', 'Install Node 24 or newer.', () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) throw new Error(`${process.version} is too old`);
  return Promise.resolve(process.version);
});

const threadPool = check('libuv threads', 'Start it as `momentfx`, or set UV_THREADPOOL_SIZE=16.', () => {
  const size = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);
  if (size < 8) throw new Error(`${size} threads starve file work while GStreamer waits`);
  return Promise.resolve(String(size));
});

function element([name, debianPackage]: readonly [string, string]): Check {
  const look = check(
    `GStreamer ${name}`,
    `Install it (Debian: apt-get install gstreamer1.0-tools ${debianPackage}).`,
    async () => {
      await run('gst-inspect-1.0', ['--exists', name]);
      return 'present';
    },
  );
  return async () => ((await missingGStreamer()) === undefined ? look() : undefined);
}

/** Loaded only when it is asked for: what a broken one does to the other checks is nobody's guess. */
async function missingGStreamer(): Promise<string | undefined> {
  const { whyNoGStreamer } = await import('../../media/mixer/pipeline.ts');
  return whyNoGStreamer();
}

/** How the binding is built here; npm would fetch the headers that lie beside many a Node. */
function howToAddGStreamer(): string {
  const prefix = dirname(dirname(process.execPath));
  const nodedir = existsSync(join(prefix, 'include', 'node', 'node.h')) ? ` --nodedir="${prefix}"` : '';
  const packages =
    'build-essential python3 pkg-config libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-tools';
  return `To add it (Debian): as root apt-get install ${packages}; then, in the folder where momentfx was installed, npm i ${BINDING}@${BINDING_VERSION}${nodedir}.`;
}

const gstreamer: Check = async () => {
  const what = 'GStreamer binding';
  const reason = await missingGStreamer();
  if (reason !== undefined)
    return {
      state: 'without',
      what,
      fact: `${reason}; effects are mixed without it, and audio devices can't be played to`,
      nextStep: howToAddGStreamer(),
    };
  const { version } = createRequire(import.meta.url)(`${BINDING}/package.json`) as { version: string };
  return { state: 'ok', what, fact: `${BINDING} ${version} loads` };
};

const ffmpeg = check('FFmpeg binding', REINSTALL, async () => {
  const { avVersionInfo } = (await import('node-av/lib')) as { avVersionInfo?: () => string };
  return `node-av loads${avVersionInfo ? ` (FFmpeg ${avVersionInfo()})` : ''}`;
});

const onnxruntime = check('onnxruntime', REINSTALL, async () => {
  const { isAdded, requireRuntime } = await import('../../analysis/runtime/binary.ts');
  requireRuntime();
  const { listSupportedBackends } = await import('../../analysis/onnxruntime.ts');
  const added = (['cuda', 'tensorrt'] as const).filter(isAdded);
  const bundled = listSupportedBackends().filter((backend) => backend.bundled);
  return [...bundled.map(({ name }) => name), ...added].join(', ');
});

const speech = check('speech recognition', REINSTALL, async () => {
  const { findSpeechModels } = await import('../../analysis/speech/models.ts');
  const models = findSpeechModels();
  return Object.keys(models).join(', ');
});

const settings = check('settings', 'Mend it.', () => {
  resolveSettings({});
  return Promise.resolve('the environment and the configuration file are fine');
});

// The library and the checkpoint are those that the settings name.
const library = check('sound library', 'See `momentfx library check`.', async () => {
  const { readLibraryManifest } = await import('../../library/index.ts');
  const folder = resolveSettings({}).library ?? bundledLibrary;
  const { effects } = await readLibraryManifest(folder);
  return `${effects.length} effects in ${folder}`;
});

const checkpoint = check(
  'checkpoint',
  'Train one with `momentfx train`, or reinstall momentfx.',
  async () => {
    const { chooseCheckpoint } = await import('../checkpoint.ts');
    const { ensureEncoders } = await import('../../../models/encoders/cache.ts');
    const { folder, manifest, family, note } = await chooseCheckpoint(resolveSettings({}).model);
    await ensureEncoders(family);
    const facts = `${manifest.name} in ${folder}, threshold ${manifest.threshold}, sentence encoder ${family.encoders.text}`;
    return note === undefined ? facts : `${facts}; ${note}`;
  },
);

const device: Check = async () => {
  // Without a checkpoint there is nothing to run, which has been told.
  if ((await checkpoint())?.state !== 'ok') return undefined;
  const { devicesHere } = await import('./devices.ts');
  return check('device', 'Use --device cpu.', () => devicesHere(resolveSettings({})))();
};

const obs: Check = async () => {
  const { lookForDoctor } = await import('../obs/status.ts');
  return lookForDoctor();
};

const dockInObs: Check = async () => {
  const { lookForDock } = await import('../obs/status.ts');
  return lookForDock();
};

/** All checks, in the order in which they are shown. */
export const checks: readonly Check[] = [
  nodeVersion,
  threadPool,
  gstreamer,
  ...ELEMENTS.map(element),
  ffmpeg,
  onnxruntime,
  speech,
  settings,
  library,
  checkpoint,
  device,
  obs,
  dockInObs,
];
