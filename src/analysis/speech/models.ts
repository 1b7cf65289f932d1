import { findSpeechModels } from './files.ts';
import { Moonshine } from './moonshine.ts';
import { VoiceModel } from './voice.ts';

export { findSpeechModels };

/** The recogniser's loaded models: what all streams of a process share. */
export interface SpeechModels {
  readonly moonshine: Moonshine;
  readonly voice: VoiceModel;
  release(): Promise<void>;
}

/** Loads voice activity and recogniser (about 1 s, 120 MB). Throws SpeechModelMissingError. */
export async function openSpeechModels(options: { readonly threads?: number } = {}): Promise<SpeechModels> {
  const files = findSpeechModels();
  const voice = await VoiceModel.open(files.voice);
  try {
    const moonshine = await Moonshine.open(files, options);
    return {
      moonshine,
      voice,
      release: async () => {
        await moonshine.release();
        await voice.release();
      },
    };
  } catch (error) {
    await voice.release();
    throw error;
  }
}
