import { findSpeechModels } from './files.ts';
import { Moonshine } from './moonshine.ts';
import { type Recogniser, inTurn } from './recogniser.ts';
import { openSherpa } from './sherpa/sherpa.ts';
import { VoiceModel } from './voice.ts';

export { findSpeechModels };

/** Which engine recognises speech: Moonshine tiny (English, bundled), or sherpa-onnx with a model folder. */
export type SpeechEngine = 'moonshine' | { readonly engine: 'sherpa'; readonly folder: string };

/** The recogniser's loaded models: what all streams of a process share. */
export interface SpeechModels {
  readonly recogniser: Recogniser;
  readonly voice: VoiceModel;
  /** Frees both; nothing may be under way. */
  release(): Promise<void>;
}

/** Options of `openSpeechModels`. */
export interface SpeechModelsOptions {
  /** Moonshine by default. */
  readonly engine?: SpeechEngine;
  /** Threads of the recogniser; 1 by default. */
  readonly threads?: number;
}

/**
 * Loads voice activity and recogniser (Moonshine: about 1 s, 120 MB).
 * Throws SpeechModelMissingError, and SherpaError for a folder or package that can't be used.
 */
export async function openSpeechModels(options: SpeechModelsOptions = {}): Promise<SpeechModels> {
  const { engine = 'moonshine', ...rest } = options;
  const files = findSpeechModels();
  await using opened = new AsyncDisposableStack();
  const voice = opened.adopt(await VoiceModel.open(files.voice), (it) => it.release());
  const recogniser = opened.adopt(
    inTurn(
      engine === 'moonshine' ? await Moonshine.open(files, rest) : await openSherpa(engine.folder, rest),
    ),
    (it) => it.release(),
  );
  const owned = opened.move();
  return { recogniser, voice, release: () => owned.disposeAsync() };
}
