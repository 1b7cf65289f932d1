/**
 * The shared analysis process: `main FOLDER LINGER_MS`. Belongs to no session: whoever wants a shared process starts one
 * (launch.ts), and all but one of those that were started at once end again, because only one gets the lock. Until the
 * first session says what it needs, it holds no model.
 */
import { rmSync, truncateSync } from 'node:fs';
import '../no-telemetry.ts';
import { SharedHost } from './host.ts';
import { takeLock } from './lock.ts';
import { sharedPlace } from './place.ts';

const [folder = '', linger = ''] = process.argv.slice(2);
const place = sharedPlace(folder);
process.umask(0o077);
const lock = takeLock(place.lock);
// Another process is there, and serves whoever asked for this one.
if (lock === undefined) process.exit(0);
// The lock says that nobody listens there any more.
rmSync(place.socket, { force: true });
truncateSync(place.log);

const host = new SharedHost({
  socket: place.socket,
  linger: Number(linger),
  // Native thread pools must not keep the process.
  over: (failed) => process.exit(failed ? 1 : 0),
});
const die = (error: unknown): void => host.fail(error);
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void host.end().catch(die));
await host.listen();
