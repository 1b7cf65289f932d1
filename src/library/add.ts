/** Turns a folder of sounds into a library: measured, described, copied as they are. */
import { copyFile, mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { describeError, isActionable } from '../core/errors.ts';
import { EFFECT_RATE } from '../core/formats.ts';
import { partIsGone, partOf, sweepParts } from '../core/part-files.ts';
import { decodeAudioFile } from './decode.ts';
import { LibraryError } from './errors.ts';
import { guessDescription, guessName, guessTag, uniqueId } from './guess.ts';
import { loudnessOf } from './loudness.ts';
import {
  AUDIO_FILE,
  entryFault,
  libraryName,
  LONGEST_EFFECT,
  MANIFEST_FILE,
  MOST_EFFECTS,
  type EffectEntry,
  outside,
} from './manifest.ts';
import { type Metadata, readMetadata, type SoundFacts } from './metadata.ts';

/** Folders within folders are read this deep; deeper ones are hardly meant as one library. */
const DEEPEST = 6;

/** What `addToLibrary` is asked for. */
export interface AddOptions {
  readonly folder: string;
  /** New folder for the library; default: the sounds' folder with `-library` appended. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface AddSummary {
  /** The new library's folder. */
  readonly out: string;
  readonly effects: readonly EffectEntry[];
  /** Files that hold no usable sound, with the reason. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Audio files below the folder, as relative paths with forward slashes, sorted; hidden ones are left out. */
async function findSounds(folder: string, below = '', depth = 0): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(async (entry): Promise<string[]> => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) return depth < DEEPEST ? findSounds(folder, path, depth + 1) : [];
        const readable = entry.isFile() || entry.isSymbolicLink();
        return readable && AUDIO_FILE.test(entry.name) ? [path] : [];
      }),
  );
  return found.flat().sort();
}

async function checkFolder(folder: string): Promise<void> {
  const facts = await stat(folder).catch((cause: unknown) => {
    throw new LibraryError('library-source', `There is no folder ${folder}.`, 'Check its name.', { cause });
  });
  if (!facts.isDirectory())
    throw new LibraryError(
      'library-source',
      `${folder} is no folder.`,
      'Name the folder that holds your sounds.',
    );
}

/** The target must be new (or an empty folder) and lie outside the sounds. */
async function checkTarget(out: string, folder: string): Promise<void> {
  const way = relative(folder, out);
  if (way === '' || (way !== '..' && !way.startsWith(`..${sep}`)))
    throw new LibraryError(
      'library-target',
      `${out} lies inside the folder of the sounds.`,
      'Name a folder beside it with --out.',
    );
  const held = await readdir(out).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new LibraryError(
      'library-target',
      `${out} cannot be a library's folder.`,
      'Name a new folder with --out.',
      { cause },
    );
  });
  if (held.length > 0)
    throw new LibraryError(
      'library-target',
      `${out} exists and is not empty.`,
      'Remove it, or name a new folder with --out.',
    );
}

function checkDescribed(metadata: Metadata, sounds: readonly string[]): void {
  const known = new Set(sounds);
  const lost = [...metadata.facts.keys()].find((file) => !known.has(file));
  if (lost !== undefined)
    throw new LibraryError(
      'library-metadata',
      `${metadata.source} describes ${lost}, which is not in the folder.`,
      'Add the file or remove the entry.',
    );
}

/** A link may lead anywhere, and its file would be copied into the library. */
async function checkInside(folder: string, file: string): Promise<void> {
  // A link to nothing is told when it is opened.
  const real = await realpath(join(folder, file)).catch(() => undefined);
  if (real === undefined) return;
  if (outside(await realpath(folder), real))
    throw new LibraryError(
      'effect-path',
      'It is a link to a place outside the folder.',
      'Copy the file itself into the folder.',
    );
}

/** Seconds; no length is 0, not even that of one sample. */
const SHORTEST = 0.0001;

async function measure(folder: string, file: string): Promise<{ duration: number; loudness: number }> {
  await checkInside(folder, file);
  const path = join(folder, file);
  if (!(await stat(path)).isFile())
    throw new LibraryError('effect-unreadable', 'It is no file.', 'Copy the sound itself there.');
  const { channels, mono } = await decodeAudioFile(path, LONGEST_EFFECT);
  const loudness = loudnessOf(channels);
  if (!Number.isFinite(loudness)) throw new LibraryError('effect-silent', 'It is silent.', '');
  return { duration: Math.max(SHORTEST, Number((mono.length / EFFECT_RATE).toFixed(4))), loudness };
}

