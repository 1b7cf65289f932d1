/** Edit lists of MP4 and QuickTime: what they hide is not seen in containers that have none, and moves nothing. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { file, make, mixed, packets } from '../clips.ts';
import { beeps, flashesOf, shownPictures, syncClip, syncOf } from '../sync-clip.ts';
import { Listening } from './peers.ts';

/** Pictures that lie closer to the next one than this are seen by nobody. */
const UNSEEN_S = 0.005;

type Part = readonly [from: number, length: number];

/** The clip with another edit list: parts of it, in seconds from and long. Its index lies behind its media. */
function edited(name: string, parts: readonly Part[], clip = syncClip()): string {
  const bytes = readFileSync(clip);
  const total = Math.round(1000 * parts.reduce((sum, [, length]) => sum + length, 0));
  const walk = (start: number, end: number, scale: number): Buffer => {
    const boxes: Buffer[] = [];
    for (let at = start; at < end; at += bytes.readUInt32BE(at)) {
      const size = bytes.readUInt32BE(at);
      const type = bytes.toString('latin1', at + 4, at + 8);
      const body = Buffer.from(bytes.subarray(at + 8, at + size));
      if (type === 'moov') boxes.push(box(type, walk(at + 8, at + size, scale)));
      else if (type === 'trak') {
        const header = bytes.indexOf('mdhd', at);
        boxes.push(box(type, walk(at + 8, at + size, bytes.readUInt32BE(header + 16))));
      } else if (type === 'edts') {
        const first = body.readInt32BE(20);
        boxes.push(box(type, box('elst', edits(parts, first, scale))));
      } else {
        if (type === 'mvhd') body.writeUInt32BE(total, 16);
        if (type === 'tkhd') body.writeUInt32BE(total, 20);
        boxes.push(box(type, body));
      }
    }
    return Buffer.concat(boxes);
  };
  writeFileSync(file(name), walk(0, bytes.length, 1));
  return file(name);
}

const box = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

function edits(parts: readonly Part[], first: number, scale: number): Buffer {
  const body = Buffer.alloc(8 + 12 * parts.length);
  body.writeUInt32BE(parts.length, 4);
  for (const [i, [from, length]] of parts.entries()) {
    body.writeUInt32BE(Math.round(1000 * length), 8 + 12 * i);
    body.writeInt32BE(first + Math.round(from * scale), 12 + 12 * i);
    body.writeUInt32BE(0x10000, 16 + 12 * i);
  }
  return body;
}

/** When flashes begin that are seen. */
function seen(path: string): number[] {
  const shown = shownPictures(path);
  return flashesOf(
    shown.filter(({ at }, i) => i === shown.length - 1 || (shown[i + 1]?.at ?? at) - at > UNSEEN_S),
  );
}

/** Each flash of the input is seen where it was, with its beep, and nothing else is. */
function isSame(input: string, output: string): void {
  const [before, after] = [input, output].map((path) => syncOf(seen(path), beeps(path)));
  assert.is(after?.flashes.length, before?.flashes.length, `flashes at ${after?.flashes.join(', ')}`);
  for (const [i, at] of (before?.flashes ?? []).entries()) {
    const moved =
      1000 * ((after?.flashes[i] ?? 0) - (after?.flashes[0] ?? 0) - at + (before?.flashes[0] ?? 0));
    assert.ok(Math.abs(moved) <= 2, `flash ${i} moved by ${moved} ms`);
    const apart = Math.abs((after?.late[i] ?? 0) - (before?.late[i] ?? 0));
    assert.ok(apart <= 10, `the beep of flash ${i} moved by ${apart} ms`);
  }
}

const CUTS: readonly (readonly [name: string, parts: readonly Part[], containers: readonly string[]])[] = [
  ['a beginning that was cut off', [[3.5, 6]], ['mkv', 'mp4']],
  [
    'a piece that was cut out',
    [
      [0, 3],
      [5.5, 3],
    ],
    ['mkv', 'mp4'],
  ],
  [
    'a piece that comes twice',
    [
      [1.2, 2],
      [1.2, 2],
    ],
    ['mkv', 'mp4', 'ts'],
  ],
];

for (const [name, parts, containers] of CUTS)
  for (const container of containers)
    test(`${name}: what is hidden in MP4 is not seen in ${container}`, async () => {
      const input = edited(`${name.replaceAll(' ', '-')}.mp4`, parts);
      const output = file(`edited-out.${container}`);
      const { jumps } = await mixed(input, output);
      assert.is(jumps, 0);
      isSame(input, output);
    });

test('sound that is copied and captions hold nothing of what is hidden', async () => {
  writeFileSync(
    file('words.srt'),
    ['cut off', 'shown', 'cut out', 'shown, too']
      .map((text, i) => `${i + 1}\n00:00:0${2 * i},500 --> 00:00:0${2 * i},900\n${text}\n`)
      .join('\n'),
  );
  const clip = make(
    'two-sounds.mp4',
    `-i ${syncClip()} -i ${file('words.srt')}`,
    '-map 0:v -map 0:a -map 0:a -map 1:s -c copy -c:s mov_text',
  );
  const output = file('two-sounds-out.mkv');
  const parts: Part[] = [
    [1.2, 2],
    [5.6, 2],
  ];
  await mixed(edited('two-sounds-edited.mp4', parts, clip), output);
  const sound = packets(output, 'a:1').map(({ pts_time }) => Number(pts_time));
  const steps = sound.slice(1).map((at, i) => at - (sound[i] ?? at));
  assert.ok(Math.min(...steps) > 0.015, `a step of ${Math.min(...steps)} s`);
  assert.ok(sound.length * (1024 / 48_000) < 4.2, `${sound.length} packets of sound in 4 s`);
  const words = execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    output,
    '-map',
    '0:s',
    '-f',
    'srt',
    '-',
  ]).toString();
  assert.equal(words.match(/shown.*|cut .*/g), ['shown', 'shown, too']);
});

test('live, what was cut off at the beginning takes no time', async () => {
  const cut = make('cut-live.mp4', `-ss 3.5 -i ${syncClip()} -c copy`);
  await using input = new Listening(cut, { realtime: true, clock: systemClock(20), speech: false });
  await input.until('the end', () => input.ended === 1);
  const pictures = input.packets.map(({ at }) => at);
  assert.ok(pictures.length > 162, 'the decoder gets what it needs');
  assert.ok(Math.min(...pictures) > -0.2e6, `it begins at ${Math.min(...pictures) / 1e6} s`);
  assert.equal(input.noted('input-jump'), []);
});

test.run();
