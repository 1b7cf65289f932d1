/** Servers of the tests of HTTP inputs, behind names that they resolve. */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Packet } from 'node-av/lib';
import { Address } from '../../../src/core/stream-url.ts';
import { openPlannedInput } from '../../../src/media/input/demuxer.ts';
import type { Network } from '../../../src/media/input/http/guarded-request.ts';
import { planInput } from '../../../src/media/input/plan.ts';
import { serveHttp } from '../../support/servers.ts';
import { make, noise, VIDEO } from '../clips.ts';

/** A second of MPEG-TS. */
export const segment = readFileSync(
  make('segment.ts', VIDEO, noise(48_000), '-t 1 -c:v libx264 -g 25 -c:a aac'),
);
export type Answer = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web server of these answers, and what it was asked for. */
export async function serve(answers: Record<string, Answer>) {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    if (typeof answer === 'function') answer(request, response);
    else response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  return { ...server, answers, asked };
}

/** Names of the test, each with its addresses, one after the other where there are several; all are this machine. */
export const network = (names: Record<string, readonly string[]>): Network => {
  const times = new Map<string, number>();
  return {
    lookup: (host) => {
      const addresses = names[host];
      if (addresses === undefined) return Promise.reject(new Error(`no host ${host}`));
      const time = times.get(host) ?? 0;
      times.set(host, time + 1);
      const address = addresses[Math.min(time, addresses.length - 1)] ?? '';
      return Promise.resolve([{ address, family: 4 }]);
    },
    dial: () => '127.0.0.1',
  };
};

const PUBLIC = network({
  'cdn.test': ['203.0.113.5'],
  'other.test': ['203.0.113.6'],
  'inner.test': ['10.1.2.3'],
  'moving.test': ['203.0.113.7', '127.0.0.1'],
});

/** Packets that can be read there. */
export async function packetsOf(url: string, over: Network | null = PUBLIC): Promise<number> {
  const plan = await planInput({ address: new Address(url), mode: 'recorded' });
  await using input = await openPlannedInput(plan, url, over === null ? {} : { network: over });
  using packet = new Packet();
  packet.alloc();
  let count = 0;
  for (; await input.read(packet); packet.unref()) count += 1;
  return count;
}

export const list = (...lines: string[]): string =>
  ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:1', ...lines, '#EXT-X-ENDLIST', ''].join('\n');
export const one = (name: string): string => `#EXTINF:1,\n${name}`;
