/** How the detector refuses. */
import { MomentfxError, REPORT } from '../core/errors.ts';

/** A call that the detector cannot answer; the message holds the facts. */
export class DetectorInputError extends MomentfxError<'detector-input'> {
  constructor(message: string) {
    super('detector-input', message, REPORT, { fault: 'internal' });
  }
}
