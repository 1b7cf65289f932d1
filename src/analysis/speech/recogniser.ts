/** The port behind which every speech engine stands. */

/** Words recognised in one piece of audio. */
export interface Transcript {
  readonly text: string;
  /** How many pieces of words the engine chose. */
  readonly tokens: number;
  /**
   * Mean natural logarithm of the chosen tokens' probabilities: 0 is certain, −1 is a guess. An engine that does not
   * say gives 0.
   */
  readonly confidence: number;
  /** What ended it: the recogniser itself, the token cap, or a repeated phrase (cut down to one). */
  readonly ended: 'end' | 'cap' | 'repetition';
}

/** One speech engine with its model loaded. Same samples, same transcript: nothing is remembered between two calls. */
export interface Recogniser {
  /** For logs: engine and model, such as `moonshine-tiny`. */
  readonly name: string;
  /** What it was trained to hear, as a BCP 47 tag, where that is known. */
  readonly language: string | undefined;
  /**
   * The words in `pcm`, mono at 16 kHz, −1…1, which must not change before the answer. An engine that can stop midway
   * does so when `signal` is aborted, and rejects with its reason.
   */
  transcribe(pcm: Float32Array, signal?: AbortSignal): Promise<Transcript>;
  /** Frees the model; nothing may be under way. */
  release(): Promise<void>;
}

/** The same recogniser, one call at a time and in order: streams that share it do not slow each other midway. */
export function inTurn(recogniser: Recogniser): Recogniser {
  let last: Promise<unknown> = Promise.resolve();
  return {
    name: recogniser.name,
    language: recogniser.language,
    transcribe(pcm, signal) {
      const turn = last.then(() => {
        signal?.throwIfAborted();
        return recogniser.transcribe(pcm, signal);
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    release: () => last.then(() => recogniser.release()),
  };
}
