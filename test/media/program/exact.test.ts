import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toSample, fromSeconds } from '../../../src/streams/time.ts';
import { cue, make, noise, packets, pcm, runRecording, VIDEO, file } from '../clips.ts';

interface Case {
  readonly rate: number;
  readonly channels: number;
  readonly codec: string;
  readonly out: 'flac' | 'pcm_s16le' | 'pcm_s24le' | 'copy';
}

const CASES: readonly Case[] = [
  { rate: 8_000, channels: 1, codec: '-c:a pcm_s16le', out: 'flac' },
  { rate: 44_100, channels: 2, codec: '-c:a pcm_s24le', out: 'flac' },
  { rate: 48_000, channels: 2, codec: '-c:a flac -sample_fmt s16', out: 'flac' },
  { rate: 48_000, channels: 6, codec: '-c:a flac -sample_fmt s32', out: 'flac' },
  { rate: 96_000, channels: 2, codec: '-c:a flac -sample_fmt s32', out: 'pcm_s24le' },
  { rate: 44_100, channels: 6, codec: '-c:a pcm_s16le', out: 'copy' },
  { rate: 192_000, channels: 1, codec: '-c:a pcm_s16le', out: 'pcm_s16le' },
];

// 0.0137 s lies inside the first 20 ms block, 1.2345671 s on no sample of any rate.
const AT = [0.0137, 0.7, 1.2345671];

for (const { rate, channels, codec, out } of CASES)
  test(`${rate} Hz, ${channels} channels, ${codec} to ${out}: effects at their samples, the rest untouched`, async () => {
    const name = `exact-${rate}-${channels}-${out}`;
    const input = make(
      `${name}.mkv`,
      VIDEO,
      noise(rate),
      `-t 2 -ac ${channels} -c:v libx264 -g 25 -bf 2`,
      codec,
    );
    const output = file(`${name}-out.mkv`);
    const { summary } = await runRecording(input, output, { audioCodec: out, cues: AT.map((at) => cue(at)) });
    assert.is(summary.played, AT.length);
    const before = pcm(input);
    const after = pcm(output);
    assert.is(after.length, before.length, 'as many samples out as in');
    // The longest effect: 0.1 s, and a sample for rounding when it was resampled.
    const length = Math.ceil(rate * 0.1) + 1;
    const starts: number[] = AT.map((at) => toSample(fromSeconds(at), rate));
    const changed = new Set<number>();
    for (let i = 0; i < before.length; i += 1)
      if (before[i] !== after[i]) changed.add(Math.floor(i / channels));
    for (const start of starts) assert.ok(changed.has(start), `an effect starts at sample ${start}`);
    for (const frame of changed)
      assert.ok(
        starts.some((start) => frame >= start && frame < start + length),
        `sample ${frame} lies outside every effect`,
      );
    if (channels === 6) assert.ok(sameChannel(before, after, 3), 'the LFE channel stays as it was');
  });

function sameChannel(before: Int32Array, after: Int32Array, channel: number): boolean {
  for (let i = channel; i < before.length; i += 6) if (before[i] !== after[i]) return false;
  return true;
}

test('without cues every sample passes, also with ducking and limiter on', async () => {
  const input = make('silent-cues.wav', noise(48_000), '-t 1 -ac 2 -c:a pcm_s16le');
  const output = file('silent-cues-out.wav');
  await runRecording(input, output, { duck: 9, limiter: true });
  assert.equal(pcm(output), pcm(input));
});

test('32-bit integers survive, since the mixer then counts in 64-bit floats', async () => {
  const input = make('wide.wav', noise(48_000), '-t 0.5 -ac 1 -c:a pcm_s32le');
  const output = file('wide-out.mkv');
  await runRecording(input, output, { audioCodec: 'copy' });
  assert.equal(pcm(output), pcm(input));
});

test('sound that starts a little after the picture keeps its place', async () => {
  const input = make('late.mkv', VIDEO, '-itsoffset 0.06', noise(48_000), '-t 1 -c:v libx264 -c:a flac');
  const output = file('late-out.mkv');
  await runRecording(input, output, { audioCodec: 'flac' });
  assert.equal(pcm(output), pcm(input));
  assert.is(packets(output, 'a:0')[0]?.pts_time, packets(input, 'a:0')[0]?.pts_time);
});

for (const [to, extra] of [
  ['mp4', '-bf 3 -g 50'],
  ['mov', '-bf 2'],
  ['mkv', '-bf 3 -x264-params b-pyramid=normal'],
] as const)
  test(`video packets in ${to} are the input's own, times moved by one constant`, async () => {
    const input = make(`video.${to}`, VIDEO, noise(44_100), `-t 3 -c:v libx264 ${extra} -c:a aac`);
    const output = file(`video-out.${to}`);
    await runRecording(input, output, { cues: [cue(1)] });
    const before = packets(input, 'v:0');
    const after = packets(output, 'v:0');
    assert.equal(
      after.map((packet) => packet.data_hash),
      before.map((packet) => packet.data_hash),
    );
    for (const field of ['pts_time', 'dts_time'] as const) {
      const shifts = after.flatMap((packet, i) => {
        const was = before[i]?.[field];
        return packet[field] === undefined || was === undefined
          ? []
          : [Math.round((Number(packet[field]) - Number(was)) * 1e4)];
      });
      assert.ok(shifts.length > before.length - 4);
      assert.is(Math.max(...shifts) - Math.min(...shifts), 0, `${field} moves by one constant`);
    }
  });

test.run();
