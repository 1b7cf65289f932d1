/** How the output of a job appears: whole, at once, and only once the worker has said that the job is still its own. */
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { messageOf } from '../../../core/errors.ts';
import { partIsGone, partOf, sweepParts } from '../../../core/part-files.ts';
import { fileOf, type Address } from '../../../core/stream-url.ts';
import { chooseTarget, discard, keep } from '../../../media/output/transport/whole-file.ts';
import { FleetError } from '../errors.ts';
import { resultSchema, type JobResult } from '../intent.ts';

/** An output on its way. Disposing of it removes what has not been published. */
export interface Publication extends AsyncDisposable {
  /** Where it is written. */
  readonly aside: string;
  /** How it will be known again once it is published. */
  claim(result: JobResult): Promise<string>;
  /** Publishes it. `heard`: the share that is done, 0…1. */
  publish(heard: (share: number) => void, signal: AbortSignal): Promise<void>;
}

const claimSchema = z.object({
  result: resultSchema,
  /** Of a file: renaming changes none of it. */
  file: z.object({ size: z.number(), inode: z.string(), modified: z.string() }).optional(),
  /** Whether it was published, for certain. */
  published: z.boolean().default(false),
});

/** The claim once its output is published. */
export const publishedClaim = (claim: string): string =>
  JSON.stringify({ ...claimSchema.parse(JSON.parse(claim)), published: true });

/** The result of an earlier attempt whose output is there already; undefined where it has to be made. */
export async function publishedBefore(claim: string, output: Address): Promise<JobResult | undefined> {
  const { result, file, published } = claimSchema.parse(JSON.parse(claim));
  if (published) return result;
  const path = fileOf(output.reveal());
  if (file === undefined || path === undefined) return undefined;
  const found = await markOf(path).catch(() => undefined);
  return JSON.stringify(found) === JSON.stringify(file) ? result : undefined;
}

async function markOf(path: string) {
  const { size, ino, mtimeNs } = await stat(path, { bigint: true });
  return { size: Number(size), inode: String(ino), modified: String(mtimeNs) };
}

/**
 * Gets ready to publish at this address: a file, or an http(s) address that takes a PUT.
 * @throws MediaError output-same-file, output-unwritable; FleetError publish-refused
 */
export async function openPublication(output: Address, input: Address): Promise<Publication> {
  const path = fileOf(output.reveal());
  if (path === undefined) return openUpload(output);
  const source = fileOf(input.reveal());
  const target = await chooseTarget(path, source === undefined ? [] : [source]);
  return {
    aside: target.aside,
    claim: async (result) => JSON.stringify({ result, file: await markOf(target.aside) }),
    publish: () => keep(target),
    [Symbol.asyncDispose]: () => discard(target),
  };
}

async function openUpload(output: Address): Promise<Publication> {
  const url = URL.parse(output.reveal());
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new FleetError(
      'publish-refused',
      `The output ${output.shown} is no file and no http(s) address.`,
      'Name a file, or an address that takes a PUT.',
    );
  // It is written into a folder of its own first. What dead processes left is swept.
  await sweepParts(tmpdir());
  const folder = partOf(join(tmpdir(), 'momentfx-upload'));
  // Fails where it is there already: others could look into a folder of theirs.
  await mkdir(folder, { mode: 0o700 });
  const aside = join(folder, `upload${extname(url.pathname)}`);
  return {
    aside,
    claim: (result) => Promise.resolve(JSON.stringify({ result })),
    publish: (heard, signal) => put(aside, { url, output, heard, signal }),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
      partIsGone(folder);
    },
  };
}

interface Upload {
  readonly url: URL;
  readonly output: Address;
  readonly heard: (share: number) => void;
  readonly signal: AbortSignal;
}

/** A server that takes or says nothing for this long (ms) has gone. */
const PATIENCE_MS = 60_000;
/** Of what a server says when it refuses, in bytes. */
const MOST_ANSWER = 64 * 1024;

/** Sends the file as the body of a PUT: servers that follow S3's protocol show an object whole or not at all. */
async function put(file: string, { url, output, heard, signal }: Upload): Promise<void> {
  const { size } = await stat(file);
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  const request = send(url, { method: 'PUT', headers: { 'content-length': size }, signal });
  request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('the server went silent')));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  // A refusal may come before all is sent: then it counts, not the broken connection.
  let sent = 0;
  const source = createReadStream(file).on('data', (data) =>
    heard((sent += data.length) / Math.max(1, size)),
  );
  const sending = pipeline(source, request);
  sending.catch(() => undefined);
  let answer: IncomingMessage;
  try {
    answer = await answered;
  } catch (cause) {
    signal.throwIfAborted();
    throw new FleetError(
      'publish-failed',
      `The output cannot be sent to ${output.shown} (${messageOf(cause)}).`,
      'Check the address, and that the server is running.',
      { cause, fault: 'outside', retryable: true },
    );
  }
  const status = answer.statusCode ?? 0;
  const said = await textOf(answer);
  if (status >= 200 && status < 300) return sending;
  request.destroy();
  throw refusedBy(output, status, said);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const data of answer.setEncoding('utf8')) if (text.length < MOST_ANSWER) text += String(data);
  } catch {
    // Its status has said enough.
    return text;
  }
  return text;
}

/** What may be tried again: what the server calls its own fault, too much at once, a timeout. */
const MAYBE_LATER = new Set([408, 425, 429]);

function refusedBy({ shown }: Address, status: number, said: string): FleetError {
  const code = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(said)?.[1];
  const again = status >= 500 || MAYBE_LATER.has(status);
  return new FleetError(
    again ? 'publish-failed' : 'publish-refused',
    `${shown} did not take the output (${status}${code === undefined ? '' : ` ${code}`}).`,
    status === 403
      ? 'A presigned address may have run out, or be meant for another method than PUT.'
      : 'Check the address and what may be written there.',
    { fault: 'outside', retryable: again },
  );
}
