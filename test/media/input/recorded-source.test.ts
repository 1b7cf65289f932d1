import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { type InputItem } from '../../../src/media/input/source.ts';
import { isPacket } from '../../support/packets.ts';
import type { TimedPicture } from '../../../src/media/input/video/frame-sampler.ts';
import { fromSeconds, ZERO, type Micros } from '../../../src/streams/time.ts';
import { goldenFile } from '../../support/golden.ts';
import { make, noise } from '../clips.ts';

interface Heard {
  readonly pictures: TimedPicture[];
  readonly speech: number[];
  readonly packets: number;
  readonly decoded: number;
}

async function all(input: string, fresh?: Micros): Promise<Heard> {
  await using source = await RecordedSource.open(input, fresh === undefined ? {} : { fresh });
  const pictures: TimedPicture[] = [];
  const speech: number[] = [];
  let packets = 0;
  for (;;) {
    const items = await source.read();
    if (items === undefined) return { pictures, speech, packets, decoded: source.counts.framesDecoded };
    for (const item of items) {
      if (item.type === 'picture') pictures.push(item.picture);
      if (isPacket(item)) {
        packets += 1;
        item.packet.free();
      }
      if (item.type !== 'speech') continue;
      assert.is(item.block.start, speech.length, 'speech is contiguous from media time 0');
      speech.push(...item.block.samples);
    }
  }
}

/** Second k is grey level 20·(k+1): each picture tells when it was taken. */
const GREYS = `-f lavfi -i color=black:s=96x64:r=25,geq=lum='20*(1+floor(T))':cb=128:cr=128`;

const grey = ({ picture }: TimedPicture): number => {
  const middle = (picture.width * 112 + 112) * 3;
  return picture.data[middle] ?? -1;
};
/** Studio range to full range. */
const expected = (second: number): number => Math.max(0, Math.round(((20 * (second + 1) - 16) * 255) / 219));

for (const [name, coding] of [
  ['one long group with B frames', '-c:v libx264 -g 250 -bf 3'],
  ['groups of half a second', '-c:v libx264 -g 12'],
  ['groups of two seconds', '-c:v libx264 -g 50 -bf 2'],
  ['every frame a key frame', '-c:v libx264 -g 1'],
  ['open groups', '-c:v libx264 -g 30 -bf 3 -x264-params open-gop=1'],
  ['MPEG-4', '-c:v mpeg4 -g 40 -bf 2'],
  ['VP8', '-c:v libvpx -deadline realtime -cpu-used 8 -g 100'],
] as const)
  test(`picture k is what is shown at k s: ${name}`, async () => {
    const input = make(`greys-${name.replaceAll(' ', '-')}.mkv`, GREYS, `-t 5.4 ${coding} -pix_fmt yuv420p`);
    const { pictures } = await all(input, ZERO);
    assert.equal(
      pictures.map(({ at }) => at / 1e6),
      [0, 1, 2, 3, 4, 5],
    );
    for (const [k, picture] of pictures.entries()) {
      assert.equal(
        [picture.picture.width, picture.picture.height, picture.picture.data.length],
        [224, 224, 224 * 224 * 3],
      );
      // Without B frames the picture may be a few frames old, and the grey then still that of the second before.
      const near = [expected(k), expected(k - 1)].some((value) => Math.abs(value - grey(picture)) <= 6);
      assert.ok(near, `second ${k}: grey ${grey(picture)}, expected ${expected(k)}`);
    }
  });

test('pictures inside a second are exact, and most frames are never decoded', async () => {
  // The grey changes at half seconds, so an error of a few frames cannot show.
  const shifted = GREYS.replace('floor(T)', 'floor(T+0.5)');
  const input = make('halves.mkv', shifted, '-t 8 -c:v libx264 -g 25 -bf 2 -pix_fmt yuv420p');
  const { pictures, decoded } = await all(input, ZERO);
  for (const [k, picture] of pictures.entries())
    assert.ok(Math.abs(grey(picture) - expected(k)) <= 6, `second ${k}`);
  assert.is(pictures.length, 8);
  assert.ok(decoded < 30, `${decoded} of 200 frames were decoded`);
});

test('a key picture stands for the seconds behind it, and nothing else is decoded while it does', async () => {
  const input = make('keys.mkv', GREYS, '-t 9.4 -c:v libx264 -g 75 -sc_threshold 0 -bf 2 -pix_fmt yuv420p');
  const three = await all(input, fromSeconds(4));
  assert.equal(
    three.pictures
      .map((picture) => grey(picture))
      .map((value) => [0, 3, 6, 9].findIndex((k) => Math.abs(value - expected(k)) <= 6)),
    [0, 0, 0, 1, 1, 1, 2, 2, 2, 3],
  );
  assert.is(three.decoded, 4, 'one picture of each group');
  // Two seconds behind the key picture it is too old: the group is decoded up to the second itself.
  const one = await all(input, fromSeconds(1));
  for (const [k, picture] of one.pictures.entries()) {
    const shown = k % 3 === 1 ? k - 1 : k;
    const near = [shown, shown - (k % 3 === 2 ? 1 : 0)].some(
      (second) => Math.abs(grey(picture) - expected(second)) <= 6,
    );
    assert.ok(near, `second ${k}: grey ${grey(picture)}`);
  }
});

