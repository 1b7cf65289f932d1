/** Lengths of time for people. */

/** Hours, minutes and seconds, as `1:02:03`; less than nothing is nothing. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${pad((whole / 60) % 60)}:${pad(whole % 60)}`;
}
