/** CEA-608 (line 21) captions of one channel, as they appear on the screen, to captions with times. */
import { Cta608Parser, type CaptionScreen } from '@svta/cml-608';
import { add, latest, micros, subtract, toSeconds, type Micros } from '../../streams/time.ts';
import { likelyEnd, mediaTime, SHORTEST, type CaptionEvent } from './source.ts';
import { plainText } from './text.ts';

export type Cea608Channel = 1 | 2 | 3 | 4;

/** How captions appear: whole, letter by letter in a place, or letter by letter on a line that rolls up. */
type Mode = 'pop-on' | 'paint-on' | 'roll-up' | 'text';

/** Second bytes of the control codes that matter here; the first byte tells the channel. */
const MODES: Readonly<Record<number, Mode>> = {
  0x20: 'pop-on',
  0x25: 'roll-up',
  0x26: 'roll-up',
  0x27: 'roll-up',
  0x29: 'paint-on',
  0x2a: 'text',
  0x2b: 'text',
  0x2f: 'pop-on',
};
const CARRIAGE_RETURN = 0x2d;

/** A growing caption is told anew at most this often: each telling is a sentence to embed. */
const PACE: Micros = micros(500_000);
/** No letter for so long, and the last word is complete: letters come every 33 ms. */
const PAUSE: Micros = micros(250_000);
/** A screen that nothing has touched for so long is erased (47 CFR 79.101). */
const STALE: Micros = micros(16_000_000);

/** The caption that is on the screen. */
interface OpenCaption {
  readonly id: string;
  readonly mode: Mode;
  readonly start: Micros;
  /** When its words changed last. */
  changed: Micros;
  /** As it stands on the screen. */
  shown: string;
  text: string;
  told: { readonly text: string; readonly at: Micros } | undefined;
}

/**
 * Takes byte pairs in the order in which they are shown and gives captions: pop-on ones when they appear, growing ones
 * word by word; each becomes final when its line rolls up or the screen changes. Throws what the parser throws on
 * damaged bytes; `reset` makes it usable again.
 */
export class Cea608 {
  readonly #channel: Cea608Channel;
  readonly #parser: Cta608Parser;
  #screen: CaptionScreen | undefined;
  #mode: Mode | undefined;
  #display = '';
  /** The lines above the one that is being written, in roll-up. */
  #above: readonly string[] = [];
  #open: OpenCaption | undefined;
  #touched: Micros = micros(0);
  #count = 0;
  #xds = false;

