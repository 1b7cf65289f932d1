/** Text from outside, made fit for a terminal: words come from captions, file names and servers that nobody here controls. */

/** What moves a terminal's cursor, sets its colours and title, or turns its text around. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** One line without control characters. */
export const printable = (text: string): string => text.replace(CONTROLS, ' ');

/** The same for text of several lines, which stay. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
