/**
 * What the guard of HTTP inputs costs: HLS of a server in another process, read to its end by FFmpeg alone and through
 * the guard, in turns. Prints the median CPU time of the reading process for each megabyte.
 *
 * Run: node scripts/run.mjs bench/http-guard.ts [MEGABYTES] [ROUNDS]
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FormatContext, Packet } from 'node-av/lib';
import { check } from '../src/media/ffmpeg.ts';
import { openInput } from '../src/media/input/demuxer.ts';

const [megabytes = '150', rounds = '5'] = process.argv.slice(2);
const SOURCES = '-f lavfi -i testsrc2=s=1280x720:r=25,noise=alls=20:allf=t -f lavfi -i sine=r=48000';
const CODED = '-t 4 -c:v libx264 -preset ultrafast -b:v 6M -g 50 -c:a aac -f mpegts -';

async function serve(): Promise<void> {
  const segment = execFileSync('ffmpeg', ['-v', 'error', ...`${SOURCES} ${CODED}`.split(' ')], {
    maxBuffer: 2 ** 26,
  });
  const count = Math.ceil((Number(megabytes) * 1e6) / segment.length);
  const lines = Array.from({ length: count }, (_, i) => `#EXTINF:4,\ns${i}.ts`);
  const list = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
  const server = createServer((request, response) =>
    response.end(request.url === '/show.m3u8' ? list : segment),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.({ port: (server.address() as AddressInfo).port, bytes: count * segment.length });
}

async function guarded(url: string): Promise<void> {
  await using input = await openInput(url);
  using packet = new Packet();
  packet.alloc();
  for (; await input.read(packet); packet.unref());
}

async function alone(url: string): Promise<void> {
  await using context = new FormatContext();
  context.allocContext();
  check(await context.openInput(url, null, null), 'opening');
  check(await context.findStreamInfo(null), 'probing');
  using packet = new Packet();
  packet.alloc();
  for (; (await context.readFrame(packet)) >= 0; packet.unref());
}

async function compare(): Promise<void> {
  const server = fork(import.meta.filename, process.argv.slice(2), { env: { ...process.env, SERVES: '1' } });
  const [{ port, bytes }] = (await once(server, 'message')) as [{ port: number; bytes: number }];
  const url = `http://127.0.0.1:${port}/show.m3u8`;
  const ways = { 'FFmpeg alone': alone, 'through the guard': guarded };
  const spent: Record<string, number[]> = {};
  for (let round = 0; round <= Number(rounds); round += 1)
    for (const [name, read] of Object.entries(ways)) {
      const before = process.cpuUsage();
      await read(url);
      const { user, system } = process.cpuUsage(before);
      // The first round warms up.
      if (round > 0) (spent[name] ??= []).push((user + system) / 1000 / (bytes / 1e6));
    }
  for (const [name, each] of Object.entries(spent)) {
    const sorted = each.toSorted((a, b) => a - b);
    const [least = 0, median = 0, most = 0] = [0, (sorted.length - 1) >> 1, -1].map((at) => sorted.at(at));
    console.log(`${name.padEnd(18)}${median.toFixed(2)} ms a MB (${least.toFixed(2)} to ${most.toFixed(2)})`);
  }
  server.kill();
}

await (process.env['SERVES'] === undefined ? compare() : serve());
