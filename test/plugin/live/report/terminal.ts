/** As much of a terminal as the view uses: text that wraps, cursor up, clear below, and wrapping anew when resized. */
import { stripVTControlCharacters } from 'node:util';
import { columnsOf } from '../../../../src/plugin/live/report/text.ts';
import type { ViewStream } from '../../../../src/plugin/live/report/view.ts';

export interface Terminal extends ViewStream {
  columns: number;
  rows: number;
  /** All rows, from the first ever written; without empty ones at the end. */
  readonly screen: readonly string[];
  readonly cursorShown: boolean;
  readonly writes: number;
  resize(columns: number, rows: number): void;
  write(text: string): void;
}

export function terminal(columns: number, rows: number): Terminal {
  /** Each ends where a newline was, or where it was full. */
  let lines: { text: string; full: boolean }[] = [{ text: '', full: false }];
  let row = 0;
  let cursorShown = true;
  let writes = 0;
  let resized: () => void = () => undefined;

  const put = (char: string): void => {
    const line = lines[row];
    if (line === undefined) throw new Error(`no row ${row}`);
    if (columnsOf(line.text + char) > self.columns) {
      line.full = true;
      down();
      put(char);
    } else line.text += char;
  };
  const down = (): void => {
    row += 1;
    lines[row] ??= { text: '', full: false };
  };
  const self: Terminal = {
    isTTY: true,
    columns,
    rows,
    get screen() {
      return lines.map(({ text }) => text).slice(0, lines.findLastIndex(({ text }) => text !== '') + 1);
    },
    get cursorShown() {
      return cursorShown;
    },
    get writes() {
      return writes;
    },
    write(text) {
      writes += 1;
      // eslint-free way to name the escape character.
      const escape = String.fromCharCode(27);
      for (let rest = text; rest !== '';) {
        if (rest.startsWith(escape)) {
          const end = /[A-Za-z]/.exec(rest)?.index ?? 0;
          const code = rest.slice(2, end + 1);
          rest = rest.slice(end + 1);
          if (code === '?25l' || code === '?25h') cursorShown = code === '?25h';
          else if (code === 'J') lines = [...lines.slice(0, row), { text: '', full: false }];
          else if (code.endsWith('A'))
            row = Math.max(0, lines.length - self.rows, row - Number(code.slice(0, -1)));
          else throw new Error(`unknown sequence ${code}`);
        } else {
          const [char = ''] = rest;
          rest = rest.slice(char.length);
          if (char === '\n') down();
          else if (char !== '\r') put(stripVTControlCharacters(char));
        }
      }
    },
    resize(newColumns, newRows) {
      const logical: string[] = [];
      let open = false;
      for (const { text, full } of lines) {
        if (open) logical.push((logical.pop() ?? '') + text);
        else logical.push(text);
        open = full;
      }
      lines = [{ text: '', full: false }];
      row = 0;
      Object.assign(self, { columns: newColumns, rows: newRows });
      logical.forEach((text, i) => {
        if (i > 0) down();
        for (const char of text) put(char);
      });
      resized();
    },
    on: (_event, listener) => {
      resized = listener;
    },
    off: () => {
      resized = () => undefined;
    },
  };
  return self;
}