test('the whole frame is squeezed, not cropped', async () => {
  const input = make(
    'sides.mkv',
    '-f lavfi -i color=red:s=640x360:r=5,drawbox=x=320:w=320:h=360:color=blue:t=fill',
    '-t 1 -c:v libx264 -pix_fmt yuv420p',
  );
  const [first] = (await all(input)).pictures;
  const at = (x: number, y: number): number[] => [
    ...(first?.picture.data.subarray((y * 224 + x) * 3, (y * 224 + x) * 3 + 3) ?? []),
  ];
  for (const y of [2, 221]) {
    assert.ok((at(2, y)[0] ?? 0) > 200, 'red at the left edge');
    assert.ok((at(221, y)[2] ?? 0) > 200, 'blue at the right edge');
  }
});

test('the last frame is held while sound goes on', async () => {
  const input = make(
    'still.mkv',
    '-f lavfi -i color=gray:s=64x64:r=5:d=1',
    noise(16_000),
    '-t 8 -c:v libx264 -c:a pcm_s16le',
  );
  const { pictures } = await all(input);
  assert.equal(
    pictures.map(({ at }) => at / 1e6),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('speech sound is 16 kHz mono with the level and length of the input', async () => {
  for (const [rate, channels] of [
    [8_000, 1],
    [16_000, 2],
    [44_100, 2],
    [48_000, 6],
  ] as const) {
    const input = make(`tone-${rate}.wav`, `-f lavfi -i sine=440:r=${rate}:d=2`, `-ac ${channels}`);
    const { speech } = await all(input);
    assert.ok(Math.abs(speech.length - 32_000) <= 2, `${speech.length} samples from ${rate} Hz`);
    const middle = speech.slice(8_000, 24_000);
    let crossings = 0;
    for (let i = 1; i < middle.length; i += 1)
      if ((middle[i - 1] ?? 0) < 0 && (middle[i] ?? 0) >= 0) crossings += 1;
    assert.ok(Math.abs(crossings - 440) <= 1, `${crossings} Hz`);
  }
});

test('the same sound gives the same speech samples whatever packets it came in', async () => {
  const wav = make('chunks.wav', noise(44_100), '-t 3 -ac 2 -c:a pcm_s16le');
  const flac = make('chunks.mkv', `-i ${wav} -c:a flac`);
  const [one, two] = [await all(wav), await all(flac)];
  assert.equal(one.speech, two.speech);
});

test('what the input holds is told: streams, default sound, metadata, duration', async () => {
  const input = make(
    'facts.mkv',
    `-f lavfi -i testsrc2=s=64x48:r=10 ${noise(44_100)} ${noise(48_000)} -t 1 -map 0 -map 1 -map 2 -c:v libx264 -c:a:0 flac -c:a:1 aac`,
    '-disposition:a:0 0 -disposition:a:1 default -metadata title=Facts -metadata:s:a:1 language=eng',
  );
  await using source = await RecordedSource.open(input);
  const { info } = source.input;
  assert.is(info.audio?.index, 2);
  assert.is(info.audio?.language, 'eng');
  assert.is(info.audio?.sampleRate, 48_000);
  assert.equal([info.video?.width, info.video?.height, info.video?.frameRate], [64, 48, 10]);
  assert.is(info.metadata['title'] ?? info.metadata['TITLE'], 'Facts');
  assert.ok(Math.abs((info.duration ?? 0) / 1e6 - 1) < 0.1);
});

test('a recording is one connection, told first, and one end, told last', async () => {
  await using source = await RecordedSource.open(goldenFile('clips/words.mkv'));
  const items: InputItem[] = [];
  for (let more = await source.read(); more !== undefined; more = await source.read()) items.push(...more);
  for (const item of items) if (isPacket(item)) item.packet.free();
  assert.equal(
    items.filter(({ type }) => type === 'connection' || type === 'end').map(({ type }) => type),
    ['connection', 'end'],
  );
  const [first] = items;
  assert.is(first?.type === 'connection' ? first.connection : undefined, source.connection);
  assert.is(items.at(-1)?.type, 'end');
  assert.is(source.read(), undefined, 'nothing follows the end');
  assert.is(source.counts.connections, 1);
});

test('a packet says what it is by its stream', async () => {
  await using source = await RecordedSource.open(goldenFile('clips/dub.mkv'));
  const types = new Map<number, Set<string>>();
  for (let more = await source.read(); more !== undefined; more = await source.read())
    for (const item of more)
      if (isPacket(item)) {
        types.set(item.stream, (types.get(item.stream) ?? new Set()).add(item.type));
        item.packet.free();
      }
  const { streams, audio } = source.input.info;
  for (const { index, kind } of streams)
    if (index === audio?.index) assert.not(types.has(index), 'its sound comes as blocks');
    else assert.equal([...(types.get(index) ?? [])], [kind === 'audio' ? 'other' : kind]);
});

test.run();
