import { SPEECH_RATE } from '../../core/formats.ts';
import { InferenceSession, Tensor } from '../onnxruntime.ts';
import { sessionOptions } from '../runtime/providers.ts';
import { FRAME } from './format.ts';

/** Silero v5 takes each frame with this many samples of the one before in front of it. */
const CONTEXT = 64;
const STATE_SHAPE = [2, 1, 128] as const;

/** What is known of one voice frame (32 ms). */
export interface VoiceFrame {
  /** Probability that somebody speaks, 0 to 1. */
  readonly probability: number;
  /** Root mean square in dB below full scale; −120 for digital silence. */
  readonly level: number;
}

/**
 * Level in dBFS of some samples in −1…1; never below −120.
 * @internal Scripted speech in tests is as loud as it says.
 */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(Math.max(sum / Math.max(samples.length, 1), 1e-12));
}

/** Silero's recurrent state for one stream of audio: frames must be given in order. */
export interface VoiceTracker {
  /** Judges the next `FRAME` samples; throws a RangeError for any other number. */
  next(samples: Float32Array): Promise<VoiceFrame>;
  /** Forgets what was heard: the next frame does not follow on the last one. */
  reset(): void;
}

/** The voice activity model (Silero v5): one session, any number of trackers. */
export class VoiceModel {
  readonly #session: InferenceSession;
  readonly #rate = new Tensor('int64', BigInt64Array.of(BigInt(SPEECH_RATE)), []);

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Loads the model; rejects with onnxruntime's error when it can't. */
  static async open(file: string): Promise<VoiceModel> {
    // One frame is 0.2 ms of work: a second thread costs more than it gives.
    const session = await InferenceSession.create(file, sessionOptions({ threads: 1 }));
    return new VoiceModel(session);
  }

  /** Begins a stream: a fresh state on the shared session. */
  tracker(): VoiceTracker {
    const fresh = (): Tensor => new Tensor('float32', new Float32Array(256), STATE_SHAPE);
    let state = fresh();
    const input = new Float32Array(CONTEXT + FRAME);
    return {
      next: async (samples) => {
        if (samples.length !== FRAME)
          throw new RangeError(`a voice frame holds ${FRAME} samples, got ${samples.length}`);
        input.copyWithin(0, FRAME);
        input.set(samples, CONTEXT);
        const result = await this.#session.run({
          input: new Tensor('float32', input, [1, input.length]),
          state,
          sr: this.#rate,
        });
        state = result['stateN'] as Tensor;
        const probability = Number(result['output']?.data[0]);
        return { probability, level: levelOf(samples) };
      },
      reset: () => {
        state = fresh();
        input.fill(0);
      },
    };
  }

  /** Frees the session; no tracker may be used after that. */
  async release(): Promise<void> {
    await this.#session.release();
  }
}
