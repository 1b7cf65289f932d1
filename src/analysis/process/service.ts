/** What the analysis process does: holds the encoders, the detector and the speech worker, and answers requests. */
import { type Detector, type LibraryEffect, openDetector } from '../detector.ts';
import { type Encoders, openEncoders } from '../encoders/index.ts';
import type { ModelManifest } from '../manifest.ts';
import type { SpeechEngine } from '../speech/models.ts';
import { type ActiveDevice, openOnDevice } from '../runtime/providers.ts';
import type { AnalysisOptions, AnalysisSpent, ProcessMessage, Request } from './protocol.ts';
import { Stopwatch } from './stopwatch.ts';
import { type SpeechHost, openSpeechHost } from './speech-host.ts';
import { type SpeechRelay, createSpeechRelay } from './speech-relay.ts';

/**
 * Threads of each session. Fixed, so that results can't depend on the machine; one, because the speech worker and the
 * media's process need the others (bench/speech.ts: two threads make speech slower).
 */
const THREADS = 1;

/** All that the analysis process holds, opened. */
export interface Service {
  readonly manifest: ModelManifest;
  readonly device: ActiveDevice;
  /** Undefined where it was started without speech recognition. */
  readonly speech: SpeechRelay | undefined;
  /** The value of the answer; rejects with what is wrong with the request. */
  answer(request: Request): Promise<unknown>;
  /** Closes the speech worker and frees every session. */
  close(): Promise<void>;
}

/** How a service reaches the client. */
export interface ServiceOptions {
  readonly tell: (message: ProcessMessage) => void;
  /** A part without which the process is of no use has failed: the process should end. */
  readonly failed: (error: Error) => void;
}

class Library {
  #effects: LibraryEffect[] = [];
  readonly #encoders: Encoders;
  readonly #detector: Detector;

  constructor(encoders: Encoders, detector: Detector) {
    this.#encoders = encoders;
    this.#detector = detector;
  }

  async add({ effects, first, last }: Extract<Request, { method: 'addEffects' }>): Promise<void> {
    if (first) this.#effects = [];
    const audio = await this.#encoders.audio.embed(effects.map(({ pcm }) => pcm));
    const text = await this.#encoders.text.embed(effects.map(({ description }) => description));
    effects.forEach(({ id, tag }, index) => {
      const [sound, words] = [audio[index], text[index]];
      if (!sound || !words) throw new Error(`internal: no embedding for the effect ${id}`);
      this.#effects.push({ id, tag, audio: sound, text: words });
    });
    if (!last) return;
    await this.#detector.loadLibrary(this.#effects);
    this.#effects = [];
  }
}

/** Opens everything that `options` name. Throws the first fault that it meets; nothing stays open then. */
export async function openService(options: AnalysisOptions, port: ServiceOptions): Promise<Service> {
  await using opening = new AsyncDisposableStack();
  const watch = new Stopwatch<Exclude<keyof AnalysisSpent, 'speech'>>(['pictures', 'texts', 'network']);
  const encoders = opening.adopt(await openEncoders(options.encodersFolder, { threads: THREADS }), (it) =>
    it.release(),
  );
  const [blank] = await encoders.text.embed([' ']);
  if (!blank) throw new Error('internal: the text encoder gave nothing for a space');
  const { opened, device } = await openOnDevice(options.device, (place) =>
    openDetector(options.modelFolder, {
      threads: THREADS,
      blank,
      encoderNames: { frame: encoders.frame.name, text: encoders.text.name, audio: encoders.audio.name },
      device: place,
    }),
  );
  const detector = opening.adopt(opened, (it) => it.release());
  const speech =
    options.speech === 'none' ? undefined : await openSpeech(options.speech, encoders, watch, port, opening);
  const library = new Library(encoders, detector);
  const owned = opening.move();
  return {
    manifest: detector.manifest,
    device,
    speech,
    answer(request) {
      switch (request.method) {
        case 'embedPictures':
          return watch.time('pictures', () => encoders.frame.embed(request.pictures));
        case 'embedTexts':
          return watch.time('texts', () => encoders.text.embed(request.texts));
        case 'addEffects':
          return library.add(request).then(() => null);
        case 'detect':
          return watch.time('network', () => detector.detect(request.windows));
        case 'spent':
          return Promise.resolve({ ...watch.spent, speech: speech?.spent ?? 0 } satisfies AnalysisSpent);
      }
    },
    close: () => owned.disposeAsync(),
  };
}

async function openSpeech(
  engine: SpeechEngine,
  encoders: Encoders,
  watch: Stopwatch<'texts'>,
  port: ServiceOptions,
  owner: AsyncDisposableStack,
): Promise<SpeechRelay> {
  const host: { current?: SpeechHost } = {};
  const relay = createSpeechRelay({
    embed: (texts) => watch.time('texts', () => encoders.text.embed(texts)),
    tell: port.tell,
    failed: port.failed,
    send: (command) => host.current?.send(command),
  });
  host.current = owner.adopt(
    await openSpeechHost(engine, { report: (report) => relay.report(report), failed: port.failed }),
    (it) => it.close(),
  );
  return relay;
}
