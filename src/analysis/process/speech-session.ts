/** The client's side of one stream of speech. */
import { type Observable, Subject } from 'rxjs';
import type { SpeechEvent } from '../../streams/values.ts';
import { SPEECH_RATE } from '../speech/format.ts';
import { AnalysisClosedError } from './errors.ts';
import type { ClientMessage } from './protocol.ts';

/** Audio that may be on its way to the recogniser, in samples: enough to keep it busy, 1.3 MB. */
const MOST_UNDER_WAY = 20 * SPEECH_RATE;
/** Audio in one message: the process answers for each, which is also how a hang shows. */
const PIECE = SPEECH_RATE;

/** One stream of speech being recognised. */
export interface SpeechSession {
  /**
   * Sentences with their embeddings, and progress. Hot: subscribe before the first write. Completes after the end or
   * `close`; errors with AnalysisFailedError when the process fails.
   */
  readonly events$: Observable<SpeechEvent>;
  /**
   * Takes mono 16 kHz samples (−1…1), contiguous from media time 0; resolves when there is room for more. `pcm` must
   * not change before that. Rejects after `end`, `close` or a failure.
   */
  write(pcm: Float32Array): Promise<void>;
  /** No more audio comes; resolves when the last event has been sent out. */
  end(): Promise<void>;
  /** Stops at once; what is not recognised yet is dropped. A second call does nothing. */
  close(): void;
}

/** A session and the ends that the client's message loop holds. */
export interface OwnedSpeechSession extends SpeechSession {
  event(event: SpeechEvent): void;
  taken(samples: number): void;
  ended(): void;
  fail(error: Error): void;
}

interface Options {
  readonly id: number;
  readonly send: (message: ClientMessage) => void;
  /** The session is over, however it came to that. */
  readonly over: () => void;
}

type State = 'open' | 'ending' | 'ended' | 'closed' | 'failed';

export function createSpeechSession({ id, send, over }: Options): OwnedSpeechSession {
  const events = new Subject<SpeechEvent>();
  const finished = Promise.withResolvers<void>();
  // Whoever does not call `end` is told of a failure by `events$` and `write`.
  finished.promise.catch(() => undefined);
  let state: State = 'open';
  let failure: Error | undefined;
  let underWay = 0;
  let room = Promise.withResolvers<void>();
  let last: Promise<void> = Promise.resolve();

  const refuseUnlessOpen = (): void => {
    if (failure) throw failure;
    if (state !== 'open') throw new AnalysisClosedError();
  };

  /** Ends the session in one way or another, once. */
  function finish(next: State, error?: Error): void {
    if (state === 'ended' || state === 'closed' || state === 'failed') return;
    state = next;
    failure = error;
    room.resolve();
    over();
    if (error) {
      events.error(error);
      finished.reject(error);
    } else {
      events.complete();
      finished.resolve();
    }
  }

  async function writeNow(pcm: Float32Array): Promise<void> {
    for (let at = 0; at < pcm.length; at += PIECE) {
      refuseUnlessOpen();
      const piece = pcm.subarray(at, at + PIECE);
      underWay += piece.length;
      send({ type: 'speech-write', session: id, pcm: piece });
      while (underWay > MOST_UNDER_WAY && state === 'open') {
        room = Promise.withResolvers();
        await room.promise;
      }
    }
    if (failure) throw failure;
  }

  send({ type: 'speech-open', session: id });
  return {
    events$: events.asObservable(),
    write(pcm) {
      const turn = last.then(() => writeNow(pcm));
      last = turn.catch(() => undefined);
      return turn;
    },
    end() {
      if (state === 'open') {
        // After what is still being written, which the room promise lets through.
        last = last.then(() => {
          if (state !== 'open') return;
          state = 'ending';
          send({ type: 'speech-end', session: id });
        });
      }
      return finished.promise;
    },
    close() {
      if (state === 'open' || state === 'ending') send({ type: 'speech-close', session: id });
      finish('closed');
    },
    event: (event) => events.next(event),
    taken(samples) {
      underWay -= samples;
      if (underWay <= MOST_UNDER_WAY) room.resolve();
    },
    ended: () => finish('ended'),
    fail: (error) => finish('failed', error),
  };
}
