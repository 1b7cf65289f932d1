import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '../../../src/core/clock.ts';
import { RecordedSource } from '../../../src/media/input/recorded-source.ts';
import { isPacket } from '../../support/packets.ts';
import { freePort } from '../../support/ports.ts';
import { rejects, within } from '../../support/within.ts';
import { make, noise, VIDEO } from '../clips.ts';
import { CODED, ffmpeg, Listening, listening, PICTURE, playlist, SOUND } from './peers.ts';

const rtmp = async (): Promise<string> => `rtmp://127.0.0.1:${await freePort()}/live/canary`;
const publish = (url: string, ...words: string[]): ReturnType<typeof ffmpeg> =>
  ffmpeg(PICTURE, SOUND, CODED, ...words, '-f flv', url);

/** Time for a listener to be there. */
const soon = (ms = 300): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('RTMP: a publisher that is killed and comes back goes on later on the same time line', async () => {
  const url = await rtmp();
  await listening(url, { listen: true }, async (input) => {
    await soon();
    const first = publish(url);
    await input.until('2 s of the first publisher', () => input.span > 2);
    const [connection] = input.connections;
    assert.is(connection?.start, 0);
    assert.is(connection?.info.video?.codec, 'h264');
    assert.is(connection?.format.rate, 48_000);
    assert.not.match(connection?.info.url ?? '', /canary/);
    assert.ok(input.packets[0]?.key, 'nothing before the first key frame was lost');
    const behind = input.inputClock.mediaAt(input.clock.now()) / 1e6 - input.span;
    assert.ok(Math.abs(behind) < 0.5, `the clock is ${behind} s ahead of what came`);
    await first.kill();
    await input.until('the loss', () => input.noted('input-lost').length === 1, 5_000);
    await soon(1_500);
    // The same publisher with other sound.
    ffmpeg(PICTURE, '-re -f lavfi -i sine=r=44100', CODED, '-f flv', url);
    await input.until('2 s of the second publisher', () => input.connections.length === 2 && input.span > 2);
    const second = input.connections[1];
    assert.is(second?.format.rate, 48_000, "the sound's format stays");
    assert.is(second?.info.audio?.sampleRate, 44_100);
    const start = (second?.start ?? 0) / 1e6;
    assert.ok(start > 3.4, `the second connection begins at ${start} s`);
    const late = input.inputClock.mediaAt(input.clock.now()) / 1e6 - start - input.span;
    assert.ok(Math.abs(late) < 0.5, `the clock is ${late} s ahead of what came`);
    assert.is(input.input.counts.connections, 2);
    assert.is(input.input.counts.gaps, 0);
    assert.ok(input.input.counts.packets > 200);
  });
});

test("RTMP's 24-bit border at 16,777,215 ms passes unnoticed", async () => {
  const url = await rtmp();
  await listening(url, { listen: true, pictures: false }, async (input) => {
    await soon();
    publish(url, '-output_ts_offset 16774');
    await input.until('what comes after the border', () => input.span > 4.5);
    assert.equal(input.notes, []);
    const at = input.packets.map((packet) => packet.at);
    for (let i = 1; i < at.length; i += 1)
      assert.ok((at[i] ?? 0) - (at[i - 1] ?? 0) <= 41_000, `a hole at ${at[i]}`);
  });
});

test('a sender that stops sending is given up, and the next one is heard', async () => {
  const url = await rtmp();
  await listening(url, { listen: true, pictures: false }, async (input) => {
    await soon();
    const stopped = publish(url);
    await input.until('the first sender', () => input.span > 0.5);
    stopped.child.kill('SIGSTOP');
    // After 8 s to 10 s; bench/promptness.ts measures it.
    await input.until('the loss', () => input.noted('input-lost').length === 1, 30_000);
    await soon();
    publish(url);
    await input.until('the second sender', () => input.connections.length === 2 && input.span > 0.5);
    assert.ok((input.connections[1]?.start ?? 0) > 8e6);
  });
});

