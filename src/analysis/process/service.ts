/** One session's side of the analysis process: answers its requests, keeps its library, listens to its sound. */
import type { EmbeddedLibrary } from '../decision.ts';
import { DetectorInputError } from '../errors.ts';
import type { LibraryEffect } from '../effects.ts';
import type { SpeechEngine } from '../speech/models.ts';
import type { Engine } from './engine.ts';
import type { AnalysisSpent, ProcessMessage, Request } from './protocol.ts';
import type { SpeechLease } from './speech-pool.ts';
import { type SpeechRelay, createSpeechRelay } from './speech-relay.ts';
import { Stopwatch } from './stopwatch.ts';

/** What a session can ask of the process. */
export interface Service {
  /** Undefined where the session was opened without speech recognition. */
  readonly speech: SpeechRelay | undefined;
  /** The value of the answer; rejects with what is wrong with the request. */
  answer(request: Request): Promise<unknown>;
  /** Ends the session's speech and takes its windows out of the queue. The engine stays. */
  close(): Promise<void>;
}

/** How a service reaches its client. */
export interface ServiceOptions {
  readonly speech: SpeechEngine | 'none';
  readonly tell: (message: ProcessMessage) => void;
  /** A part without which the process is of no use has failed: the process should end. */
  readonly failed: (error: Error) => void;
}

type Kind = Exclude<keyof AnalysisSpent, 'speech'>;

class Library {
  #effects: LibraryEffect[] = [];
  #embedded: EmbeddedLibrary | undefined;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get embedded(): EmbeddedLibrary {
    if (this.#embedded === undefined) throw new DetectorInputError('detect was called before loadLibrary');
    return this.#embedded;
  }

  async add({ effects, first, last }: Extract<Request, { method: 'addEffects' }>): Promise<void> {
    const { effects: known, detector } = this.#engine;
    if (first) this.#effects = [];
    const audio = await known.audio.embed(effects.map(({ pcm }) => pcm));
    const text = await known.text.embed(effects.map(({ description }) => description));
    effects.forEach(({ id, tag }, index) => {
      const [sound, words] = [audio[index], text[index]];
      if (!sound || !words) throw new Error(`internal: no embedding for the effect ${id}`);
      this.#effects.push({ id, tag, audio: sound, text: words });
    });
    if (!last) return;
    this.#embedded = await detector.embedLibrary(this.#effects);
    this.#effects = [];
  }
}

/** Opens a session on the engine, with its speech worker. Throws AnalysisStartError where that can't start. */
export async function openService(engine: Engine, options: ServiceOptions): Promise<Service> {
  const { encoders, batches } = engine;
  const session = {};
  const library = new Library(engine);
  const watch = new Stopwatch<Kind>(['pictures', 'texts', 'network']);
  const embedTexts = (texts: readonly string[]): Promise<Float32Array[]> =>
    watch.time('texts', () => encoders.text.embed(texts));
  const listening =
    options.speech === 'none' ? undefined : await listen(engine, options.speech, options, embedTexts);

  async function detect({ windows, within }: Extract<Request, { method: 'detect' }>): Promise<unknown> {
    const { moments, ms } = await batches.detect({ session, windows, within, library: library.embedded });
    watch.add('network', ms);
    return moments;
  }

  return {
    speech: listening?.relay,
    answer(request) {
      switch (request.method) {
        case 'embedPictures':
          return watch.time('pictures', () => encoders.frame.embed(request.pictures));
        case 'embedTexts':
          return embedTexts(request.texts);
        case 'addEffects':
          return library.add(request).then(() => null);
        case 'detect':
          return detect(request);
        case 'spent':
          return Promise.resolve({
            ...watch.spent,
            speech: listening?.relay.spent ?? 0,
          } satisfies AnalysisSpent);
      }
    },
    async close() {
      batches.leave(session);
      await listening?.lease.close();
    },
  };
}

async function listen(
  engine: Engine,
  speech: SpeechEngine,
  { tell, failed }: ServiceOptions,
  embed: (texts: readonly string[]) => Promise<Float32Array[]>,
): Promise<{ readonly relay: SpeechRelay; readonly lease: SpeechLease }> {
  const leased: { current?: SpeechLease } = {};
  const relay = createSpeechRelay({ embed, tell, failed, send: (command) => leased.current?.send(command) });
  const lease = await engine.speech.lease(speech, (report) => relay.report(report));
  leased.current = lease;
  return { relay, lease };
}