  constructor(channel: Cea608Channel) {
    this.#channel = channel;
    const seen = { newCue: (_from: number, _to: number, screen: CaptionScreen) => (this.#screen = screen) };
    const [mine, other] = [seen, { newCue: () => undefined }];
    const first = channel % 2 === 1;
    this.#parser = new Cta608Parser(channel <= 2 ? 1 : 3, first ? mine : other, first ? other : mine);
    // The library writes damaged lines to the terminal, and offers no other way to stop that.
    const logger: unknown = Reflect.get(this.#parser, 'logger');
    if (typeof logger === 'object' && logger !== null) Reflect.set(logger, 'verboseLevel', -1);
  }

  /** The field in which the channel travels. */
  get field(): 1 | 2 {
    return this.#channel <= 2 ? 1 : 2;
  }

  push(at: Micros, [first, second]: readonly [number, number]): CaptionEvent[] {
    const [a, b] = [first & 0x7f, second & 0x7f];
    if (this.#isXds(a)) return [];
    this.#touched = at;
    const code = this.#codeOf(a, b);
    this.#mode = (code === undefined ? undefined : MODES[code]) ?? this.#mode;
    this.#parser.addData(toSeconds(at) * 1_000, [first, second]);
    return this.#look(at, code);
  }

  /** Lets time pass: a word that nobody goes on writing is told, a screen that nothing touches is over. */
  tick(at: Micros): CaptionEvent[] {
    const open = this.#open;
    if (open === undefined) return [];
    if (subtract(at, this.#touched) >= STALE) return this.#close(add(this.#touched, STALE));
    return subtract(at, open.changed) >= PAUSE ? this.#tell(open, at) : [];
  }

  /** What is on the screen is over; the next bytes meet a new decoder. */
  reset(at: Micros): CaptionEvent[] {
    const events = this.#close(at);
    this.#parser.reset();
    this.#mode = undefined;
    this.#display = '';
    this.#above = [];
    this.#xds = false;
    return events;
  }

  /** Field 2 also carries data about the programme, which the parser takes for letters. */
  #isXds(a: number): boolean {
    if (a >= 0x01 && a <= 0x0f) this.#xds = this.field === 2;
    else if (a >= 0x10 && a <= 0x1f) this.#xds = false;
    return this.#xds;
  }

  /** The control code for this channel, if this is one. */
  #codeOf(a: number, b: number): number | undefined {
    const own = this.#channel % 2 === 1 ? a === 0x14 || a === 0x15 : a === 0x1c || a === 0x1d;
    return own && b >= 0x20 && b <= 0x2f ? b : undefined;
  }

  #look(at: Micros, code: number | undefined): CaptionEvent[] {
    const rows = this.#rows(at);
    const display = rows.join('\n');
    const changed = display !== this.#display;
    this.#display = display;
    if (this.#mode === 'roll-up') return this.#roll(at, rows, code === CARRIAGE_RETURN, changed);
    if (this.#mode === undefined || this.#mode === 'text' || !changed) return [];
    const open = this.#open;
    const grows =
      this.#mode === 'paint-on' &&
      open?.mode === 'paint-on' &&
      display !== '' &&
      (display.includes(open.shown) || open.shown.startsWith(display));
    return grows ? this.#grow(open, at, display) : [...this.#close(at), ...this.#begin(at, display)];
  }

  #roll(at: Micros, rows: readonly string[], returned: boolean, changed: boolean): CaptionEvent[] {
    if (returned) {
      this.#above = rows;
      return this.#close(at);
    }
    if (!changed) return [];
    if (rows.length < this.#above.length) this.#above = [];
    const fresh = rows.length !== this.#above.length || rows.some((row, index) => row !== this.#above[index]);
    const line = fresh ? (rows.at(-1) ?? '') : '';
    const open = this.#open;
    if (line === '' || open?.mode !== 'roll-up') return [...this.#close(at), ...this.#begin(at, line)];
    return this.#grow(open, at, line);
  }

  /** The lines on the screen. Asking for a cue at this moment is the library's only door to them. */
  #rows(at: Micros): string[] {
    this.#screen = undefined;
    this.#parser.cueSplitAtTime(toSeconds(at) * 1_000);
    const lines = this.#screen === undefined ? [] : this.#textOf(this.#screen);
    return lines.filter((line) => line !== '');
  }

  #textOf(screen: CaptionScreen): string[] {
    return screen.rows.map((row) => row.getTextString().trim());
  }

  #begin(at: Micros, shown: string): CaptionEvent[] {
    if (shown === '' || this.#mode === undefined) return [];
    const id = `cc${this.#channel}-${this.#count++}`;
    const open: OpenCaption = {
      id,
      mode: this.#mode,
      start: at,
      changed: at,
      shown: '',
      text: '',
      told: undefined,
    };
    this.#open = open;
    return this.#grow(open, at, shown);
  }

  #grow(open: OpenCaption, at: Micros, shown: string): CaptionEvent[] {
    const before = open.text;
    open.shown = shown;
    open.changed = at;
    // A sound description counts as one before its bracket closes.
    open.text = plainText(shown.replace(/\[[^\]]*$/, '').split('\n'));
    if (open.mode === 'pop-on') return this.#tell(open, at);
    // Of the last word perhaps only the first letters are there.
    const whole = /^(.*\S)\s+\S+$/.exec(open.text)?.[1];
    const due = open.told === undefined || subtract(at, open.told.at) >= PACE;
    return due && whole !== undefined && open.text.length > before.length ? this.#tell(open, at, whole) : [];
  }

  #tell(open: OpenCaption, at: Micros, text = open.text): CaptionEvent[] {
    if (text === (open.told?.text ?? '')) return [];
    open.told = { text, at };
    const { id, start, mode } = open;
    if (text === '') return [{ type: 'withdrawn', id }];
    const end = latest(
      add(start, SHORTEST),
      mode === 'roll-up' ? open.changed : latest(at, likelyEnd(start, text)),
    );
    return [{ type: 'caption', id, start: mediaTime(start), end: mediaTime(end), text, final: false }];
  }

  #close(at: Micros): CaptionEvent[] {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return [];
    const { id, start, text, told, mode } = open;
    if (text === '') return told === undefined || told.text === '' ? [] : [{ type: 'withdrawn', id }];
    // A line may wait long for the next one, which rolls it up; the words were over before.
    const end = latest(add(start, SHORTEST), mode === 'roll-up' ? open.changed : at);
    return [{ type: 'caption', id, start: mediaTime(start), end: mediaTime(end), text, final: true }];
  }
}
