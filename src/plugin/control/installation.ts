/** What an installation keeps for its control server, in the user's state folder: the token, and what docks have set. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { partIsGone, partOf } from '../../core/part-files.ts';
import { readAtMost } from '../../core/read-file.ts';
import { UsageError } from '../errors.ts';
import { stateFolder } from '../paths.ts';

const FILE = 'control.json';
/** A file of their own: keeping them never writes a token, which may be renewed at that moment. */
const FAVOURITES_FILE = 'favourites.json';
const TOKEN_BYTES = 32;
const LONGEST_FILE = 262_144;
/** How often a running server looks whether the token was renewed, in ms. */
const LOOK_MS = 1_000;

const tokenSchema = z.object({ token: z.string().regex(/^[\w-]{43}$/) });
const favouritesSchema = z.object({ favourites: z.array(z.string()).max(1_000) });

/** After that, servers that run go by a token that was renewed, in ms. */
export const RENEWED_MS = 2 * LOOK_MS;

/** What is kept. */
export type Kept = Readonly<z.infer<typeof tokenSchema> & z.infer<typeof favouritesSchema>>;

/** The files of an installation; only its user may read them. */
export class Installation {
  readonly #file: string;
  readonly #favouritesFile: string;
  #kept: Kept;
  #saving: Promise<void> = Promise.resolve();

  private constructor(folder: string, kept: Kept) {
    this.#file = join(folder, FILE);
    this.#favouritesFile = join(folder, FAVOURITES_FILE);
    this.#kept = kept;
  }

  /**
   * Reads the files, or makes a new token. A file that is no such file is replaced: what was in it cannot be told.
   * @throws UsageError no-state when it can be neither read nor written
   */
  static async open(folder: string = stateFolder()): Promise<Installation> {
    const file = join(folder, FILE);
    const known = await knownToken(folder);
    const favourites = await knownFavourites(folder);
    const token = known ?? newToken();
    if (known === undefined) await save(file, { token });
    // It may have come from a backup that forgot who may read it.
    else await chmod(file, 0o600).catch(() => undefined);
    return new Installation(folder, { token, favourites });
  }

  get kept(): Kept {
    return this.#kept;
  }

  /**
   * Keeps the favourites; one write after the other, and rejects as writing does. The token's file is left as it is: whoever
   * has removed it, to take the token's right away, or renewed it does not find that token there again.
   */
  keepFavourites(favourites: readonly string[]): Promise<void> {
    this.#kept = { ...this.#kept, favourites: [...favourites] };
    this.#saving = this.#saving
      .catch(() => undefined)
      .then(() => save(this.#favouritesFile, { favourites: this.#kept.favourites }));
    return this.#saving;
  }

  /**
   * Makes another token, so that the one before ends; a server that runs takes it within `RENEWED_MS`.
   * @throws UsageError no-state
   */
  async renew(): Promise<void> {
    const token = newToken();
    await save(this.#file, { token });
    this.#kept = { ...this.#kept, token };
  }

  /**
   * Tells of every other token from now on. Where somebody has removed the file it is one that nobody has, until there is a file
   * again; where the file cannot be read the last one holds.
   */
  watchToken(onToken: (token: string) => void): Disposable {
    let known: string | undefined = this.#kept.token;
    let isLooking = false;
    let isOver = false;
    const look = async (): Promise<void> => {
      if (isLooking) return;
      isLooking = true;
      try {
        const token = (await read(this.#file, tokenSchema))?.token;
        if (isOver || token === known) return;
        known = token;
        onToken(token ?? newToken());
      } catch {
        // What cannot be read now may be in a second.
      } finally {
        isLooking = false;
      }
    };
    const timer = setInterval(() => void look(), LOOK_MS).unref();
    return {
      [Symbol.dispose]() {
        isOver = true;
        clearInterval(timer);
      },
    };
  }
}

/** The token, where there is one already. */
export const knownToken = async (folder: string = stateFolder()): Promise<string | undefined> =>
  (await read(join(folder, FILE), tokenSchema))?.token;

/** Those of earlier versions lay beside the token, which the next one that is made takes the place of: they are moved. */
async function knownFavourites(folder: string): Promise<string[]> {
  const file = join(folder, FAVOURITES_FILE);
  const kept = await read(file, favouritesSchema);
  if (kept !== undefined) return kept.favourites;
  const { favourites = [] } = (await read(join(folder, FILE), favouritesSchema)) ?? {};
  if (favourites.length > 0) await save(file, { favourites });
  return favourites;
}

const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

async function save(file: string, kept: Readonly<Partial<Kept>>): Promise<void> {
  const part = partOf(file);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(part, JSON.stringify(kept), { mode: 0o600, flag: 'wx' });
    await rename(part, file);
  } catch (cause) {
    throw new UsageError(
      'no-state',
      `The control server cannot keep what it needs in ${file}.`,
      'Make that folder writable, or set XDG_STATE_HOME to another.',
      { cause },
    );
  } finally {
    partIsGone(part);
  }
}

async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = (await readAtMost(file, LONGEST_FILE)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError('no-state', `${file} cannot be read.`, 'Remove it, or make it readable.', {
      cause: error,
    });
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Half a file of a full disk, or another program's: a new token shuts out nobody who has the right to come.
    return undefined;
  }
}
