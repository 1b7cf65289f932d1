/** A recording's own captions: the sentences that a live session makes of the same file, and what is said where there are none. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InBandKind } from '../../../src/captions/in-band/in-band.ts';
import { joinLive } from '../../../src/captions/sentences/join-live.ts';
import type { CaptionWords } from '../../../src/captions/source.ts';
import { parseCaptions } from '../../../src/captions/files/parse.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { exitCodeFor, UsageError } from '../../../src/plugin/errors.ts';
import { readInBandWords } from '../../../src/plugin/decorate/in-band-words.ts';
import { openLiveInBandCaptions } from '../../../src/plugin/live/in-band-captions.ts';
import type { Caption } from '../../../src/streams/words/tidy.ts';
import * as line21 from '../../captions/cea/line21.ts';
import { captionedClip, letters, loaded, schedule, type Codec } from '../../captions/cea/line21.ts';
import { file, make, noise, VIDEO } from '../../media/clips.ts';
import { isPacket } from '../../support/packets.ts';
import { Listening } from '../../media/input/peers.ts';
import { rejects, within } from '../../support/within.ts';

/** What a live session makes of a file that is played by the clock, ten times as fast. */
async function liveWords(kind: InBandKind, path: string): Promise<Caption[]> {
  const captions = openLiveInBandCaptions(kind);
  const last = new Map<string, CaptionWords>();
  captions.events$.pipe(joinLive()).subscribe((event) => {
    assert.is.not(event.type, 'fault');
    if (event.type === 'caption') last.set(event.id, event);
    else if (event.type === 'withdrawn') last.delete(event.id);
  });
  await using input = new Listening(path, {
    realtime: true,
    clock: systemClock(10),
    pictures: false,
    speech: false,
    onItem(item) {
      if (item.type === 'connection') captions.enter(item.connection);
      if (item.type === 'end') void captions.close();
      if (!isPacket(item)) return;
      captions.look(item);
      item.packet.free();
    },
  });
  await within(input.input.done, 30_000, `${path} live`);
  const words = [...last.values()].sort((a, b) => a.start.at - b.start.at);
  assert.ok(words.every(({ final }) => final));
  return words.map(({ start, end, text }) => ({ start: start.at, end: end.at, text }) as Caption);
}

/** The same sentences; a live session counts time in the stream's ticks, of 1 ms at most. */
function assertSame(recorded: readonly Caption[], live: readonly Caption[], path: string): void {
  assert.equal(
    recorded.map(({ text }) => text),
    live.map(({ text }) => text),
    path,
  );
  for (const [index, { start, end }] of recorded.entries()) {
    assert.ok(Math.abs(start - (live[index]?.start ?? 0)) <= 1_000, `${path}: start of ${index}`);
    assert.ok(Math.abs(end - (live[index]?.end ?? 0)) <= 1_000, `${path}: end of ${index}`);
  }
}

const SRT = `1
00:00:00,500 --> 00:00:01,300
<i>Good</i> morning, this

2
00:00:01,400 --> 00:00:02,500
is made of wood.

3
00:00:02,600 --> 00:00:03,000
[applause]

4
00:00:03,200 --> 00:00:04,100
ANNA: No.

5
00:00:04,200 --> 00:00:05,600
- Have a look,
it is 5 & new!
`;
writeFileSync(file('words.srt'), SRT);
const WHOLE = parseCaptions(SRT, 'words.srt');
const CODING = '-c:v libx264 -preset ultrafast -bf 2 -g 25 -pix_fmt yuv420p -c:a aac';
const talk = make('talk.mp4', VIDEO, noise(48_000), `-t 7 ${CODING}`);
const withTrack = (name: string, words: string): string =>
  make(name, '-i', talk, '-i', file('words.srt'), `-map 0 -map 1 -c copy ${words}`);

for (const [container, codec] of [
  ['mp4', 'mov_text'],
  ['mkv', 'srt'],
  ['mkv', 'webvtt'],
  ['mkv', 'ass'],
] as const)
  test(`a ${codec} track in ${container} gives the sentences of the captions file, and those of a live session`, async () => {
    const path = withTrack(`track-${codec}.${container}`, `-c:s ${codec}`);
    const words = await readInBandWords('embedded', path);
    assert.equal(
      words.map(({ text }) => text),
      ['Good morning, this is made of wood.', 'No. Have a look, it is 5 & new!'],
    );
    words.forEach(({ start, end }, index) => {
      const { start: from, end: to } = WHOLE[index]!;
      // ASS counts in hundredths of a second, and Matroska begins with 21 ms of the sound's encoder.
      assert.ok(Math.abs(start - from) <= 31_000, `start of ${index}`);
      assert.ok(Math.abs(end - to) <= 31_000, `end of ${index}`);
    });
    assertSame(words, await liveWords('embedded', path), path);
  });

/** Two sentences that pop on, one that rolls up over two lines, and one that stays to the end. */
const SHOW = schedule(
  [5, loaded('Good morning,', 'it is new!')],
  [50, line21.EOC()],
  [52, loaded('Have a look at it.')],
  [75, line21.EOC()],
  [100, line21.EDM()],
  [110, [...line21.RU2(), ...line21.CR(), ...line21.row(15), ...letters('THIS ONE IS')]],
  [130, [...line21.CR(), ...letters('MADE OF WOOD.')]],
  [150, [...line21.CR(), ...letters('AND SO IT STAYS.')]],
);

