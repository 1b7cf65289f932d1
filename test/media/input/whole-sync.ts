/** A clip of flashes and beeps whose stamps were damaged, and that is whole all the same. */
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { file, mixed } from '../clips.ts';
import { shownPictures, syncIn } from '../sync-clip.ts';
import { Listening } from './peers.ts';

/** The clip's length, where nothing else is said. */
export const SECONDS = 6;

/** Decorated and live: whole, pictures at even steps, each beep at its flash; so many damaged stamps are told. */
export async function isWhole(path: string, jumps = 1, seconds = SECONDS): Promise<void> {
  const out = file('out.mkv');
  const summary = await mixed(path, out);
  const { flashes, beeps, late } = syncIn(out);
  assert.is(flashes.length, seconds - 1, `flashes at ${flashes.join(', ')}`);
  assert.is(beeps.length, seconds - 1, `beeps at ${beeps.join(', ')}`);
  assert.ok(Math.max(...late.map(Math.abs)) <= 5, `beeps are late by ${late.join(', ')} ms`);
  const shown = shownPictures(out).map(({ at }) => at);
  assert.is(shown.length, seconds * 25);
  const uneven = shown.slice(1).filter((at, i) => Math.abs(at - (shown[i] ?? 0) - 0.04) > 0.0015);
  assert.equal(uneven, [], 'pictures come at even steps');
  assert.is(summary.jumps, jumps);
  await using input = new Listening(path, { realtime: true, clock: systemClock(20), speech: false });
  await input.until('the end', () => input.ended === 1);
  assert.ok(Math.max(...input.packets.map(({ at }) => at)) < (seconds + 0.1) * 1e6);
  assert.is(input.noted('input-jump').length, jumps);
}