function describe(
  file: string,
  facts: SoundFacts,
  taken: Set<string>,
  measured: { duration: number; loudness: number },
): EffectEntry {
  const name = facts.name ?? guessName(file);
  const tag = facts.tag ?? guessTag(file, facts.name);
  const description = facts.description ?? guessDescription(name, tag);
  const entry = { id: uniqueId(file, taken), name, description, tag, file, ...measured };
  const fault = entryFault(entry);
  if (fault !== undefined)
    throw new LibraryError('effect-path', `It cannot be described: ${fault}.`, 'Give the file another name.');
  return entry;
}

async function gather(
  options: AddOptions,
  sounds: readonly string[],
  metadata: Metadata,
): Promise<Omit<AddSummary, 'out'>> {
  const effects: EffectEntry[] = [];
  const skipped: { file: string; reason: string }[] = [];
  const taken = new Set<string>();
  for (const file of sounds) {
    options.signal?.throwIfAborted();
    try {
      const measured = await measure(options.folder, file);
      effects.push(describe(file, metadata.facts.get(file) ?? {}, taken, measured));
    } catch (error) {
      const gone = (error as NodeJS.ErrnoException).code;
      if (isActionable(error)) skipped.push({ file, reason: describeError(error) });
      else if (gone === 'ENOENT' || gone === 'EACCES' || gone === 'ELOOP')
        skipped.push({ file, reason: `It cannot be read (${gone}).` });
      else throw error;
    }
  }
  return { effects, skipped };
}

async function fill(folder: string, options: AddOptions, effects: readonly EffectEntry[]): Promise<void> {
  for (const { file } of effects) {
    options.signal?.throwIfAborted();
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(options.folder, file), join(folder, file));
  }
  const manifest = { version: 1, name: libraryName(basename(options.folder)), effects };
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Fills a folder aside, then gives it its name: nobody sees half a library. */
async function writeLibrary(
  options: AddOptions,
  out: string,
  effects: readonly EffectEntry[],
): Promise<void> {
  const aside = partOf(out);
  try {
    await mkdir(dirname(out), { recursive: true });
    await sweepParts(dirname(out));
    await mkdir(aside);
    await fill(aside, options, effects);
    // An empty folder of that name is allowed; POSIX rename replaces it in one step.
    await rename(aside, out);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    const reason = (cause as NodeJS.ErrnoException).code;
    if (typeof reason !== 'string') throw cause;
    throw new LibraryError(
      'unwritable',
      `The library ${out} cannot be written (${reason}).`,
      'Check the folder above it, its permissions and free space.',
      { cause, fault: 'outside' },
    );
  } finally {
    partIsGone(aside);
  }
}

/**
 * Makes a new library of the sounds below `folder`: names, descriptions and tags from metadata.json or library.csv,
 * else from the files' names. The files are copied unchanged; a file without usable sound is skipped and said so.
 * @throws LibraryError when there is no folder, no usable sound, faulty metadata, or the target is taken
 */
export async function addToLibrary(options: AddOptions, write: (line: string) => void): Promise<AddSummary> {
  const folder = resolve(options.folder);
  const out = resolve(options.out ?? `${folder}-library`);
  await checkFolder(folder);
  await checkTarget(out, folder);
  const sounds = await findSounds(folder);
  if (sounds.length === 0)
    throw new LibraryError(
      'library-source',
      `${folder} holds no sound.`,
      'Put wav, mp3, flac or ogg files there.',
    );
  if (sounds.length > MOST_EFFECTS)
    throw new LibraryError(
      'library-source',
      `${folder} holds ${sounds.length} sounds; a library has at most ${MOST_EFFECTS}.`,
      'Name a smaller folder.',
    );
  const metadata = await readMetadata(folder);
  checkDescribed(metadata, sounds);
  const resolved = { ...options, folder };
  const { effects, skipped } = await gather(resolved, sounds, metadata);
  for (const { file, reason } of skipped) write(`skipped ${file}: ${reason}`);
  if (effects.length === 0)
    throw new LibraryError(
      'library-source',
      `No file in ${folder} holds a usable sound.`,
      'See the reasons above.',
    );
  await writeLibrary(resolved, out, effects);
  for (const { id, tag, name } of effects) write(`${tag.padEnd(10)}  ${id}  ${name}`);
  write(
    `${effects.length} ${effects.length === 1 ? 'effect' : 'effects'} from ${metadata.source ?? "the files' names"}, written to ${out}.`,
  );
  write(
    `Names, descriptions and tags can be mended in ${join(out, MANIFEST_FILE)}; then run: momentfx library check ${out}`,
  );
  return { out, effects, skipped };
}