for (const [codec, containers] of [
  ['h264', ['mp4', 'flv', 'ts', 'mkv']],
  ['hevc', ['mp4', 'ts']],
] as const satisfies readonly (readonly [Codec, readonly string[]])[])
  test(`CEA-608 in ${codec} (${containers.join(', ')}) gives the sentences of a live session`, async () => {
    for (const path of await captionedClip(`cc-${codec}`, codec, 8, SHOW, ...containers)) {
      const words = await readInBandWords('cea608', path);
      assert.equal(
        words.map(({ text }) => text),
        ['Good morning, it is new!', 'Have a look at it.', 'This one is made of wood.', 'And so it stays.'],
        path,
      );
      assert.equal(
        words.slice(0, 2).map(({ start, end }) => [start / 1e6, end / 1e6]),
        [
          [2, 3],
          [3, 4],
        ],
        path,
      );
      assertSame(words, await liveWords('cea608', path), path);
    }
  });

test('ffmpeg reads the same words in the pictures', async () => {
  const [clip = ''] = await captionedClip('cc-oracle', 'h264', 8, SHOW, 'ts');
  const srt = file('cc-oracle.srt');
  const reading = ['-f', 'lavfi', '-i', `movie=${clip}[out0+subcc]`, '-map', '0:s', srt];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...reading]);
  const theirs = parseCaptions(readFileSync(srt, 'utf8'), 'cc-oracle.srt').map(({ text }) => text);
  const ours = (await readInBandWords('cea608', clip)).map(({ text }) => text);
  // It leaves out a line that nothing rolls up.
  for (const sentence of ours.slice(0, -1))
    assert.ok(
      theirs.join(' ').toLowerCase().includes(sentence.toLowerCase()),
      `${sentence} in ${theirs.join(' ')}`,
    );
});

/** Fails unless it is one line of ours, of exit code 2. */
async function absent(kind: InBandKind, path: string, what: RegExp, nextStep: RegExp): Promise<void> {
  const error = await rejects(readInBandWords(kind, path), what, nextStep);
  assert.instance(error, UsageError);
  assert.is((error as UsageError).code, 'captions-absent');
  assert.ok(error.message.includes(path));
  assert.is(exitCodeFor(error), 2);
}

test('a recording without captions: what is missing, and what to do', async () => {
  await absent('embedded', talk, /holds no subtitle track\.$/, /^Leave out --asr .*--asr captions:FILE\./);
  await absent('cea608', talk, /carry no CEA-608 or CEA-708 captions\.$/, /--asr captions:FILE/);
  const track = withTrack('both.mkv', '-c:s srt');
  await absent('cea608', track, /carry no CEA-608/, /^Use --asr embedded for its subtitle track/);
  const sound = make('sound.wav', noise(48_000), '-t 1');
  await absent('cea608', sound, /has no pictures/, /captions:FILE/);
  const vp9 = make('vp9.webm', VIDEO, '-t 1 -c:v libvpx-vp9 -deadline realtime -cpu-used 8');
  await absent(
    'cea608',
    vp9,
    /The pictures of .* are vp9; CEA-608 is read from H\.264 and HEVC alone\.$/,
    /./,
  );
});

test('subtitles that are pictures, and a track without words', async () => {
  writeFileSync(file('silent.srt'), '1\n00:00:01,000 --> 00:00:02,000\n[applause]\n');
  const silent = make('silent.mkv', '-i', talk, '-i', file('silent.srt'), '-map 0 -map 1 -c copy -c:s srt');
  await absent(
    'embedded',
    silent,
    /The subtitle track of .* \(stream 2\) holds no words\.$/,
    /captions:FILE/,
  );
  // FFmpeg draws no text, so a recording with such a track is made by renaming the codec of one.
  const bytes = readFileSync(silent);
  bytes.write('S_VOBSUB\0\0\0', bytes.indexOf('S_TEXT/UTF8'), 'latin1');
  writeFileSync(file('drawn.mkv'), bytes);
  await absent(
    'embedded',
    file('drawn.mkv'),
    /holds no subtitle track of text; what it has is dvd_subtitle\.$/,
    /./,
  );
});

test('the first text track is read where there are several', async () => {
  writeFileSync(file('other.srt'), '1\n00:00:01,000 --> 00:00:02,000\nSomething else entirely.\n');
  const two = make(
    'two.mkv',
    '-i',
    talk,
    '-i',
    file('words.srt'),
    '-i',
    file('other.srt'),
    '-map 0 -map 1 -map 2 -c copy -c:s srt',
  );
  assert.is((await readInBandWords('embedded', two))[0]?.text, 'Good morning, this is made of wood.');
});

test('what can be read only once is refused; a signal stops the reading', async () => {
  execFileSync('mkfifo', [file('pipe.ts')]);
  // Both ends, so that nobody waits for the other.
  const pipe = openSync(file('pipe.ts'), 'r+');
  try {
    const error = await rejects(
      readInBandWords('embedded', file('pipe.ts')),
      /pipe\.ts can be read only once\.$/,
    );
    assert.is((error as UsageError).code, 'captions-once');
    assert.is(exitCodeFor(error), 2);
    await rejects(readInBandWords('cea608', 'rtmp://127.0.0.1:1/live/x'), /can be read only once/);
  } finally {
    closeSync(pipe);
  }
  const stopped = new AbortController();
  stopped.abort(new Error('enough'));
  const reading = readInBandWords('embedded', withTrack('stopped.mp4', '-c:s mov_text'), {
    signal: stopped.signal,
  });
  await rejects(reading, /enough/);
});

test.run();
