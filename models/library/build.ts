/** Writes the bundled library: `node scripts/run.mjs models/library/build.ts [FOLDER]`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LibraryEntry } from './entry.ts';
import { integratedLoudness } from '../../src/library/loudness.ts';
import { libraryPage, waveform } from './page.ts';
import { renderLibrary } from './render.ts';
import { wavFile } from './wav.ts';

const BUNDLED = join(import.meta.dirname, 'bundled');
const FULL_SCALE = 32_768;

function manifestEffect(entry: LibraryEntry, samples: Int16Array): object {
  const loudness = integratedLoudness([Float64Array.from(samples, (value) => value / FULL_SCALE)]);
  const { id, name, nameZh, description, descriptionZh, tag, duration } = entry;
  return {
    id,
    name,
    nameZh,
    description,
    descriptionZh,
    tag,
    file: `${id}.wav`,
    duration,
    loudness: Number(loudness.toFixed(1)),
  };
}

/**
 * Renders every effect and writes library.json, one WAV file each and the listening page into `folder`. The same
 * code writes the same bytes. `note` is told each effect's id as it is done.
 */
export async function buildLibrary(
  folder: string,
  note: (id: string) => void = () => undefined,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const effects: object[] = [];
  const shown: { entry: LibraryEntry; path: string }[] = [];
  for (const [entry, samples] of renderLibrary()) {
    await writeFile(join(folder, `${entry.id}.wav`), wavFile(samples));
    effects.push(manifestEffect(entry, samples));
    shown.push({ entry, path: waveform(samples) });
    note(entry.id);
  }
  const manifest = { version: 1, name: 'momentfx bundled effects', effects };
  await writeFile(join(folder, 'library.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeFile(join(folder, 'index.html'), libraryPage(shown));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? BUNDLED;
  let done = 0;
  await buildLibrary(folder, () => done++);
  console.log(`${done} effects written to ${folder}`);
}
