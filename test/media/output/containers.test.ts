import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rejects, within } from '../../support/within.ts';
import { found } from './muxed.ts';
import { cue, file, make, mixed, noise, open, packets, pcm, probe, runRecording, VIDEO } from '../clips.ts';

const H264 = '-c:v libx264 -g 25 -bf 2 -pix_fmt yuv420p';
const talk = make('talk.mp4', VIDEO, noise(48_000), `-t 3 -ac 2 ${H264} -c:a aac -metadata title=Talk`);

/** Samples by which `after` lags `before` where they agree best, searched ±100 ms around `near`. */
function lag(before: Int32Array, after: Int32Array, channels: number): number {
  const at = (samples: Int32Array, frame: number): number => (samples[frame * channels] ?? 0) / 2 ** 31;
  let best = 0;
  let most = -Infinity;
  for (let shift = -4_800; shift <= 4_800; shift += 1) {
    let sum = 0;
    for (let frame = 20_000; frame < 22_000; frame += 1) sum += at(before, frame) * at(after, frame + shift);
    if (sum > most) [most, best] = [sum, shift];
  }
  return best;
}

for (const to of ['mp4', 'mkv', 'mov', 'flv', 'ts'])
  test(`H.264 and AAC to ${to}: video copied, sound in time, title kept`, async () => {
    const output = file(`talk-out.${to}`);
    const { warnings } = await runRecording(talk, output, { cues: [cue(1)] });
    assert.equal(
      warnings,
      to === 'ts' ? ['Left out: the description (title); MPEG-TS has no place for that.'] : [],
    );
    const { streams, format } = probe(output);
    assert.equal(
      streams.map((stream) => stream.codec_name),
      ['h264', 'aac'],
    );
    assert.ok(Math.abs(Number(format.duration) - 3) < 0.15, format.duration);
    if (to !== 'ts')
      assert.is(
        Object.entries(format.tags ?? {}).find(([key]) => key.toLowerCase() === 'title')?.[1],
        'Talk',
      );
    assert.is(packets(output, 'v:0').length, 75);
    // Where the sound begins in presentation time, against where the picture begins.
    const [video, audio] = streams;
    const shift = lag(pcm(talk), pcm(output), 2) / 48_000;
    const skew = shift + Number(audio?.start_time) - Number(video?.start_time);
    assert.ok(Math.abs(skew) < 0.003, `sound lies ${skew} s beside the picture`);
  });

test('WebM takes VP9 with Opus, and refuses H.264 with the way out', async () => {
  const vp9 = make(
    'vp9.webm',
    VIDEO,
    noise(44_100),
    '-t 1 -ac 2 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus',
  );
  const output = file('vp9-out.webm');
  await runRecording(vp9, output, { cues: [cue(0.5)] });
  assert.equal(
    probe(output).streams.map((stream) => stream.codec_name),
    ['vp9', 'opus'],
  );
  const error = await rejects(runRecording(talk, file('never.webm')), /WebM cannot hold h264/);
  assert.is((error as { code?: string }).code, 'output-codec');
  assert.match((error as { nextStep?: string }).nextStep ?? '', /\.mkv/);
});

test('HEVC goes into FLV, as it does live', async () => {
  const input = make(
    'hevc.mp4',
    VIDEO,
    noise(48_000),
    `-t 1 -c:v libx265 -x265-params log-level=none -c:a aac`,
  );
  const output = file('hevc-out.flv');
  await runRecording(input, output);
  assert.is((await found(output)).codec, 'hevc');
  assert.is((await found(output)).decoded, (await found(input)).decoded);
});

test('a second sound whose file names no speakers, and sound that keeps its codec', async () => {
  const input = make(
    'unnamed.mkv',
    `${VIDEO} ${noise(48_000)} -f lavfi -i sine=300:r=48000 -t 1 -map 0 -map 1 -map 2 ${H264}`,
    '-ac 2 -c:a:0 ac3 -c:a:1 pcm_s16le',
  );
  for (const to of ['mp4', 'mov']) {
    const output = file(`unnamed-out.${to}`);
    await runRecording(input, output, { audioCodec: 'copy' });
    assert.equal(
      probe(output).streams.map((stream) => stream.codec_name),
      ['h264', 'ac3', 'pcm_s16le'],
    );
  }
});

