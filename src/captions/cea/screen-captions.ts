/** What a caption decoder puts on the screen, moment by moment, to captions with times. */
import { add, earliest, latest, micros, subtract, ZERO, type Micros } from '../../streams/time.ts';
import { likelyEnd, mediaTime, SHORTEST, type CaptionEvent } from '../source.ts';
import { plainText } from '../text.ts';

/** How captions appear: whole, letter by letter in a place, or letter by letter on a line that rolls up. */
export type ScreenMode = 'pop-on' | 'paint-on' | 'roll-up';

/** The screen after a step of the decoder. */
export interface Screen {
  /** The lines on it from top to bottom, without empty ones. */
  readonly rows: readonly string[];
  readonly mode: ScreenMode;
  /** The line that was being written is complete: the next letter begins another one. */
  readonly returned: boolean;
  /** In roll-up: the line that is being written, where the decoder knows it; else it is the lowest new one. */
  readonly line?: string;
}

/** A growing caption is told anew at most this often: each telling is a sentence to embed. */
const PACE: Micros = micros(500_000);
/** No letter for so long, and the last word is complete: letters come every 33 ms. */
const PAUSE: Micros = micros(250_000);
/** A screen that nothing has touched for so long is erased (47 CFR 79.101). */
const STALE: Micros = micros(16_000_000);

/** The caption that is on the screen. */
interface OpenCaption {
  readonly id: string;
  readonly mode: ScreenMode;
  readonly start: Micros;
  /** When its words changed last. */
  changed: Micros;
  /** As it stands on the screen. */
  shown: string;
  text: string;
  told: { readonly text: string; readonly at: Micros } | undefined;
}

/**
 * Pop-on captions are told when they appear, growing ones word by word; each becomes final when its line rolls up or the
 * screen changes. Times never go back. `name` begins the captions' ids.
 */
export class ScreenCaptions {
  readonly #name: string;
  #display = '';
  /** The lines above the one that is being written, in roll-up. */
  #above: readonly string[] = [];
  #open: OpenCaption | undefined;
  #touched: Micros = ZERO;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** Bytes came, whether or not they change the screen. */
  touch(at: Micros): void {
    this.#touched = at;
  }

  /** Takes what the screen shows from media time `at` on; gives the captions that begin, grow or end by that. */
  look(at: Micros, screen: Screen): CaptionEvent[] {
    const { rows, mode } = screen;
    const display = rows.join('\n');
    const changed = display !== this.#display;
    this.#display = display;
    if (mode === 'roll-up') return this.#roll(at, screen, changed);
    if (!changed) return [];
    const open = this.#open;
    const grows =
      mode === 'paint-on' &&
      open?.mode === 'paint-on' &&
      display !== '' &&
      (display.includes(open.shown) || open.shown.startsWith(display));
    return grows ? this.#grow(open, at, display) : [...this.#close(at), ...this.#begin(at, display, mode)];
  }

  /** Lets time pass: a word that nobody goes on writing is told, a screen that nothing touches is over. */
  tick(at: Micros): CaptionEvent[] {
    const open = this.#open;
    if (open === undefined) return [];
    if (subtract(at, this.#touched) >= STALE) return this.#close(add(this.#touched, STALE));
    return subtract(at, open.changed) >= PAUSE ? this.#tell(open, at) : [];
  }

  /** What is on the screen is over, and the screen is empty. */
  reset(at: Micros): CaptionEvent[] {
    this.#display = '';
    this.#above = [];
    return this.#close(at);
  }

  #roll(at: Micros, { rows, returned, line: known }: Screen, changed: boolean): CaptionEvent[] {
    if (returned) {
      this.#above = rows;
      return this.#close(at);
    }
    if (!changed) return [];
    if (rows.length < this.#above.length) this.#above = [];
    const fresh = rows.length !== this.#above.length || rows.some((row, index) => row !== this.#above[index]);
    const line = known ?? (fresh ? (rows.at(-1) ?? '') : '');
    const open = this.#open;
    if (line === '' || open?.mode !== 'roll-up')
      return [...this.#close(at), ...this.#begin(at, line, 'roll-up')];
    return this.#grow(open, at, line);
  }

  #begin(at: Micros, shown: string, mode: ScreenMode): CaptionEvent[] {
    if (shown === '') return [];
    const id = `${this.#name}-${this.#count++}`;
    const open: OpenCaption = { id, mode, start: at, changed: at, shown: '', text: '', told: undefined };
    this.#open = open;
    return this.#grow(open, at, shown);
  }

  #grow(open: OpenCaption, at: Micros, shown: string): CaptionEvent[] {
    const before = open.text;
    open.shown = shown;
    open.changed = at;
    // A sound description counts as one before its bracket closes.
    open.text = plainText(withoutOpenBracket(shown).split('\n'));
    if (open.mode === 'pop-on') return this.#tell(open, at);
    // Of the last word perhaps only the first letters are there.
    const blank = open.text.lastIndexOf(' ');
    const whole = blank < 0 ? undefined : open.text.slice(0, blank);
    const due = open.told === undefined || subtract(at, open.told.at) >= PACE;
    return due && whole !== undefined && open.text.length > before.length ? this.#tell(open, at, whole) : [];
  }

  #tell(open: OpenCaption, at: Micros, text = open.text): CaptionEvent[] {
    if (text === (open.told?.text ?? '')) return [];
    open.told = { text, at };
    if (text === '') return [{ type: 'withdrawn', id: open.id }];
    return [this.#caption(open, latest(open.changed, likelyEnd(open.start, text)), text, false)];
  }

  #close(at: Micros): CaptionEvent[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return [];
    const { id, text, told, mode, start, changed } = open;
    if (text === '') return told === undefined || told.text === '' ? [] : [{ type: 'withdrawn', id }];
    // A line may wait long for the next one, which rolls it up; its words were over before.
    const spoken = mode === 'roll-up' ? latest(changed, earliest(at, likelyEnd(start, text))) : at;
    return [this.#caption(open, spoken, text, true)];
  }

  #caption({ id, start }: OpenCaption, end: Micros, text: string, final: boolean): CaptionEvent {
    const times = { start: mediaTime(start), end: mediaTime(latest(add(start, SHORTEST), end)) };
    return { type: 'caption', id, ...times, text, final };
  }
}

function withoutOpenBracket(shown: string): string {
  const open = shown.indexOf('[', shown.lastIndexOf(']') + 1);
  return open < 0 ? shown : shown.slice(0, open);
}
