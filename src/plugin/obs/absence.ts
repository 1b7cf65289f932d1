/** Why nothing answers where OBS should: closed, switched off, or another port. */
import { hostAndPort, type ObsEndpoint } from './endpoint.ts';
import { ObsError } from './errors.ts';
import { isObsRunning } from './running.ts';
import { ENABLE } from './socket.ts';

const FACTS = { fault: 'outside', retryable: true } as const;

/** The fault in sharper words where OBS's settings and its process tell more; else the fault itself. */
export async function whyAbsent(error: unknown, endpoint: ObsEndpoint): Promise<unknown> {
  const { configured } = endpoint;
  if (!(error instanceof ObsError) || configured?.port !== endpoint.port) return error;
  if (error.code !== 'obs-unreachable' && error.code !== 'obs-server-off') return error;
  const running = await isObsRunning(configured.folder);
  const facts = { ...FACTS, cause: error };
  if (running === false)
    return configured.enabled
      ? new ObsError('obs-not-running', 'OBS is not running.', 'Start it.', facts)
      : new ObsError(
          'obs-server-off',
          'OBS is not running, and its WebSocket server is switched off.',
          'Run `momentfx obs setup`, which switches it on; then start OBS.',
          facts,
        );
  if (running === true && configured.enabled)
    return new ObsError(
      'obs-unreachable',
      `OBS runs, but its WebSocket server does not answer at ${hostAndPort(endpoint)}.`,
      `Wait until OBS has started. ${ENABLE}`,
      facts,
    );
  return error;
}
