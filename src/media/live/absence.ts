/** What becomes of a programme whose input is gone: it is held over, or in the end paused. */
import { fromSeconds, subtract, ZERO, type Micros } from '../../streams/time.ts';

/** An input that is gone and has left nothing for this long is held over. */
const HOLD_AFTER: Micros = fromSeconds(0.5);
/** Without holding, servers are kept waiting for this long before the outputs are closed. */
const PAUSE_AFTER: Micros = fromSeconds(10);

export class Absence {
  readonly #holds: boolean;
  #state: 'none' | 'holding' | 'paused' = 'none';
  /** Where the playhead was when media left last. */
  #left: Micros = ZERO;

  /** `holds`: the last picture, with silence, is shown while the input is gone. */
  constructor(holds: boolean) {
    this.#holds = holds;
  }

  get state(): 'none' | 'holding' | 'paused' {
    return this.#state;
  }

  /** Media leave at `playhead`. Whether that ends a holding. */
  mediaLeft(playhead: Micros): boolean {
    this.#left = playhead;
    if (this.#state !== 'holding') return false;
    this.#state = 'none';
    return true;
  }

  /** The input is gone and all that it sent has left: what begins at `playhead`, if anything does. */
  grow(playhead: Micros): 'holding' | 'paused' | undefined {
    const gone = subtract(playhead, this.#left);
    if (this.#state !== 'none' || gone <= (this.#holds ? HOLD_AFTER : PAUSE_AFTER)) return undefined;
    this.#state = this.#holds ? 'holding' : 'paused';
    return this.#state;
  }

  /** The paused programme has something to go on with. */
  resume(): void {
    this.#state = 'none';
  }
}
