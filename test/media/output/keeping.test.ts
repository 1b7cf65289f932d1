/** Copying means keeping: what players go by is in the output as it was in the input. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFileSync } from 'node:fs';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { rejects } from '../../support/within.ts';
import { cue, file, make, noise, packets, pcm, runRecording, seen } from '../clips.ts';

const SMALL = '-f lavfi -i testsrc2=s=160x90:r=25';
const H264 = '-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p';
const HEVC = '-c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p';

/** Every packet of the pictures is there, and holds what it held. */
function samePictures(output: string, input: string): void {
  const hashes = (path: string): string[] => packets(path, 'v:0').map(({ data_hash }) => data_hash);
  assert.ok(hashes(input).length > 10);
  assert.equal(hashes(output), hashes(input), output);
}

const plain = make('plain.mp4', SMALL, noise(48_000), `-t 2 ${H264} -c:a aac`);

/** The muxer refused the header, since the container's shape was not the codec's. */
for (const from of ['mp4', 'mov', 'mkv'])
  test(`the display shape that ${from} says is kept, whatever the pictures say`, async () => {
    const input = make(`wide.${from}`, `-i ${plain} -c copy -aspect 4:3`);
    assert.is(seen(input, 'display_aspect_ratio'), '4:3');
    for (const to of ['mp4', 'mov', 'mkv']) {
      const output = file(`wide-${from}-out.${to}`);
      await runRecording(input, output, { cues: [cue(1)] });
      assert.is(seen(output, 'display_aspect_ratio'), '4:3', to);
      samePictures(output, input);
    }
  });

/** HEVC came out as hev1, which Apple's players do not show. */
for (const [name, words, outputs] of [
  ['hvc1.mp4', `${HEVC} -tag:v hvc1`, ['mp4', 'mov']],
  ['hev1.mp4', `${HEVC} -tag:v hev1`, ['mp4', 'mov']],
  ['avc3.mp4', `${H264} -tag:v avc3`, ['mp4', 'mov']],
  ['apco.mov', '-c:v prores_ks -profile:v 0', ['mov', 'mkv']],
  ['apch.mov', '-c:v prores_ks -profile:v 3', ['mov', 'mkv']],
  ['dvcp.mov', '-s 720x576 -pix_fmt yuv420p -c:v dvvideo', ['mov']],
  ['dvpp.mov', '-s 720x576 -pix_fmt yuv411p -c:v dvvideo', ['mov']],
] as const)
  test(`the codec's tag in ${name} is kept`, async () => {
    const input = make(name, SMALL, noise(48_000), `-t 0.5 ${words} -c:a aac`);
    const tag = seen(input, 'codec_tag_string');
    assert.is(tag, name.slice(0, 4));
    for (const to of outputs) {
      const output = file(`${name}-out.${to}`);
      await runRecording(input, output);
      // Matroska has tags of its own; of ProRes it says which kind it is.
      assert.is(seen(output, 'codec_tag_string'), tag, to);
      if (to !== 'mkv') samePictures(output, input);
    }
  });

test('a tag that the container does not know is left to it', async () => {
  const input = make('plain.ts', `-i ${plain} -c copy`);
  for (const to of ['mp4', 'mov', 'mkv', 'flv']) {
    const output = file(`plain-ts-out.${to}`);
    await runRecording(input, output);
    assert.is(seen(output, 'codec_name'), 'h264', to);
    if (/mp4|mov/.test(to)) assert.is(seen(output, 'codec_tag_string'), 'avc1', to);
    assert.is(packets(output, 'v:0').length, packets(input, 'v:0').length, to);
  }
});

test('what cannot be kept is named by what it is', async () => {
  writeFileSync(file('two.srt'), '1\n00:00:00,500 --> 00:00:01,000\nHallo\n');
  const input = make(
    'much.mkv',
    `-i ${plain} ${noise(48_000)} -i ${file('two.srt')} -map 0 -map 1 -map 2 -t 1 -c copy`,
    '-c:a:1 truehd -strict -2 -ac:a:1 2 -c:s srt -metadata:s:a:1 language=deu -metadata:s:s:0 language=fra',
  );
  assert.equal((await runRecording(input, file('much-out.mp4'))).warnings, [
    'Left out: sound (truehd) in German, stream 2; MP4 cannot hold truehd.',
  ]);
  assert.equal((await runRecording(input, file('much-out.flv'))).warnings, [
    'Left out: sound (truehd) in German, stream 2; FLV holds one audio stream.',
    'Left out: subtitles (subrip) in French, stream 3; FLV cannot hold subrip subtitles.',
  ]);
  const wide = make('seven-one.mkv', SMALL, noise(48_000), `-t 1 ${H264} -ac 8 -c:a flac`);
  assert.equal((await runRecording(wide, file('seven-one.ts'))).warnings, [
    "The sound's 8 channels are mixed down to 6: aac in MPEG-TS holds no more.",
  ]);
  const turned = make('turned.mp4', `-i ${plain} -c copy -aspect 4:3 -metadata:s:v:0 rotate=90`);
  assert.equal((await runRecording(turned, file('turned.flv'))).warnings, [
    'Left out: the display shape 4:3; FLV has no place for that.',
    'Left out: the rotation by 90°; FLV has no place for that.',
  ]);
});

