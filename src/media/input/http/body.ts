/** What an HTTP server answers, behind the head. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';

/** Of a playlist: a day of segments of 2 s. */
const MOST_BYTES = 8_000_000;
/** As many bytes tell whether it is a playlist. */
const HEAD_BYTES = 16;

/** A body as it is, where its server packed it unasked; `headers` are told. */
export function unpacked(answer: IncomingMessage, headers: OutgoingHttpHeaders): Readable {
  const coding = answer.headers['content-encoding'];
  const stream =
    coding === 'br'
      ? createBrotliDecompress()
      : /^(x-)?(gzip|deflate)$/.test(coding ?? '')
        ? createUnzip()
        : undefined;
  if (stream === undefined) return answer;
  delete headers['content-encoding'];
  delete headers['content-length'];
  // Whoever gives up the one lets go of the other's socket, too; what went wrong is told by `stream`.
  return pipeline(answer, stream, () => undefined);
}

/** The first bytes of a body, which goes on after them. */
export async function firstBytes(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const part = body.read() as Buffer | null;
    if (part !== null) {
      parts.push(part);
      length += part.length;
    } else if (body.readableEnded) break;
    else await Promise.race([once(body, 'readable'), once(body, 'end')]);
  }
  return Buffer.concat(parts);
}

/**
 * A playlist, of which `head` has been read.
 * @throws Error where it is too long
 */
export async function wholeBody(body: Readable, head: Buffer = Buffer.alloc(0)): Promise<Buffer> {
  const parts = [head];
  let length = head.length;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new Error('the playlist is too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
