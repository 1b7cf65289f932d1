/** Where the shared analysis process of a user is found: a folder that nobody else can enter. */
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotSharedError } from './errors.ts';

/** The files of a shared process. */
export interface SharedPlace {
  readonly folder: string;
  /** A Unix domain socket. */
  readonly socket: string;
  /** Held by the process as long as it lives. */
  readonly lock: string;
  /** Its error output. */
  readonly log: string;
}

/** What the kernel takes as the name of a socket, less its closing zero byte. */
const LONGEST_SOCKET = 103;

/** The files in `folder`; by default in the user's runtime folder, else in one of the user's own among temporary files. */
export function sharedPlace(folder: string = defaultFolder()): SharedPlace {
  const file = (name: string): string => join(folder, name);
  return { folder, socket: file('analysis.sock'), lock: file('analysis.lock'), log: file('analysis.log') };
}

function defaultFolder(): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  if (runtime !== undefined && runtime !== '') return join(runtime, 'momentfx');
  return join(tmpdir(), `momentfx-${process.getuid?.() ?? 'user'}`);
}

/**
 * Makes the folder if it is not there, and checks that it is this user's alone (`uid`): whoever could put a socket there
 * could hear the session. Throws NotSharedError.
 */
export async function checkPlace(
  { folder, socket }: SharedPlace,
  uid: number | undefined = process.getuid?.(),
): Promise<void> {
  const refuse = (why: string, nextStep: string, cause?: unknown): never => {
    throw new NotSharedError(why, nextStep, { cause });
  };
  const elsewhere = 'Set XDG_RUNTIME_DIR to a folder of your own, or use --analysis own';
  if (uid === undefined)
    return refuse(
      'it needs Unix domain sockets with an owner, which this system lacks',
      'Use --analysis own',
    );
  if (Buffer.byteLength(socket) > LONGEST_SOCKET)
    return refuse(`the path ${socket} is too long for a socket`, elsewhere);
  try {
    await mkdir(folder, { mode: 0o700, recursive: true });
  } catch (error) {
    refuse(`the folder ${folder} can't be made`, elsewhere, error);
  }
  // Not followed: a link could be turned elsewhere after it was looked at.
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid) refuse(`${folder} is not this user's own folder`, elsewhere);
  if ((found.mode & 0o077) !== 0)
    refuse(`others may enter ${folder}`, `Run chmod 700 ${folder}, or use --analysis own`);
}
