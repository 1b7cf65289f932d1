/** When something that failed is tried again: soon, then ever more rarely, and not in step with others. */

/** All waits in ms. */
export type BackOffOptions = {
  /** Up to this share of a wait is added at random, never taken away, so that limits of rates hold. Default 0. */
  readonly jitter?: number;
  /** From 0 up to but not 1, for tests. Default `Math.random`. */
  readonly random?: () => number;
} & (
  | {
      readonly first: number;
      /** What each wait is multiplied with to give the next one. Default 1: all are alike. */
      readonly factor?: number;
      /** No wait is longer, but for the jitter. Default: no limit. */
      readonly most?: number;
    }
  /** One wait after the other, then the last one again and again. */
  | { readonly waits: readonly [number, ...number[]] }
);

/** How long to wait (ms) after a failure, given how many there were in a row before it. */
export type BackOff = (failuresBefore: number) => number;

/** For a connection that others share: 1, 2, 4, 8, 16, 32 s give six tries in the first minute, the first one included. */
export const RECONNECT: BackOffOptions = { first: 1_000, factor: 2, most: 60_000, jitter: 0.25 };
/** A connection that lasted this long (ms) was sound: its loss starts a new count of failures. */
export const PROVEN_MS = 30_000;

/** Remembers nothing: whoever tries counts the failures, and counts anew once what was tried has proved sound. */
export function backOff(options: BackOffOptions): BackOff {
  const { jitter = 0, random = Math.random } = options;
  const wait = 'waits' in options ? listed(options.waits) : growing(options);
  return (failuresBefore) => Math.round(wait(failuresBefore) * (1 + jitter * random()));
}

const listed =
  (waits: readonly [number, ...number[]]): BackOff =>
  (failuresBefore) =>
    waits[Math.min(failuresBefore, waits.length - 1)] ?? waits[0];

const growing =
  ({ first, factor = 1, most = Infinity }: Extract<BackOffOptions, { first: number }>): BackOff =>
  (failuresBefore) =>
    Math.min(most, first * factor ** failuresBefore);
