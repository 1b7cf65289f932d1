/** What must be the same for two sessions to share a process: the program, the checkpoint, the encoders, the device. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFile } from '../../core/paths.ts';
import type { AnalysisOptions } from '../process/protocol.ts';

const folder = z.object({ path: z.string(), stamp: z.string() });

/** The line that a client begins with. */
export const claimSchema = z.object({
  /** Version, Node and place of the program: the processes of two checkouts say different things to each other. */
  program: z.string(),
  model: folder,
  encoders: folder,
  device: z.string(),
});
/** What a session needs a process to be. */
export type Claim = z.infer<typeof claimSchema>;

/** The line that the process answers with. */
export const answerSchema = z.union([
  z.object({ joined: z.literal(true), pid: z.int() }),
  /** Another program may have further reasons: they are told as they come. */
  z.object({ joined: z.literal(false), pid: z.int(), why: z.string() }),
]);
/** Whether a client is let in, and the reason if not. */
export type Answer = z.infer<typeof answerSchema>;

/** Of this program. */
function programName(): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')));
  return `momentfx ${version} with Node ${process.version} in ${packageFile()}`;
}

/** What these options need. Rejects where a folder can't be read. */
export async function claimOf(
  options: Pick<AnalysisOptions, 'modelFolder' | 'encodersFolder' | 'device'>,
): Promise<Claim> {
  return {
    program: programName(),
    model: await stampOf(options.modelFolder),
    encoders: await stampOf(options.encodersFolder),
    device: options.device,
  };
}

/** A folder with a mark that changes with its files: names, sizes and times of change, which cost no reading. */
async function stampOf(path: string): Promise<Claim['model']> {
  const real = await realpath(path);
  const hash = createHash('sha256');
  for (const name of (await readdir(real)).sort()) {
    const { size, mtimeMs } = await stat(join(real, name));
    hash.update(`${name}\0${size}\0${mtimeMs}\0`);
  }
  return { path: real, stamp: hash.digest('hex') };
}

/** Why a session that claims `wanted` can't use a process that serves `served`; undefined where it can. */
export function mismatch(wanted: Claim, served: Claim): string | undefined {
  if (wanted.program !== served.program) return `it is ${served.program}`;
  if (wanted.model.path !== served.model.path) return `it runs the checkpoint ${served.model.path}`;
  if (wanted.model.stamp !== served.model.stamp) return `${served.model.path} has changed since it started`;
  if (wanted.encoders.path !== served.encoders.path) return `it runs the encoders in ${served.encoders.path}`;
  if (wanted.encoders.stamp !== served.encoders.stamp)
    return `${served.encoders.path} has changed since it started`;
  if (wanted.device !== served.device) return `it was started with the device ${served.device}`;
  return undefined;
}
