import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openVideoCaptions } from '../../../src/captions/cea/video.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import * as line21 from './line21.ts';
import { dtvPacket, loaded, seiUnit, type Pair } from './line21.ts';
import { collect, finals, SLICE, START } from './told.ts';

/** One picture after the other with a CEA-708 packet in each, and CEA-608 beside it where given. */
function playDtv(packets: readonly (readonly number[])[], one?: readonly Pair[]): string[] {
  const captions = openVideoCaptions({ codec: 'hevc' });
  const told = collect(captions);
  for (const [second, dtv] of packets.entries()) {
    const unit = seiUnit('hevc', { dtv, ...(one === undefined ? {} : { one }) });
    captions.push(Buffer.concat([START, unit, START, SLICE]), fromSeconds(second), fromSeconds(second));
  }
  void captions.close();
  return told;
}

/** Defines window 0 (hidden or visible, at the top or further down, of so many rows), and makes it the current one. */
const window = (visible: boolean, rows: number, id = 0, anchor = 10): number[] => [
  ...[0x98 + id, visible ? 0x38 : 0x18, anchor, 20, rows - 1, 31, 0x11],
];
const [SHOW_WINDOWS, HIDE_WINDOWS, DELETE_WINDOWS, SET_PEN] = [0x89, 0x8a, 0x8c, 0x92] as const;

test('CEA-708 alone: windows that appear as a whole', () => {
  const told = playDtv([
    dtvPacket(1, ...window(false, 2), 'Caf\u00e9s,', 0x0d, 'it', 0x10, 0x32, 's new'),
    dtvPacket(1, '!', SHOW_WINDOWS, 0x01),
    dtvPacket(2, ...window(true, 1), 'Second language.'),
    dtvPacket(1, HIDE_WINDOWS, 0x01, ...window(true, 1, 1), SHOW_WINDOWS, 0x02),
    dtvPacket(1, 0x90, 0x05, 0x00, 0x91, 0x3f, 0x00, 0x00, 'Painted.', 0x8d, 0x0a),
    dtvPacket(1, ...window(true, 1, 2, 5), 'Above.'),
    dtvPacket(1, DELETE_WINDOWS, 0xff),
    dtvPacket(1, 'No window.'),
  ]);
  assert.equal(finals(told), [
    'dtv1-0 [1.00–3.00] Cafés, it’s new!',
    'dtv1-1 [4.00–5.00] Painted.',
    'dtv1-2 [5.00–6.00] Above.',
  ]);
});

test('CEA-708 alone: a window that rolls up', () => {
  const told = playDtv([
    dtvPacket(1, ...window(true, 2), SET_PEN, 1, 0, 'This is the'),
    dtvPacket(1, ' first line'),
    dtvPacket(1, 0x0d, 'and then', 0x08, 0x08, 'm too'),
    dtvPacket(1, 0x0d, 'The third.'),
    dtvPacket(1, 0x0c, 'Last.'),
    dtvPacket(1, 0x8f),
  ]);
  assert.equal(finals(told), [
    'dtv1-0 [0.00–1.47] This is the first line',
    'dtv1-1 [2.00–3.00] and thm too',
    'dtv1-2 [3.00–4.00] The third.',
    'dtv1-3 [4.00–5.00] Last.',
  ]);
  assert.is(told[0], 'dtv1-0 [0.00–1.00] This is …');
});

test('where there is CEA-608 too, CEA-708 is not read', () => {
  const packets = [dtvPacket(1, ...window(true, 1), 'Twice.'), dtvPacket(1, 0x8f)];
  const told = playDtv(packets, [...loaded('Once.'), ...line21.EOC()]);
  assert.equal(finals(told), ['cc1-0 [0.00–1.00] Once.']);
});

test('for any CEA-708 packets too', () => {
  const code = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x0d, 0x0c, 0x08, 0x80, 0x98, 0x89, 0x8b, 0x92, 0x8c, 0x61, 0x20),
  );
  const packet = fc.array(code, { maxLength: 28 }).map((codes) => dtvPacket(1, ...codes));
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 30 }), (packets) => {
      const told = playDtv([dtvPacket(1, ...window(true, 2)), ...packets]);
      assert.ok(told.every((line) => /^(- )?dtv1-/.test(line)));
    }),
    { numRuns: 300 },
  );
});

test.run();
