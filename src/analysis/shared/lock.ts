/** One process at a time. */
import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a database that another process has locked. */
const BUSY = 5;

/**
 * Takes the lock `file` until this process ends, however it ends: it is the kernel's lock on a database, so none is ever
 * left behind. Returns undefined where another process holds it. The caller keeps the result; disposing of it lets go.
 */
export function takeLock(file: string): Disposable | undefined {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === BUSY) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}
