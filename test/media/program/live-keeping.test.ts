/** Live recordings keep what the pictures' container says of them. */
import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { openLiveSink } from '../../../src/media/output/live-sink.ts';
import { ZERO } from '../../../src/streams/time.ts';
import { within } from '../../support/within.ts';
import { file, make, noise, packets, seen } from '../clips.ts';
import { openRig } from './rig.ts';

const SMALL = '-f lavfi -i testsrc2=s=160x90:r=25';
const plain = make('plain.mp4', SMALL, noise(48_000), '-t 2 -c:v libx264 -g 25 -pix_fmt yuv420p -c:a aac');

/** Plays a clip through a live program into recordings of these names. */
async function recorded(clip: string, names: readonly string[]): Promise<string[]> {
  const outputs = names.map((name) =>
    openLiveSink(new Address(file(name)), { clock: systemClock(), onEvent: () => undefined }),
  );
  await using rig = openRig({ delay: ZERO, sinks: outputs });
  await rig.play(clip, { at: ZERO, connection: 0 });
  rig.program.put({ type: 'end', at: ZERO });
  await rig.pass(500);
  await rig.running;
  for (const output of outputs) await within(output.close(), 5_000, 'closing');
  return names.map(file);
}

/** The clip has it, the recording has it, and all pictures. */
function assertKept(output: string, clip: string, entry: string, value: string): void {
  assert.is(seen(clip, entry), value);
  assert.is(seen(output, entry), value, output);
  assert.is(packets(output, 'v:0').length, packets(clip, 'v:0').length, output);
}

test('the display shape that the container says is recorded, not that of the pictures', async () => {
  const clip = make('shape.mkv', `-i ${plain} -c copy -aspect 4:3`);
  for (const output of await recorded(clip, ['shape-out.mkv', 'shape-out.mp4', 'shape-out.mov']))
    assertKept(output, clip, 'display_aspect_ratio', '4:3');
});

test('rotation is recorded', async () => {
  const clip = make('turned.mp4', `-i ${plain} -c copy -metadata:s:v:0 rotate=90`);
  await using input = await openInput(clip);
  assert.is(Math.abs(input.info.video?.view?.rotation ?? 0), 90);
  for (const output of await recorded(clip, ['turned-out.mkv', 'turned-out.mp4'])) {
    await using opened = await openInput(output);
    assert.is(opened.info.video?.view?.rotation, input.info.video?.view?.rotation, output);
    assert.is(packets(output, 'v:0').length, packets(clip, 'v:0').length, output);
  }
});

test("the codec's tag is recorded where the container knows it", async () => {
  const hevc = '-c:v libx265 -x265-params log-level=none:keyint=25 -pix_fmt yuv420p -tag:v hvc1';
  const clip = make('hvc1.mp4', SMALL, noise(48_000), `-t 2 ${hevc} -c:a aac`);
  for (const output of await recorded(clip, ['tag-out.mp4', 'tag-out.mov', 'tag-out.m3u8']))
    assertKept(output, clip, 'codec_tag_string', 'hvc1');
});

/** What ffprobe finds of a file's own words, and of its services'. */
function wordsOf(path: string): Record<string, string> {
  const words = ['-v', 'error', '-show_entries', 'format_tags:program_tags', '-of', 'json', path];
  const { format, programs = [] } = JSON.parse(execFileSync('ffprobe', words).toString()) as {
    format: { tags?: Record<string, string> };
    programs?: { tags?: Record<string, string> }[];
  };
  const all = { ...format.tags, ...programs[0]?.tags };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key.toLowerCase(), value]));
}

test('pictures that mark no key picture come out all the same', async () => {
  const clip = make('marks-none.swf', SMALL, noise(44_100), '-t 2 -c:v flv -c:a libmp3lame');
  const [output = ''] = await recorded(clip, ['marks-none.mkv']);
  assert.is(packets(output, 'v:0').length, 50);
});

test('a show without any key picture begins after a while with what comes, not never', async () => {
  const coded = make('one-key.mkv', SMALL, noise(48_000), '-t 20 -c:v mpeg4 -g 9999 -c:a aac');
  const clip = make('no-key.mkv', `-i ${coded} -c copy -bsf:v noise=drop=key`);
  assert.not(packets(clip, 'v:0').some(({ flags }) => flags.startsWith('K')));
  const [output = ''] = await recorded(clip, ['no-key-out.mkv']);
  const count = packets(output, 'v:0').length;
  assert.ok(count > 90 && count < 140, `${count} pictures`);
});

test('title, artist and languages of a show are recorded; what describes its encoder is not', async () => {
  const said = '-metadata title=Night -metadata artist=Ada -metadata:s:a language=fra -metadata server=box';
  const clip = make('said.mkv', `-i ${plain} -c copy ${said}`);
  for (const output of await recorded(clip, ['said-out.mkv', 'said-out.mp4', 'said-out.flv'])) {
    const { title, artist, server } = wordsOf(output);
    assert.equal([title, artist, server], ['Night', 'Ada', undefined], output);
    await using input = await openInput(output);
    if (!output.endsWith('flv')) assert.is(input.info.audio?.language, 'fra', output);
  }
});

test('the name of a television service is recorded, as a title where there are none', async () => {
  const said = '-metadata service_name=Evening -metadata service_provider=Nine';
  const clip = make('service.ts', `-i ${plain} -c copy ${said}`);
  const [ts = '', mkv = '', mp4 = ''] = await recorded(clip, ['s-out.ts', 's-out.mkv', 's-out.mp4']);
  assert.equal([wordsOf(ts)['service_name'], wordsOf(ts)['service_provider']], ['Evening', 'Nine']);
  assert.is(wordsOf(mkv)['title'], 'Evening');
  assert.is(wordsOf(mp4)['title'], 'Evening');
});

test.run();
