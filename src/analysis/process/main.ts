/**
 * The analysis process. Started by `startAnalysis` (client.ts) with an IPC channel; ends by itself when its parent is
 * gone. It writes nothing to standard output.
 */
import { faultIn } from './checks.ts';
import { AnalysisError, toWire } from './errors.ts';
import {
  HEARTBEAT_MS,
  type AnalysisOptions,
  type ClientMessage,
  type ProcessMessage,
  clientMessageSchema,
} from './protocol.ts';
import { type Service, openService } from './service.ts';

/** A message for a parent that is gone is of no use to anyone: the process is about to end. */
function tell(message: ProcessMessage, sent?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => sent?.());
  else sent?.();
}

function die(error: unknown): void {
  tell({ type: 'fatal', error: toWire(error) }, () => process.exit(1));
}

let service: Service | undefined;

async function start(options: AnalysisOptions): Promise<void> {
  try {
    service = await openService(options, { tell, failed: die });
    tell({ type: 'ready', manifest: service.manifest, device: service.device });
  } catch (error) {
    tell({ type: 'start-failed', error: toWire(error) }, () => process.exit(1));
  }
}

async function stop(): Promise<void> {
  clearInterval(heartbeat);
  await service?.close();
  // The channel is what keeps the process; native thread pools must not.
  process.exit(0);
}

async function answer({ id, request }: Extract<ClientMessage, { type: 'request' }>): Promise<void> {
  try {
    if (!service) throw new Error('internal: a request came before the start');
    tell({ type: 'answer', id, value: await service.answer(request) });
  } catch (error) {
    tell({ type: 'refusal', id, error: toWire(error) });
  }
}

async function obey(message: ClientMessage): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message.options);
    case 'stop':
      return stop();
    case 'request':
      return answer(message);
    case 'speech-open':
    case 'speech-write':
    case 'speech-skip':
    case 'speech-end':
    case 'speech-close':
      if (!service?.speech)
        throw new AnalysisError({
          code: 'speech-off',
          message: 'the analysis process was started without speech recognition',
          nextStep: "Start it with speech: 'moonshine'",
        });
      service.speech.obey(message);
  }
}

process.on('message', (raw) => {
  const parsed = clientMessageSchema.safeParse(raw);
  if (parsed.success) obey(parsed.data).catch(die);
  else
    die(new Error(`internal: a message that the analysis process does not know: ${faultIn(parsed.error)}`));
});
process.on('disconnect', () => process.exit(0));
// A terminal's Ctrl-C reaches the whole group; the parent decides when analysis ends.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
const heartbeat = setInterval(() => tell({ type: 'heartbeat' }), HEARTBEAT_MS);