test('RTMP, pulled: refused at first, then there', async () => {
  const url = await rtmp();
  await listening(url, { pictures: false }, async (input) => {
    await input.until('a refusal', () => input.noted('input-retry').length >= 2, 5_000);
    assert.not.match(JSON.stringify(input.notes), /canary/);
    ffmpeg(PICTURE, SOUND, CODED, '-f flv -listen 1', url);
    await input.until('1 s of the stream', () => input.span > 1);
  });
});

test('inputs before a dead server: six tries each in the first minute, not in step', async () => {
  const clock = fakeClock();
  const url = `tcp://127.0.0.1:${await freePort()}`;
  await using ended = new AsyncDisposableStack();
  const inputs = Array.from({ length: 5 }, () => ended.use(new Listening(url, { clock })));
  const tries = inputs.map((): number[] => []);
  for (let tenth = 0; tenth < 600; tenth += 1) {
    await clock.advance(100);
    // Being refused takes time of the machine and none of the clock.
    await soon(2);
    for (const [i, input] of inputs.entries())
      while ((tries[i]?.length ?? 0) < input.noted('input-retry').length) tries[i]?.push(clock.now());
  }
  for (const mine of tries) {
    assert.is(mine.length, 6, mine.join(' '));
    // Told within a tenth of a second of this clock, but for what the machine took to be refused.
    for (const round of [0, 1, 2, 3, 4])
      assert.ok((mine[round + 1] ?? 0) - (mine[round] ?? 0) >= 1_000 * 2 ** round - 100, mine.join(' '));
  }
  assert.ok(new Set(tries.map((mine) => mine.at(-1))).size > 1, 'the last tries are not in step');
  for (const input of inputs) await input.close();
});

test('SRT: a sender calls, goes, calls again', async () => {
  const port = await freePort();
  const send = (): ReturnType<typeof ffmpeg> =>
    ffmpeg(PICTURE, SOUND, CODED, '-f mpegts', `srt://127.0.0.1:${port}?mode=caller`);
  await listening(`srt://127.0.0.1:${port}?mode=listener`, {}, async (input) => {
    await soon();
    const first = send();
    await input.until('the first sender', () => input.span > 1);
    await first.kill('SIGTERM');
    await input.until('the loss', () => input.noted('input-lost').length === 1, 10_000);
    send();
    await input.until('the second sender', () => input.connections.length === 2 && input.span > 1);
    assert.is(input.input.counts.gaps, 0, 'packets without stamps lose no sound');
  });
});

test('SRT: called', async () => {
  const port = await freePort();
  await listening(`srt://127.0.0.1:${port}`, { pictures: false }, async (input) => {
    ffmpeg(PICTURE, SOUND, CODED, '-f mpegts', `srt://127.0.0.1:${port}?mode=listener`);
    await input.until('1 s of the stream', () => input.span > 1);
  });
});

test('RTSP: a sender announces itself', async () => {
  const url = `rtsp://127.0.0.1:${await freePort()}/live`;
  await listening(url, { listen: true, pictures: false }, async (input) => {
    await soon();
    ffmpeg(PICTURE, SOUND, CODED, '-f rtsp -rtsp_transport tcp', url);
    await input.until('1 s of the stream', () => input.span > 1);
    assert.equal(
      input.connections[0]?.info.streams.map(({ kind }) => kind),
      ['video', 'audio'],
    );
  });
});

test('HLS: a playlist that grows, from its newest segment on', async () => {
  const server = await playlist();
  try {
    await listening(server.url, {}, async (input) => {
      await input.until('3 segments', () => input.span > 3.5);
      assert.equal(input.notes, []);
      const before = input.inputClock.mediaAt(input.clock.now()) / 1e6;
      assert.ok(before < input.span, 'what the clock says has arrived, has arrived');
      assert.ok(input.inputClock.burst > 500_000, `burst ${input.inputClock.burst}`);
      assert.not.match(input.connections[0]?.info.url ?? '', /canary/);
    });
  } finally {
    await server.close();
  }
});

