/** One client of an analysis process: its messages obeyed, over whatever channel they come. */
import { faultIn } from './checks.ts';
import type { Engine } from './engine.ts';
import { AnalysisError, toWire } from './errors.ts';
import {
  type AnalysisOptions,
  type ClientMessage,
  type ProcessMessage,
  clientMessageSchema,
} from './protocol.ts';
import { type Service, openService } from './service.ts';

/** What the process does for a client, and hears of it. */
export interface ClientSessionOptions {
  /** The engine for these options; opened by whoever asks first. */
  readonly engine: (options: AnalysisOptions) => Promise<Engine>;
  readonly tell: (message: ProcessMessage) => void;
  /** The client asked to stop. */
  readonly stop: () => void;
  /** The start failed, and the client has been told why. */
  readonly startFailed: () => void;
  /** The client said something that no client of this program says. */
  readonly unknown: (error: Error) => void;
  /** A part that all need has failed: the process should end. */
  readonly failed: (error: unknown) => void;
}

/** One client at the process's side; see the methods. */
export class ClientSession {
  readonly #options: ClientSessionOptions;
  #service: Service | undefined;
  #unfollow: (() => void) | undefined;
  #closed = false;

  constructor(options: ClientSessionOptions) {
    this.#options = options;
  }

  /** Obeys a message, or tells that it is unknown. */
  take(raw: unknown): void {
    const parsed = clientMessageSchema.safeParse(raw);
    if (parsed.success) this.#obey(parsed.data).catch(this.#options.failed);
    else
      this.#options.unknown(
        new Error(`internal: a message that the analysis process does not know: ${faultIn(parsed.error)}`),
      );
  }

  /** Gives back what the session holds; nothing is told any more. A second call does nothing. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unfollow?.();
    const service = this.#service;
    this.#service = undefined;
    await service?.close();
  }

  async #obey(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'start':
        return this.#start(message.options);
      case 'stop':
        return this.#options.stop();
      case 'request':
        return this.#answer(message);
      case 'speech-open':
      case 'speech-write':
      case 'speech-skip':
      case 'speech-end':
      case 'speech-close':
        if (this.#closed) return;
        if (!this.#service?.speech)
          return this.#options.unknown(
            new AnalysisError({
              code: 'speech-off',
              message: 'the analysis process was started without speech recognition',
              nextStep: "Start it with speech: 'moonshine'",
            }),
          );
        this.#service.speech.obey(message);
    }
  }

  async #start(options: AnalysisOptions): Promise<void> {
    const { failed } = this.#options;
    const tell = (message: ProcessMessage): void => {
      if (!this.#closed) this.#options.tell(message);
    };
    try {
      const engine = await this.#options.engine(options);
      const service = await openService(engine, { speech: options.speech, tell, failed });
      // The client left while its speech worker started.
      if (this.#closed) return await service.close();
      this.#service = service;
      tell({ type: 'ready', manifest: engine.detector.manifest, device: engine.detector.device });
      this.#unfollow = engine.notices.follow((message) =>
        tell({ type: 'notice', device: engine.detector.device, message }),
      );
    } catch (error) {
      tell({ type: 'start-failed', error: toWire(error) });
      this.#options.startFailed();
    }
  }

  async #answer({ id, request }: Extract<ClientMessage, { type: 'request' }>): Promise<void> {
    const { tell } = this.#options;
    try {
      if (!this.#service) throw new Error('internal: a request came before the start');
      const value = await this.#service.answer(request);
      if (!this.#closed) tell({ type: 'answer', id, value });
    } catch (error) {
      if (!this.#closed) tell({ type: 'refusal', id, error: toWire(error) });
    }
  }
}
