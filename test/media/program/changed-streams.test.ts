/** Recordings of a sender whose streams begin later or change on the way, played by a fast clock. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { systemClock } from '../../../src/core/clock.ts';
import { Address } from '../../../src/core/stream-url.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { openLiveInput } from '../../../src/media/input/reconnecting-source.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import type { OutputEvent } from '../../../src/media/output/sink.ts';
import { Program } from '../../../src/media/program/program.ts';
import { realtimePacer } from '../../../src/media/program/realtime-pacer.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { within } from '../../support/within.ts';
import { file, folder, make } from '../clips.ts';

const AAC = '-c:a aac -b:a 64k';
const SOUND = '-f lavfi -i sine=f=1000:r=48000';

/** Two takes of 2 s of these sizes in one transport stream. */
function twoSizes(name: string, encoder: string): string {
  const parts = ['320x180', '180x320'].map((size, i) =>
    make(
      `${name}${i}.ts`,
      `-f lavfi -i testsrc2=s=${size}:r=25`,
      SOUND,
      `${encoder} -g 25 -pix_fmt yuv420p`,
      AAC,
      `-t 2 -output_ts_offset ${1 + 2 * i}`,
    ),
  );
  writeFileSync(file(`${name}.ts`), Buffer.concat(parts.map((part) => readFileSync(part))));
  return file(`${name}.ts`);
}

/** Records what is in `path` to these files; gives what the outputs told. */
async function record(path: string, ...names: string[]): Promise<OutputEvent[]> {
  const clock = systemClock(4);
  const inputClock = new InputClock();
  const events: OutputEvent[] = [];
  const onEvent = (event: OutputEvent): void => void events.push(event);
  const outputs = names.map((name) => openLiveSink(new Address(file(name)), { clock, onEvent }));
  await using program = new Program({
    pacer: realtimePacer({ clock, inputClock, delay: fromSeconds(1) }),
    sinks: outputs,
    effects: [],
    gain: 0,
    duck: 0,
    limiter: false,
  });
  const input = openLiveInput({
    address: new Address(path),
    realtime: true,
    clock,
    inputClock,
    speech: false,
    onItem: (item) => program.put(item),
  });
  await within(program.run(), 20_000, 'the end of the show');
  await input.close();
  for (const output of outputs) await output.close();
  return events;
}

/** Size of every picture that decodes, and what the decoder says against the file. */
function decoded(name: string): { readonly sizes: Record<string, number>; readonly faults: string } {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v',
    '-show_entries',
    'frame=width,height',
    '-of',
    'csv=p=0',
  ];
  const out = execFileSync('ffprobe', [...args, file(name)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const sizes: Record<string, number> = {};
  for (const [size] of out.toString().matchAll(/^\d+,\d+/gm)) sizes[size] = (sizes[size] ?? 0) + 1;
  const faults = execFileSync('sh', [
    '-c',
    `ffmpeg -v error -i '${file(name)}' -f null - 2>&1 | grep -v monoton || true`,
  ]);
  return { sizes, faults: faults.toString() };
}

test('H.264 of another size: a new piece for .mkv and .mp4, the same stream for .flv and .ts, a discontinuity in HLS', async () => {
  const events = await record(
    twoSizes('avc', '-c:v libx264 -preset ultrafast -bf 2'),
    ...['a.mkv', 'a.mp4', 'a.flv', 'a.ts', 'a.m3u8'],
  );
  for (const extension of ['mkv', 'mp4']) {
    assert.equal(decoded(`a.${extension}`), { sizes: { '320,180': 50 }, faults: '' });
    assert.equal(decoded(`a.2.${extension}`), { sizes: { '180,320': 50 }, faults: '' });
  }
  for (const name of ['a.flv', 'a.ts'])
    assert.equal(decoded(name), { sizes: { '320,180': 50, '180,320': 50 }, faults: '' });
  const list = readFileSync(file('a.m3u8'), 'utf8');
  assert.is(list.match(/DISCONTINUITY\n/g)?.length, 2, list);
  assert.equal(
    events.filter(({ type }) => type === 'output-lost'),
    [],
  );
});

test('HEVC of another size: a new piece', async () => {
  await record(
    twoSizes('hevc', '-c:v libx265 -preset ultrafast -x265-params log-level=none'),
    ...['b.mkv', 'b.mp4'],
  );
  for (const extension of ['mkv', 'mp4']) {
    assert.equal(decoded(`b.${extension}`), { sizes: { '320,180': 50 }, faults: '' });
    assert.equal(decoded(`b.2.${extension}`), { sizes: { '180,320': 50 }, faults: '' });
  }
});

/** They have no header, and every output went on with the first size in its own. */
for (const [codec, words, to] of [
  ['vp8', '-c:v libvpx -deadline realtime -cpu-used 8 -b:v 500k', ['mkv']],
  ['vp9', '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 500k', ['mkv', 'mp4']],
  ['mjpeg', '-c:v mjpeg -q:v 4 -pix_fmt yuvj420p', ['mkv', 'mp4']],
] as const)
  test(`${codec} of another size: a new piece`, async () => {
    const parts = ['320x180', '180x320'].map((size) =>
      make(
        `${codec}-${size}.mkv`,
        `-f lavfi -i testsrc2=s=${size}:r=25`,
        SOUND,
        `${words} -g 25`,
        AAC,
        '-t 2',
      ),
    );
    const list = file(`${codec}.txt`);
    writeFileSync(list, parts.map((part) => `file ${part}\n`).join(''));
    const joined = make(`${codec}.mkv`, `-f concat -safe 0 -i ${list} -c copy`);
    await record(joined, ...to.map((extension) => `${codec}-out.${extension}`));
    for (const extension of to) {
      assert.equal(decoded(`${codec}-out.${extension}`), { sizes: { '320,180': 50 }, faults: '' });
      assert.equal(decoded(`${codec}-out.2.${extension}`), { sizes: { '180,320': 50 }, faults: '' });
    }
  });

test('HEVC of another size in HLS: a list of its own, with its own header, that goes on in number', async () => {
  await record(twoSizes('hls', '-c:v libx265 -preset ultrafast -x265-params log-level=none'), 'c.m3u8');
  const list = readFileSync(file('c.m3u8'), 'utf8');
  assert.match(list, /#EXT-X-MEDIA-SEQUENCE:1\n/);
  assert.match(list, /#EXT-X-DISCONTINUITY\n[^]*\nc-00001\.m4s\n/, list);
  assert.equal(decoded('c.m3u8'), { sizes: { '180,320': 50 }, faults: '' });
  // Who knows the list of before can still play it: its segment and its header are there.
  const headers = readdirSync(folder).filter((name) => /^c-init-.*mp4$/.test(name));
  assert.is(headers.length, 2);
  const other = headers.find((name) => !list.includes(name)) ?? '';
  writeFileSync(
    file('c-old.mp4'),
    Buffer.concat([other, 'c-00000.m4s'].map((name) => readFileSync(file(name)))),
  );
  assert.equal(decoded('c-old.mp4').sizes, { '320,180': 50 });
});

test.run();