test('MPEG-TS over UDP, across the wrap of its 33 bits', async () => {
  const url = `udp://127.0.0.1:${await freePort()}`;
  await listening(url, { pictures: false }, async (input) => {
    await soon();
    // 2^33 / 90,000 s less 3 s; the muxer begins 1.4 s later.
    ffmpeg(PICTURE, SOUND, CODED, '-output_ts_offset 95439.3 -f mpegts', `${url}?pkt_size=1316`);
    await input.until('what comes after the wrap', () => input.span > 4);
    assert.equal(
      [...new Set(input.noted('input-jump').map((note) => ('kind' in note ? note.kind : '')))],
      ['wrap'],
    );
    assert.equal(input.noted('input-gap'), []);
  });
});

test('a file in real time, again and again: the first round is what decorate reads', async () => {
  const path = make('round.mp4', VIDEO, noise(44_100), '-t 1.5 -c:v libx264 -bf 2 -g 12 -c:a aac -shortest');
  const seen = { samples: [] as number[], speech: 0, pictures: [] as number[] };
  await using source = await RecordedSource.open(path);
  for (let items = await source.read(); items !== undefined; items = await source.read())
    for (const item of items)
      if (item.type === 'audio') seen.samples.push(...item.block.samples);
      else if (item.type === 'picture') seen.pictures.push(item.picture.picture.data[5_000] ?? -1);
      else if (isPacket(item)) item.packet.free();

  await using input = new Listening(path, { realtime: true, loop: true });
  await input.until('the third round', () => input.connections.length === 3, 10_000);
  const passed = input.clock.now();
  await input.close();
  assert.ok(passed > 2_500, `two rounds of 1.5 s took ${passed} ms`);
  const first = input.blocks
    .filter(({ connection }) => connection === 0)
    .flatMap(({ block }) => [...block.samples]);
  assert.equal(first, seen.samples);
  assert.is(input.blocks[0]?.block.start, 0);
  assert.equal(
    input.pictures.filter(({ at }) => at < source.end).map(({ picture }) => picture.data[5_000]),
    seen.pictures,
  );
  assert.is(input.connections[1]?.start, source.end, 'the second round begins where the first ended');
  assert.equal(input.pictures.map(({ at }) => at / 1e6).slice(0, 3), [0, 1, 2]);
});

test('a file in real time ends with itself', async () => {
  const path = make('once.mp4', VIDEO, noise(48_000), '-t 0.6 -c:v libx264 -c:a aac -shortest');
  await using input = new Listening(path, { realtime: true });
  await within(input.input.done, 5_000, 'the end');
  assert.is(input.connections.length, 1);
  assert.equal(input.notes, []);
  await input.close();
});

test('pictures that FFmpeg makes up come by the wall clock', async () => {
  await listening('lavfi:testsrc2=s=64x48:r=25', {}, async (input) => {
    await input.until('2 pictures', () => input.pictures.length === 2, 5_000);
    assert.ok(input.clock.now() > 600);
    assert.is(input.connections[0]?.info.audio, undefined);
    assert.is(input.connections[0]?.format.rate, 48_000);
  });
});

test('what cannot be read is refused by name', async () => {
  for (const [address, pattern] of [
    ['nosuchdevice://front', /no way to read nosuchdevice:/],
    // A name with a colon is a file's.
    ['nosuchdevice:front', /There is no file/],
    ['/no/such/file.mp4', /There is no file/],
  ] as const) {
    await using input = new Listening(address, { realtime: true });
    await rejects(input.input.firstConnection, pattern);
    await input.close();
  }
  await using file = new Listening(make('still.mp4', VIDEO, '-t 0.2 -c:v libx264'));
  const error = await rejects(file.input.firstConnection, /no clock of its own/);
  assert.match((error as Error & { nextStep: string }).nextStep, /--realtime/);
  await file.close();
});

for (const address of [
  'rtmp://127.0.0.1:PORT/live/x?listen',
  'srt://127.0.0.1:PORT?mode=listener',
  'udp://127.0.0.1:PORT',
])
  test(`nobody comes to ${address.split(':')[0]}: closing does not wait`, async () => {
    await using input = new Listening(address.replace('PORT', String(await freePort())));
    await soon(500);
    await input.close();
    await rejects(input.input.firstConnection, /closed before/);
  });

test.run();
