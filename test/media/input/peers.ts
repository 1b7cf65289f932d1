/** Real senders and servers for the tests of live inputs, and what an input made of them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { Address } from '../../../src/core/stream-url.ts';
import { InputClock } from '../../../src/media/input/input-clock.ts';
import { type InputItem, type InputNote, type SourceConnection } from '../../../src/media/input/source.ts';
import {
  openLiveInput,
  type LiveInput,
  type LiveInputOptions,
} from '../../../src/media/input/reconnecting-source.ts';
import { isPacket } from '../../support/packets.ts';
import { sampleShape } from '../../../src/media/input/shape.ts';
import type { AudioBlock } from '../../../src/media/pcm.ts';
import type { SpeechBlock } from '../../../src/media/input/audio/speech-resampler.ts';
import type { TimedPicture } from '../../../src/media/input/video/frame-sampler.ts';
import { systemClock, type Clock } from '../../../src/core/clock.ts';
import { scratch } from '../../support/scratch.ts';
import { serveHttp } from '../../support/servers.ts';
import { within } from '../../support/within.ts';

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export interface Peer {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** ffmpeg with these words (split at blanks). */
export function ffmpeg(...words: string[]): Peer {
  const args = ['-v', 'error', '-nostdin', ...words.flatMap((word) => word.split(' '))];
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'ignore'] });
  children.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      children.delete(child);
      resolve();
    });
  });
  return {
    child,
    ended,
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await within(ended, 10_000, 'the end of ffmpeg');
    },
  };
}

export const PICTURE = '-re -f lavfi -i testsrc2=s=160x120:r=25';
export const SOUND = '-re -f lavfi -i sine=r=48000:b=4';
export const CODED =
  '-c:v libx264 -preset ultrafast -tune zerolatency -g 25 -pix_fmt yuv420p -c:a aac -b:a 64k';

/** An HTTP server with a live playlist of segments of 1 s, of which at least two are there. */
export async function playlist(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const folder = scratch('hls');
  const server = await serveHttp((request, response) => {
    const path = join(folder, basename((request.url ?? '').replace(/\?.*/, '')));
    if (existsSync(path)) createReadStream(path).pipe(response);
    else response.writeHead(404).end();
  });
  const sender = ffmpeg(
    PICTURE,
    SOUND,
    CODED,
    '-f hls -hls_time 1 -hls_list_size 5',
    join(folder, 'live.m3u8'),
  );
  for (let tries = 0; tries < 200 && !existsSync(join(folder, 'live1.ts')); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    url: server.url('live.m3u8?token=canary'),
    async close() {
      await sender.kill();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** An input at work, and all that came out of it. */
export class Listening implements AsyncDisposable {
  readonly clock: Clock = systemClock();
  readonly inputClock = new InputClock();
  readonly connections: SourceConnection[] = [];
  /** Of the pictures of each. */
  readonly shapes: { readonly num: number; readonly den: number }[] = [];
  readonly notes: InputNote[] = [];
  readonly blocks: { connection: number; block: AudioBlock }[] = [];
  readonly speech: SpeechBlock[] = [];
  readonly pictures: TimedPicture[] = [];
  readonly packets: { connection: number; stream: number; at: number; dts: bigint; key: boolean }[] = [];
  ended = 0;
  readonly input: LiveInput;
  #changed: () => void = () => undefined;

  constructor(address: string, options: Partial<LiveInputOptions> = {}) {
    this.input = openLiveInput({
      address: new Address(address),
      clock: this.clock,
      inputClock: this.inputClock,
      onItem: (item) => this.#take(item),
      ...options,
    });
  }

  #take(item: InputItem): void {
    const connection = this.connections.length - 1;
    assert.is(this.ended, 0, 'nothing follows the end');
    if (item.type === 'connection') this.#enter(item.connection);
    else if (item.type === 'note') this.notes.push(item.note);
    else if (item.type === 'audio') this.blocks.push({ connection, block: item.block });
    else if (item.type === 'speech') this.speech.push(item.block);
    else if (item.type === 'picture') this.pictures.push(item.picture);
    else if (isPacket(item)) {
      const { stream, at, packet } = item;
      this.packets.push({ connection, stream, at, dts: packet.dts, key: packet.isKeyframe });
      packet.free();
    } else this.ended += 1;
    this.#changed();
  }

  #enter(connection: SourceConnection): void {
    const { info, input } = connection;
    this.connections.push(connection);
    const stream = info.video === undefined ? undefined : input.streams[info.video.index];
    if (stream === undefined) return;
    const { num, den } = sampleShape(stream);
    this.shapes.push({ num, den });
  }

  /** Waits until `holds`, which is asked again after each item. */
  async until(what: string, holds: () => boolean, ms = 20_000): Promise<void> {
    const met = new Promise<void>((resolve) => {
      this.#changed = () => {
        if (holds()) resolve();
      };
      this.#changed();
    });
    await within(met, ms, what).finally(() => (this.#changed = () => undefined));
  }

  noted(type: InputNote['type']): InputNote[] {
    return this.notes.filter((note) => note.type === type);
  }

  /** Media, in seconds, that has come of the latest connection. */
  get span(): number {
    const connection = this.connections.at(-1);
    const last = this.blocks.at(-1);
    if (connection === undefined || last === undefined || last.connection !== connection.index) return 0;
    return last.block.start / connection.format.rate - connection.start / 1e6;
  }

  /** What holds for every input. */
  check(): void {
    const dts = new Map<string, bigint>();
    for (const packet of this.packets) {
      const key = `${packet.connection} ${packet.stream}`;
      const last = dts.get(key);
      assert.ok(last === undefined || packet.dts > last, `dts ${packet.dts} after ${last}`);
      dts.set(key, packet.dts);
    }
    let [end, connection] = [0, -1];
    for (const { connection: index, block } of this.blocks) {
      const channels = this.connections[index]?.format.channels ?? 1;
      if (connection === index) assert.is(block.start, end, 'sound is contiguous inside a connection');
      else assert.ok(block.start >= end, 'sound never goes back');
      [end, connection] = [block.start + block.samples.length / channels, index];
    }
    let heard = 0;
    for (const block of this.speech) {
      assert.ok(block.start >= heard, 'speech never goes back');
      heard = block.start + block.samples.length;
    }
    for (const [index, picture] of this.pictures.entries()) {
      assert.is(picture.at % 1_000_000, 0);
      assert.ok(index === 0 || picture.at > (this.pictures[index - 1]?.at ?? 0), 'pictures go forward');
    }
    for (let index = 1; index < this.connections.length; index += 1)
      assert.ok(
        (this.connections[index]?.start ?? 0) > (this.connections[index - 1]?.start ?? 0),
        'connections go forward',
      );
  }

  /** Ends it, at once, and checks what came. */
  async close(): Promise<void> {
    await within(this.input.close(), 3_000, 'closing');
    assert.is(this.ended, 1);
    this.check();
  }

  /** Ends it; what came is not checked, since a test may have failed already. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.input.close();
  }
}

/** Runs `use` with an input, and ends all peers in any case. */
export async function listening(
  address: string,
  options: Partial<LiveInputOptions>,
  use: (input: Listening) => Promise<void>,
): Promise<void> {
  await using input = new Listening(address, options);
  try {
    await use(input);
    await input.close();
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}
