/** CEA-708 captions of service 1: the text in the windows that are on the screen; looks and places are left out. */
import type { Screen } from './screen-captions.ts';

/** The video's own language. */
const SERVICE = 1;

interface CaptionWindow {
  visible: boolean;
  /** Place of its anchor from the top, for the order of windows. */
  anchor: number;
  rowCount: number;
  rows: string[];
  row: number;
  column: number;
}

/** Bytes that follow a command of the C1 set, from 0x80 on: windows, pens and delays. */
const C1_LENGTHS: readonly number[] = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0],
  ...[2, 3, 2, 0, 0, 0, 0, 4, 6, 6, 6, 6, 6, 6, 6, 6],
];

/** No window is wider (42 columns); text that goes on and on is cut here. */
const MOST_COLUMNS = 64;

/** The G2 set's letters that occur in words. */
const G2: Readonly<Record<number, string>> = {
  0x20: ' ',
  0x21: ' ',
  0x25: '…',
  0x2a: 'Š',
  0x2c: 'Œ',
  0x31: '‘',
  0x32: '’',
  0x33: '“',
  0x34: '”',
  0x35: '•',
  0x39: '™',
  0x3a: 'š',
  0x3c: 'œ',
  0x3d: '℠',
  0x3f: 'Ÿ',
};

/** Takes the byte pairs of the caption channel (cc types 2 and 3) in the order in which they are shown. */
export class Cea708 {
  #packet: number[] = [];
  #size = 0;
  readonly #windows = new Map<number, CaptionWindow>();
  #current: CaptionWindow | undefined;
  #steps: Screen[] = [];
  /** Letters on the screen that no step has shown yet. */
  #written = false;

  /** `begins`: the pair starts a packet. Gives the screen after each step of the packet that it completes. */
  push(begins: boolean, [first, second]: readonly [number, number]): Screen[] {
    if (begins) {
      this.#packet = [];
      // Six bits count pairs, header included; 0 stands for 64.
      this.#size = (first & 0x3f || 64) * 2;
    }
    // A packet whose start was lost.
    if (this.#size === 0) return [];
    this.#packet.push(first, second);
    if (this.#packet.length < this.#size) return [];
    const packet = this.#packet.slice(1);
    [this.#packet, this.#size, this.#steps] = [[], 0, []];
    this.#readBlocks(packet);
    this.#showWritten();
    return this.#steps;
  }

  /** Forgets windows and half a packet, as after a gap in the input. The screen is blank afterwards. */
  reset(): void {
    [this.#packet, this.#size] = [[], 0];
    this.#windows.clear();
    this.#current = undefined;
    this.#written = false;
  }

  #readBlocks(packet: readonly number[]): void {
    for (let at = 0; at < packet.length;) {
      const head = packet[at++] ?? 0;
      const size = head & 0x1f;
      if (size === 0) return;
      let service = head >> 5;
      // Services above 6 have their number in a byte of its own.
      if (service === 7) service = (packet[at++] ?? 0) & 0x3f;
      if (service === SERVICE) this.#readCodes(packet.slice(at, at + size));
      at += size;
    }
  }

  #readCodes(codes: readonly number[]): void {
    for (let at = 0; at < codes.length;) {
      const code = codes[at++] ?? 0;
      if (code === 0x10) at += this.#extended(codes[at] ?? 0);
      else if (code < 0x20) at += this.#control(code);
      else if (code >= 0x80 && code < 0xa0) {
        const length = C1_LENGTHS[code - 0x80] ?? 0;
        this.#command(code, codes.slice(at, at + length));
        at += length;
      } else this.#write(code === 0x7f ? '♪' : String.fromCharCode(code));
    }
  }

  /** The bytes of an extended code, behind 0x10. */
  #extended(code: number): number {
    if (code < 0x20) return 1 + (code >> 3);
    if (code >= 0x80 && code < 0x90) return code < 0x88 ? 5 : 6;
    if (code < 0x80) this.#write(G2[code] ?? '');
    return 1;
  }

  /** The bytes behind a code of the C0 set. */
  #control(code: number): number {
    const window = this.#current;
    if (code >= 0x18) return 2;
    if (code >= 0x10) return 1;
    if (window === undefined) return 0;
    if (code === 0x08) {
      const row = window.rows[window.row] ?? '';
      window.column = Math.max(0, window.column - 1);
      window.rows[window.row] = row.slice(0, window.column);
      this.#written ||= window.visible;
    } else if (code === 0x0c) this.#change(() => clear(window));
    else if (code === 0x0d) this.#return(window);
    else if (code === 0x0e) {
      [window.rows[window.row], window.column] = ['', 0];
      this.#written ||= window.visible;
    }
    return 0;
  }

