/** Speech of a recording that outlives the process that hears it. */
import { Subject, type Observable } from 'rxjs';
import type { AnalysisClient, SpeechSession } from '../../analysis/process/client.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import { sampleIndex, ZERO, type Micros } from '../../streams/time.ts';
import type { SpeechEvent } from '../../streams/values.ts';
import type { SpeechSource } from './speech-source.ts';

/** Does work with a process that is there, and again with the next one. */
type Retry = <T>(work: (client: AnalysisClient) => Promise<T>) => Promise<T>;

interface Piece {
  /** The sample at which it begins. */
  readonly at: number;
  readonly samples: Float32Array;
}

/**
 * Keeps the sound that is not settled yet (a recogniser lies at most about half a minute behind), and lets the next process
 * hear it again from where the lost one had told everything. Only the sentence that was being spoken there may come out
 * otherwise than without the loss.
 */
export class RecordedSpeech implements SpeechSource {
  readonly #retry: Retry;
  readonly #events = new Subject<SpeechEvent>();
  #kept: Piece[] = [];
  /** Samples taken so far, and those that the session in use has been given. */
  #taken = 0;
  #given = 0;
  /** All that starts before this has been told. */
  #settled: Micros = ZERO;
  /** Where the last sentence that was told ends. */
  #toldTo: Micros = ZERO;
  #session: { readonly client: AnalysisClient; readonly speech: SpeechSession } | undefined;
  #sessions = 0;
  #closed = false;

  constructor(retry: Retry) {
    this.#retry = retry;
  }

  get events$(): Observable<SpeechEvent> {
    return this.#events;
  }

  async write(samples: Float32Array): Promise<void> {
    // Whoever reads uses its memory again.
    this.#kept.push({ at: this.#taken, samples: samples.slice() });
    this.#taken += samples.length;
    await this.#retry((client) => this.#give(client));
  }

  async end(): Promise<void> {
    await this.#retry(async (client) => {
      await this.#give(client);
      await this.#session?.speech.end();
    });
    this.#events.complete();
  }

  close(): void {
    this.#closed = true;
    this.#session?.speech.close();
    this.#events.complete();
  }

  /** Gives `client` all that it has not heard yet. */
  async #give(client: AnalysisClient): Promise<void> {
    if (this.#closed) return;
    if (this.#session?.client !== client) this.#open(client);
    for (const { at, samples } of [...this.#kept]) {
      if (at + samples.length <= this.#given) continue;
      const rest = samples.subarray(Math.max(0, this.#given - at));
      await this.#session?.speech.write(rest);
      this.#given = at + samples.length;
    }
  }

  #open(client: AnalysisClient): void {
    const start = Math.min(this.#taken, Math.floor((this.#settled * SPEECH_RATE) / 1e6));
    const idPrefix = this.#sessions === 0 ? '' : `r${this.#sessions}.`;
    const toldTo = this.#toldTo;
    const speech = client.openSpeech({ start: sampleIndex(start), idPrefix });
    this.#session = { client, speech };
    this.#sessions += 1;
    this.#given = start;
    speech.events$.subscribe({
      next: (event) => this.#tell(event, toldTo),
      // The process is gone: whoever gives or ends meets that, too.
      error: () => undefined,
    });
  }

  /** `toldTo`: sentences before this came from the process that was lost. */
  #tell(event: SpeechEvent, toldTo: Micros): void {
    if (event.type === 'subtitle') {
      if (event.subtitle.start < toldTo) return;
      if (event.subtitle.end > this.#toldTo) this.#toldTo = event.subtitle.end;
    }
    if (event.type === 'progress') {
      if (event.upTo < this.#settled) return;
      this.#settled = event.upTo;
      this.#kept = this.#kept.filter(
        ({ at, samples }) => ((at + samples.length) * 1e6) / SPEECH_RATE > event.upTo,
      );
    }
    this.#events.next(event);
  }
}
