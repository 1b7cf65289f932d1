/** Rows as comma-separated values with their quotes (RFC 4180); `end` closes a line. */
export const csvText = (rows: readonly (readonly (string | number)[])[], end: '\n' | '\r\n'): string =>
  rows.map((row) => `${row.map((cell) => quoted(String(cell))).join(',')}${end}`).join('');

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
