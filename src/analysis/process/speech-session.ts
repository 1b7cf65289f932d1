/** The client's side of one stream of speech. */
import { type Observable, Subject } from 'rxjs';
import { type Micros, type SampleIndex, fromSample, sampleIndex } from '../../streams/time.ts';
import type { SpeechEvent } from '../../streams/values.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import { AnalysisClosedError } from './errors.ts';
import type { ClientMessage } from './protocol.ts';
import { createSpeechGate } from './speech-gate.ts';
import { checkedSpeechOptions, type CheckedSpeechOptions, type SpeechGap } from './speech-options.ts';

/** Audio of `write` that may be on its way to the recogniser, in samples: enough to keep it busy, 1.3 MB. */
const MOST_UNDER_WAY = 20 * SPEECH_RATE;
/** Audio in one message: the process answers for each, which is also how a hang shows. */
const PIECE = SPEECH_RATE;
/** Audio in one message of `offer`: of a block that does not fit, no more than this is lost with what would fit. */
const LIVE_PIECE = SPEECH_RATE / 10;

/** One stream of speech being recognised. Audio is mono 16 kHz, −1…1, contiguous but for the gaps that are named. */
export interface SpeechSession {
  /**
   * Subtitles with their embeddings, and progress. Hot: subscribe before the first write. Completes after the end or
   * `close`; errors with AnalysisFailedError when the process fails.
   */
  readonly events$: Observable<SpeechEvent>;
  /** Stretches that were not heard, each once its end is known. Hot; ends as `events$` does. */
  readonly gaps$: Observable<SpeechGap>;
  /** Audio that was given but not heard yet, in media time; what `offer` keeps below `maxBehind`. */
  readonly behind: Micros;
  /** Audio that `offer` has dropped so far, in media time. */
  readonly dropped: Micros;
  /** Partial results that were dropped so far, because newer ones of the same segment had come. */
  readonly overtaken: number;
  /**
   * Takes the next samples, for input that can wait; resolves when there is room for more. `pcm` must not change before
   * that. Rejects after `end`, `close` or a failure.
   */
  write(pcm: Float32Array): Promise<void>;
  /**
   * Takes the next samples, for input that can't wait, and returns at once; `pcm` may change afterwards. While more than
   * `maxBehind` is under way, and until two thirds of it have been heard, it drops what comes and counts it; the time
   * line goes on, and `gaps$` tells the gap. Returns whether all of it was taken: false also after `end`, `close` or
   * a failure. Not to be mixed with a `write` that has not resolved.
   */
  offer(pcm: Float32Array): boolean;
  /**
   * Another `maxBehind` from now on. What is under way stays, even if it is more. Throws AnalysisRequestError
   * (`speech-options`) below 0.1 s.
   */
  setMaxBehind(maxBehind: Micros): void;
  /**
   * The input has nothing before sample `at` (counted like `start`): an open segment ends, and the next sample given is
   * that one. Throws a RangeError when `at` lies before what was given already. Does nothing after `end`, `close` or
   * a failure.
   */
  skipTo(at: SampleIndex): void;
  /** No more audio comes; resolves when the last event has been sent out. */
  end(): Promise<void>;
  /** Stops at once; what is not recognised yet is dropped. A second call does nothing. */
  close(): void;
}

/** A session with what the client's message loop calls when the process says something of it. */
export interface OwnedSpeechSession extends SpeechSession {
  event(event: SpeechEvent): void;
  /** `samples` more were heard; `overtaken` partial results have been dropped so far. */
  taken(samples: number, overtaken: number): void;
  /** The process has sent the last event. */
  ended(): void;
  /** The process is gone: what waits is rejected with `error`. */
  fail(error: Error): void;
}

interface Options {
  readonly id: number;
  readonly options: CheckedSpeechOptions;
  readonly send: (message: ClientMessage) => void;
  /** The session is over, however it came to that. */
  readonly over: () => void;
}

type State = 'open' | 'ending' | 'ended' | 'closed' | 'failed';

/**
 * Opens stream `id`: sends `speech-open` and turns calls into messages. `options.over` is called once,
 * however it ends.
 */
export function createSpeechSession({ id, options, send, over }: Options): OwnedSpeechSession {
  const events = new Subject<SpeechEvent>();
  const gaps = new Subject<SpeechGap>();
  const finished = Promise.withResolvers<void>();
  // A caller that never calls `end` learns of a failure from `events$` and `write`.
  finished.promise.catch(() => undefined);
  let state: State = 'open';
  let failure: Error | undefined;
  let overtaken = 0;
  let room = Promise.withResolvers<void>();
  let last: Promise<void> = Promise.resolve();
  const gate = createSpeechGate({
    start: options.start,
    most: options.maxBehind,
    skip: (samples) => send({ type: 'speech-skip', session: id, samples }),
    gap: (gap) => gaps.next(gap),
  });
  const timeOf = (samples: number): Micros => fromSample(sampleIndex(samples), SPEECH_RATE);

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
      gaps.error(error);
      finished.reject(error);
    } else {
      events.complete();
      gaps.complete();
      finished.resolve();
    }
  }

  async function writeNow(pcm: Float32Array): Promise<void> {
    for (let at = 0; at < pcm.length; at += PIECE) {
      refuseUnlessOpen();
      const piece = pcm.subarray(at, at + PIECE);
      gate.sent(piece.length);
      send({ type: 'speech-write', session: id, pcm: piece, hurry: false });
      while (gate.underWay > MOST_UNDER_WAY && state === 'open') {
        room = Promise.withResolvers();
        await room.promise;
      }
    }
    if (failure) throw failure;
  }

  function offer(pcm: Float32Array): boolean {
    let all = state === 'open';
    for (let at = 0; at < pcm.length && state === 'open'; at += LIVE_PIECE) {
      const piece = pcm.subarray(at, at + LIVE_PIECE);
      if (gate.offer(piece.length)) send({ type: 'speech-write', session: id, pcm: piece, hurry: true });
      else all = false;
    }
    return all;
  }

  const { maxBehind: _, ...streamOptions } = options;
  send({ type: 'speech-open', session: id, options: streamOptions });
  return {
    events$: events.asObservable(),
    gaps$: gaps.asObservable(),
    get behind() {
      return timeOf(gate.underWay);
    },
    get dropped() {
      return timeOf(gate.dropped);
    },
    get overtaken() {
      return overtaken;
    },
    write(pcm) {
      const turn = last.then(() => writeNow(pcm));
      last = turn.catch(() => undefined);
      return turn;
    },
    offer,
    setMaxBehind: (maxBehind) => gate.setMost(checkedSpeechOptions({ maxBehind }).maxBehind),
    skipTo(at) {
      if (state === 'open') gate.skipTo(at);
    },
    end() {
      if (state === 'open') {
        // After what is still being written, which the room promise lets through.
        last = last.then(() => {
          if (state !== 'open') return;
          state = 'ending';
          gate.open();
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
    taken(samples, overtakenSoFar) {
      overtaken = overtakenSoFar;
      // Once it ends there is nothing left to skip.
      gate.taken(samples);
      if (gate.underWay <= MOST_UNDER_WAY) room.resolve();
    },
    ended: () => finish('ended'),
    fail: (error) => finish('failed', error),
  };
}
