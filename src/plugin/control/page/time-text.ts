/** Media time as people read it. */

/** As `1:02:03`, or `2:03` in the first hour. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** The same with tenths: `2:03.4`. */
export function preciseTime(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  return `${timeText(Math.floor(tenths / 10))}.${tenths % 10}`;
}
