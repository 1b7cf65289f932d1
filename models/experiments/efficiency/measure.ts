/** What a video costs: to embed what it shows and says, and to decode that into moments with their effects. */
import type { ActiveDevice } from '../../../src/analysis/runtime/devices.ts';
import { TAGS } from '../../../src/streams/values.ts';
import { embedLibrary } from '../../evaluation/embed-library.ts';
import { postprocess } from '../../evaluation/postprocess.ts';
import type { NetworkConfig } from '../../networks/network.ts';
import { networkOf } from '../../networks/registry.ts';
import { Random } from '../../training/random.ts';
import { AUDIO_WIDTH, TEXT_WIDTH, type FeatureLibrary } from '../../training/source.ts';
import { clockOf } from './clock.ts';
import { openPaperEncoders } from './paper-encoders.ts';
import { serveNetwork } from './served-network.ts';

/** The paper's video. */
export const VIDEO = { frames: 20, subtitles: 40 } as const;
/** Effects that moments are matched with: as many as the bundled library has. */
export const EFFECTS = 72;
/** Most pictures and sentences of one call of an encoder: more need memory and gain nothing. */
const MOST_PICTURES = 64;
const MOST_SENTENCES = 128;
/** Calls that are measured are at least so many. */
const LEAST_CALLS = 3;

/** Where it runs, and for how long. */
export interface Place {
  readonly device: ActiveDevice;
  readonly threads: number;
  /** Calls that are measured last at least this long together, in milliseconds. */
  readonly enoughMs: number;
}

/** Of decoding. */
export interface DecodingCost {
  readonly msPerVideo: number;
  /** Floating-point operations of matrix products. */
  readonly operationsPerVideo: number;
}

/** The median of numbers; NaN without any. */
export const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

/** The median of what a call took in milliseconds by the device's clock, after one that is not counted. */
async function timed({ device, enoughMs }: Place, run: () => Promise<void>): Promise<number> {
  const now = clockOf(device);
  await run();
  const times: number[] = [];
  for (let spent = 0; spent < enoughMs || times.length < LEAST_CALLS;) {
    const began = now();
    await run();
    const took = now() - began;
    times.push(took);
    spent += took;
  }
  return median(times);
}

/**
 * From embeddings to the final list of each video, `batch` videos a call: packing, the network, its moments ranked against the
 * effects by the paper's rule, overlaps removed. Weights are drawn at random.
 */
export async function decodingCost(
  network: NetworkConfig,
  batch: number,
  place: Place,
): Promise<DecodingCost> {
  const shape = { frames: VIDEO.frames, tts: 1, asr: VIDEO.subtitles + 1 };
  const weights = networkOf(network).initialParameters(network, 1);
  const library = await embedLibrary(network, weights, anyEffects(), place.threads);
  await using served = await serveNetwork(network, { shape, batch, ...place });
  const ms = await timed(place, async () => {
    for (const clip of await served.clips()) postprocess(clip, library);
  });
  return { msPerVideo: ms / batch, operationsPerVideo: served.operations / batch };
}

const known = new Map<string, Promise<number>>();

/**
 * Milliseconds in which encoders of the paper's sizes embed a video's pictures and sentences, `batch` videos a call as far as that
 * fits. The same for every method, so it is measured once in a process.
 */
export function embeddingCost(batch: number, place: Place): Promise<number> {
  const calls = {
    pictures: Math.min(batch * VIDEO.frames, MOST_PICTURES),
    sentences: Math.min(batch * VIDEO.subtitles, MOST_SENTENCES),
  };
  const key = JSON.stringify([calls, place]);
  const cost = known.get(key) ?? measureEmbedding(calls, place);
  known.set(key, cost);
  return cost;
}

async function measureEmbedding(
  calls: { readonly pictures: number; readonly sentences: number },
  place: Place,
): Promise<number> {
  await using encoders = await openPaperEncoders(calls, place);
  const pictures = await timed(place, () => encoders.pictures());
  const sentences = await timed(place, () => encoders.sentences());
  return (pictures * VIDEO.frames) / calls.pictures + (sentences * VIDEO.subtitles) / calls.sentences;
}

/** Random features of so many effects. */
function anyEffects(): FeatureLibrary {
  const random = new Random(2);
  const floats = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.next() - 0.5);
  return {
    ids: Array.from({ length: EFFECTS }, (_, at) => `effect-${at}`),
    tags: Int32Array.from({ length: EFFECTS }, (_, at) => at % TAGS.length),
    audio: floats(EFFECTS * AUDIO_WIDTH),
    text: floats(EFFECTS * TEXT_WIDTH),
  };
}
