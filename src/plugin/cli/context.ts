/** What every command is given. */
export interface CommandContext {
  /** Fires on Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  readonly version: string;
  /** Says that a stop is this command's proper end, which it takes its time for; a second stop ends it at once. */
  readonly willDrain: () => void;
  /** Says that this command goes on after an exception that nobody caught, and wants to hear of it. */
  readonly survive: (heard: (error: unknown) => void) => void;
}
