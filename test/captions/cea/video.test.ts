import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ccPairs } from '../../../src/captions/cea/cc-data.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { joinLive } from '../../../src/captions/sentences/join-live.ts';
import { presentationOrder } from '../../../src/captions/cea/presentation-order.ts';
import { isNalCodec, openVideoCaptions } from '../../../src/captions/cea/video.ts';
import { toMicros } from '../../../src/media/ffmpeg.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { add, fromSeconds, micros, subtract, ZERO, type Micros } from '../../../src/streams/time.ts';
import { file } from '../../media/clips.ts';
import * as line21 from './line21.ts';
import { captionedClip, lengthPrefixed, letters, loaded, schedule, seiUnit, type Pair } from './line21.ts';
import { collect, finals, show, SLICE, START } from './told.ts';

async function captionsOf(path: string): Promise<string[]> {
  await using input = await openInput(path);
  const video = input.info.video;
  const stream = input.streams[video?.index ?? -1];
  if (video === undefined || stream === undefined || !isNalCodec(video.codec)) throw new Error('no video');
  const { extradata } = stream.codecpar;
  const captions = openVideoCaptions({ codec: video.codec, ...(extradata === null ? {} : { extradata }) });
  const told = collect(captions);
  using packet = new Packet();
  packet.alloc();
  while (await input.read(packet)) {
    const at = (stamp: bigint): Micros => subtract(toMicros(stamp, stream.timeBase) ?? ZERO, input.zero);
    if (packet.streamIndex === stream.index && packet.data !== null)
      captions.push(packet.data, at(packet.pts), at(packet.dts));
    packet.unref();
  }
  await captions.close();
  return told;
}

/** Pop-on in two lines, another in its place, erased; then a line that rolls up. */
const SHOW = schedule(
  [5, loaded('Good morning,', 'it is new!')],
  [50, line21.EOC()],
  [52, loaded('Have a look.')],
  [75, line21.EOC()],
  [100, line21.EDM()],
  [110, [...line21.RU2(), ...line21.CR(), ...line21.row(15), ...letters('Caf\u00e9 and 3 > 2.')]],
  [140, line21.CR()],
);

for (const [codec, containers] of [
  ['h264', ['mp4', 'flv', 'ts', 'mkv']],
  ['hevc', ['mp4', 'ts']],
] as const)
  test(`captions in ${codec} with B frames, in ${containers.join(', ')}`, async () => {
    const clips = await captionedClip(`show-${codec}`, codec, 6, SHOW, ...containers);
    for (const clip of clips) {
      const told = await captionsOf(clip);
      assert.equal(
        finals(told),
        [
          // Control codes count when they come first.
          'cc1-0 [2.00–3.00] Good morning, it is new!',
          'cc1-1 [3.00–4.00] Have a look.',
          'cc1-2 [4.64–5.60] Café and 3 > 2.',
        ],
        clip,
      );
      assert.is(told[0], 'cc1-0 [2.00–3.60] Good morning, it is new! …', clip);
    }
  });

test('ffmpeg reads the same captions in the test clip', async () => {
  const [clip = ''] = await captionedClip('oracle', 'h264', 6, SHOW, 'ts');
  const srt = file('oracle.srt');
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    `movie=${clip}[out0+subcc]`,
    '-map',
    '0:s',
    srt,
  ]);
  const read = parseCaptions(readFileSync(srt, 'utf8'), 'oracle.srt');
  assert.equal(
    read.slice(0, 2).map(({ text }) => text),
    ['Good morning, it is new!', 'Have a look. Café and 3 > 2.'],
  );
  assert.match(read.at(-1)?.text ?? '', /Café and 3 > 2\./);
  assert.ok(Math.abs((read[0]?.start ?? 0) / 1e6 - 2) < 0.1, 'at the same time');
});

