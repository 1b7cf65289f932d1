/**
 * The worker thread that recognises speech, inside the analysis process. An ONNX session blocks its thread, so speech
 * has one of its own, with its own sessions; frames and windows go on meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Listener } from '../speech/listener.ts';
import { type SpeechEngine, openSpeechModels } from '../speech/models.ts';
import type { ListenerEvent } from '../speech/recognition.ts';
import { type WireError, toWire } from './errors.ts';
import type { SpeechStreamOptions } from './protocol.ts';

/** To the worker. `session` is the number that the client gave the stream; `pcm` is mono 16 kHz. */
export type SpeechCommand =
  | { readonly type: 'open'; readonly session: number; readonly options: SpeechStreamOptions }
  | {
      readonly type: 'write';
      readonly session: number;
      readonly pcm: Float32Array;
      readonly hurry: boolean;
    }
  | { readonly type: 'skip'; readonly session: number; readonly samples: number }
  | { readonly type: 'end'; readonly session: number }
  | { readonly type: 'close'; readonly session: number }
  | { readonly type: 'stop' };

/**
 * From the worker. `taken` says that `samples` more were heard, and that the thread has worked for `ms` since the last
 * report. `overtaken`: partial results of this stream that were dropped so far.
 */
export type SpeechReport =
  | { readonly type: 'ready' }
  | { readonly type: 'start-failed' | 'failed'; readonly error: WireError }
  | { readonly type: 'event'; readonly session: number; readonly event: ListenerEvent }
  | {
      readonly type: 'taken';
      readonly session: number;
      readonly samples: number;
      readonly overtaken: number;
      readonly ms: number;
    }
  | { readonly type: 'ended'; readonly session: number; readonly ms: number };

/** A stream: its commands are obeyed one at a time and in order, which is what makes results repeatable. */
interface Stream {
  readonly listener: Listener;
  last: Promise<void>;
}

type StreamCommand = Extract<SpeechCommand, { readonly type: 'write' | 'skip' | 'end' }>;

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell = (report: SpeechReport): void => port.postMessage(report);
  const models = await openSpeechModels({ engine: workerData as SpeechEngine }).catch((error: unknown) => {
    tell({ type: 'start-failed', error: toWire(error) });
    return undefined;
  });
  if (!models) {
    port.close();
    return;
  }
  const streams = new Map<number, Stream>();
  let active = performance.eventLoopUtilization().active;

  /** Time that the thread was busy since the last call, in ms. */
  function worked(): number {
    const before = active;
    active = performance.eventLoopUtilization().active;
    return Math.max(active - before, 0);
  }

  function open(session: number, options: SpeechStreamOptions): void {
    const listener = new Listener({
      ...options,
      voice: models!.voice.tracker(),
      recogniser: models!.recogniser,
      emit: (event) => {
        if (streams.has(session)) tell({ type: 'event', session, event });
      },
    });
    streams.set(session, { listener, last: Promise.resolve() });
  }

  /** `listener`: undefined for a stream that was closed meanwhile; its commands are answered without work. */
  async function obey(command: StreamCommand, listener: Listener | undefined): Promise<void> {
    const { session } = command;
    switch (command.type) {
      case 'write': {
        await listener?.write(command.pcm, command);
        const overtaken = listener?.overtaken ?? 0;
        return tell({ type: 'taken', session, samples: command.pcm.length, overtaken, ms: worked() });
      }
      case 'skip':
        return listener?.skip(command.samples);
      case 'end':
        await listener?.end();
        streams.delete(session);
        return tell({ type: 'ended', session, ms: worked() });
    }
  }

  function close(session: number): void {
    streams.get(session)?.listener.close();
    streams.delete(session);
  }

  const failed = (error: unknown): void => tell({ type: 'failed', error: toWire(error) });

  function stop(): void {
    for (const session of streams.keys()) close(session);
    models!
      .release()
      .then(() => port.close())
      .catch(failed);
  }

  function take(command: StreamCommand): void {
    const stream = streams.get(command.session);
    const before = stream?.last ?? Promise.resolve();
    const turn = before
      .then(() => obey(command, streams.has(command.session) ? stream?.listener : undefined))
      .catch((error: unknown) => {
        // Closed in the middle of it: nobody waits for the result.
        if (streams.has(command.session)) failed(error);
      });
    if (stream) stream.last = turn;
  }

  port.on('message', (command: SpeechCommand) => {
    if (command.type === 'open') open(command.session, command.options);
    else if (command.type === 'close') close(command.session);
    else if (command.type === 'stop') stop();
    else take(command);
  });
  tell({ type: 'ready' });
}

if (parentPort) await work(parentPort);
