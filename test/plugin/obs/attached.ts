/** `momentfx obs attach` beside a real OBS, and what is in the recordings that OBS makes meanwhile. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { bundledLibrary } from '../../../src/plugin/paths.ts';
import type { Obs } from '../../support/obs.ts';
import { RATE, sound } from '../live/show.ts';
import { watch, type Watched } from '../live/watched.ts';
import type { Machine } from './machine.ts';

/** A bell of the bundled library, with a sharp beginning. */
export const BELL = 'ding';
/** Pictures a second of the test's OBS. */
const FPS = 30;
const CURTAIN = 'curtain of the test';

/** Starts it there; lines can be said on its standard input. */
export const attach = (
  { env }: Machine,
  args: readonly string[] = ['--asr', 'none'],
  more: Readonly<Record<string, string>> = {},
): Watched =>
  watch(['--log-level', 'debug', ...args], {
    ...{ env: { ...env, ...more }, command: ['obs', 'attach'], steered: true },
  });

/** Names of what bears momentfx's: sources, scenes, and scenes that have an item of it. */
export async function left(obs: Obs): Promise<readonly string[]> {
  const names = (list: unknown, key: string): string[] =>
    (list as readonly Readonly<Record<string, unknown>>[]).map((entry) => String(entry[key]));
  const scenes = names((await obs.ask('GetSceneList'))['scenes'], 'sceneName');
  const inputs = names((await obs.ask('GetInputList'))['inputs'], 'inputName');
  const found = [...scenes, ...inputs].filter((name) => name.startsWith('momentfx'));
  for (const sceneName of scenes) {
    const { sceneItems } = await obs.ask('GetSceneItemList', { sceneName });
    const items = names(sceneItems, 'sourceName').filter((name) => name.startsWith('momentfx'));
    found.push(...items.map((item) => `${sceneName}: ${item}`));
  }
  return found.sort();
}

/** Recordings go to the machine's home; a white curtain waits in the program's scene. */
export async function prepare(obs: Obs, { home }: Machine): Promise<void> {
  await obs.ask('SetProfileParameter', {
    ...{ parameterCategory: 'SimpleOutput', parameterName: 'FilePath', parameterValue: home },
  });
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  await obs.ask('CreateInput', {
    ...{ sceneName, inputName: CURTAIN, inputKind: 'color_source_v3', sceneItemEnabled: false },
    inputSettings: { color: 0xffffffff, width: 320, height: 180 },
  });
}

/** Shows the white curtain in OBS's next picture, or takes it away. */
export async function curtain(obs: Obs, sceneItemEnabled: boolean): Promise<void> {
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  const { sceneItemId } = await obs.ask('GetSceneItemId', { sceneName, sourceName: CURTAIN });
  await obs.ask('SetSceneItemEnabled', { sceneName, sceneItemId, sceneItemEnabled });
}

/** Ends OBS's recording; gives its file once it is whole. */
export async function recorded(obs: Obs): Promise<string> {
  const { outputPath } = await obs.ask('StopRecord');
  const end = performance.now() + 20_000;
  while ((await obs.ask('GetRecordStatus'))['outputActive'] === true) {
    assert.ok(performance.now() < end, 'OBS ends its recording');
    await sleep(50);
  }
  return String(outputPath);
}

/** When the curtain was shown, in seconds of the recording: the first picture of each time. */
export function curtains(file: string): number[] {
  const grey = execFileSync(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', file, '-vf', `fps=${FPS},scale=1:1`, '-pix_fmt', 'gray', '-f', 'rawvideo'],
      '-',
    ],
    { maxBuffer: 2 ** 24 },
  );
  return [...grey].flatMap((light, index) =>
    light > 128 && (grey[index - 1] ?? 0) <= 128 ? [index / FPS] : [],
  );
}

/** Where an effect lies in a recording. */
export interface HeardEffect {
  /** Its first sample, in seconds of the recording. */
  readonly at: number;
  /** Correlation of its whole length with the library's sound, 0…1. */
  readonly likeness: number;
  /** The first sound of all, in seconds of the recording: what begins twice has it well before `at`. */
  readonly first: number;
}

/** Where an effect of the library begins in the sound of a recording, after `from` seconds; undefined where it is not. */
export function findEffect(file: string, effect: string, from = 0): HeardEffect | undefined {
  const { samples, start } = sound(file);
  const wanted = sound(join(bundledLibrary, `${effect}.wav`)).samples;
  const first = wanted.findIndex((sample) => Math.abs(sample) > 1e-3);
  // Sound before what is found is near silence: recordings of these tests have no other.
  const loud = samples.findIndex((sample, at) => at / RATE + start >= from && Math.abs(sample) > 1e-3);
  if (loud < 0) return undefined;
  let best: HeardEffect = { at: 0, likeness: 0, first: start + (loud - first) / RATE };
  for (let lag = loud - first - 480; lag < loud - first + 9_600; lag += 1) {
    const likeness = correlation(samples, wanted, lag);
    if (likeness > best.likeness) best = { ...best, at: start + lag / RATE, likeness };
  }
  return best;
}

/** Every third sample is enough for what lies below 8 kHz. */
function correlation(samples: Float32Array, wanted: Float32Array, lag: number): number {
  let [both, one, other] = [0, 0, 0];
  for (let i = 0; i < wanted.length; i += 3) {
    const [a, b] = [samples[lag + i] ?? 0, wanted[i] ?? 0];
    both += a * b;
    one += a * a;
    other += b * b;
  }
  return both / Math.sqrt(one * other + 1e-12);
}

/** Where sound sets in after a pause of at least 0.3 s, in seconds of a recording. */
export function onsets(file: string): number[] {
  const { samples, start } = sound(file);
  const found: number[] = [];
  let last = -Infinity;
  for (const [at, sample] of samples.entries()) {
    if (Math.abs(sample) < 1e-3) continue;
    if (at - last > 0.3 * RATE) found.push(start + at / RATE);
    last = at;
  }
  return found;
}

/** The largest sample in a stretch of a recording, in seconds. */
export function peak(file: string, from: number, until: number): number {
  const { samples, start } = sound(file);
  const place = (at: number): number => Math.max(0, Math.round((at - start) * RATE));
  return samples
    .slice(place(from), place(until))
    .reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0);
}

/** Whether there is sound in a stretch of a recording, in seconds. */
export const isLoud = (file: string, from: number, until: number): boolean => peak(file, from, until) > 3e-3;

/** OBS captures what is played to this sink, as its user sets it up: Sources → Audio Output Capture. */
export async function captureBus(obs: Obs, sink: string): Promise<void> {
  const { currentProgramSceneName: sceneName } = await obs.ask('GetCurrentProgramScene');
  await obs.ask('CreateInput', {
    ...{ sceneName, inputName: 'Effects', inputKind: 'pulse_output_capture' },
    inputSettings: { device_id: `${sink}.monitor` },
  });
}

/**
 * It is the effect, whole. Where the machine is busy OBS loses some sound, and its media source may stutter at the start:
 * 40 to 190 ms of it were heard before, in one of ten plays at a load of 8 to 15 on 2 cores.
 */
export function assertWhole(heard: HeardEffect | undefined): asserts heard is HeardEffect {
  assert.ok(heard !== undefined && heard.likeness > 0.9, JSON.stringify(heard));
  assert.ok(heard.at - heard.first < 0.3, `a stutter at most: ${JSON.stringify(heard)}`);
}
