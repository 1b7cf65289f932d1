/** Shows what a library holds. */
import type { Tag } from '../streams/values.ts';
import { loadEffect } from './load.ts';
import { loudnessOf, loudnessText } from './loudness.ts';
import { readLibraryManifest, type EffectEntry } from './manifest.ts';

/** What `listLibrary` is asked for. */
export interface ListOptions {
  /** The library's folder. */
  readonly library: string;
  /** Effects of this tag alone. */
  readonly tag?: Tag | undefined;
  /** One JSON array in place of a table. */
  readonly json?: boolean | undefined;
}

type Listed = EffectEntry & { readonly loudness: number };

/** An entry with its loudness: as written in the manifest, else measured. */
async function listed(folder: string, entry: EffectEntry): Promise<Listed> {
  return { ...entry, loudness: entry.loudness ?? loudnessOf((await loadEffect(folder, entry)).channels) };
}

function table(effects: readonly Listed[]): string[] {
  const rows = effects.map(({ tag, id, name, duration, loudness }) => [
    tag,
    id,
    name,
    `${duration.toFixed(2)} s`,
    loudnessText(loudness),
  ]);
  const all = [['TAG', 'ID', 'NAME', 'LENGTH', 'LOUDNESS'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/**
 * Prints a library's effects as a table (tag, id, name, length, loudness) or, with `json`, as one JSON array.
 * @throws LibraryError when the library is broken
 */
export async function listLibrary(options: ListOptions, write: (line: string) => void): Promise<void> {
  const manifest = await readLibraryManifest(options.library);
  const wanted = manifest.effects.filter(({ tag }) => options.tag === undefined || tag === options.tag);
  const effects: Listed[] = [];
  for (const entry of wanted) effects.push(await listed(options.library, entry));
  if (options.json) return write(JSON.stringify(effects, undefined, 2));
  table(effects).forEach((line) => write(line));
  write(
    `${effects.length} ${effects.length === 1 ? 'effect' : 'effects'} in ${manifest.name} (${options.library})`,
  );
}
