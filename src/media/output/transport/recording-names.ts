/** Names of recordings: an existing file is never written over. */
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Makes the file if there is none of that name; false if there is. */
async function reserve(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * `show.mkv`, or `show.2.mkv`, `show.3.mkv`… if that exists: a recorder that is started anew after a crash must neither
 * destroy what it had recorded nor refuse to record. The file is made, empty.
 */
export async function freshFile(path: string): Promise<string> {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : `${stem}.${number}${extension}`;
    if (await reserve(name)) return name;
  }
}

/** `show-0001.mkv` and so on, one more than the highest number there is. The file is made, empty. */
export async function nextSegment(path: string): Promise<string> {
  const [folder, extension] = [dirname(path), extname(path)];
  const stem = basename(path, extension);
  for (;;) {
    const numbers = (await readdir(folder)).map((name) => segmentNumber(name, stem, extension));
    const number = Math.max(0, ...numbers) + 1;
    const name = join(folder, `${stem}-${String(number).padStart(4, '0')}${extension}`);
    if (await reserve(name)) return name;
  }
}

/** The number in `show-0012.mkv`; 0 for other names. */
function segmentNumber(name: string, stem: string, extension: string): number {
  if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) return 0;
  const middle = name.slice(stem.length + 1, name.length - extension.length);
  return /^\d+$/.test(middle) ? Number(middle) : 0;
}
