/**
 * OBS's own format of settings (libobs, `config-file.c`): sections, an entry a line, backslash and line ends escaped. Names
 * are compared without regard to case, as OBS does. An edit changes one line; all others stay the same byte for byte.
 */

const SECTION = /^\s*\[([^\]]*)\]\s*$/;
const ENTRY = /^\s*([^=;#[][^=]*?)\s*=(.*)$/;

/** Where an entry stands. */
export interface IniPlace {
  readonly section: string;
  readonly key: string;
}

/** The entries of one section, unescaped. */
export function iniSection(text: string, section: string): Record<string, string> {
  const entries: Record<string, string> = {};
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    inside = isInside(line, section, inside);
    const [, key, value = ''] = ENTRY.exec(line) ?? [];
    if (inside && key !== undefined) entries[key] = unescaped(value);
  }
  return entries;
}

/** The value of one entry; undefined where there is none. */
export function iniEntry(text: string, { section, key }: IniPlace): string | undefined {
  const found = Object.entries(iniSection(text, section)).find(([name]) => isSame(name, key));
  return found?.[1];
}

/** The text with one entry set; it stands where it stood (each time, if it stood there twice), else at the end of its section, else in a section at the end. */
export function withIniEntry(text: string, { section, key }: IniPlace, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/(?<=\n)/);
  const entry = `${key}=${escaped(value)}`;
  let inside = false;
  let end: number | undefined;
  let found = false;
  for (const [i, line] of lines.entries()) {
    const bare = line.replace(/\r?\n$/, '');
    inside = isInside(bare, section, inside);
    if (!inside || bare.trim() === '') continue;
    end = i;
    const name = ENTRY.exec(bare)?.[1];
    if (name === undefined || !isSame(name, key)) continue;
    lines[i] = entry + line.slice(bare.length);
    found = true;
  }
  if (found) return lines.join('');
  const ended = (part: string): string => (part === '' || part.endsWith('\n') ? part : part + newline);
  if (end === undefined) {
    const gap = text.trim() === '' ? '' : newline;
    return `${ended(text)}${gap}[${section}]${newline}${entry}${newline}`;
  }
  const head = ended(lines.slice(0, end + 1).join(''));
  return `${head}${entry}${newline}${lines.slice(end + 1).join('')}`;
}

/** Whether the line stands in the section, where the one before it did or did not. */
function isInside(line: string, section: string, inside: boolean): boolean {
  const name = SECTION.exec(line)?.[1];
  return name === undefined ? inside : isSame(name, section);
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const CODES: Readonly<Record<string, string>> = { '\\': '\\', r: '\r', n: '\n' };

const unescaped = (value: string): string =>
  value.replace(/\\([\\rn])/g, (_, code: string) => CODES[code] ?? '');

const escaped = (value: string): string =>
  value.replace(/\\/g, '\\\\').replace(/\r/g, '\\r').replace(/\n/g, '\\n');
