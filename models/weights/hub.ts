/** Files from a model hub over HTTP, going on where an earlier attempt stopped. */
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import type { WeightsFile } from './registry.ts';

/** The public hub; `HF_ENDPOINT` names a mirror, as for the hub's own tools. */
const PUBLIC_HUB = 'https://huggingface.co';
/** A connection from which nothing has come for so long is given up: a slow one still sends something each second. */
const IDLE_MS = 30_000;
const AGAIN = 'Run it again, it goes on from there; or give the files with --from FOLDER.';

/** How a download is stopped and watched. */
export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes on disk, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A repository of the hub at a revision: a branch, a tag or a commit. */
export interface HubRepository {
  readonly repository: string;
  readonly revision: string;
}

/** Address of a file. Throws a `WeightsFilesError` when `HF_ENDPOINT` is no address. */
export function hubAddress({ repository, revision }: HubRepository, file: string): URL {
  const set = process.env['HF_ENDPOINT'];
  const endpoint = (set === undefined || set === '' ? PUBLIC_HUB : set).replace(/\/+$/, '');
  const address = URL.parse(
    `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${encodeURIComponent(file)}`,
  );
  if (address !== null && /^https?:$/.test(address.protocol)) return address;
  throw new WeightsFilesError(
    'weights-unreachable',
    'HF_ENDPOINT is no web address.',
    'Set it to one as in https://hub.example, or unset it.',
  );
}

/**
 * The commit that a branch or tag stands for now, as the hub tells it with any file; undefined from a mirror that does not.
 * Rejects with a `WeightsFilesError` when the hub can't be asked.
 */
export async function commitAt(
  hub: HubRepository,
  file: string,
  { signal }: DownloadOptions = {},
): Promise<string | undefined> {
  const address = hubAddress(hub, file);
  // What the hub redirects to does not know it.
  const response = await reading(address, signal, (own) =>
    fetch(address, { method: 'HEAD', redirect: 'manual', headers: headersFor(address), signal: own }),
  );
  const isUnknown = response.status === 405 || response.status === 501;
  if (response.status >= 400 && !isUnknown) throw refusal(address, response);
  return response.headers.get('x-repo-commit') ?? undefined;
}

/** The content of a file of at most `limit` bytes. Rejects with a `WeightsFilesError` otherwise. */
export async function readSmall(
  address: URL,
  limit: number,
  { signal }: DownloadOptions = {},
): Promise<Buffer> {
  return reading(address, signal, async (own) => {
    const response = await request(address, 0, own);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      parts.push(part as Uint8Array);
      size += (part as Uint8Array).length;
      if (size > limit) throw unreachable(address, `it sends more than ${limit} bytes`);
    }
    return Buffer.concat(parts);
  });
}

/**
 * Downloads `address` to a file beside `target` and returns its path; the content is not checked. After a break-off the
 * part stays, and the next call goes on with it. Rejects with a `WeightsFilesError` when the address can't be read to its
 * end, and with the signal's reason when that fires.
 */
export async function download(
  address: URL,
  target: string,
  { bytes }: WeightsFile,
  options: DownloadOptions = {},
): Promise<string> {
  const part = await ownPart(target);
  const have = await sizeOf(part);
  if (have === bytes) return part;
  await reading(address, options.signal, async (signal, refresh) => {
    const response = await request(address, have, signal);
    await append(response, part, bytes, (done) => {
      refresh();
      options.onProgress?.(done, bytes);
    });
  });
  const got = await sizeOf(part);
  if (got < bytes) throw unreachable(address, `it ended after ${got} of ${bytes} bytes`);
  return part;
}

