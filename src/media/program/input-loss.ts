/** What the program does while its input is gone: it holds (shows the last picture, with silence) or, in the end, pauses. */
import { fromSeconds, subtract, ZERO, type Micros } from '../../streams/time.ts';

/** Holding begins when the input has been gone, and nothing has left, for this long. */
const HOLD_AFTER: Micros = fromSeconds(0.5);
/** Without holding, servers wait for this long before the outputs are closed. */
const PAUSE_AFTER: Micros = fromSeconds(10);

/** Decides what is shown while the input is gone. Pure: told of each tick, it never waits. */
export class InputLoss {
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

  /** Media leave at `playhead`. Returns whether that ends holding. */
  mediaLeft(playhead: Micros): boolean {
    this.#left = playhead;
    if (this.#state !== 'holding') return false;
    this.#state = 'none';
    return true;
  }

  /**
   * The input is gone and all that it sent has left: returns the state that begins at `playhead`, if any. `over`: the sender
   * has ended its show, and there is nothing to hold on for.
   */
  grow(playhead: Micros, over: boolean): 'holding' | 'paused' | undefined {
    const gone = subtract(playhead, this.#left);
    const waits = this.#holds || over ? HOLD_AFTER : PAUSE_AFTER;
    if (this.#state !== 'none' || gone <= waits) return undefined;
    this.#state = this.#holds && !over ? 'holding' : 'paused';
    return this.#state;
  }

  /** The paused program has media again to go on with. */
  resume(): void {
    this.#state = 'none';
  }
}