/** Pictures at 25 a second in order, with one unit each; without a header, so with start codes. */
function play(
  pictures: ReadonlyMap<number, readonly Pair[]>,
  last: number,
  options: { channel?: 1 | 2 | 3 | 4; field?: 'one' | 'two' } = {},
): string[] {
  const captions = openVideoCaptions({
    codec: 'h264',
    ...(options.channel ? { channel: options.channel } : {}),
  });
  const told = collect(captions);
  for (let picture = 0; picture <= last; picture++) {
    const at = fromSeconds(picture / 25);
    const pairs = pictures.get(picture);
    const unit = pairs === undefined ? [] : [START, seiUnit('h264', { [options.field ?? 'one']: pairs })];
    captions.push(Buffer.concat([...unit, START, SLICE]), at, at);
  }
  void captions.close();
  return told;
}
test('roll-up is told word by word, at most twice a second, and is final when the line rolls up', () => {
  const told = play(
    schedule(
      [0, [...line21.RU2(), ...line21.CR(), ...line21.row(15), ...letters('and now the first line of it')]],
      [40, [...line21.CR(), ...letters('SECOND')]],
      [60, line21.BACKSPACE()],
      [70, line21.CR()],
      [75, letters('[NOISE]')],
    ),
    100,
  );
  assert.equal(told, [
    'cc1-0 [0.24–1.24] and …',
    'cc1-0 [0.24–2.11] and now the first line of it …',
    'cc1-0 [0.24–1.60] and now the first line of it',
    'cc1-1 [1.68–2.68] SECOND …',
    'cc1-1 [1.68–2.68] SECON …',
    'cc1-1 [1.68–2.68] SECON',
  ]);
});

test('a sentence over two lines is one caption at the end', () => {
  const captions = openVideoCaptions({ codec: 'h264' });
  const told: string[] = [];
  captions.events$.pipe(joinLive()).subscribe((event) => told.push(show(event)));
  const lines = schedule(
    [0, [...line21.RU2(), ...line21.CR(), ...line21.row(15), ...letters('THIS ONE IS MADE')]],
    [30, [...line21.CR(), ...letters('OF WOOD.')]],
    [60, [...line21.CR(), ...letters('AND SO IS THAT.')]],
  );
  for (let picture = 0; picture <= 100; picture++) {
    const [at, one] = [fromSeconds(picture / 25), lines.get(picture) ?? []];
    captions.push(Buffer.concat([START, seiUnit('h264', { one })]), at, at);
  }
  void captions.close();
  assert.equal(finals(told), [
    'cc1-0 [0.24–2.28] This one is made of wood.',
    'cc1-2 [2.48–3.48] And so is that.',
  ]);
});

test('paint-on grows in its place; the next screen is another caption', () => {
  const told = play(
    schedule(
      [
        0,
        [
          ...line21.RDC(),
          ...line21.row(14),
          ...letters('Painted on'),
          ...line21.row(15),
          ...letters('the screen.'),
        ],
      ],
      [50, [...line21.EDM(), ...line21.RDC(), ...line21.row(14), ...letters('Another one.')]],
    ),
    100,
  );
  assert.equal(finals(told), ['cc1-0 [0.16–2.00] Painted on the screen.', 'cc1-1 [2.24–4.00] Another one.']);
});

test('only the channel that was asked for; other data in its field are no letters', () => {
  const mixed = schedule(
    [0, loaded('First language.')],
    [20, line21.EOC()],
    [22, loaded('Second language.', '', 2)],
    [40, line21.EOC(2)],
  );
  assert.equal(finals(play(mixed, 60)), ['cc1-0 [0.80–2.40] First language.']);
  assert.equal(finals(play(mixed, 60, { channel: 2 })), ['cc2-0 [1.60–2.40] Second language.']);
  const title: Pair[] = [[0x01, 0x83], ...letters('TITLE!'), [0x8f, 0x1d]];
  const third = [...loaded('Third.', '', 3), ...title, ...line21.EOC(3)];
  assert.equal(finals(play(schedule([0, third]), 60, { channel: 3, field: 'two' })), [
    'cc3-0 [0.56–2.40] Third.',
  ]);
  assert.equal(play(schedule([0, third]), 60, { channel: 1, field: 'two' }), []);
});