/** Runs `read`, stopped by `signal` or when `refresh` was not called for long; its network faults become a `WeightsFilesError`. */
async function reading<T>(
  address: URL,
  signal: AbortSignal | undefined,
  read: (signal: AbortSignal, refresh: () => void) => Promise<T>,
): Promise<T> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), IDLE_MS);
  const signals = [idle.signal, ...(signal === undefined ? [] : [signal])];
  try {
    return await read(AbortSignal.any(signals), () => timer.refresh());
  } catch (cause) {
    signal?.throwIfAborted();
    if (!isNetworkFault(cause)) throw cause;
    const why = idle.signal.aborted ? `nothing came for ${IDLE_MS / 1000} s` : reasonOf(cause);
    throw unreachable(address, why, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** What `fetch` and its body throw for the network's faults; the file system's errors have a `syscall`. */
const isNetworkFault = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof WeightsFilesError) &&
  (error instanceof TypeError || error.name === 'AbortError');

function reasonOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  const { code } = inner as NodeJS.ErrnoException;
  return code ?? (inner instanceof Error ? inner.message : String(inner));
}

function unreachable({ host }: URL, why: string, options?: ErrorOptions): WeightsFilesError {
  return new WeightsFilesError('weights-unreachable', `${host} can't be read: ${why}.`, AGAIN, options);
}

/** What to do about an answer of the hub that is none. */
const STEPS: Readonly<Record<number, string>> = {
  401: "Name a token that may read it with HF_TOKEN, as for the hub's own tools.",
  403: 'Accept its terms on the hub, and name a token that may read it with HF_TOKEN.',
  404: 'Check the names of the repository and the revision (OWNER/NAME@REVISION); for a private one set HF_TOKEN.',
};

function refusal({ host, pathname }: URL, { status, statusText }: Response): WeightsFilesError {
  return new WeightsFilesError(
    'weights-unreachable',
    `${host} can't be read: it answers ${status} ${statusText}`.trim() + ` for ${pathname}.`,
    STEPS[status] ?? AGAIN,
  );
}

/** A token goes over the network only where nobody can read it on the way; `fetch` keeps it from other hosts. */
function headersFor({ protocol, hostname }: URL): Record<string, string> {
  const token = process.env['HF_TOKEN'];
  const isSafe = protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost';
  return token !== undefined && token !== '' && isSafe ? { authorization: `Bearer ${token}` } : {};
}

/** The response from byte `from` on, or from the beginning where the server knows no parts. */
async function request(address: URL, from: number, signal: AbortSignal): Promise<Response> {
  // Compressed on the way, the bytes would not be those that a range counts.
  const range = from > 0 ? { range: `bytes=${from}-` } : {};
  const headers = { 'accept-encoding': 'identity', ...range, ...headersFor(address) };
  const response = await fetch(address, { headers, signal });
  if (response.status === 416) return request(address, 0, signal);
  if (response.ok) return response;
  await response.body?.cancel();
  throw refusal(address, response);
}

/** Writes the body behind what is there, or over it where the whole file comes. Stops past `limit`. */
async function append(
  response: Response,
  part: string,
  limit: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const goesOn = response.status === 206;
  const handle = await open(part, goesOn ? 'a' : 'w');
  try {
    let done = goesOn ? (await handle.stat()).size : 0;
    for await (const chunk of response.body ?? []) {
      await handle.writeFile(chunk as Uint8Array);
      done += (chunk as Uint8Array).length;
      onProgress(done);
      // More than there should be is another file; the check of its content will say so.
      if (done > limit) break;
    }
  } finally {
    await handle.close();
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

const partName = (file: string, pid: number): string => `${file}.${pid}.part`;
const PART = /^(.+)\.(\d+)\.part$/;

/** The part file of this process; one that a dead process left becomes ours, so that two never write to the same. */
async function ownPart(target: string): Promise<string> {
  const [folder, file] = [dirname(target), basename(target)];
  const own = join(folder, partName(file, process.pid));
  for (const name of await readdir(folder)) {
    const [, of, pid] = PART.exec(name) ?? [];
    if (of !== file || isAlive(Number(pid))) continue;
    if (await sizeOf(own)) await rm(join(folder, name), { force: true });
    // Another process may take it first, or may have finished and cleared up.
    else await rename(join(folder, name), own).catch(() => undefined);
  }
  return own;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
