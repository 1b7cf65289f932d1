import * as assert from 'uvu/assert';
import { pictures } from './show.ts';

/** The pictures of `source`, over and over, from its first on: none missing, no hole in time. */
export async function uninterrupted(recording: string, source: string): Promise<void> {
  const [units, whole] = [await pictures(recording), await pictures(source)];
  assert.ok(units.length > 200, `${units.length} pictures`);
  for (const [i, unit] of units.entries())
    assert.is(unit.hash, whole[i % whole.length]?.hash, `picture ${i} of ${units.length}`);
  const shown = units.map(({ pts }) => pts).sort((a, b) => a - b);
  const period = ((shown[25] ?? 0) - (shown[0] ?? 0)) / 25;
  // From the end of the clip to its start again its sound may be a little longer than its pictures.
  // Where the stop cuts the stream, the last pictures may lack the B frames that are shown before them.
  for (const [i, pts] of shown.slice(1, -4).entries())
    assert.ok(pts - (shown[i] ?? 0) < period + 0.06, `a hole of ${pts - (shown[i] ?? 0)} s at ${pts}`);
}
