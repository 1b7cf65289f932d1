/** One process at a time. */
import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a database that another process has locked. */
const BUSY = 5;
/** How long (ms) it is tried again: of two processes that ask in the same moment SQLite may refuse both at first. */
const AGAIN_MS = 100;

/** What is held: a database that nobody refers to any more is closed by the garbage collector, and its lock goes with it. */
const held = new Set<DatabaseSync>();

/**
 * Takes the lock `file` until this process ends, however it ends: it is the kernel's lock on a database, so none is ever
 * left behind. Returns undefined where another process holds it. Disposing of the result lets go.
 */
export function takeLock(file: string): Disposable | undefined {
  const database = new DatabaseSync(file, { timeout: AGAIN_MS });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === BUSY) return undefined;
    throw error;
  }
  held.add(database);
  return {
    [Symbol.dispose]: () => {
      if (held.delete(database)) database.close();
    },
  };
}
