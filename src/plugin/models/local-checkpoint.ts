/** A checkpoint and its encoders in this process, to evaluate talks with: no media, no analysis process. */
import type { EmbeddedLibrary } from '../../analysis/decision.ts';
import { openDetector } from '../../analysis/detector.ts';
import { openEncoders } from '../../analysis/encoders/index.ts';
import type { ModelManifest } from '../../analysis/manifest.ts';
import { PICTURE_SIZE } from '../../core/formats.ts';
import { loadLibrary } from '../../library/index.ts';
import { ensureEncoders } from '../../../models/encoders/cache.ts';
import type { TalkModel } from '../../../models/evaluation/talks/sight.ts';
import { chooseCheckpoint } from '../checkpoint.ts';
import { bundledLibrary } from '../paths.ts';
import { at, heardLibrary } from './heard-library.ts';

/** An open checkpoint. Disposing it releases the sessions of the network and of the encoders. */
export interface LocalCheckpoint extends TalkModel, AsyncDisposable {
  readonly manifest: ModelManifest;
  /** The checkpoint's folder. */
  readonly folder: string;
  /** The library that its moments choose from. */
  readonly library: EmbeddedLibrary;
}

/** What is opened besides the checkpoint. */
export interface LocalCheckpointOptions {
  /** Folder of the library; default: the bundled one. */
  readonly library?: string;
  /** Runners-up that a moment names; default 4. */
  readonly runnersUp?: number;
}

/** The analysis process has one thread a session; so have we, since results could differ in the last bits. */
const THREADS = 1;

/** 0x557788 as 8-bit video of limited range gives it back, so that a talk is seen as in a recording of one colour. */
const PLAIN = [0x55, 0x77, 0x89] as const;

/**
 * Opens the checkpoint in the folder `named`, or the bundled one. The caller disposes of it.
 * @throws ModelFolderError, EncoderFamilyError, EncoderFilesError or LibraryError
 */
export async function openLocalCheckpoint(
  named: string | undefined,
  { library: libraryFolder = bundledLibrary, runnersUp }: LocalCheckpointOptions = {},
): Promise<LocalCheckpoint> {
  const { folder, manifest, family } = await chooseCheckpoint(named);
  await using opened = new AsyncDisposableStack();
  const encoders = opened.adopt(
    await openEncoders(await ensureEncoders(family), { threads: THREADS }),
    (own) => own.release(),
  );
  const { frame, text, audio } = encoders;
  const detector = opened.adopt(
    await openDetector(folder, {
      threads: THREADS,
      blank: await one(text.embed([' '])),
      encoderNames: { frame: frame.name, text: text.name, audio: audio.name },
      ...(runnersUp === undefined ? {} : { runnersUp }),
    }),
    (own) => own.release(),
  );
  const { effects } = await loadLibrary(libraryFolder);
  const library = await detector.embedLibrary(await heardLibrary(effects, encoders));
  const picture = await one(frame.embed([plainPicture()]));
  const owned = opened.move();
  return {
    manifest,
    folder,
    picture,
    embedTexts: (texts) => text.embed(texts),
    library,
    detect: (windows) => detector.detectFor(windows.map((window) => ({ window, library }))),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function plainPicture() {
  const data = Uint8Array.from({ length: PICTURE_SIZE ** 2 * 3 }, (_, i) => PLAIN[i % 3] ?? 0);
  return { width: PICTURE_SIZE, height: PICTURE_SIZE, data };
}

const one = async (vectors: Promise<readonly Float32Array[]>): Promise<Float32Array> => at(await vectors, 0);
