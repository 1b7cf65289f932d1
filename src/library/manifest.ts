/** What a sound library is on disk: a folder with library.json and audio files. Nothing here decodes. */
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { readAtMost } from '../core/read-file.ts';
import { TAGS } from '../streams/values.ts';
import { LibraryError } from './errors.ts';

/** A library's table of contents, in its folder. */
export const MANIFEST_FILE = 'library.json';
/** Containers of single sounds; anything else (a playlist, a picture) is no effect. */
export const AUDIO_FILE = /\.(wav|mp3|flac|ogg|oga|opus|m4a|aiff?)$/i;
/** An effect longer than this is music; it would also fill memory. Seconds. */
export const LONGEST_EFFECT = 60;

/** Characters of a name. */
const LONGEST_NAME = 120;
/** Effects of one library. */
export const MOST_EFFECTS = 10_000;
/** An effect's entry has some 400 bytes; in bytes. */
const LONGEST_MANIFEST = 16 * 1_048_576;

const text = (most: number): z.ZodString =>
  z.string().trim().min(1, 'is empty').max(most, `is longer than ${most} characters`);

const effectSchema = z.object({
  /** Unique in the library; what cue sheets name. */
  id: text(80).regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be kebab-case: small letters, digits and single hyphens',
  ),
  name: text(LONGEST_NAME),
  nameZh: text(LONGEST_NAME).optional(),
  /** A sentence for the text encoder: what it sounds like and when it fits. */
  description: text(600),
  descriptionZh: text(600).optional(),
  tag: z.enum(TAGS, `must be one of ${TAGS.join(', ')}`),
  /** Path of the audio file, relative to the library's folder, with forward slashes. */
  file: z.string().min(1, 'is empty').max(500, 'is longer than 500 characters'),
  /** Seconds. */
  duration: z.number().positive().max(LONGEST_EFFECT),
  /** Integrated loudness as measured when the library was made, LUFS. */
  loudness: z.number().max(10).optional(),
});

const manifestSchema = z.object({
  version: z.literal(1, 'must be 1: this momentfx knows no other version'),
  name: text(LONGEST_NAME),
  effects: z.array(effectSchema).min(1, 'holds no effect').max(MOST_EFFECTS),
});

/** One effect as the manifest describes it: times in seconds, loudness in LUFS. */
export type EffectEntry = z.infer<typeof effectSchema>;
/** A library.json that has been checked. */
export type LibraryManifest = z.infer<typeof manifestSchema>;

/** Why an entry cannot stand in a manifest; undefined when it can. Its file is not looked at. */
export function entryFault(entry: EffectEntry): string | undefined {
  const issue = effectSchema.safeParse(entry).error?.issues[0];
  if (issue !== undefined) return `its ${issue.path.join('.')} ${issue.message}`;
  if (leavesFolder('/', entry.file)) return 'its name has characters that a library cannot hold';
  return undefined;
}

/** A library's own name, of any text. */
export const libraryName = (text: string): string => text.trim().slice(0, LONGEST_NAME) || 'sounds';

/** `effects[3] (ding)` for a path into the parsed JSON, with the entry's id where it has one. */
function place(value: unknown, path: readonly PropertyKey[]): string {
  const [head, index, ...rest] = path;
  if (head !== 'effects' || typeof index !== 'number') return path.map(String).join('.') || 'the file';
  const entry: unknown = (value as { effects: unknown[] }).effects[index];
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? ` (${String(entry.id)})` : '';
  return [`effects[${index}]${id}`, ...rest.map(String)].join(': ');
}

/** Every fault of the manifest's own text; the manifest itself when there is none. */
function parseManifest(
  json: string,
  file: string,
): { readonly manifest?: LibraryManifest; readonly faults: readonly LibraryError[] } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const message = `${file} is no JSON: ${(cause as Error).message}.`;
    return {
      faults: [
        new LibraryError('library-invalid', message, 'Mend the JSON, or make the library again.', { cause }),
      ],
    };
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return { manifest: parsed.data, faults: duplicates(parsed.data, file) };
  return {
    faults: parsed.error.issues.map(
      (issue) =>
        new LibraryError(
          'library-invalid',
          `${file}: ${place(value, issue.path)} ${issue.message}.`,
          'Mend this entry.',
        ),
    ),
  };
}

