/** Windows in, moments out: holds the network's session and the library's embeddings. */
import { join } from 'node:path';
import type { InferenceSession } from './onnxruntime.ts';
import type { PlaceOptions } from '../streams/place.ts';
import type { Moment, Window } from '../streams/values.ts';
import type { Batching } from './batching.ts';
import { decide, overlooked, type DecisionOptions, type EmbeddedLibrary, type Query } from './decision.ts';
import {
  MODEL_FILES,
  ModelFolderError,
  readModelManifest,
  requireEncoders,
  type EncoderNames,
  type ModelManifest,
} from './manifest.ts';
import { embedEffects, type LibraryEffect } from './effects.ts';
import { DetectorInputError } from './errors.ts';
import { networkFeeds } from './feeds.ts';
import { floats, foregrounds, sentenceVerdicts } from './outputs.ts';
import { packBatch, windowToItem, type PackShape } from './pack.ts';
import type { ActiveDevice, Device } from './runtime/devices.ts';
import { openModel } from './runtime/model-file.ts';
import {
  dispose,
  type EnduringSession,
  type NetworkSession,
  type OpenSession,
} from './runtime/network-session.ts';
import { openNetwork } from './runtime/open-network.ts';

export type { LibraryEffect } from './effects.ts';

/** A window with the library that its moments choose from. */
export interface AskedWindow {
  readonly window: Window;
  readonly library: EmbeddedLibrary;
}

/**
 * A loaded network with the library it chooses from. Calls may overlap: they are worked on one after the
 * other.
 */
export interface Detector {
  readonly manifest: ModelManifest;
  /** Where the network runs now; the CPU once a device is lost. */
  readonly device: ActiveDevice;
  /** How its batches are best filled; another once a device is lost. */
  readonly batching: Batching;
  /** Embeds effects for `detectFor`. Rejects with a `DetectorInputError` for none, or for a feature of another width. */
  embedLibrary(effects: readonly LibraryEffect[]): Promise<EmbeddedLibrary>;
  /** Throws a DetectorInputError for a window that does not fit. */
  check(window: Window): void;
  /** As `detect`, but each window chooses from a library of its own: windows of several sessions share batches. */
  detectFor(asked: readonly AskedWindow[]): Promise<Moment[][]>;
  /** Embeds the effects to choose from; replaces the library before. */
  loadLibrary(effects: readonly LibraryEffect[]): Promise<void>;
  /**
   * The moments of each window, one for each query of the network, in query order and of any probability; then, where the
   * network classifies sentences, one for each that no query lies at.
   * A window's result depends on that window alone, not on the others of its batch.
   * @throws DetectorInputError before `loadLibrary`, after `release`, or for a window that does not fit.
   */
  detect(windows: readonly Window[]): Promise<Moment[][]>;
  /** Frees the sessions; a second call does nothing. */
  release(): Promise<void>;
}

/** Options of `openDetector`. */
export interface DetectorOptions {
  /** Threads of the network's session. */
  readonly threads: number;
  /** [512]: embedding of one space, which closes each text stream. */
  readonly blank: Float32Array;
  /** Names of the encoders that make the embeddings; others than the checkpoint's are refused. */
  readonly encoderNames: EncoderNames;
  /** Where the network is to run, as `openNetwork` takes it; the CPU by default. */
  readonly device?: Device;
  /** Told in one line that the network does not run where it was asked to, or no longer. */
  readonly notice?: (line: string) => void;
  /** For tests: opens the network otherwise than from its file; the devices that `auto` tries. */
  readonly sessions?: { readonly open: OpenSession; readonly candidates?: readonly ActiveDevice[] };
  /**
   * The options with which its moments are placed (`cues`), where they are not the defaults: a moment takes the verdict of
   * the sentence that it will be placed at.
   */
  readonly place?: PlaceOptions;
  /** Runners-up that a moment names; default 4. */
  readonly runnersUp?: number;
}

/**
 * Opens the network of a model folder. The caller owns the detector and releases it.
 * @throws ModelFolderError when the folder is no usable checkpoint or was trained with other encoders, AnalysisStartError
 *   (`device-unavailable`)
 */
export async function openDetector(folder: string, options: DetectorOptions): Promise<Detector> {
  const manifest = await readModelManifest(folder);
  requireEncoders(manifest, options.encoderNames);
  await using opened = new AsyncDisposableStack();
  const { threads, blank, sessions } = options;
  const own = <T extends { release(): Promise<void> }>(session: T): T =>
    opened.adopt(session, (it) => it.release());
  const network = own(
    await openNetwork({
      open: (device) => openModel(folder, MODEL_FILES.network, device, threads),
      ...sessions,
      asked: options.device ?? 'cpu',
      selfTest: { blank, shape: streamShape(manifest) },
      check: (session) => {
        requireShape(session, folder, manifest);
        requireOutputs(session, join(folder, MODEL_FILES.network), ['moment_emb', 'moment_bbox']);
      },
      notice: options.notice ?? (() => undefined),
    }),
  );
  const sfx = own(await openModel(folder, MODEL_FILES.sfx, 'cpu', threads));
  requireOutputs(sfx, join(folder, MODEL_FILES.sfx), ['sfx_emb', 'sfx0_norm', 'logit_scale']);
  return new OnnxDetector(manifest, network, sfx, options, opened.move());
}

