/** What every command is given. */
export interface CommandContext {
  /** Fires on Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** Says that a stop is this command's proper end, which it takes its time for; a second stop ends it at once. */
  readonly willDrain: () => void;
}