test('from TS to MP4 the times start at 0', async () => {
  const input = make('input.ts', VIDEO, noise(48_000), `-t 2 -ac 1 ${H264} -c:a aac`);
  const output = file('from-ts.mp4');
  await runRecording(input, output);
  assert.equal(
    packets(output, 'v:0').map((packet) => packet.flags.includes('K')),
    packets(input, 'v:0').map((packet) => packet.flags.includes('K')),
  );
  // TS does not say that AAC's first 21 ms are run-in, so the sound starts first.
  assert.is(Math.min(...probe(output).streams.map((stream) => Number(stream.start_time))), 0);
});

test('a recording without sound gets a stereo track with the effects in it', async () => {
  const input = make('mute.mp4', VIDEO, `-t 2 ${H264}`);
  const output = file('mute-out.mkv');
  const { summary, heard } = await runRecording(input, output, { audioCodec: 'flac', cues: [cue(1)] });
  assert.is(summary.played, 1);
  assert.is(heard, 0);
  const sound = pcm(output);
  assert.is(sound.length, 2 * 48_000 * 2);
  assert.is(
    sound.findIndex((sample) => sample !== 0),
    48_000 * 2,
  );
});

test('a recording without picture keeps to sound', async () => {
  const input = make('voice.mp3', noise(44_100), '-t 2 -ac 1');
  const output = file('voice-out.m4a');
  const { summary, pictures, heard } = await runRecording(input, output, { cues: [cue(1)] });
  assert.is(summary.played, 1);
  assert.equal(pictures, []);
  assert.ok(Math.abs(heard - 32_000) < 1_000, `${heard} samples of speech`);
  assert.equal(
    probe(output).streams.map((stream) => stream.codec_name),
    ['aac'],
  );
});

for (const to of ['wav', 'flac', 'mp3', 'mka', 'ogg'])
  test(`sound alone to ${to}`, async () => {
    const input = make('alone.wav', noise(44_100), '-t 1 -ac 2 -c:a pcm_s16le');
    const output = file(`alone-out.${to}`);
    await runRecording(input, output, { cues: [cue(0.5)] });
    assert.ok(Math.abs(Number(probe(output).format.duration) - 1) < 0.1);
  });

test('of several audio streams the default one is decorated, the others are copied', async () => {
  const input = make(
    'dub.mkv',
    `${VIDEO} ${noise(48_000)} -f lavfi -i sine=300:r=44100 -t 2 -map 0 -map 1 -map 2 ${H264}`,
    '-c:a:0 flac -c:a:1 aac -disposition:a:0 0 -disposition:a:1 default -metadata:s:a:0 language=deu -metadata:s:a:1 language=eng',
  );
  const output = file('dub-out.mkv');
  await runRecording(input, output, { audioCodec: 'flac', cues: [cue(1)] });
  const { streams } = probe(output);
  assert.equal(
    streams.map(({ codec_name, tags }) => [codec_name, tags?.['language']]),
    [
      ['h264', undefined],
      ['flac', 'deu'],
      ['flac', 'eng'],
    ],
  );
  assert.equal(
    streams.slice(1).map(({ disposition }) => disposition['default']),
    [0, 1],
  );
  assert.equal(
    packets(output, 'a:0').map((p) => p.data_hash),
    packets(input, 'a:0').map((p) => p.data_hash),
  );
});

test('subtitles come along, rewritten where the container asks for it', async () => {
  writeFileSync(
    file('words.srt'),
    '1\n00:00:00,500 --> 00:00:01,000\nHello <i>you</i>\n\n2\n00:00:01,200 --> 00:00:01,900\nTwo\nlines\n',
  );
  const input = make(
    'words.mkv',
    VIDEO,
    noise(48_000),
    `-i ${file('words.srt')} -t 2 ${H264} -c:a flac -c:s srt -metadata:s:s:0 language=eng`,
  );
  for (const [to, codec] of [
    ['mkv', 'subrip'],
    ['mp4', 'mov_text'],
    ['mov', 'mov_text'],
  ] as const) {
    const output = file(`words-out.${to}`);
    await runRecording(input, output, { audioCodec: to === 'mov' ? 'alac' : 'flac' });
    const subtitle = probe(output).streams.find((stream) => stream.codec_type === 'subtitle');
    assert.is(subtitle?.codec_name, codec);
    assert.is(subtitle?.tags?.['language'], 'eng');
    make(`words-${to}.srt`, `-i ${output}`);
    const text = readFileSync(file(`words-${to}.srt`), 'utf8');
    assert.match(text, /00:00:00,5\d\d --> 00:00:01,0\d\d\s+(<[^>]*>)?Hello/);
    assert.match(text, /Two\r?\nlines/);
  }
  const { warnings } = await runRecording(input, file('words-out.flv'));
  assert.match(warnings.join(), /Left out: subtitles .*FLV/);
});

