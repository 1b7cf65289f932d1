/**
 * Analysis of a recording that outlives its process: where the shared process ends, whoever ended it, the recording waits,
 * another process is started or joined, and what was asked of the lost one is asked again. Live input would lose what it
 * showed meanwhile; a recording waits for its analysis, so that nothing is missing in the end.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnalysisClient,
  AnalysisClosedError,
  AnalysisFailedError,
} from '../../analysis/process/client.ts';
import { backOff } from '../../core/back-off.ts';
import { asError } from '../../core/errors.ts';
import type { SpeechSource } from './speech-source.ts';
import { SteadySpeech } from './steady-speech.ts';

/** What a recording asks of analysis; an `AnalysisClient` is one. */
export interface RecordedAnalysis extends Pick<
  AnalysisClient,
  'manifest' | 'device' | 'embedPictures' | 'embedTexts' | 'detect' | 'spent' | 'failed' | 'close'
> {
  openSpeech(): SpeechSource;
}

/** As for a live session's analysis; after the last of these it is given up. */
const WAITS = [250, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
const waitFor = backOff({ waits: WAITS });

/** How `SteadyAnalysis` begins anew. */
export interface SteadyOptions {
  /** Starts or joins a process with everything loaded. */
  readonly open: () => Promise<AnalysisClient>;
  /** Told in one line when a process is lost, and when there is another. */
  readonly note: (line: string) => void;
}

/** See the head of this file. Its maker closes it. */
export class SteadyAnalysis implements RecordedAnalysis {
  readonly #options: SteadyOptions;
  readonly #failed = Promise.withResolvers<AnalysisFailedError>();
  readonly #closing = new AbortController();
  #client: AnalysisClient;
  /** Under way while no process is there. */
  #restart: Promise<void> | undefined;
  /** In a row; an answer ends the row. */
  #failures = 0;

  private constructor(options: SteadyOptions, first: AnalysisClient) {
    this.#options = options;
    this.#client = first;
    this.#watch(first);
  }

  /** Opens the first process. Rejects as `open` does: what is wrong from the start is for a person to mend. */
  static async open(options: SteadyOptions): Promise<SteadyAnalysis> {
    return new SteadyAnalysis(options, await options.open());
  }

  get manifest(): AnalysisClient['manifest'] {
    return this.#client.manifest;
  }

  get device(): AnalysisClient['device'] {
    return this.#client.device;
  }

  /** Resolves when analysis has been given up. */
  get failed(): Promise<AnalysisFailedError> {
    return this.#failed.promise;
  }

  embedPictures(pictures: Parameters<AnalysisClient['embedPictures']>[0]): Promise<Float32Array[]> {
    return this.retry((client) => client.embedPictures(pictures));
  }

  embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    return this.retry((client) => client.embedTexts(texts));
  }

  detect(windows: Parameters<AnalysisClient['detect']>[0]): ReturnType<AnalysisClient['detect']> {
    return this.retry((client) => client.detect(windows));
  }

  /** Of the process that is there now. */
  spent(): ReturnType<AnalysisClient['spent']> {
    return this.retry((client) => client.spent());
  }

  openSpeech(): SpeechSource {
    return new SteadySpeech((work) => this.retry(work));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#restart?.catch(() => undefined);
    await this.#client.close();
  }

  /** Does `work` with a process that is there, and again with the next one where it is lost meanwhile. */
  async retry<T>(work: (client: AnalysisClient) => Promise<T>): Promise<T> {
    for (;;) {
      await this.#restart;
      const client = this.#client;
      try {
        const answer = await work(client);
        this.#failures = 0;
        return answer;
      } catch (error) {
        if (this.#closing.signal.aborted || !isLoss(error)) throw error;
        // What is closed though nobody closed it has failed, and says how.
        this.#lose(client, error instanceof AnalysisFailedError ? error : await client.failed);
      }
    }
  }

  #watch(client: AnalysisClient): void {
    void client.failed.then((error) => this.#lose(client, error));
  }

  #lose(client: AnalysisClient, error: AnalysisFailedError): void {
    if (client !== this.#client || this.#restart !== undefined || this.#closing.signal.aborted) return;
    this.#restart = this.#begin(client, error);
    this.#restart.then(
      () => (this.#restart = undefined),
      // Stays: whoever asks from now on is told.
      () => this.#failed.resolve(error),
    );
  }

  async #begin(lost: AnalysisClient, failure: AnalysisFailedError): Promise<void> {
    await lost.close();
    let fault: Error = failure;
    while (this.#failures < WAITS.length) {
      const wait = waitFor(this.#failures);
      this.#failures += 1;
      this.#options.note(`analysis down, again in ${wait / 1000} s: ${fault.message}`);
      await sleep(wait, undefined, { signal: this.#closing.signal });
      try {
        const client = await this.#options.open();
        this.#client = client;
        if (this.#closing.signal.aborted) return;
        this.#watch(client);
        this.#options.note('analysis ready');
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) throw error;
        fault = asError(error);
      }
    }
    throw fault;
  }
}

const isLoss = (error: unknown): boolean =>
  error instanceof AnalysisFailedError || error instanceof AnalysisClosedError;