function duplicates(manifest: LibraryManifest, file: string): LibraryError[] {
  const first = new Map<string, number>();
  return manifest.effects.flatMap(({ id }, index) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    if (before === undefined) return [];
    const message = `${file}: effects[${before}] and effects[${index}] have the same id ${id}.`;
    return [new LibraryError('library-duplicate', message, 'Give one of them another id.')];
  });
}

/** Whether `to` does not lie within the folder `from`. */
export function outside(from: string, to: string): boolean {
  const way = relative(from, to);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

const leavesFolder = (folder: string, file: string): boolean =>
  isAbsolute(file) || /^[a-z]:|\\|\0/i.test(file) || outside(folder, join(folder, file));

/**
 * The absolute path of an entry's audio file.
 * @throws LibraryError when it leaves the folder (also through a link), is missing, empty, or no audio file by name
 */
export async function effectFile(folder: string, entry: Pick<EffectEntry, 'id' | 'file'>): Promise<string> {
  const what = `${join(folder, MANIFEST_FILE)}: the effect ${entry.id} names the file ${JSON.stringify(entry.file)}`;
  const path = join(folder, entry.file);
  if (leavesFolder(folder, entry.file))
    throw new LibraryError(
      'effect-path',
      `${what}, which is not inside the library's folder.`,
      'Copy the file into the folder and name it relative to it, with forward slashes.',
    );
  if (!AUDIO_FILE.test(entry.file))
    throw new LibraryError(
      'effect-path',
      `${what}, which is no audio file by its name.`,
      'Use wav, mp3, flac, ogg, opus, m4a or aiff.',
    );
  let facts;
  let real;
  try {
    facts = await stat(path);
    real = await realpath(path);
  } catch (cause) {
    throw new LibraryError(
      'effect-missing',
      `${what}, which does not exist.`,
      'Put the file there or remove the entry.',
      { cause },
    );
  }
  if (outside(await realpath(folder), real))
    throw new LibraryError(
      'effect-path',
      `${what}, a link to a place outside the library's folder.`,
      'Copy the file itself into the folder.',
    );
  if (!facts.isFile() || facts.size === 0)
    throw new LibraryError(
      'effect-empty',
      `${what}, which is ${facts.isFile() ? 'empty' : 'no file'}.`,
      'Put the sound there or remove the entry.',
    );
  return path;
}

/** library.json's text. @throws LibraryError when there is none. */
async function readManifestText(folder: string): Promise<string> {
  const file = join(folder, MANIFEST_FILE);
  try {
    return (await readAtMost(file, LONGEST_MANIFEST)).toString('utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new LibraryError(
          'library-missing',
          `There is no library in ${folder}: ${MANIFEST_FILE} is missing.`,
          'Name a library folder, or make one with `momentfx library add FOLDER`.',
          { cause },
        )
      : new LibraryError(
          'library-unreadable',
          `${file} cannot be read.`,
          'Check its permissions, and that the name is a folder.',
          { cause },
        );
  }
}

/** Every fault of a library folder that shows without decoding: its text, its paths, its files. */
export async function libraryFaults(
  folder: string,
): Promise<{ readonly manifest?: LibraryManifest; readonly faults: readonly LibraryError[] }> {
  const { manifest, faults } = parseManifest(await readManifestText(folder), join(folder, MANIFEST_FILE));
  if (!manifest) return { faults };
  const missing: LibraryError[] = [];
  for (const entry of manifest.effects)
    try {
      await effectFile(folder, entry);
    } catch (error) {
      if (!(error instanceof LibraryError)) throw error;
      missing.push(error);
    }
  return { manifest, faults: [...faults, ...missing] };
}

/**
 * A library's checked manifest; every file it names exists inside the folder.
 * @throws LibraryError the first fault; `momentfx library check` prints all of them
 */
export async function readLibraryManifest(folder: string): Promise<LibraryManifest> {
  const { manifest, faults } = await libraryFaults(folder);
  const [first] = faults;
  if (first) throw first;
  if (!manifest) throw new Error('internal: a manifest without faults and without content');
  return manifest;
}
