import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Kills a server of a test, if it runs; resolves once it is gone. */
export async function endChild(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
