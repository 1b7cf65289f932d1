/** The health of a session, for supervisors and alarms. */
import type { LiveStatus } from '../events.ts';
import { redactText } from './text.ts';

/** What `/healthz` answers. */
export interface Health {
  readonly status: 'ok' | 'failing';
  /** What is wrong; empty when it is well. */
  readonly reasons: readonly string[];
  readonly state: LiveStatus['state'];
  readonly input: { readonly name: string; readonly connected: boolean };
  readonly outputs: readonly { readonly name: string; readonly state: string }[];
  readonly analysis: LiveStatus['analysis']['state'];
}

/**
 * Well is a session that is `running` or `holding`, whose input is connected, and not all of whose outputs are `gone`
 * or `closed` (one that tries to connect again is not gone; a session without outputs plays to a device). The analysis
 * does not count: without it the program goes on, and it is started again by itself.
 */
export function healthOf({ state, input, outputs, analysis }: LiveStatus): Health {
  const reasons: string[] = [];
  if (state !== 'running' && state !== 'holding') reasons.push(`the session is ${state}`);
  if (!input.connected) reasons.push('the input is not connected');
  if (outputs.length > 0 && outputs.every((output) => output.state === 'gone' || output.state === 'closed'))
    reasons.push('no output is left');
  return {
    status: reasons.length === 0 ? 'ok' : 'failing',
    reasons,
    state,
    input: { name: redactText(input.name), connected: input.connected },
    outputs: outputs.map((output) => ({ name: redactText(output.name), state: output.state })),
    analysis: analysis.state,
  };
}
