/**
 * Starts the shared analysis process and ends: `launch FOLDER LINGER_MS`. A step of its own, because that process must be
 * nobody's child: neither the session that wanted it first nor that session's terminal takes it along.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { QUIET_NODE } from '../../core/child-process.ts';
import { besides } from '../../core/entry.ts';
import { sharedPlace } from './place.ts';

/** As in a live session's own process: V8 would keep 45 MB more for young objects than analysis ever needs. */
const LEAN = [...QUIET_NODE, '--max-semi-space-size=4'];

const [folder = '', linger = ''] = process.argv.slice(2);
const log = openSync(sharedPlace(folder).log, 'a', 0o600);
const child = spawn(
  process.execPath,
  [...LEAN, fileURLToPath(besides(import.meta.url, 'main')), folder, linger],
  // It outlives the folder that the first session happened to be in.
  { cwd: folder, detached: true, stdio: ['ignore', 'ignore', log] },
);
child.on('error', () => process.exit(1));
child.on('spawn', () => process.exit(0));
