import fc from 'fast-check';
import type { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WireError, WireReader, sendLine, sendMessage } from '../../../src/analysis/shared/wire.ts';

/** All that is written, in one piece. */
function written(write: (socket: Socket) => void): Buffer {
  const chunks: Buffer[] = [];
  const socket = {
    writable: true,
    cork: () => undefined,
    uncork: () => undefined,
    write: (data: string | Buffer) => chunks.push(Buffer.from(data)),
  };
  write(socket as unknown as Socket);
  return Buffer.concat(chunks);
}

/** What a reader hears of bytes that come in pieces cut at these places. */
function heard(bytes: Buffer, cuts: readonly number[]): { lines: unknown[]; messages: unknown[] } {
  const [lines, messages]: [unknown[], unknown[]] = [[], []];
  const reader = new WireReader({
    line: (value) => lines.push(value),
    message: (value) => messages.push(value),
  });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, from] of places.slice(0, -1).entries()) reader.push(bytes.subarray(from, places[i + 1]));
  return { lines, messages };
}

test('the line and the messages come out as they went in, however they are cut', () => {
  const message = fc.record(
    {
      type: fc.string(),
      at: fc.integer(),
      pcm: fc.float32Array({ maxLength: 40, noNaN: true }),
      data: fc.uint8Array({ maxLength: 40 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 12 }), (sent, cuts) => {
      const bytes = written((socket) => {
        sendLine(socket, { joined: true });
        for (const each of sent) sendMessage(socket, each);
      });
      assert.equal(heard(bytes, cuts), { lines: [{ joined: true }], messages: sent });
    }),
  );
});

test('what follows no rule is refused, and nothing is kept without bound', () => {
  const reader = (): WireReader => new WireReader({ line: () => undefined, message: () => undefined });
  const refused = (bytes: Buffer | string, what: RegExp): void => {
    assert.throws(
      () => reader().push(Buffer.from(bytes)),
      (error: WireError) => error instanceof WireError && what.test(error.message),
    );
  };
  refused('GET / HTTP/1.1\r\n', /no JSON/);
  refused('x'.repeat(70_000), /does not end/);
  refused(Buffer.concat([Buffer.from('{}\n'), Buffer.of(255, 255, 255, 255)]), /4294967295 bytes/);
  refused(Buffer.concat([Buffer.from('{}\n'), Buffer.of(2, 0, 0, 0, 1, 2)]), /cannot be read/);
});

test.run();