/** Which of its inputs a network reads is its own affair; the fixed stream lengths must be those that the manifest promises. */
function requireShape(network: NetworkSession, folder: string, manifest: ModelManifest): void {
  const expected = streamShape(manifest);
  for (const [input, length] of [
    ['frame_batch', expected.frames],
    ['tts_batch', expected.tts],
    ['asr_batch', expected.asr],
  ] as const) {
    const metadata = network.inputMetadata.find(({ name }) => name === input);
    if (metadata === undefined) continue;
    const given = metadata.isTensor ? metadata.shape[1] : undefined;
    if (given !== length)
      throw new ModelFolderError(
        'model-broken',
        `${join(folder, MODEL_FILES.network)}: input ${input} has ${String(given)} places, the manifest promises ${length}`,
        'Fetch the checkpoint again or train it again',
      );
  }
}

/** What every network must answer; `src/analysis/outputs.ts` names what it may answer besides. */
function requireOutputs(
  { outputNames }: Pick<NetworkSession, 'outputNames'>,
  file: string,
  needed: readonly string[],
): void {
  for (const name of needed)
    if (!outputNames.includes(name))
      throw new ModelFolderError(
        'model-broken',
        `${file} has no output ${name}`,
        'Fetch the checkpoint again or train it again',
      );
}

/** Lengths of the padded streams, each with room for the blank; earlier sentences stand where creator text would. */
const streamShape = (manifest: ModelManifest): PackShape => ({
  frames: manifest.window,
  tts: manifest.earlier + 1,
  asr: manifest.maxSubtitles + 1,
});

class OnnxDetector implements Detector {
  readonly manifest: ModelManifest;
  readonly #network: EnduringSession;
  readonly #sfx: InferenceSession;
  readonly #blank: Float32Array;
  readonly #decision: DecisionOptions;
  readonly #owned: AsyncDisposableStack;
  #library: EmbeddedLibrary | undefined;
  /** The call under way; calls queue behind it, because a session runs one at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #released: Promise<void> | undefined;

  constructor(
    manifest: ModelManifest,
    network: EnduringSession,
    sfx: InferenceSession,
    { blank, place, runnersUp }: Pick<DetectorOptions, 'blank' | 'place' | 'runnersUp'>,
    owned: AsyncDisposableStack,
  ) {
    this.manifest = manifest;
    this.#network = network;
    this.#sfx = sfx;
    this.#blank = blank;
    this.#decision = { ...place, ...(runnersUp === undefined ? {} : { runnersUp }) };
    this.#owned = owned;
  }

  get device(): ActiveDevice {
    return this.#network.device;
  }

  get batching(): Batching {
    return this.#network.batching;
  }

  embedLibrary(effects: readonly LibraryEffect[]): Promise<EmbeddedLibrary> {
    return this.#inTurn(() => embedEffects(this.#sfx, effects, this.manifest));
  }

  loadLibrary(effects: readonly LibraryEffect[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#library = await embedEffects(this.#sfx, effects, this.manifest);
    });
  }

  check({ index, frames, subtitles }: Window): void {
    const { window: mostFrames, maxSubtitles } = this.manifest;
    if (frames.length === 0 || frames.length > mostFrames || subtitles.length > maxSubtitles)
      throw new DetectorInputError(
        `window ${index} has ${frames.length} frames and ${subtitles.length} subtitles; 1 to ${mostFrames} frames and at most ${maxSubtitles} subtitles fit`,
      );
  }

  detectFor(asked: readonly AskedWindow[]): Promise<Moment[][]> {
    return this.#inTurn(() => this.#detectAll(asked));
  }

  detect(windows: readonly Window[]): Promise<Moment[][]> {
    return this.#inTurn(async () => {
      const library = this.#library;
      if (library === undefined) throw new DetectorInputError('detect was called before loadLibrary');
      return this.#detectAll(windows.map((window) => ({ window, library })));
    });
  }

  release(): Promise<void> {
    this.#released ??= this.#last.then(() => this.#owned.disposeAsync());
    return this.#released;
  }

  async #detectAll(asked: readonly AskedWindow[]): Promise<Moment[][]> {
    const moments: Moment[][] = [];
    while (moments.length < asked.length) {
      const most = this.batching.sizes.at(-1) ?? 1;
      moments.push(...(await this.#detectBatch(asked.slice(moments.length, moments.length + most))));
    }
    return moments;
  }

  async #detectBatch(asked: readonly AskedWindow[]): Promise<Moment[][]> {
    const windows = asked.map(({ window }) => window);
    for (const window of windows) this.check(window);
    const size = this.batching.sizes.find((candidate) => candidate >= windows.length) ?? windows.length;
    const filled = Array.from({ length: size }, (_, i) => windows[Math.min(i, windows.length - 1)]!);
    const items = filled.map((window) => windowToItem(window, this.manifest.earlier));
    const packed = packBatch(items, this.#blank, streamShape(this.manifest));
    const feeds = networkFeeds(packed, items, this.#network.inputNames);
    const outputs = await this.#network.run(feeds);
    try {
      const verdicts = sentenceVerdicts(outputs, windows, streamShape(this.manifest).asr, this.manifest.tags);
      const emb = floats(outputs, 'moment_emb');
      const boxes = floats(outputs, 'moment_bbox');
      const queries = boxes.length / 2 / size;
      const foreground = foregrounds(outputs, queries * size);
      const d = emb.length / queries / size;
      return asked.map(({ window, library }, w) => {
        const own = Array.from({ length: queries }, (_, q): Query => {
          const row = w * queries + q;
          return {
            embedding: emb.subarray(row * d, (row + 1) * d),
            center: boxes[2 * row]!,
            width: boxes[2 * row + 1]!,
            foreground: foreground[row]!,
          };
        });
        const said = verdicts?.[w];
        return [
          ...own.map((query) => decide(query, window, library, said, this.#decision)),
          ...(said === undefined ? [] : overlooked(own, window, library, said, this.#decision)),
        ];
      });
    } finally {
      dispose(outputs);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#released !== undefined)
      return Promise.reject(new DetectorInputError('the detector was used after release'));
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
