/** What a recording of the clip of `makeShow` tells: sync, order, contiguity. */
import { execFileSync } from 'node:child_process';
import * as assert from 'uvu/assert';
import { BEEP_AT, beepsIn, pictures, RATE, sound, type Unit } from './show.ts';

/** Every beep of a recording lies behind the flash of its second within 5 ms, on one time line. Returns the beeps, in s. */
export function inSync(file: string, units: readonly Unit[], atLeast: number): number[] {
  const { samples, start } = sound(file);
  const keys = units.filter(({ key }) => key).map(({ pts }) => pts);
  const beeps = beepsIn(samples).map((at) => start + at / RATE);
  assert.ok(beeps.length >= atLeast, `${beeps.length} beeps came through`);
  for (const beep of beeps) {
    const off = Math.min(...keys.map((key) => Math.abs(beep - key - BEEP_AT / RATE)));
    assert.ok(off <= 0.005, `the beep at ${beep.toFixed(3)} s is off by ${(off * 1000).toFixed(1)} ms`);
  }
  return beeps;
}

/** In file order, decoding times of each stream rise; in s. */
export function timesRise(file: string): void {
  const listed = execFileSync('ffprobe', [
    ...['-v', 'error', '-show_entries', 'packet=codec_type,dts_time', '-of', 'csv=p=0', file],
  ]);
  const last = new Map<string, number>();
  for (const line of listed.toString().trim().split('\n')) {
    const [stream = '', text = ''] = line.split(',');
    const dts = Number(text);
    assert.ok(dts > (last.get(stream) ?? -1), `${stream}: ${dts} s after ${last.get(stream)} s in ${file}`);
    last.set(stream, dts);
  }
}

/** How many pictures of the source follow each other from each key picture on that has none before it. */
export function runs(
  units: readonly Unit[],
  source: readonly Unit[],
): { readonly from: number; readonly length: number }[] {
  // White key pictures of different seconds may be the same: then what follows tells which one it is.
  const placeOf = (i: number): number => {
    const places = source.flatMap(({ hash }, place) => (hash === units[i]?.hash ? [place] : []));
    return places.find((place) => source[place + 1]?.hash === units[i + 1]?.hash) ?? places[0] ?? -1;
  };
  const found: { from: number; length: number }[] = [];
  let next = -1;
  for (const [i, { hash }] of units.entries()) {
    const place = source[next]?.hash === hash ? next : placeOf(i);
    assert.ok(place >= 0, `picture ${i} is one of the source's`);
    const run = found.at(-1);
    if (run === undefined || place !== next) found.push({ from: place, length: 1 });
    else found[found.length - 1] = { ...run, length: run.length + 1 };
    next = place + 1;
  }
  return found;
}

export { pictures };
