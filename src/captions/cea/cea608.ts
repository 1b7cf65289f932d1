/** CEA-608 (line 21) captions of one channel: byte pairs to what is on the screen. */
import { Cta608Parser, type CaptionScreen } from '@svta/cml-608';
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { Screen, ScreenMode } from './screen-captions.ts';

/** CC1 to CC4. CC1 and CC2 travel in field 1, CC3 and CC4 in field 2. */
export type Cea608Channel = 1 | 2 | 3 | 4;

/** Second bytes of the control codes that matter here; the first byte tells the channel. */
const MODES: Readonly<Record<number, ScreenMode | 'text'>> = {
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

/**
 * Takes byte pairs in the order in which they are shown. Throws the parser's TypeError on damaged bytes; `reset` makes
 * it usable again.
 */
export class Cea608 {
  readonly #channel: Cea608Channel;
  readonly #parser: Cta608Parser;
  #screen: CaptionScreen | undefined;
  #mode: ScreenMode | 'text' | undefined;
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

  /** The screen after this pair; undefined when the pair leaves it as it was. */
  push(at: Micros, [first, second]: readonly [number, number]): Screen | undefined {
    const [a, b] = [first & 0x7f, second & 0x7f];
    if (this.#isXds(a)) return undefined;
    const code = this.#codeOf(a, b);
    this.#mode = (code === undefined ? undefined : MODES[code]) ?? this.#mode;
    this.#parser.addData(toSeconds(at) * 1_000, [first, second]);
    if (this.#mode === undefined || this.#mode === 'text') return undefined;
    // Letters of a caption that is being loaded are not on the screen yet.
    if (this.#mode === 'pop-on' && code === undefined) return undefined;
    return { rows: this.#rows(at), mode: this.#mode, returned: code === CARRIAGE_RETURN };
  }

  /** The next bytes meet a new decoder. */
  reset(): void {
    this.#parser.reset();
    this.#mode = undefined;
    this.#xds = false;
  }

  /** Field 2 also carries data about the broadcast, which the parser takes for letters. */
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

  /** The lines on the screen. Asking for a cue at this moment is the library's only way to them. */
  #rows(at: Micros): string[] {
    this.#screen = undefined;
    this.#parser.cueSplitAtTime(toSeconds(at) * 1_000);
    return this.#screen === undefined ? [] : textOf(this.#screen);
  }
}

const textOf = (screen: CaptionScreen): string[] =>
  screen.rows.map((row) => row.getTextString().trim()).filter((line) => line !== '');
