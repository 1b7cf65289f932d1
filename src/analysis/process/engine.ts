/** What all sessions of an analysis process share: the encoders, the network and the speech workers, opened once. */
import { join } from 'node:path';
import { type Detector, openDetector } from '../detector.ts';
import { type Encoder, type Encoders, openEncoders } from '../encoders/index.ts';
import { keepingVectors } from '../encoders/kept-vectors.ts';
import { rememberingVectors, soundKey } from '../encoders/remembered-vectors.ts';
import type { AnalysisOptions } from './protocol.ts';
import { Notices } from './notices.ts';
import { SpeechPool } from './speech-pool.ts';
import { WindowBatches } from './window-batches.ts';

/**
 * Threads of each session. Fixed, so that results can't depend on the machine; one, because the speech worker and the
 * media's process need the others (bench/speech.ts: two threads make speech slower).
 */
const THREADS = 1;
/** Effects whose vectors are remembered, 6 kB each: as many as one library may have. */
const MOST_EFFECTS = 10_000;

/** Inside the folder of encoders: the vectors of effects' descriptions. What is spoken is kept nowhere. */
const DESCRIPTIONS = 'descriptions';

/** All that an analysis process holds for its sessions, opened. */
export interface Engine {
  readonly encoders: Encoders;
  /** The same for effects of libraries, which all sessions bring. */
  readonly effects: {
    readonly audio: Pick<Encoder<Float32Array>, 'embed'>;
    readonly text: Pick<Encoder<string>, 'embed'>;
  };
  readonly detector: Detector;
  /** Lines for a person: that the network does not run where it was asked to, or no longer. */
  readonly notices: Notices;
  readonly batches: WindowBatches;
  readonly speech: SpeechPool;
  /** Frees encoders and network; sessions have given their speech back before. */
  close(): Promise<void>;
}

/**
 * Opens encoders and network. Throws the first fault that it meets; nothing stays open then. `failed`: a part without
 * which the process is of no use has failed, and the process should end.
 */
export async function openEngine(
  options: Pick<AnalysisOptions, 'modelFolder' | 'encodersFolder' | 'device'>,
  failed: (error: Error) => void,
): Promise<Engine> {
  await using opening = new AsyncDisposableStack();
  const encoders = opening.adopt(await openEncoders(options.encodersFolder, { threads: THREADS }), (it) =>
    it.release(),
  );
  const [blank] = await encoders.text.embed([' ']);
  if (!blank) throw new Error('internal: the text encoder gave nothing for a space');
  const notices = new Notices();
  const detector = opening.adopt(
    await openDetector(options.modelFolder, {
      threads: THREADS,
      blank,
      encoderNames: { frame: encoders.frame.name, text: encoders.text.name, audio: encoders.audio.name },
      device: options.device,
      notice: (line) => notices.tell(line),
    }),
    (it) => it.release(),
  );
  const owned = opening.move();
  return {
    encoders,
    effects: {
      audio: rememberingVectors(encoders.audio, soundKey, MOST_EFFECTS),
      text: rememberingVectors(
        keepingVectors(encoders.text, join(options.encodersFolder, DESCRIPTIONS), (text) =>
          Buffer.from(text),
        ),
        (text) => text,
        MOST_EFFECTS,
      ),
    },
    detector,
    notices,
    batches: new WindowBatches(detector),
    speech: new SpeechPool(failed),
    close: () => owned.disposeAsync(),
  };
}