  #return(window: CaptionWindow): void {
    this.#showWritten();
    window.column = 0;
    window.row += 1;
    if (window.row >= window.rowCount) {
      window.row = window.rowCount - 1;
      window.rows = [...window.rows.slice(1, window.rowCount), ''];
    }
    if (window.visible) this.#step('roll-up', true);
  }

  #command(code: number, bytes: readonly number[]): void {
    const [first = 0] = bytes;
    if (code < 0x88) this.#select(this.#windows.get(code & 7));
    else if (code >= 0x98) this.#define(code & 7, bytes);
    else if (code === 0x92) this.#move(first & 0x0f, (bytes[1] ?? 0) & 0x3f);
    else if (code === 0x8f) this.#change(() => this.#delete(0xff));
    else if (code === 0x8c) this.#change(() => this.#delete(first));
    else if (code >= 0x88 && code <= 0x8b)
      this.#change(() => {
        for (const window of this.#among(first)) {
          if (code === 0x88) clear(window);
          else window.visible = code === 0x89 || (code === 0x8b && !window.visible);
        }
      });
  }

  #define(id: number, [flags = 0, anchor = 0, , size = 0]: readonly number[]): void {
    const known = this.#windows.get(id);
    const window = known ?? { visible: false, anchor: 0, rowCount: 1, rows: [], row: 0, column: 0 };
    this.#select(window);
    this.#change(() => {
      this.#windows.set(id, window);
      window.visible = (flags & 0x20) !== 0;
      window.anchor = anchor & 0x7f;
      window.rowCount = (size & 0x0f) + 1;
    });
  }

  #select(window: CaptionWindow | undefined): void {
    if (window === undefined || window === this.#current) return;
    this.#leaveLine();
    this.#current = window;
  }

  #move(row: number, column: number): void {
    const window = this.#current;
    if (window === undefined) return;
    if (row !== window.row) this.#leaveLine();
    [window.row, window.column] = [row, column];
  }

  /** Writing goes on elsewhere: a line that can be seen is complete. */
  #leaveLine(): void {
    const window = this.#current;
    if (window?.visible !== true || (window.rows[window.row] ?? '') === '') return;
    this.#showWritten();
    this.#step('roll-up', true);
  }

  #delete(bits: number): void {
    for (let id = 0; id < 8; id++) {
      if (((bits >> id) & 1) === 0) continue;
      if (this.#current === this.#windows.get(id)) this.#current = undefined;
      this.#windows.delete(id);
    }
  }

  *#among(bits: number): Generator<CaptionWindow> {
    for (const [id, window] of this.#windows) if (((bits >> id) & 1) === 1) yield window;
  }

  #write(letter: string): void {
    const window = this.#current;
    if (window === undefined || letter === '' || window.column >= MOST_COLUMNS) return;
    const row = (window.rows[window.row] ?? '').padEnd(window.column);
    window.rows[window.row] = row.slice(0, window.column) + letter + row.slice(window.column + 1);
    window.column += 1;
    this.#written ||= window.visible;
  }

  /** Does what makes text appear or vanish as a whole. */
  #change(work: () => void): void {
    this.#showWritten();
    work();
    this.#step('pop-on', false);
  }

  #showWritten(): void {
    if (this.#written) this.#step('roll-up', false);
    this.#written = false;
  }

  #step(mode: Screen['mode'], returned: boolean): void {
    const visible = [...this.#windows.values()].filter((window) => window.visible);
    const rows = visible
      .sort((a, b) => a.anchor - b.anchor)
      .flatMap((window) => Array.from(window.rows, (row = '') => row.trim()))
      .filter((row) => row !== '');
    const line = this.#current?.rows[this.#current.row]?.trim();
    this.#steps.push({ rows, mode, returned, ...(line === undefined ? {} : { line }) });
  }
}

function clear(window: CaptionWindow): void {
  [window.rows, window.row, window.column] = [[], 0, 0];
}
