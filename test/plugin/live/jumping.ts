/** A sender whose clock jumps by an hour and back inside one connection, over each protocol that live inputs take. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NetworkTransport } from '../../../src/media/output/transport/network-transport.ts';
import { ffmpeg } from '../../support/talk.ts';
import type { Show } from './show.ts';

/** Media second at which the clock jumps forth, and that at which it jumps back. */
const FORTH = 4;
const BACK = 8;
const END = 12;
/** What the clock shows behind a jump, in seconds. */
const SHOWN = [0, 3_600, 0] as const;

/** Bytes and when they are sent, in milliseconds since the first. */
export interface Piece {
  readonly bytes: Buffer;
  readonly at: number;
}

const RATE_BYTES = 250_000;
const DATAGRAM = 7 * 188;

/** MPEG-TS at a constant rate, so that its bytes tell the time. */
export function transportStream({ mp4 }: Show, folder: string): Piece[] {
  const stretches = [0, FORTH, BACK].map((from, index) => {
    const file = join(folder, `${index}.ts`);
    // The next second's key picture is sent 80 ms before it is shown.
    ffmpeg(
      `-ss ${from} -i ${mp4} -t 3.9 -c copy -muxrate ${RATE_BYTES * 8} -output_ts_offset ${SHOWN[index]} -f mpegts ${file}`,
    );
    return readFileSync(file);
  });
  const bytes = Buffer.concat(stretches);
  return Array.from({ length: Math.ceil(bytes.length / DATAGRAM) }, (_, index) => ({
    bytes: bytes.subarray(index * DATAGRAM, (index + 1) * DATAGRAM),
    at: ((index * DATAGRAM) / RATE_BYTES) * 1000,
  }));
}

const FLV_HEADER = 13;
const TAG_HEADER = 11;
const VIDEO = 9;
const KEY = 1;

/** FLV tag by tag, as RTMP sends it. */
export function flashVideo({ flv }: Show): Piece[] {
  const bytes = readFileSync(flv);
  const pieces: Piece[] = [{ bytes: bytes.subarray(0, FLV_HEADER), at: 0 }];
  let keys = 0;
  for (let at = FLV_HEADER; at + TAG_HEADER <= bytes.length;) {
    const size = bytes.readUIntBE(at + 1, 3);
    const tag = Buffer.from(bytes.subarray(at, at + TAG_HEADER + size + 4));
    const time = tag.readUIntBE(4, 3);
    const [kind, first, packet] = [
      tag.readUInt8(0),
      tag.readUInt8(TAG_HEADER),
      tag.readUInt8(TAG_HEADER + 1),
    ];
    // A key picture each second; packets of type 0 are headers.
    if (kind === VIDEO && first >> 4 === KEY && packet === 1) keys += 1;
    if (keys > END) break;
    const shift = keys > BACK ? (SHOWN[2] - BACK) * 1000 : keys > FORTH ? (SHOWN[1] - FORTH) * 1000 : 0;
    const shown = Math.max(0, time + shift);
    tag.writeUIntBE(shown & 0xffffff, 4, 3);
    tag.writeUInt8(shown >>> 24, 7);
    pieces.push({ bytes: tag, at: time });
    at += tag.length;
  }
  return pieces;
}

async function pace(pieces: readonly Piece[], send: (bytes: Buffer) => unknown): Promise<void> {
  const began = performance.now();
  for (const { bytes, at } of pieces) {
    while (performance.now() - began < at) await sleep(5);
    await send(bytes);
  }
}

/** Sends the pieces to a UDP port. */
export async function playDatagrams(pieces: readonly Piece[], port: number): Promise<void> {
  const socket = createSocket('udp4');
  await pace(pieces, (bytes) => socket.send(bytes, port, '127.0.0.1'));
  await sleep(100);
  socket.close();
}

/** Sends the pieces as they are over FFmpeg's RTMP or SRT. */
export async function playOver(
  kind: 'rtmp' | 'srt',
  pieces: readonly Piece[],
  target: string,
): Promise<void> {
  const transport = await NetworkTransport.open({ kind, target, options: {} }, new AbortController().signal);
  try {
    await pace(pieces, (bytes) => transport.send([{ position: 0, bytes }]));
  } finally {
    await transport.close();
  }
}
