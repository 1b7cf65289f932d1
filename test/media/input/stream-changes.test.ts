/** What begins after the probing, or changes inside a connection, of files that are played by a fast clock. */
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { serveHttp } from '../../support/servers.ts';
import { file, make } from '../clips.ts';
import { flvTags, flvOf, type FlvTag } from './flv.ts';
import { Listening } from './peers.ts';

const H264 = '-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -pix_fmt yuv420p';
const AAC = '-c:a aac -b:a 64k';
const picture = (size: string): string => `-f lavfi -i testsrc2=s=${size}:r=25`;
const sound = (rate: number, channels = 1): string =>
  `-f lavfi -i sine=f=1000:r=${rate}${channels === 2 ? ',pan=stereo|c0=c0|c1=c0' : ''}`;

/** All of a file, played twenty times as fast as it would be. */
async function play(path: string): Promise<Listening> {
  await using input = new Listening(path, { realtime: true, clock: systemClock(20), speech: false });
  await input.until('the end', () => input.ended === 1);
  await input.close();
  return input;
}

/** All of a file that a server sends at once: as of every sender, no more than its first seconds are probed. */
async function receive(path: string): Promise<Listening> {
  await using server = await serveHttp((_, response) => response.end(readFileSync(path)));
  await using input = new Listening(server.url('show.flv'), { speech: false });
  await input.until('the end', () => input.noted('input-lost').length > 0);
  await input.close();
  return input;
}

/** Width and height of the pictures, connection by connection. */
const sizes = (input: Listening): (string | undefined)[] =>
  input.connections.map(({ info: { video } }) => video && `${video.width}×${video.height}`);

const pictures = (input: Listening, connection: number): number => {
  const stream = input.connections[connection]?.info.video?.index;
  return input.packets.filter((packet) => packet.connection === connection && packet.stream === stream)
    .length;
};

/** Seconds of sound that came. */
const heard = (input: Listening): number => {
  const { rate, channels } = input.connections[0]?.format ?? { rate: 1, channels: 1 };
  return input.blocks.reduce((sum, { block }) => sum + block.samples.length / channels / rate, 0);
};

/** An FLV of `seconds` at a size. */
const clip = (name: string, size: string, rate: number, seconds: number, ...more: string[]): FlvTag[] =>
  flvTags(readFileSync(make(name, picture(size), sound(rate), H264, AAC, `-t ${seconds}`, ...more)));

/** Tags one behind the other, `after` ms later each. */
const later = (tags: readonly FlvTag[], after: number): FlvTag[] =>
  tags.map((tag) => ({ ...tag, at: tag.at + after }));

function flv(name: string, tags: readonly FlvTag[]): string {
  writeFileSync(file(name), flvOf(tags));
  return file(name);
}

const isSound = ({ type }: FlvTag): boolean => type === 8;
const isPicture = ({ type }: FlvTag): boolean => type === 9;

test('FLV: another size inside the connection is another connection; the sound goes on', async () => {
  const first = clip('wide.flv', '160x120', 48_000, 2);
  const second = clip('tall.flv', '120x160', 48_000, 2);
  const input = await play(
    flv('sizes.flv', [
      ...first,
      ...later(
        second.filter(({ type }) => type !== 18),
        2000,
      ),
    ]),
  );
  assert.equal(sizes(input), ['160×120', '120×160']);
  assert.equal(
    input.connections.map(({ continues }) => continues),
    [false, true],
  );
  assert.equal([pictures(input, 0), pictures(input, 1)], [50, 50]);
  assert.equal(
    input.connections.map(({ start }) => Math.round(start / 1e5)),
    [0, 20],
  );
  assert.ok(Math.abs(heard(input) - 4) < 0.1, `${heard(input)} s of sound`);
  assert.is(input.input.counts.connections, 1, 'nobody came again');
  assert.equal(input.notes, []);
});

test('TS: another size inside the connection', async () => {
  const parts = ['160x120', '120x160'].map((size, i) =>
    make(`part${i}.ts`, picture(size), sound(48_000), H264, AAC, `-t 2 -output_ts_offset ${1 + 2 * i}`),
  );
  writeFileSync(file('sizes.ts'), Buffer.concat(parts.map((part) => readFileSync(part))));
  const input = await play(file('sizes.ts'));
  assert.equal(sizes(input), ['160×120', '120×160']);
  assert.equal([pictures(input, 0), pictures(input, 1)], [50, 50]);
  assert.ok(Math.abs(heard(input) - 4) < 0.1, `${heard(input)} s of sound`);
});

