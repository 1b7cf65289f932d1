/** How the detector refuses. */

/** A call that the detector cannot answer; the message holds the facts. */
export class DetectorInputError extends Error {
  override readonly name = 'DetectorInputError';
  readonly code = 'detector-input';
}
