/** sherpa-onnx behind the recogniser's port: speech in other languages, with a model folder that the user gives. */
import { basename } from 'node:path';
import { SPEECH_RATE } from '../../../core/formats.ts';
import type { Recogniser, Transcript } from '../recogniser.ts';
import { SherpaError } from './errors.ts';
import { type SherpaModel, readSherpaFolder } from './folder.ts';

const PACKAGE = 'sherpa-onnx-node';
/** Mel bands of every model that is known here. */
const FEATURES = 80;
/** Shorter pieces hold no word, and some models refuse them: 0.1 s. */
const LEAST_SAMPLES = SPEECH_RATE / 10;

/** What is used of the package, which has no types of its own. */
interface Result {
  readonly text: string;
  readonly tokens?: readonly string[];
  readonly ys_log_probs?: readonly number[];
}
interface Stream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
}
interface OfflineRecognizer {
  createStream(): Stream;
  decodeAsync(stream: Stream): Promise<Result>;
}
interface Sherpa {
  readonly OfflineRecognizer: { createAsync(config: object): Promise<OfflineRecognizer> };
}

/** `name`: another package's, for tests. */
async function load(name: string): Promise<Sherpa> {
  try {
    const loaded = (await import(name)) as { default: Sherpa };
    return loaded.default;
  } catch (cause) {
    throw new SherpaError(
      'speech-engine-missing',
      `the speech engine ${name} is not installed or can't be loaded on this machine`,
      `Install it beside momentfx: npm install ${name}`,
      { cause },
    );
  }
}

function configOf(model: SherpaModel, threads: number): object {
  const { kind, tokens, folder: _folder, ...files } = model;
  // Inverse text normalisation gives SenseVoice's text its punctuation, at which sentences are split.
  const extra = kind === 'senseVoice' ? { useInverseTextNormalization: 1 } : {};
  return {
    featConfig: { sampleRate: SPEECH_RATE, featureDim: FEATURES },
    modelConfig: {
      [kind]: { ...files, ...extra },
      tokens,
      numThreads: threads,
      provider: 'cpu',
      debug: 0,
    },
  };
}

/** Some engines leave marks such as `<|zh|>` or `▁` in their text. */
const clean = (text: string): string =>
  text
    .replace(/<\|[^|]*\|>/g, '')
    .replace(/[▁\s]+/gu, ' ')
    .trim();

function confidenceOf({ ys_log_probs: logs = [] }: Result): number {
  return logs.length === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/**
 * Opens the model of a folder. Its work is done on a thread of libuv's pool; it can't be stopped midway. sherpa-onnx ends
 * the process when a model is not what its metadata says, with a line on the error output.
 * Rejects with a SherpaError when the package or a file is missing.
 */
export async function openSherpa(
  folder: string,
  options: { readonly threads?: number; readonly module?: string } = {},
): Promise<Recogniser> {
  const model = await readSherpaFolder(folder);
  const sherpa = await load(options.module ?? PACKAGE);
  let recogniser: OfflineRecognizer | undefined = await sherpa.OfflineRecognizer.createAsync(
    configOf(model, options.threads ?? 1),
  );
  return {
    name: `sherpa-onnx ${basename(model.folder)}`,
    language: undefined,
    async transcribe(pcm): Promise<Transcript> {
      if (!recogniser) throw new Error('the recogniser was used after release');
      if (pcm.length < LEAST_SAMPLES) return { text: '', tokens: 0, confidence: 0, ended: 'end' };
      const stream = recogniser.createStream();
      stream.acceptWaveform({ samples: pcm, sampleRate: SPEECH_RATE });
      const result = await recogniser.decodeAsync(stream);
      return {
        text: clean(result.text),
        tokens: result.tokens?.length ?? 0,
        confidence: confidenceOf(result),
        ended: 'end',
      };
    },
    // The package frees a recogniser when it is collected.
    release() {
      recogniser = undefined;
      return Promise.resolve();
    },
  };
}
