/**
 * What travels through the socket. Each side begins with one line of JSON, which every version of the program reads; then
 * come frames: their length (4 bytes, little-endian), then a message as V8 clones it, as between forked processes.
 */
import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { MomentfxError, REPORT } from '../../core/errors.ts';

/** The line of JSON names two folders. */
const LONGEST_LINE = 64 * 1024;
/** Eight effects of a minute are 92 MB; 64 pictures are 10. */
const LONGEST_FRAME = 256 * 1024 * 1024;
const HEADER = 4;

/**
 * What the other side sent does not follow the rules above.
 * @public Callers may tell it apart.
 */
export class WireError extends MomentfxError<'analysis-wire'> {
  constructor(message: string, options?: ErrorOptions) {
    super('analysis-wire', message, REPORT, { ...options, fault: 'outside' });
  }
}

/** Whoever hears what comes. */
export interface WireHandlers {
  /** The line, parsed; called once, before any message. */
  readonly line: (value: unknown) => void;
  readonly message: (value: unknown) => void;
}

/** Cuts what a socket gives into the line and the messages. Throws a WireError at what is neither. */
export class WireReader {
  readonly #handlers: WireHandlers;
  #chunks: Buffer[] = [];
  #held = 0;
  #inFrames = false;

  constructor(handlers: WireHandlers) {
    this.#handlers = handlers;
  }

  /** Takes the next bytes; handlers are called before it returns. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (!this.#inFrames && !this.#readLine()) return;
    while (this.#readFrame());
  }

  #readLine(): boolean {
    const all = this.#joined();
    const end = all.indexOf('\n');
    if (end < 0 || end > LONGEST_LINE) {
      if (all.length > LONGEST_LINE) throw new WireError('the first line does not end');
      return false;
    }
    this.#inFrames = true;
    this.#handlers.line(parsed(this.#take(end + 1).toString('utf8')));
    return true;
  }

  #readFrame(): boolean {
    if (this.#held < HEADER) return false;
    const length = this.#peekLength();
    if (length > LONGEST_FRAME) throw new WireError(`a message of ${length} bytes`);
    if (this.#held < HEADER + length) return false;
    this.#handlers.message(cloned(this.#take(HEADER + length).subarray(HEADER)));
    return true;
  }

  #peekLength(): number {
    if ((this.#chunks[0]?.length ?? 0) < HEADER) this.#joined();
    return this.#chunks[0]?.readUInt32LE(0) ?? 0;
  }

  /** All that is held, in one piece: copied only where it came in several. */
  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #take(length: number): Buffer {
    const all = this.#joined();
    this.#chunks = all.length > length ? [all.subarray(length)] : [];
    this.#held -= length;
    return all.subarray(0, length);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError('the first line is no JSON', { cause });
  }
}

function cloned(bytes: Buffer): unknown {
  try {
    return deserialize(bytes);
  } catch (cause) {
    throw new WireError('a message that cannot be read', { cause });
  }
}

/** Sends the line that a side begins with. */
export function sendLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/** Sends a message; `sent` is called once it is on its way, or at once where the socket is closed. */
export function sendMessage(socket: Socket, message: unknown, sent?: () => void): void {
  if (!socket.writable) return sent?.();
  const body = serialize(message);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(body.length);
  socket.cork();
  socket.write(header);
  socket.write(body, () => sent?.());
  socket.uncork();
}