test('titles, languages and marks of streams stay, or are named', async () => {
  writeFileSync(file('marked.srt'), '1\n00:00:00,200 --> 00:00:00,900\nHallo\n');
  const input = make(
    'marked.mkv',
    `-i ${plain} ${noise(48_000)} -i ${file('marked.srt')} -map 0 -map 1 -map 2 -t 1 -c copy`,
    '-c:a:1 ac3 -c:s srt -metadata:s:a:0 language=deu -metadata:s:a:0 title=Haupt -metadata:s:a:1 language=eng',
    '-metadata:s:a:1 title=Talk -disposition:a:1 comment -metadata:s:s:0 language=fra -disposition:s:0 forced',
  );
  const facts = async (path: string) => {
    await using opened = await openInput(path);
    return opened.info.streams
      .filter(({ kind }) => kind === 'audio' || kind === 'subtitle')
      .map(({ title, language, marks }) => [title, language, marks.join()]);
  };
  const all = await facts(input);
  assert.equal(all, [
    ['Haupt', 'deu', ''],
    ['Talk', 'eng', 'comment'],
    [undefined, 'fra', 'forced'],
  ]);
  for (const to of ['mkv', 'mp4']) {
    assert.equal((await runRecording(input, file(`marked-out.${to}`))).warnings, []);
    assert.equal(await facts(file(`marked-out.${to}`)), all, to);
  }
  // MP4's tracks have names, Matroska's have titles.
  await runRecording(file('marked-out.mp4'), file('marked-back.mkv'));
  assert.equal(await facts(file('marked-back.mkv')), all);
  const mov = await runRecording(input, file('marked-out.mov'));
  assert.equal(mov.warnings, [
    'Left out: what streams are marked as (comment, forced); MOV has no place for that.',
  ]);
  assert.equal(
    (await facts(file('marked-out.mov'))).map(([title, language]) => [title, language]),
    [
      ['Haupt', 'ger'],
      ['Talk', 'eng'],
      [undefined, 'fra'],
    ],
  );
  const ts = await runRecording(input, file('marked-out.ts'));
  assert.match(ts.warnings.join('\n'), /Left out: the titles of streams \(“Haupt”, “Talk”\); MPEG-TS/);
  const flv = await runRecording(input, file('marked-out.flv'));
  assert.match(flv.warnings.join('\n'), /Left out: the languages of streams \(German\); FLV/);
});

test('stereo 3D and rotation are kept, or named', async () => {
  const input = make('stereo.mkv', `-i ${plain} -c copy -metadata:s:v:0 stereo_mode=left_right`);
  const stereo = async (path: string): Promise<boolean | undefined> => {
    await using opened = await openInput(path);
    return opened.info.video?.view?.stereo;
  };
  assert.is(await stereo(input), true);
  for (const to of ['mkv', 'mp4', 'mov']) {
    assert.equal((await runRecording(input, file(`stereo-out.${to}`))).warnings, []);
    assert.is(await stereo(file(`stereo-out.${to}`)), true, to);
    samePictures(file(`stereo-out.${to}`), input);
  }
  const { warnings } = await runRecording(input, file('stereo-out.ts'));
  assert.equal(warnings, ['Left out: the layout of the stereo 3D picture; MPEG-TS has no place for that.']);
});

test('the way out is never the container that was refused', async () => {
  const raw = make('raw.mov', SMALL, noise(48_000), '-t 0.2 -c:v rawvideo -pix_fmt uyvy422 -c:a pcm_s16le');
  const refused = await rejects(runRecording(raw, file('raw-out.mkv')), /cannot hold rawvideo/);
  assert.match((refused as { nextStep?: string }).nextStep ?? '', /raw-out\.mov instead/);
});

test('a single microphone that its camera calls "left" is encoded as what it is', async () => {
  const left =
    '-filter_complex [1:a]aformat=channel_layouts=stereo,channelsplit=channels=FL[a] -map 0:v -map [a]';
  const input = make('left.mov', SMALL, '-f lavfi -i sine=r=48000', `${left} -t 1 ${H264} -c:a pcm_s24le`);
  for (const to of ['mov', 'mkv', 'mp4']) {
    const output = file(`left-out.${to}`);
    await runRecording(input, output);
    await using opened = await openInput(output);
    assert.is(opened.info.audio?.channels, 1, to);
    // As loud as it was: no speaker was mixed into another.
    const [before, after] = [pcm(input), pcm(output)].map((samples) =>
      Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length),
    );
    assert.ok(Math.abs((after ?? 0) / (before ?? 1) - 1) < 0.05, `${to}: ${after} of ${before}`);
  }
});

test.run();
