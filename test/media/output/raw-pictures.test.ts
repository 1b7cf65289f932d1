/** Raw pictures in a layout that QuickTime does not name were written as another one, without a word. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { OutputEvent } from '../../../src/media/output/sink.ts';
import { ZERO } from '../../../src/streams/time.ts';
import { rejects, within } from '../../support/within.ts';
import { file, make, packets, runRecording, VIDEO } from '../clips.ts';
import { openRig } from '../program/rig.ts';

for (const [name, codec] of [
  ['planar.y4m', ''],
  ['planar.nut', '-c:v rawvideo '],
] as const)
  test(`${name} to MOV is refused, with a way out`, async () => {
    const input = make(name, `${VIDEO} -t 1 ${codec}-pix_fmt yuv420p`);
    const error = await rejects(runRecording(input, file('raw.mov')), /MOV cannot hold rawvideo video/);
    assert.match((error as Error & { nextStep: string }).nextStep, 'Convert the picture to H.264 first.');
  });

test('live, too, they are refused, for good', async () => {
  const input = make('planar-live.y4m', `${VIDEO} -t 1 -pix_fmt yuv420p`);
  const events: OutputEvent[] = [];
  const output = openLiveSink(new Address(file('live.mov')), {
    clock: systemClock(),
    onEvent: (event) => events.push(event),
  });
  await using rig = openRig({ delay: ZERO, sinks: [output] });
  await rig.play(input, { at: ZERO, connection: 0 });
  rig.program.put({ type: 'end', at: ZERO });
  await rig.pass(500);
  await rig.running;
  await within(output.close(), 5_000, 'closing');
  const lost = events.filter((event) => event.type === 'output-lost');
  assert.is(lost.length, 1);
  assert.match(lost[0]?.message ?? '', /MOV cannot hold rawvideo video.*Send H\.264/);
  assert.is(lost[0]?.retryInMs, undefined);
});

test('raw pictures of a MOV stay as they are', async () => {
  const input = make('named.mov', `${VIDEO} -t 1 -c:v rawvideo -pix_fmt uyvy422`);
  await runRecording(input, file('kept.mov'));
  const hashes = (path: string): string[] => packets(path, 'v:0').map(({ data_hash }) => data_hash);
  assert.equal(hashes(file('kept.mov')), hashes(input));
});

test.run();
