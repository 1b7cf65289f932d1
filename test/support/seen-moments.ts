/** Windows whose pictures alone tell which moment is where: what a network can learn in seconds. */
import { evaluateClips } from '../../models/evaluation/clips.ts';
import { embedLibrary } from '../../models/evaluation/embed-library.ts';
import { runWindows } from '../../models/evaluation/network-runner.ts';
import type { NetworkConfig } from '../../models/networks/network.ts';
import { writeModelFolder } from '../../models/training/export-model.ts';
import { Random } from '../../models/training/random.ts';
import type { TrainingItem, TrainingSource } from '../../models/training/source.ts';
import { openDetector, type LibraryEffect } from '../../src/analysis/detector.ts';
import type { ModelManifest } from '../../src/analysis/manifest.ts';
import { fromSeconds } from '../../src/streams/time.ts';
import { TAGS, type Moment, type Window } from '../../src/streams/values.ts';

export const FRAMES = 12;
export const random = new Random(1);
const vector = (length: number): Float32Array => {
  const values = Float32Array.from({ length }, () => random.normal());
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
};
export const blank = vector(512);
/** What is seen where each of two effects belongs, and where: the first half, or the last quarter. */
export const KINDS = [
  { picture: vector(512), box: [0.25, 0.5], start: 0, end: 5 },
  { picture: vector(512), box: [0.875, 0.25], start: 9, end: 11 },
] as const;
export const library = {
  ids: ['bell', 'boo'],
  tags: Int32Array.of(3, 2),
  audio: Float32Array.from([...vector(1024), ...vector(1024)]),
  text: new Float32Array(2 * 512),
};

/** Pictures of a window with a moment of a kind, or with none. */
export function framesOf(kind: number | undefined, own: Random): Float32Array[] {
  return Array.from({ length: FRAMES }, (_, at) => {
    const noise = Float32Array.from({ length: 512 }, () => own.normal() / 100);
    const seen = KINDS.find(({ start, end }, k) => k === kind && at >= start && at <= end);
    return seen === undefined ? noise : noise.map((value, i) => value + 4 * seen.picture[i]!);
  });
}

export function itemOf(kind: number | undefined, own: Random): TrainingItem {
  const truth = kind === undefined ? undefined : KINDS[kind];
  return {
    item: { frames: framesOf(kind, own), tts: [], asr: [] },
    moments: truth === undefined ? [] : [{ ...truth, sfxIndex: kind! }],
  };
}

export const source: TrainingSource = {
  name: 'two kinds of pictures',
  library,
  blank,
  sample: (_step, size, own) =>
    Promise.resolve(Array.from({ length: size }, (_, i) => itemOf([0, 1][i % 3], own))),
};

const windowOf = (frames: readonly Float32Array[]): Window => ({
  index: 0,
  start: fromSeconds(0),
  end: fromSeconds(frames.length),
  framePeriod: fromSeconds(1),
  frames: frames.map((embedding, i) => ({ at: fromSeconds(i), embedding })),
  subtitles: [],
});

/** The library as a detector takes it. */
const effects: readonly LibraryEffect[] = library.ids.map((id, row) => ({
  id,
  tag: TAGS[library.tags[row]!]!,
  audio: library.audio.slice(1024 * row, 1024 * (row + 1)),
  text: library.text.slice(512 * row, 512 * (row + 1)),
}));

type Parameters = ReadonlyMap<string, Float32Array>;

const encoders = { frame: 'f-1', text: 't-1', audio: 'a-1' };

/** A model folder of the network. */
export async function writeModel(
  folder: string,
  network: NetworkConfig,
  parameters: Parameters,
): Promise<void> {
  const manifest: ModelManifest = {
    ...{ version: 1, name: 'pictures alone', encoders, framesPerSecond: 1, window: FRAMES },
    ...{ maxSubtitles: 3, earlier: 0, threshold: 0.5, tags: [...TAGS], network, training: {}, accuracy: {} },
  };
  await writeModelFolder(folder, { network, parameters, manifest, card: '' });
}

/** What the detector finds in windows of the first kind, of the second, and of none, with their pictures. */
export async function detectShown(
  model: string,
): Promise<{ readonly shown: readonly Float32Array[]; readonly moments: readonly Moment[] }[]> {
  const detector = await openDetector(model, { threads: 1, blank, encoderNames: encoders });
  try {
    await detector.loadLibrary(effects);
    const shown = [0, 1, undefined].map((kind) => framesOf(kind, random));
    const found = await detector.detect(shown.map(windowOf));
    return shown.map((own, at) => ({ shown: own, moments: found[at]! }));
  } finally {
    await detector.release();
  }
}

/** The paper's figures on four windows with a moment each. */
export async function figuresOf(network: NetworkConfig, parameters: Parameters) {
  const windows = [0, 1, 0, 1].map((kind, at) => ({ ...itemOf(kind, random), key: `show+${at}` }));
  const clips = await runWindows(network, parameters, windows, blank, library.ids);
  return evaluateClips(clips, await embedLibrary(network, parameters, library)).figures;
}
