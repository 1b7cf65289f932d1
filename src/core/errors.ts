/** What may be thrown is anything; what the house handles is an `Error`. */

/** Whatever was thrown, as an Error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** What it says, for a line that tells it. */
export const messageOf = (thrown: unknown): string => asError(thrown).message;
