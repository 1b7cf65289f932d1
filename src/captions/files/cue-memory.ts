/** Which cues of a growing file have been told, so that a file that is written anew tells only what changed. */
import type { NamedCaption } from './cue.ts';

/** One cue as it was told last. */
export interface ToldCue {
  readonly id: string;
  caption: NamedCaption;
  final: boolean;
  /** The reading of the file in which it was last seen. */
  reading: number;
  /** Since when it has had these words, on the caller's clock. */
  since: number;
}

/** A rolling file is written anew at most as long as this; what is older is told again under the same id. */
const REMEMBER = 2_000;

/** Remembers the last 2 000 cues that were told, and the ids that they were told under. */
export class CueMemory {
  readonly #cues = new Map<string, ToldCue>();
  #reading = 0;

  /** The file is read from its start once more. */
  restart(): void {
    this.#reading += 1;
  }

  /** The cue that this one revises: the same start, or the same number at about the same time. */
  find(caption: NamedCaption): ToldCue | undefined {
    // In the first reading every cue is new.
    if (this.#reading === 0) return undefined;
    let alike: ToldCue | undefined;
    for (const cue of this.#cues.values()) {
      if (cue.reading === this.#reading) continue;
      if (cue.caption.start === caption.start) return cue;
      const { label, start, end } = cue.caption;
      if (label !== '' && label === caption.label && start < caption.end && caption.start < end) alike = cue;
    }
    return alike;
  }

  /**
   * Remembers a cue met for the first time, under an id that no other cue has. The oldest is forgotten beyond
   * `REMEMBER`.
   */
  add(caption: NamedCaption): ToldCue {
    let id = `cue-${Math.round(caption.start / 1_000)}`;
    while (this.#cues.has(id)) id += '+';
    const cue: ToldCue = { id, caption, final: false, reading: this.#reading, since: 0 };
    this.#cues.set(id, cue);
    if (this.#cues.size > REMEMBER) for (const oldest of this.#cues.keys().take(1)) this.#cues.delete(oldest);
    return cue;
  }

  /** Marks a known cue as met in this reading, with the words and times that it has now. */
  see(cue: ToldCue, caption: NamedCaption): void {
    cue.caption = caption;
    cue.reading = this.#reading;
  }

  /** Whether it was met in this reading. */
  isSeen(cue: ToldCue): boolean {
    return cue.reading === this.#reading;
  }
}
