/**
 * Says on this machine that something of ours is in an OBS, from before it is put there until it is gone: a file, and a port
 * that is open as long as its process lives. A file without its port was left by a process that was killed.
 */
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { listenAt } from '../../../core/listen-at.ts';
import { messageOf } from '../../../core/errors.ts';
import { readAtMost } from '../../../core/read-file.ts';
import { writeWhole } from '../../files.ts';
import { stateFolder } from '../../paths.ts';
import { nameInFiles, type ObsEndpoint } from '../endpoint.ts';
import { ObsError } from '../errors.ts';
import { isAtWork } from '../journal.ts';

const entrySchema = z.object({ version: z.literal(1), pid: z.int().positive(), server: z.url() });
const LONGEST_FILE = 4_096;

/** This process, while it has something in OBS. Disposing it leaves the file. */
export interface Presence extends AsyncDisposable {
  /** Nothing of ours is in OBS any more. */
  over(): Promise<void>;
}

const fileOf = (endpoint: ObsEndpoint): string =>
  join(stateFolder(), `attached-${nameInFiles(endpoint)}.json`);

/**
 * From now on something of ours may be in OBS.
 * @throws ObsError obs-attached where another process is there, obs-journal-broken where the file cannot be written
 */
export async function announceAttachment(endpoint: ObsEndpoint): Promise<Presence> {
  await attachmentLeft(endpoint);
  const file = fileOf(endpoint);
  const server = createServer((caller) => caller.destroy());
  await listenAt(server, '127.0.0.1', 0);
  server.unref();
  const { port } = server.address() as AddressInfo;
  try {
    await write(file, { version: 1, pid: process.pid, server: `tcp://127.0.0.1:${port}` });
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    over: () => rm(file, { force: true }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/**
 * Whether a process that is gone has left something in OBS.
 * @throws ObsError obs-attached where it is at work
 */
export async function attachmentLeft(endpoint: ObsEndpoint): Promise<boolean> {
  let text: string;
  try {
    text = (await readAtMost(fileOf(endpoint), LONGEST_FILE)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    // Whoever cannot read it can still look into OBS.
    return true;
  }
  const entry = parse(text);
  if (entry === undefined || !(await isAtWork(entry))) return true;
  throw new ObsError(
    'obs-attached',
    `Another momentfx is attached to this OBS (process ${entry.pid}).`,
    'Stop it with Ctrl-C: it takes what it has added to OBS with it.',
  );
}

/** What was left is gone. */
export const forgetAttachment = (endpoint: ObsEndpoint): Promise<void> =>
  rm(fileOf(endpoint), { force: true });

function parse(text: string): z.infer<typeof entrySchema> | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Half a file says as much as a whole one: something was left.
    return undefined;
  }
}

async function write(file: string, entry: z.infer<typeof entrySchema>): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole(file, JSON.stringify(entry), { mode: 0o600 });
  } catch (cause) {
    throw new ObsError(
      'obs-journal-broken',
      `What is put into OBS cannot be written down: ${messageOf(cause)}`,
      'Make its folder writable and free some space, or set XDG_STATE_HOME to another.',
      { cause },
    );
  }
}
