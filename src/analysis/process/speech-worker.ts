/**
 * The worker thread that recognises speech, inside the analysis process. An ONNX session blocks its thread, so speech
 * has one of its own, with its own sessions; frames and windows go on meanwhile.
 */
import { parentPort } from 'node:worker_threads';
import { Listener, type ListenerEvent } from '../speech/listener.ts';
import { openSpeechModels } from '../speech/models.ts';
import { type WireError, toWire } from './errors.ts';

/** To the worker. */
export type SpeechCommand =
  | { readonly type: 'open' | 'end' | 'close'; readonly session: number }
  | { readonly type: 'write'; readonly session: number; readonly pcm: Float32Array }
  | { readonly type: 'stop' };

/** From the worker. `taken` says that `samples` more were processed, in `ms` of work. */
export type SpeechReport =
  | { readonly type: 'ready' }
  | { readonly type: 'start-failed' | 'failed'; readonly error: WireError }
  | { readonly type: 'event'; readonly session: number; readonly event: ListenerEvent }
  | { readonly type: 'taken'; readonly session: number; readonly samples: number; readonly ms: number }
  | { readonly type: 'ended'; readonly session: number };

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  const tell = (report: SpeechReport): void => port.postMessage(report);
  const models = await openSpeechModels().catch((error: unknown) => {
    tell({ type: 'start-failed', error: toWire(error) });
    return undefined;
  });
  if (!models) {
    port.close();
    return;
  }
  const sessions = new Map<number, Listener>();

  const open = (session: number): Listener =>
    new Listener({
      voice: models.voice.tracker(),
      recogniser: models.moonshine,
      emit: (event) => {
        if (sessions.has(session)) tell({ type: 'event', session, event });
      },
    });

  async function obey(command: SpeechCommand): Promise<void> {
    switch (command.type) {
      case 'open':
        sessions.set(command.session, open(command.session));
        return;
      case 'write': {
        const started = performance.now();
        await sessions.get(command.session)?.write(command.pcm);
        const ms = performance.now() - started;
        tell({ type: 'taken', session: command.session, samples: command.pcm.length, ms });
        return;
      }
      case 'end':
        await sessions.get(command.session)?.end();
        sessions.delete(command.session);
        tell({ type: 'ended', session: command.session });
        return;
      case 'close':
        sessions.delete(command.session);
        return;
      case 'stop':
        sessions.clear();
        await models?.release();
        port.close();
    }
  }

  // One command at a time and in order: a listener takes one call at a time, and order is what makes results repeatable.
  let last: Promise<void> = Promise.resolve();
  port.on('message', (command: SpeechCommand) => {
    // Nothing more is read for a closed session: what waits in the line for it is skipped at once.
    if (command.type === 'close') sessions.delete(command.session);
    last = last
      .then(() => obey(command))
      .catch((error: unknown) => tell({ type: 'failed', error: toWire(error) }));
  });
  tell({ type: 'ready' });
}

if (parentPort) await work(parentPort);