test('text mode, a screen left standing, and a lost connection', () => {
  const text = schedule([0, [...line21.TEXT_MODE(), ...line21.row(15), ...letters('No caption.')]]);
  assert.equal(play(text, 60), []);
  const standing = schedule([0, [...loaded('Left standing.'), ...line21.EOC()]]);
  assert.equal(finals(play(standing, 500)), ['cc1-0 [0.52–16.56] Left standing.']);
  const captions = openVideoCaptions({ codec: 'h264' });
  const told = collect(captions);
  const pairs = [...loaded('Cut off.'), ...line21.EOC()];
  captions.push(Buffer.concat([START, seiUnit('h264', { one: pairs })]), ZERO, ZERO);
  captions.push(Buffer.concat([START, SLICE]), fromSeconds(1), fromSeconds(1));
  captions.end({ codec: 'h264', extradata: Uint8Array.from([1, 66, 0, 30, 0xfd]) });
  assert.is(told.at(-1), 'cc1-0 [0.00–1.00] Cut off.');
  // Half a caption before the loss does not mix with what comes after it; lengths of two bytes now.
  captions.push(lengthPrefixed(seiUnit('h264', { one: line21.EOC() }), 2), fromSeconds(2), fromSeconds(2));
  captions.push(lengthPrefixed(seiUnit('h264', { one: pairs }), 2), fromSeconds(3), fromSeconds(3));
  void captions.close();
  assert.equal(told.slice(2), ['cc1-1 [3.00–4.00] Cut off. …', 'cc1-1 [3.00–3.04] Cut off.']);
});

test('pictures in decoding order come out as they are shown, whatever the order', () => {
  const order = presentationOrder<number>();
  // Decoded I0 P3 B1 B2 P6 B4 B5, one period behind.
  const shown: number[] = [];
  for (const [dts, pts] of [0, 3, 1, 2, 6, 4, 5].entries()) {
    order.add(micros(pts), pts);
    shown.push(...order.upTo(micros(dts - 1)).map(({ value }) => value));
  }
  shown.push(...order.rest().map(({ value }) => value));
  assert.equal(shown, [0, 1, 2, 3, 4, 5, 6]);
  for (let pts = 0; pts < 100; pts++) order.add(add(fromSeconds(1_000), micros(pts)), pts);
  assert.is(order.upTo(ZERO).length, 68, 'broken time stamps hold back 32 at most');
});

test('for any bytes: no packet is too damaged to read', () => {
  const bytes = fc.uint8Array({ maxLength: 60 }).map((noise) => Buffer.from(noise));
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })), {
    maxLength: 25,
  });
  const unit = fc.tuple(pairs, bytes, fc.boolean()).map(([one, noise, cut]) => {
    const whole = seiUnit('h264', { one });
    return cut ? Buffer.concat([whole.subarray(0, noise.length), noise]) : whole;
  });
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 20 }), fc.constantFrom(1, 2, 3, 4), (units, channel) => {
      const captions = openVideoCaptions({ codec: 'h264', channel: channel });
      const ends = new Map<string, number>();
      captions.events$.subscribe((event) => {
        if (event.type !== 'caption') return;
        assert.ok(event.start.at < event.end.at && event.text !== '');
        ends.set(event.id, event.end.at);
      });
      for (const [index, one] of units.entries())
        captions.push(Buffer.concat([START, one]), fromSeconds(index), fromSeconds(index));
      void captions.close();
      for (const framing of [{ lengthSize: 1 }, { lengthSize: 4 }, 'start-codes'] as const)
        for (const one of units) ccPairs(one, 'hevc', framing);
    }),
    { numRuns: 300 },
  );
});

test.run();
