/** Between the client's speech messages and the speech worker: sentences get their embeddings here. */
import type { SpeechEvent } from '../../streams/values.ts';
import type { ListenerEvent } from '../speech/recognition.ts';
import type { ClientMessage, ProcessMessage } from './protocol.ts';
import type { SpeechCommand, SpeechReport } from './speech-worker.ts';

/** Passes messages both ways; see `createSpeechRelay`. */
export interface SpeechRelay {
  /** Hands a client's message to the worker. */
  obey(message: Extract<ClientMessage, { type: `speech-${string}` }>): void;
  /** Takes what the worker says; messages to the client keep its order. */
  report(report: SpeechReport): void;
  /** Work of the speech worker so far, in ms. */
  readonly spent: number;
}

/** The ends that `createSpeechRelay` connects. */
export interface SpeechRelayOptions {
  /** One vector per text. */
  readonly embed: (texts: readonly string[]) => Promise<Float32Array[]>;
  /** Sends to the client. */
  readonly tell: (message: ProcessMessage) => void;
  /** Sends to the worker. */
  readonly send: (command: SpeechCommand) => void;
  /** A sentence could not be embedded. */
  readonly failed: (error: Error) => void;
}

/**
 * Connects the client's speech messages with the worker: commands are passed on, and sentences get their
 * embeddings on the way back. What goes to the client keeps the order of the worker's reports.
 */
export function createSpeechRelay({ embed, tell, send, failed }: SpeechRelayOptions): SpeechRelay {
  // Bounded, because the client sends only so much audio ahead of `speech-taken`, which goes through this queue too.
  let line: Promise<void> = Promise.resolve();
  let spent = 0;

  async function complete(event: ListenerEvent): Promise<SpeechEvent> {
    if (event.type !== 'sentence') return event;
    const [embedding] = await embed([event.sentence.text]);
    if (!embedding) throw new Error('internal: the text encoder gave nothing for a sentence');
    return { type: 'subtitle', subtitle: { ...event.sentence, embedding } };
  }

  async function pass(report: SpeechReport): Promise<void> {
    switch (report.type) {
      case 'event':
        tell({ type: 'speech-event', session: report.session, event: await complete(report.event) });
        return;
      case 'taken':
        spent += report.ms;
        tell({
          type: 'speech-taken',
          session: report.session,
          samples: report.samples,
          overtaken: report.overtaken,
        });
        return;
      case 'ended':
        spent += report.ms;
        tell({ type: 'speech-ended', session: report.session });
        return;
      case 'ready':
      case 'start-failed':
      case 'failed':
        // The host has dealt with these.
        return;
    }
  }

  return {
    get spent() {
      return spent;
    },
    obey(message) {
      const { session } = message;
      switch (message.type) {
        case 'speech-open':
          return send({ type: 'open', session, options: message.options });
        case 'speech-write':
          // Copied out of the message's buffer, because the worker takes the memory over.
          return send({ type: 'write', session, pcm: message.pcm.slice(), hurry: message.hurry });
        case 'speech-skip':
          return send({ type: 'skip', session, samples: message.samples });
        case 'speech-end':
          return send({ type: 'end', session });
        case 'speech-close':
          return send({ type: 'close', session });
      }
    },
    report(report) {
      line = line.then(() => pass(report)).catch((error: unknown) => failed(error as Error));
    },
  };
}
