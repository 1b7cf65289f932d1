import { writeFileSync } from 'node:fs';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isTextCodec } from '../../../src/core/subtitle-packet.ts';
import type { CaptionWords } from '../../../src/captions/source.ts';
import { openInBandCaptions } from '../../../src/captions/in-band/in-band.ts';
import { subtitleTrack } from '../../../src/captions/in-band/subtitle-track.ts';
import { toMicros } from '../../../src/media/ffmpeg.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { fromSeconds, subtract, ZERO } from '../../../src/streams/time.ts';
import { file, make, VIDEO } from '../../media/clips.ts';

const LINES = `1
00:00:00,500 --> 00:00:01,250
<i>Good</i> morning.

2
00:00:01,250 --> 00:00:02,000
- Have a look,
it is 5 & new!

3
00:00:02,100 --> 00:00:02,500
[applause]
`;

async function tracks(path: string): Promise<CaptionWords[]> {
  await using input = await openInput(path);
  const stream = input.info.streams.find(({ kind }) => kind === 'subtitle');
  assert.ok(stream !== undefined && isTextCodec(stream.codec), `a text track in ${path}`);
  if (stream === undefined || !isTextCodec(stream.codec)) return [];
  const track = subtitleTrack(stream.codec, 'words');
  const base = input.streams[stream.index]?.timeBase ?? { num: 1, den: 1 };
  const found: CaptionWords[] = [];
  using packet = new Packet();
  packet.alloc();
  while (await input.read(packet)) {
    const pts = toMicros(packet.pts, base);
    if (packet.streamIndex === stream.index && packet.data !== null && pts !== undefined) {
      const length = packet.duration === AV_NOPTS_VALUE ? ZERO : (toMicros(packet.duration, base) ?? ZERO);
      const caption = track.read(packet.data, subtract(pts, input.zero), length);
      if (caption !== undefined) found.push(caption);
    }
    packet.unref();
  }
  return found;
}

for (const [container, codec] of [
  ['mp4', 'mov_text'],
  ['mkv', 'srt'],
  ['mkv', 'webvtt'],
  ['mkv', 'ass'],
] as const)
  test(`a ${codec} track in ${container}`, async () => {
    writeFileSync(file('lines.srt'), LINES);
    const clip = make(
      `track-${codec}.${container}`,
      VIDEO,
      '-i',
      file('lines.srt'),
      `-t 3 -c:v libx264 -preset ultrafast -bf 0 -c:s ${codec}`,
    );
    const found = await tracks(clip);
    assert.equal(
      found.map(({ id, text, final }) => [id, text, final]),
      [
        ['words-0', 'Good morning.', true],
        ['words-1', 'Have a look, it is 5 & new!', true],
      ],
    );
    const times = found.flatMap(({ start, end }) => [start.at / 1e6, end.at / 1e6]);
    // ASS counts in hundredths of a second.
    [0.5, 1.25, 1.25, 2].forEach((time, index) =>
      assert.ok(Math.abs((times[index] ?? 0) - time) <= 0.011, `${times.join(' ')} at ${index}`),
    );
  });

test('a caption of unknown length stands as long as it takes to read', () => {
  const track = subtitleTrack('subrip');
  const text = 'A sentence of forty-five letters, or nearly so.';
  const caption = track.read(Buffer.from(text), fromSeconds(2), ZERO);
  assert.is(caption?.end.at, fromSeconds(2 + text.length / 15));
  assert.is(track.read(Buffer.from('Oh.'), fromSeconds(2), ZERO)?.end.at, fromSeconds(3));
  assert.is(track.read(Buffer.from('Oh.'), fromSeconds(2), fromSeconds(0.001))?.end.at, fromSeconds(2.04));
});

test('a caption behind a packet without words was taken for a revision of that packet', () => {
  const track = subtitleTrack('subrip');
  const read = (text: string, at: number, length: number): string | undefined =>
    track.read(Buffer.from(text), fromSeconds(at), fromSeconds(length))?.text;
  assert.is(read('We go', 0, 1), 'We go');
  assert.is(read('♪', 1, 0.2), undefined);
  assert.is(read('We go on', 1.3, 1), 'We go on');
});

test('a packet of more letters than a caption can have was cut without a word: it is told once a track', () => {
  const track = openInBandCaptions('embedded');
  const faults: string[] = [];
  track.events$.subscribe((event) => event.type === 'fault' && faults.push(event.message));
  for (const connection of [0, 1]) {
    track.enter({ index: 0, kind: 'subtitle', codec: 'subrip' }, connection);
    for (const letters of [16_384, 16_385, 20_000])
      track.look({ data: Buffer.alloc(letters, 'a'), pts: ZERO, dts: ZERO, duration: ZERO });
    assert.is(faults.length, 1 + connection);
  }
  assert.match(faults[0] ?? '', /more than 16384 letters was cut/);
  track.close();
});

test('packets without words give nothing, broken ones too', () => {
  assert.is(subtitleTrack('mov_text').read(Buffer.from([0, 0]), ZERO, ZERO), undefined);
  assert.is(subtitleTrack('mov_text').read(Buffer.from([0]), ZERO, ZERO), undefined);
  assert.is(subtitleTrack('mov_text').read(Buffer.from([0xff, 0xff, 0x20]), ZERO, ZERO), undefined);
  assert.is(subtitleTrack('ass').read(Buffer.from('0,0,Default'), ZERO, ZERO), undefined);
  const drawing = '0,0,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}';
  assert.is(subtitleTrack('ass').read(Buffer.from(drawing), ZERO, ZERO), undefined);
  assert.is(subtitleTrack('webvtt').read(Buffer.from('♪'), ZERO, ZERO), undefined);
});

test.run();
