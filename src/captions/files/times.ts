/** The lines of a captions file that hold no words: numbers, and the line of times. */

const NUMBER = /^\s*\d{1,9}\s*$/;
/** How a line of times begins, broken or not. */
const BEGINNING = /^\s*-?\d{1,4}\s?[:.]\s?\d/;
/** `-->`; editors and translators make `->`, `—>` and `- ->` of it. */
const ARROW = /(?:-{1,3}|[–—]|- ?-)\s?>/;
/** A line of times has some 30 characters, and some more with settings before which an arrow must have come. */
const HEAD = 80;

/** Whether it is the number of a caption. */
export const isNumber = (line: string): boolean => NUMBER.test(line.slice(0, HEAD));

/** Whether a line of times may become of it, as long as it is not complete. */
export const beginsTimes = (line: string): boolean => BEGINNING.test(line.slice(0, HEAD));

/** Whether it is meant to be a line of times, right or wrong: no words. */
export const isTimes = (line: string): boolean => beginsTimes(line) && ARROW.test(line.slice(0, HEAD));

/** Both sides of the arrow, without blanks at their ends; the second may have settings behind its time. */
export function timesIn(line: string): readonly [from: string, to: string] {
  const { index = 0, 0: arrow = '' } = ARROW.exec(line.slice(0, HEAD)) ?? {};
  return [line.slice(0, index).trim(), line.slice(index + arrow.length).trim()];
}

/** Hours may be missing, and translators put blanks beside the marks; a third colon stands in some files for the point. */
const TIME = /^(?:(\d{1,4})\s?:\s?)?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?[.,]\s?(\d{1,9})|:(\d{3}))?(?=\s|$)/;

/** Seconds of the time at the beginning of a text; undefined when there is none. At most 36 million. */
export function secondsAt(text: string): number | undefined {
  const match = TIME.exec(text.slice(0, HEAD));
  if (match === null) return undefined;
  const [, hours = '0', minutes = '', seconds = '', point, colon] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const fraction = Number(`0.${point ?? colon ?? '0'}`);
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + fraction;
}