test('a cover and attached files stay: as streams, attachments, or not at all with a word', async () => {
  const picture = make('cover.png', '-f lavfi -i testsrc2=s=64x64 -frames:v 1');
  const input = make(
    'song.mp3',
    noise(44_100),
    `-i ${picture} -map 0 -map 1 -t 1 -c:v copy -id3v2_version 3 -disposition:v:0 attached_pic`,
  );
  for (const to of ['m4a', 'mkv', 'mp3', 'flac']) {
    const output = file(`song-out.${to}`);
    const { warnings, pictures } = await runRecording(input, output);
    assert.equal([warnings, pictures], [[], []]);
    const cover = probe(output).streams.find((stream) => stream.codec_name === 'png');
    assert.is(cover?.disposition['attached_pic'], 1, `${to} has its cover`);
  }
  const { warnings } = await runRecording(input, file('song-out.wav'));
  assert.match(warnings.join(), /Left out: cover picture \(png\).*WAV has no place/);
  writeFileSync(file('letters.ttf'), Buffer.alloc(500, 7));
  const font = make(
    'font.mkv',
    VIDEO,
    `-attach ${file('letters.ttf')} -metadata:s:t mimetype=application/x-truetype-font -t 1 ${H264}`,
  );
  await runRecording(font, file('font-out.mkv'));
  assert.ok(probe(file('font-out.mkv')).streams.some((stream) => stream.codec_name === 'ttf'));
});

test('channels that a container has no words for become 5.1', async () => {
  const input = make('seven.mkv', VIDEO, noise(48_000), `-t 1 ${H264} -ac 8 -c:a flac`);
  await runRecording(input, file('seven-out.ts'), { cues: [cue(0.5)] });
  assert.is(probe(file('seven-out.ts')).streams.find((stream) => stream.codec_type === 'audio')?.channels, 6);
});

test('rotation stays with the picture', async () => {
  const upright = make('upright.mp4', VIDEO, noise(48_000), `-t 1 ${H264} -c:a aac`);
  const input = make('turned.mp4', `-i ${upright} -c copy -metadata:s:v:0 rotate=90`);
  const output = file('turned-out.mp4');
  await runRecording(input, output);
  const rotation = (path: string): number | undefined =>
    probe(path).streams[0]?.side_data_list?.[0]?.rotation;
  assert.type(rotation(input), 'number');
  assert.is(rotation(output), rotation(input));
});

test('an effect may outlast the sound as long as there is picture', async () => {
  const input = make(
    'short-sound.mkv',
    '-f lavfi -i testsrc2=s=160x120:r=25:d=2 -f lavfi -i anoisesrc=r=48000:a=0.1:d=1',
    `${H264} -c:a flac`,
  );
  const output = file('short-sound-out.mkv');
  const { summary } = await runRecording(input, output, { audioCodec: 'flac', cues: [cue(1.5)] });
  assert.is(summary.played, 1);
  assert.is(pcm(output).length, 48_000 * 1.5 + 4_800);
});

test('a cue after the end is counted, and cues given before the sound begins are kept', async () => {
  const output = file('edges.mkv');
  const summary = await mixed(talk, output, { cues: [cue(0.1), cue(9)] });
  assert.equal([summary.played, summary.beyond, summary.late], [1, 1, 0]);
});

test('a dry run reads everything and writes nothing', async () => {
  const { summary, pictures, heard } = await runRecording(talk, undefined, { cues: [cue(1)] });
  assert.equal(
    pictures.map((at) => at / 1e6),
    [0, 1, 2],
  );
  assert.ok(Math.abs(heard - 48_000) < 500, `${heard}`);
  assert.is(summary.played, 0);
});

test('two runs give the same file', async () => {
  const files = [file('once.mkv'), file('twice.mkv')] as const;
  for (const output of files)
    await runRecording(talk, output, { duck: 6, limiter: true, cues: [cue(0.5), cue(1.7)] });
  assert.equal(pcm(files[0]), pcm(files[1]));
});

test('a session that stops in the middle leaves no file and lets go of everything', async () => {
  const output = file('stopped.mp4');
  const recording = await open(talk, output);
  const running = recording.run();
  const stopped = rejects(running, /stopped/);
  recording.place(cue(0.2));
  recording.decided(1e6 as never);
  for await (const { at } of recording.pictures) if (at > 1e6) break;
  await within(recording.abort(), 2_000, 'stopping');
  await stopped;
  assert.equal(
    readdirSync(file('.')).filter((name) => name.includes('stopped')),
    [],
  );
});

test.run();
