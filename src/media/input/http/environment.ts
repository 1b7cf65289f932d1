/** The environment's proxies: Node's are asked for by us, FFmpeg's own are not. */

/** As it was when the process began: for requests of ours. */
export const PROXIES: NodeJS.ProcessEnv = { ...process.env };

/** FFmpeg goes past every proxy for hosts that `no_proxy` names, and so past the guard: it does not see that any more. */
export function hideNoProxy(): void {
  delete process.env['no_proxy'];
}
