/** Writing files so that no half-written one is ever seen under its name. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './errors.ts';

/** Writes `content` aside in the same folder, then renames it to `file`; leaves nothing behind on failure. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const aside = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    await writeFile(aside, content);
    await rename(aside, file);
  } catch (cause) {
    await rm(aside, { force: true });
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new UsageError(
      'UNWRITABLE',
      `${file} cannot be written (${reason}).`,
      'Check the folder, its permissions and free space.',
      {
        cause,
      },
    );
  }
}