test('TS: another shape of the same size', async () => {
  const parts = ['1', '4/3'].map((shape, i) =>
    make(
      `shape${i}.ts`,
      `-f lavfi -i testsrc2=s=160x120:r=25,setsar=${shape}`,
      H264,
      `-t 2 -output_ts_offset ${1 + 2 * i}`,
    ),
  );
  writeFileSync(file('shapes.ts'), Buffer.concat(parts.map((part) => readFileSync(part))));
  const input = await play(file('shapes.ts'));
  assert.equal([pictures(input, 0), pictures(input, 1)], [50, 50]);
  assert.equal(
    input.shapes.map(({ num, den }) => `${num}:${den}`),
    ['1:1', '4:3'],
  );
});

test('a picture that nothing tells of begins after the probing', async () => {
  const tags = clip('all.flv', '160x120', 48_000, 12);
  const late = tags.filter((tag) => isSound(tag) || (isPicture(tag) && (tag.at >= 9000 || isHeader(tag))));
  // Its header comes with its first picture.
  const order = late.map((tag) => (isPicture(tag) && isHeader(tag) ? { ...tag, at: 9000 } : tag));
  const input = await receive(
    flv(
      'late-picture.flv',
      order.sort((a, b) => a.at - b.at),
    ),
  );
  assert.equal(sizes(input), [undefined, '160×120']);
  assert.is(Math.round((input.connections[1]?.start ?? 0) / 1e5), 90);
  assert.is(pictures(input, 1), 75);
  assert.ok(input.packets.find((packet) => packet.connection === 1)?.key);
  assert.ok(Math.abs(heard(input) - 12) < 0.05, `${heard(input)} s of sound`);
});

test('sound that nothing tells of begins after the probing', async () => {
  const tags = clip('all2.flv', '160x120', 44_100, 12);
  const late = tags
    .filter((tag) => isPicture(tag) || (isSound(tag) && (tag.at >= 9000 || isHeader(tag))))
    .map((tag) => (isSound(tag) && isHeader(tag) ? { ...tag, at: 9000 } : tag));
  const input = await receive(
    flv(
      'late-sound.flv',
      late.sort((a, b) => a.at - b.at),
    ),
  );
  assert.equal(sizes(input), ['160×120', '160×120']);
  assert.equal(
    input.connections.map(({ info }) => info.audio?.sampleRate),
    [undefined, 44_100],
  );
  assert.ok(Math.abs(heard(input) - 3) < 0.1, `${heard(input)} s of sound`);
  assert.ok(Math.abs((input.blocks[0]?.block.start ?? 0) / 48_000 - 9) < 0.05, 'it begins at its place');
  assert.is(pictures(input, 0) + pictures(input, 1), 300, 'no picture is lost');
});

test('sound of another codec takes the place of the first', async () => {
  const first = clip('aac.flv', '160x120', 44_100, 2);
  const second = flvTags(
    readFileSync(make('mp3.flv', picture('160x120'), sound(44_100), H264, '-c:a libmp3lame -t 2')),
  );
  const input = await play(
    flv('codecs.flv', [
      ...first,
      ...later(
        second.filter(({ type }) => type !== 18),
        2000,
      ),
    ]),
  );
  assert.equal(
    input.connections.map(({ info }) => info.audio?.codec),
    ['aac', 'mp3'],
  );
  assert.ok(Math.abs(heard(input) - 4) < 0.1, `${heard(input)} s of sound`);
  assert.is(pictures(input, 0) + pictures(input, 1), 100);
});

test('sound of another rate goes on, and is told', async () => {
  const first = clip('48.flv', '160x120', 48_000, 2);
  const second = clip('44.flv', '160x120', 44_100, 2, '-ac 2');
  const input = await play(
    flv('rates.flv', [
      ...first,
      ...later(
        second.filter(({ type }) => type !== 18),
        2000,
      ),
    ]),
  );
  assert.equal(
    input.connections.map(({ info: { audio } }) => `${audio?.sampleRate} ${audio?.channels}`),
    ['48000 1', '44100 2'],
  );
  assert.is(input.connections[1]?.format.rate, 48_000);
  assert.ok(Math.abs(heard(input) - 4) < 0.1, `${heard(input)} s of sound`);
  assert.is(pictures(input, 0) + pictures(input, 1), 100);
});

/** The tag that describes a stream: AVC's and AAC's second byte is 0 there. */
function isHeader({ data }: FlvTag): boolean {
  return data[1] === 0;
}

test.run();
