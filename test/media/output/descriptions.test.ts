/** What a recording says beside its pictures and sound stays: chapters, metadata, the timecode, telemetry. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Log } from 'node-av/lib';
import { openInput } from '../../../src/media/input/demuxer.ts';
import { within } from '../../support/within.ts';
import { cue, file, make, noise, packets, probe, runRecording } from '../clips.ts';

const SMALL = '-f lavfi -i testsrc2=s=160x90:r=25';
const H264 = '-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p';
const plain = make('plain.mp4', SMALL, noise(48_000), `-t 2 ${H264} -c:a aac`);

interface Chapter {
  readonly start_time: string;
  readonly end_time: string;
  readonly tags?: { readonly title?: string };
}

/** Chapters as ffprobe reads them: start and end in seconds, and the title. */
function chapters(path: string): (string | number | undefined)[][] {
  const text = execFileSync('ffprobe', ['-v', 'error', '-show_chapters', '-of', 'json', path]);
  const found = (JSON.parse(text.toString()) as { chapters: Chapter[] }).chapters;
  return found.map(({ start_time, end_time, tags }) => [Number(start_time), Number(end_time), tags?.title]);
}

writeFileSync(
  file('chapters.txt'),
  [
    ';FFMETADATA1\ntitle=A show\nartist=Somebody',
    '[CHAPTER]\nTIMEBASE=1/1000\nSTART=250\nEND=1000\ntitle=Intro – ä: "x"',
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=${'Long '.repeat(20).trim()}`,
  ].join('\n'),
);
const CHAPTERS = [
  [0.25, 1, 'Intro – ä: "x"'],
  [1, 2, 'Long '.repeat(20).trim()],
];
const book = make(
  'book.mkv',
  `-i ${plain} -i ${file('chapters.txt')} -map 0 -map_metadata 1 -map_chapters 1 -c copy`,
);

for (const to of ['mp4', 'mov', 'mkv', 'm4a', 'mp3', 'flac', 'opus'])
  test(`chapters go to ${to} with their times and titles`, async () => {
    const output = file(`book-out.${to}`);
    const { warnings } = await runRecording(book, output, { cues: [cue(1)] });
    assert.not(warnings.some((line) => line.includes('chapter')));
    const found = chapters(output);
    assert.equal(
      found.map(([start, , title]) => [start, title]),
      CHAPTERS.map(([start, , title]) => [start, title]),
    );
    // Comments name no end.
    if (!/^(flac|ogg|opus)$/.test(to))
      assert.equal(
        found.map(([, end]) => end),
        [1, 2],
      );
    if (!/^(mp4|mkv)$/.test(to)) return;
    // Of MP4, the chapters' own track is no stream that anybody misses in the next step.
    const again = file(`book-again.${to}`);
    assert.equal((await runRecording(output, again)).warnings, []);
    assert.equal(chapters(again), CHAPTERS);
  });

test('chapters of WebM stay, and where there is no place for them that is said', async () => {
  const webm = make(
    'book.webm',
    `-i ${book} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus -map_chapters 0`,
  );
  await runRecording(webm, file('book-out.webm'));
  assert.equal(chapters(file('book-out.webm')), chapters(webm));
  for (const to of ['ts', 'flv', 'wav', 'aac']) {
    const { warnings } = await runRecording(book, file(`book-out.${to}`));
    assert.match(warnings.join('\n'), /Left out: 2 chapters; .* has no place/);
  }
});

test('chapters that FFmpeg never tells are waited for 5 s, and missed in one line', async () => {
  const log = Log.log.bind(Log);
  // The end of what it tells is lost on the way.
  Log.log = () => undefined;
  try {
    const output = file('book-lost.mp4');
    const { warnings } = await within(
      runRecording(book, output),
      20_000,
      'a recording whose chapters are lost',
    );
    assert.equal(warnings, ['Left out: chapters, if there are any; they could not be read.']);
    assert.equal(chapters(output), []);
  } finally {
    Log.log = log;
  }
});

test('chapters count from where the media begin, as the output does', async () => {
  const later = make('later.mkv', `-copyts -ss 0 -i ${book} -c copy -output_ts_offset 5 -map_chapters -1`);
  writeFileSync(
    file('later.txt'),
    ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=5500\nEND=7000\ntitle=Later\n',
  );
  const input = make(
    'later-book.mkv',
    `-copyts -i ${later} -i ${file('later.txt')} -map 0 -map_chapters 1 -c copy -muxdelay 0`,
  );
  assert.ok(Math.abs(Number(probe(input).streams[0]?.start_time) - 5) < 0.1, 'it begins at 5 s');
  for (const to of ['mkv', 'mp4']) {
    await runRecording(input, file(`later-out.${to}`));
    const [[start, end] = []] = chapters(file(`later-out.${to}`));
    assert.ok(Math.abs(Number(start) - 0.5) < 0.05 && Math.abs(Number(end) - 2) < 0.05, `${start} to ${end}`);
  }
});

/** They were gone without a word; a plain file's own tags must not change by it. */
test('metadata that the muxer has no box for is kept under its key', async () => {
  const input = make(
    'phone.mov',
    `-i ${plain} -c copy -movflags use_metadata_tags`,
    '-metadata com.apple.quicktime.location.ISO6709=+48.1000+011.5000/',
    '-metadata com.apple.quicktime.make=Apple -metadata title=Clip -metadata mine=yes',
    '-metadata creation_time=2024-05-01T10:11:12.000000Z',
  );
  for (const to of ['mov', 'mp4', 'mkv']) {
    const output = file(`phone-out.${to}`);
    assert.equal((await runRecording(input, output)).warnings, []);
    const tags = Object.fromEntries(
      Object.entries(probe(output).format.tags ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
    );
    assert.is(tags['com.apple.quicktime.location.iso6709'], '+48.1000+011.5000/', to);
    assert.is(tags['com.apple.quicktime.make'], 'Apple', to);
    assert.is(tags['title'], 'Clip', to);
    assert.is(tags['mine'], 'yes', to);
    assert.match(tags['creation_time'] ?? '', /^2024-05-01T10:11:12/, to);
  }
});

test('plain tags stay what they are, once', async () => {
  const words = [
    'title',
    'artist',
    'album',
    'comment',
    'genre',
    'copyright',
    'date',
    'composer',
    'description',
  ];
  const input = make(
    'tagged.mp4',
    `-i ${plain} -c copy ${words.map((key) => `-metadata ${key}=a-${key}`).join(' ')}`,
    '-metadata location=+48.1000+011.5000/',
  );
  for (const to of ['mp4', 'mov', 'mkv', 'flv', 'm4a', 'flac', 'mp3']) {
    const output = file(`tagged-out.${to}`);
    await runRecording(input, output);
    const tags = Object.fromEntries(
      Object.entries(probe(output).format.tags ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
    );
    for (const key of words)
      // FLAC's description is FFmpeg's comment.
      if (!(to === 'flac' && /comment|description/.test(key)))
        assert.is(tags[key], `a-${key}`, `${key} in ${to}`);
    if (/mp4|mov|mkv/.test(to)) assert.match(tags['location'] ?? '', /^\+48\.1000\+0?11\.5000\/$/, to);
  }
});

test('the timecode of the camera stays, drop-frame too', async () => {
  const timecode = '01:02:03;04';
  const input = make(
    'timecode.mov',
    '-f lavfi -i testsrc2=s=160x90:r=30000/1001',
    noise(48_000),
    `-t 1 ${H264} -c:a aac -timecode ${timecode}`,
  );
  for (const to of ['mov', 'mp4', 'mkv']) {
    const output = file(`timecode-out.${to}`);
    assert.equal((await runRecording(input, output)).warnings, []);
    const { tags = {} } = probe(output).streams[0] ?? {};
    assert.is(Object.entries(tags).find(([key]) => key.toLowerCase() === 'timecode')?.[1], timecode, to);
    // From there back to a camera's container.
    await runRecording(output, file(`timecode-${to}.mov`));
    assert.is(probe(file(`timecode-${to}.mov`)).streams[0]?.tags?.['timecode'], timecode, to);
  }
  const { warnings } = await runRecording(input, file('timecode-out.ts'));
  assert.equal(warnings, ['Left out: the timecode 01:02:03;04; MPEG-TS has no place for that.']);
});

/** Telemetry as GoPro writes it: a track of timed data, here made of a subtitle track. */
function telemetry(): string {
  writeFileSync(
    file('gopro.srt'),
    '1\n00:00:00,000 --> 00:00:00,900\nDEVC one\n\n2\n00:00:01,000 --> 00:00:01,900\nDEVC two\n',
  );
  const path = make(
    'gopro-text.mp4',
    `-i ${plain} -i ${file('gopro.srt')} -map 0 -map 1 -c copy -c:s mov_text`,
  );
  const bytes = readFileSync(path).toString('latin1').replace('tx3g', 'gpmd').replace('sbtl', 'meta');
  writeFileSync(file('gopro.mp4'), Buffer.from(bytes, 'latin1'));
  return file('gopro.mp4');
}

test('telemetry is kept where the container can hold it, else named for what it is', async () => {
  const input = telemetry();
  for (const to of ['mp4', 'mov']) {
    assert.equal((await runRecording(input, file(`gopro-out.${to}`))).warnings, []);
    const facts = packets(file(`gopro-out.${to}`), 'd:0').map((one) => [one.pts_time, one.data_hash]);
    assert.equal(
      facts,
      packets(input, 'd:0').map((one) => [one.pts_time, one.data_hash]),
    );
  }
  for (const to of ['mkv', 'ts', 'flv']) {
    const { warnings } = await runRecording(input, file(`gopro-out.${to}`));
    assert.match(warnings.join(), /^Left out: GoPro telemetry, stream 2; .* has no place for that\.$/, to);
  }
});

/** In Ogg the file's comments stand in its stream. */
test('title and artist of an Ogg file reach every container', async () => {
  const input = make('song.ogg', noise(48_000), '-t 1 -metadata title=Song -metadata artist=Me');
  for (const to of ['mp3', 'm4a', 'flac', 'mka']) {
    await runRecording(input, file(`song-out.${to}`));
    const { title, TITLE, artist, ARTIST } = probe(file(`song-out.${to}`)).format.tags ?? {};
    assert.equal([title ?? TITLE, artist ?? ARTIST], ['Song', 'Me'], to);
  }
});

test('the name of a television service is kept in transport streams and Matroska', async () => {
  const said = '-metadata service_name=Evening -metadata service_provider=Nine';
  const input = make('service.ts', `-i ${plain} -c copy ${said}`);
  for (const to of ['ts', 'mkv', 'mp4']) {
    const output = file(`service-out.${to}`);
    await runRecording(input, output);
    await using opened = await openInput(output);
    const { metadata } = opened.info;
    const words = Object.entries(metadata).map(([key, value]) => `${key.toLowerCase()}=${value}`);
    assert.ok(words.includes('service_name=Evening'), `${to}: ${words.join(' ')}`);
    assert.ok(words.includes('service_provider=Nine'), `${to}: ${words.join(' ')}`);
  }
});

test.run();
